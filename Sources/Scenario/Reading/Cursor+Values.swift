import Prelude
import StatesLanguage

extension Cursor {
  func text() -> String? {
    if let text = node.text, !text.isEmpty, !node.isNull { return text }
    mismatch(expected: "text")
    return nil
  }

  func errorName() -> String? {
    guard let name = text() else { return nil }
    guard name.count <= 256 else {
      error(.size, "found \(name.count) characters, expected at most 256")
      return nil
    }
    return name
  }

  /// `words`: what may stand in place of a number, in messages.
  func integer(in range: ClosedRange<Int>, or words: String = "") -> Int? {
    if let text = node.text, Quantity.isJSONNumber(text), let value = Int(text), range.contains(value) { return value }
    let expected =
      range.upperBound == .max
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    mismatch(numberProblem, expected: expected + words, hint: plainNumberHint)
    return nil
  }

  func number(in range: ClosedRange<Double>, expected: String) -> Double? {
    if let text = node.text, let value = Quantity.number(text), range.contains(value) { return value }
    mismatch(numberProblem, expected: expected, hint: plainNumberHint)
    return nil
  }

  /// What is wrong where another number is expected.
  var numberProblem: ReadingProblem { node.text.map(Quantity.isJSONNumber) ?? false ? .value : .type }

  /// For `1_000` and `1,000`, which other formats read as a thousand.
  private var plainNumberHint: String? {
    guard let text = node.text, text.contains("_") || text.contains(",") else { return nil }
    let digits = text.filter { $0 != "_" && $0 != "," }
    return Quantity.isJSONNumber(digits) ? "write \(digits)" : nil
  }

  func flag() -> Bool? {
    if case .scalar(let text, isPlain: true) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    let hint: String? =
      switch node.text?.lowercased() {
      case "yes", "on", "y", "true", "1": "write true"
      case "no", "off", "n", "false", "0": "write false"
      default: nil
      }
    mismatch(expected: "true or false", hint: hint)
    return nil
  }

  func duration() -> Span? {
    quantity("a duration such as 90s, 15m, 2h, 120ms or 250us") { text throws(Quantity.Problem) in
      try Quantity.duration(text)
    }
  }

  func positiveDuration() -> Span? {
    guard let span = duration() else { return nil }
    guard span > .zero else {
      mismatch(.value, expected: "a duration above zero")
      return nil
    }
    return span
  }

  func rate() -> Rate? {
    quantity("a rate such as 50/s, 3000/m or 0.5/s") { text throws(Quantity.Problem) in try Quantity.rate(text) }
  }

  func positiveRate() -> Rate? {
    guard let rate = rate() else { return nil }
    guard rate.count > 0 else {
      mismatch(.value, expected: "a rate above zero")
      return nil
    }
    return rate
  }

  func size() -> Int? {
    quantity("a size such as 256KiB") { text throws(Quantity.Problem) in try Quantity.size(text) }
  }

  /// A number with its unit.
  private func quantity<Value>(
    _ expected: String, _ parse: (String) throws(Quantity.Problem) -> Value
  ) -> Value? {
    guard let text = node.text else {
      mismatch(expected: expected)
      return nil
    }
    do throws(Quantity.Problem) {
      return try parse(text)
    } catch {
      mismatch(.value, expected: error.expected, hint: error.hint)
      return nil
    }
  }

  /// One of several words.
  func word(of words: [String]) -> String? {
    if let text = node.text, words.contains(text) { return text }
    let hint = node.text.flatMap { suggestion(for: $0, among: words) }.map { "did you mean \($0)?" }
    mismatch(node.text == nil ? .type : .value, expected: words.joined(separator: " or "), hint: hint)
    return nil
  }
}
