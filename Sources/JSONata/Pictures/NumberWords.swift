/// Numbers in English words.
enum NumberWords {
  static let few = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
  ]
  static let ordinals = [
    "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
    "Nineteenth",
  ]
  static let decades = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred"]
  static let magnitudes: [(Double, String)] = [
    (1e12, "Trillion"), (1e9, "Billion"), (1e6, "Million"), (1e3, "Thousand"),
  ]

  /// The words of a finite, whole number that is not negative.
  static func words(_ value: Double, ordinal: Bool, following: Bool = false) -> String {
    if value < 100 { return (following ? " and " : "") + small(Int(value), ordinal: ordinal) }
    var text = following ? ", " : ""
    let rest: Double
    if value < 1000 {
      text += few[Int(value) / 100] + " Hundred"
      rest = Double(Int(value) % 100)
    } else {
      let (size, name) = magnitudes.first { value >= $0.0 } ?? (1e3, "Thousand")
      let count = (value / size).rounded(.down)
      text += words(count, ordinal: false) + " " + name
      rest = value - count * size
    }
    if rest > 0 { return text + words(rest, ordinal: ordinal, following: true) }
    return ordinal ? text + "th" : text
  }

  private static func small(_ value: Int, ordinal: Bool) -> String {
    if value < 20 { return ordinal ? ordinals[value] : few[value] }
    let decade = decades[value / 10 - 2]
    if value % 10 > 0 { return decade + "-" + small(value % 10, ordinal: ordinal) }
    return ordinal ? decade.dropLast() + "ieth" : decade
  }

  static let values: [String: Double] = {
    var values: [String: Double] = ["hundredth": 100]
    for (index, word) in few.enumerated() { values[word.lowercased()] = Double(index) }
    for (index, word) in ordinals.enumerated() { values[word.lowercased()] = Double(index) }
    for (index, word) in decades.enumerated() {
      values[word.lowercased()] = Double(index + 2) * 10
      values[word.lowercased().dropLast() + "ieth"] = Double(index + 2) * 10
    }
    for (size, word) in magnitudes {
      values[word.lowercased()] = size
      values[word.lowercased() + "th"] = size
    }
    return values
  }()

  /// The value of words in lower case.
  static func value(_ text: String) -> Double {
    var parts = text.split(separator: " ", omittingEmptySubsequences: true).flatMap { $0.split(separator: "-") }
    parts.removeAll { $0 == "and" }
    var segments = [0.0]
    for part in parts {
      let word = String(part.last == "," ? part.dropLast() : part)
      guard let value = values[word] else { return .nan }
      let top = segments.removeLast()
      if value >= 100 {
        segments.append(top * value)
      } else if top >= 1000 {
        segments += [top, value]
      } else {
        segments.append(top + value)
      }
    }
    return segments.reduce(0, +)
  }
}
