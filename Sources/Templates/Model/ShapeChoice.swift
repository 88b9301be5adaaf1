import JSON
import StatesLanguage

/// Chooses the branch of a Choice that its example takes: the first that ends well without coming back, else the first
/// that does not come back.
struct ShapeChoice {
  private let states: [LocatedJSON.Member]
  private let name: String

  init(_ states: [LocatedJSON.Member], _ name: String) {
    self.states = states
    self.name = name
  }

  func apply(_ choices: LocatedJSON, _ input: Shape) {
    let rules = choices.elements ?? []
    let ways = rules.map { rule in rule["Next"]?.string.map { way(from: $0) } }
    let fallback = states.last { $0.key == name }?.value["Default"]?.string.map { way(from: $0) }
    let best = ways.firstIndex(of: .endsWell) ?? (fallback == .endsWell ? nil : ways.firstIndex(of: .ends))
    if let best {
      satisfy(rules[best], input)
    } else if fallback == nil, let rule = rules.first {
      satisfy(rule, input)
    }
    // The others look at values that have to be there.
    for rule in rules { touch(rule, input) }
  }

  private enum Way { case endsWell, ends, comesBack }

  private func way(from start: String) -> Way {
    var open = [start]
    var seen: Set<String> = []
    var way = Way.ends
    while let next = open.popLast() {
      if next == name { return .comesBack }
      guard seen.insert(next).inserted, let state = states.last(where: { $0.key == next })?.value else { continue }
      if state["End"] != nil || state["Type"]?.string == "Succeed" { way = .endsWell }
      open += [state["Next"], state["Default"]].compactMap { $0?.string }
      open += (state["Choices"]?.elements ?? []).compactMap { $0["Next"]?.string }
    }
    return way
  }

  private func shape(_ rule: LocatedJSON, _ input: Shape) -> Shape? {
    guard let variable = rule["Variable"]?.string, variable.hasPrefix("$."), !variable.hasPrefix("$$") else {
      return nil
    }
    return input.at(Shape.Step.steps(in: Array(variable.utf8), from: 1).steps)
  }

  /// Makes a rule true.
  private func satisfy(_ rule: LocatedJSON, _ input: Shape) {
    for inner in rule["And"]?.elements ?? [] { satisfy(inner, input) }
    if let first = rule["Or"]?.elements?.first { satisfy(first, input) }
    if let condition = rule["Condition"]?.string { satisfy(jsonata: condition, input) }
    let isAbsent = rule.members?.contains { $0.key == "IsPresent" && $0.value.json == false } ?? false
    guard !isAbsent, let shape = shape(rule, input) else { return }
    shape.use()
    for member in rule.members ?? [] {
      if let value = Self.value(member.key, member.value.json) { shape.be(value) }
    }
  }

  private func touch(_ rule: LocatedJSON, _ input: Shape) {
    for inner in (rule["And"]?.elements ?? []) + (rule["Or"]?.elements ?? []) { touch(inner, input) }
    if let inner = rule["Not"] { touch(inner, input) }
    // What asks whether a value is there copes without it.
    guard rule["IsPresent"] == nil, let shape = shape(rule, input) else { return }
    shape.use()
    for member in rule.members ?? [] where member.key.hasPrefix("Numeric") { shape.be(0) }
    for member in rule.members ?? [] where member.key.hasPrefix("Boolean") {
      if case .bool(let value) = member.value.json { shape.be(.bool(!value)) }
    }
  }

  /// A value for which the comparison holds.
  private static func value(_ comparison: String, _ operand: JSON) -> JSON? {
    switch (comparison, operand) {
    case ("StringEquals", _), ("NumericEquals", _), ("BooleanEquals", _), ("TimestampEquals", _),
      ("NumericGreaterThanEquals", _), ("NumericLessThanEquals", _), ("StringGreaterThanEquals", _),
      ("StringLessThanEquals", _):
      return operand
    case ("StringMatches", .string(let pattern)): return .string(pattern.replacing("*", with: "x"))
    case ("NumericGreaterThan", .integer(let number)): return .integer(number < .max ? number + 1 : number)
    case ("NumericLessThan", .integer(let number)): return .integer(number > .min ? number - 1 : number)
    case ("NumericGreaterThan", .double(let number)): return .double(number + 1)
    case ("NumericLessThan", .double(let number)): return .double(number - 1)
    case ("IsNull", .bool(true)): return .null
    case ("IsBoolean", .bool(true)): return true
    case ("IsNumeric", .bool(true)): return 1
    case ("IsTimestamp", .bool(true)): return "2025-01-01T00:00:00Z"
    case (_, .string) where comparison.hasPrefix("Timestamp") && !comparison.hasSuffix("Path"):
      return comparison.hasPrefix("TimestampLess") ? "2000-01-01T00:00:00Z" : "2100-01-01T00:00:00Z"
    default: return nil
    }
  }

  /// Of `$states.input.status = 'DONE'`, and several of these with `and`.
  private func satisfy(jsonata: String, _ input: Shape) {
    let root = "$states.input"
    let bytes = Array(jsonata.utf8)
    for range in jsonata.utf8Ranges(of: root) {
      let (steps, end) = Shape.Step.steps(in: bytes, from: range.upperBound)
      let rest = String(decoding: bytes[end...], as: UTF8.self).trimmed
      guard !steps.isEmpty, rest.hasPrefix("=") else { continue }
      let operand = String(rest.dropFirst()).trimmed
      if let quote = operand.first, quote == "'" || quote == "\"" {
        input.at(steps).be(.string(String(operand.dropFirst().prefix { $0 != quote })))
      } else if let value = try? JSON.parse(Array(operand.prefix { $0.isLetter || $0.isNumber || $0 == "." }.utf8)) {
        input.at(steps).be(value)
      }
    }
  }
}

extension String {
  fileprivate func utf8Ranges(of text: String) -> [Range<Int>] {
    let (bytes, pattern) = (Array(utf8), Array(text.utf8))
    return bytes.ranges(of: pattern).map { $0 }
  }
}
