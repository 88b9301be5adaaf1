/// Matches as values: a matcher gives an object of the match, its range, its groups and a function for the next one.
enum Patterns {
  struct Match {
    var value: Value
    var text: String
    var start: Int
    var end: Int
    var groups: [Value]
    var next: Function?
  }

  static func first(_ matcher: Function, _ text: String, _ call: NativeCall) throws(JSONataError) -> Value {
    try call.evaluator.apply(matcher, [.string(text)], .null, call.frame)
  }

  static func next(_ match: Match, _ call: NativeCall) throws(JSONataError) -> Value {
    guard let next = match.next else { return .undefined }
    return try call.evaluator.apply(next, [], .null, call.frame)
  }

  /// What a matcher, of ours or of the user's, gave; T1010 where it is no match.
  static func found(_ value: Value) throws(JSONataError) -> Match? {
    if value.isUndefined { return nil }
    guard let object = value.object, case .number(let start)? = object["start"],
      case .number(let end)? = object["end"] ?? .number(start), let groups = object["groups"]?.array,
      let next = object["next"]?.function
    else { throw JSONataError("T1010", value: value.shown) }
    return Match(
      value: value, text: object["match"]?.text ?? "", start: place(start), end: place(end), groups: groups.items,
      next: next)
  }

  private static func place(_ number: Double) -> Int { number >= 0 && number < 1e15 ? Int(number) : 0 }

  /// `$0` is the match, `$1` its first group, `$$` a dollar sign; the longest number that is a group counts.
  static func expand(_ template: String, _ match: Match, limit: Int) throws(JSONataError) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(template.unicodeScalars)
    let most = match.groups.isEmpty ? 1 : String(match.groups.count).utf8.count
    var index = 0
    var bytes = 0
    while index < scalars.count {
      if bytes > limit { throw .memoryLimit }
      guard scalars[index] == "$" else {
        result.append(scalars[index])
        index += 1
        continue
      }
      index += 1
      let rest = scalars[index...]
      if rest.first == "$" {
        result.append("$")
        index += 1
        continue
      }
      var digits = rest.prefix(most).prefix { (0x30...0x39).contains($0.value) }
      guard !digits.isEmpty else {
        result.append("$")
        continue
      }
      if digits.first == "0" {
        result.append(contentsOf: match.text.unicodeScalars)
        bytes += match.text.utf8.count
        index += 1
        continue
      }
      func number() -> Int { digits.reduce(0) { $0 * 10 + Int($1.value - 0x30) } }
      if digits.count > 1, number() > match.groups.count { digits = digits.dropLast() }
      let group = number()
      if group >= 1, group <= match.groups.count {
        let captured = match.groups[group - 1].text ?? ""
        result.append(contentsOf: captured.unicodeScalars)
        bytes += captured.utf8.count
      }
      index += digits.count
    }
    return String(result)
  }
}

extension Evaluator {
  /// Steps of a regular expression that take as long as one of the evaluator.
  private static let patternStepsPerStep = 16

  /// What a pattern, called as a function, gives for a text.
  func match(_ pattern: RegularExpression, _ units: [UInt16], from start: Int) throws(JSONataError) -> Value {
    guard start <= units.count, let match = try firstMatch(of: pattern, in: units, from: start) else {
      return .undefined
    }
    let length = match.groups.reduce(match.range.count) { $0 + ($1?.count ?? 0) }
    try charge(8 + match.groups.count + length >> 4)
    let text = UTF16Text.string(units[match.range])
    if match.range.isEmpty { throw JSONataError("D1004", value: Value.string(text).shown) }
    let object = ObjectBox()
    object["match"] = .string(text)
    object["start"] = .number(Double(match.range.lowerBound))
    object["end"] = .number(Double(match.range.upperBound))
    let groups = match.groups.map { range in range.map { Value.string(UTF16Text.string(units[$0])) } ?? .undefined }
    object["groups"] = .array(ArrayBox(groups))
    object["next"] = .function(Function(.next(pattern, units, match.range.upperBound), arity: 0))
    return .object(object)
  }

  private func firstMatch(
    of pattern: RegularExpression, in units: [UInt16], from start: Int
  ) throws(JSONataError) -> RegularExpression.Match? {
    let (product, overflow) = stepsLeft.multipliedReportingOverflow(by: Self.patternStepsPerStep)
    let most = overflow ? .max : product
    var steps = 0
    do throws(JSONataError) {
      let match = try pattern.firstMatch(in: units, from: start, steps: &steps, most: most)
      try charge(steps / Self.patternStepsPerStep)
      return match
    } catch {
      // What is left of the whole expression's steps may be less than what a pattern may take.
      if steps > most { throw JSONataError("U1001", value: Self.timeout) }
      throw error
    }
  }
}
