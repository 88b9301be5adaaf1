import JSON
import JSONPath
import Prelude

/// A condition as it is written, before it becomes jumps.
private indirect enum Condition {
  case test(Path, Choice.Comparison)
  case all([Condition])
  case any([Condition])
  case not(Condition)
}

extension DefinitionReader {
  mutating func choice(
    _ fields: Fields, index: StateIndex, in scope: inout Scope
  ) -> Choice? {
    var fallback: StateIndex?
    if let value = fields["Default"] {
      if let name = string(fields, "Default") {
        fallback = resolve(name, at: value.position, field: "Default", owner: fields.owner, in: &scope)
      } else {
        scope.isWhole = false
      }
    }
    if let fallback { scope.edges.append((index, fallback)) }
    guard let value = fields["Choices"] else {
      require(["Choices"], in: fields)
      scope.isWhole = false
      return nil
    }
    guard let items = value.elements else {
      mismatch(value, "Choices", expected: "an array of rules")
      scope.isWhole = false
      return nil
    }
    if items.isEmpty { empty(value, "\"Choices\" of \(fields.owner)") }
    var rules: [Choice.Rule] = []
    for (offset, item) in items.enumerated() {
      let owner = "rule \(offset) of \(fields.owner)"
      let next = target(item, owner: owner, index: index, in: &scope)
      if let rule = rule(item, offset, owner: owner, next: next ?? 0, in: scope), next != nil { rules.append(rule) }
    }
    return Choice(rules: rules, fallback: fallback)
  }

  private mutating func rule(
    _ item: LocatedJSON, _ offset: Int, owner: String, next: StateIndex, in scope: Scope
  ) -> Choice.Rule? {
    let place = "Choices[\(offset)]"
    guard stateLanguage == .jsonata else {
      guard let condition = condition(item, owner: owner, isNested: false) else { return nil }
      var rule = Choice.Rule(next: next, condition: condition)
      if let members = item.members {
        let fields = Fields(members: members, position: item.position, owner: owner)
        rule.extras = assign(fields, at: "\(place)/Assign", in: scope).map { Choice.Extras(assign: $0) }
      }
      return rule
    }
    guard case .object = item.content,
      let fields = open(
        item, owner: owner, position: item.position, allowed: ["Condition", "Next", "Assign", "Output", "Comment"],
        required: ["Condition"])
    else { return nil }
    _ = string(fields, "Comment")
    var rule = Choice.Rule(next: next)
    let condition = jsonata(fields, "Condition", at: "\(place)/Condition")
    rule.extras = Choice.Extras(
      condition: condition, output: jsonata(fields, "Output", at: "\(place)/Output"),
      assign: assign(fields, at: "\(place)/Assign", in: scope))
    guard let value = fields["Condition"], condition?.expression == nil else { return rule }
    if case .bool = value.content { return rule }
    mismatch(value, "Condition", expected: "a JSONata expression, or true or false")
    return nil
  }

  private mutating func target(
    _ item: LocatedJSON, owner: String, index: StateIndex, in scope: inout Scope
  ) -> StateIndex? {
    guard let members = item.members else {
      error(.type, item.position, "\(owner) must be an object, found \(item.described)")
      scope.isWhole = false
      return nil
    }
    let fields = Fields(members: members, position: item.position, owner: owner)
    guard let value = fields["Next"], let name = string(fields, "Next") else {
      if fields["Next"] == nil { require(["Next"], in: fields) }
      scope.isWhole = false
      return nil
    }
    let target = resolve(name, at: value.position, field: "Next", owner: owner, in: &scope)
    if let target { scope.edges.append((index, target)) }
    return target
  }

  private mutating func condition(_ json: LocatedJSON, owner: String, isNested: Bool) -> Condition? {
    guard let members = json.members else {
      if isNested { error(.type, json.position, "\(owner) must be an object, found \(json.described)") }
      return nil
    }
    let structure = ["Variable", "Comment"] + (isNested ? [] : ["Next", "Assign"])
    let operators = ["And", "Or", "Not"] + ComparisonName.all
    if let next = members.first(where: { $0.key == "Next" }), isNested {
      error(
        .unknownField, next.keyPosition,
        "\"Next\" in \(owner) stands inside And, Or or Not; it belongs to the outermost rule only")
    }
    guard
      let fields = open(
        json, owner: owner, position: json.position, allowed: structure + operators + (isNested ? ["Next"] : []))
    else { return nil }
    _ = string(fields, "Comment")
    let found = members.filter { operators.contains($0.key) }
    guard let operation = found.first else {
      let isKnown = members.allSatisfy { (structure + ["Next"]).contains($0.key) }
      if isKnown {
        error(
          .missingField, fields.position, "\(owner) has no comparison",
          hint: "add \"Variable\" and an operator such as \"StringEquals\", or \"And\", \"Or\", \"Not\"")
      }
      return nil
    }
    for extra in found.dropFirst() where extra.key != operation.key {
      error(
        .conflictingFields, extra.keyPosition,
        "\(owner) has both \"\(operation.key)\" and \"\(extra.key)\", of which only one may be there",
        hint: "combine comparisons by \"And\" or \"Or\"")
    }
    switch operation.key {
    case "And": return operands(operation, owner: owner).map { .all($0) }
    case "Or": return operands(operation, owner: owner).map { .any($0) }
    case "Not": return condition(operation.value, owner: "\"Not\" in \(owner)", isNested: true).map { .not($0) }
    default: return comparison(operation, fields)
    }
  }

  private mutating func operands(_ member: LocatedJSON.Member, owner: String) -> [Condition]? {
    guard let items = member.value.elements else {
      mismatch(member.value, member.key, expected: "an array of conditions")
      return nil
    }
    if items.isEmpty { empty(member.value, "\"\(member.key)\" in \(owner)") }
    var conditions: [Condition] = []
    for item in items {
      if let next = condition(item, owner: "\"\(member.key)\" in \(owner)", isNested: true) { conditions.append(next) }
    }
    return conditions.isEmpty ? nil : conditions
  }

  private mutating func comparison(_ operation: LocatedJSON.Member, _ fields: Fields) -> Condition? {
    guard fields["Variable"] != nil else {
      error(
        .missingField, fields.position, "These fields are required: [Variable] in \(fields.owner)",
        hint: "\"\(operation.key)\" compares the value at \"Variable\"")
      return nil
    }
    let variable = path(fields, "Variable")
    let comparison = comparison(named: operation.key, operation.value, fields)
    guard let variable, let comparison else { return nil }
    return .test(variable, comparison)
  }

  private mutating func comparison(
    named name: String, _ value: LocatedJSON, _ fields: Fields
  ) -> Choice.Comparison? {
    if let kind = ComparisonName.kinds.first(where: { $0.name == name }) {
      return bool(value, name).map { wanted in kind.kind.map { .isOfKind($0, wanted) } ?? .isPresent(wanted) }
    }
    if name == "StringMatches" { return pattern(value, fields) }
    let isPath = name.hasSuffix("Path")
    let base = isPath ? String(name.dropLast(4)) : name
    if base == "BooleanEquals" {
      if isPath { return path(fields, name).map { .boolean(.path($0)) } }
      return bool(value, name).map { .boolean(.constant($0)) }
    }
    guard let (type, order) = ComparisonName.ordered(base) else { return nil }
    switch type {
    case .string:
      if isPath { return path(fields, name).map { .string(order, .path($0)) } }
      return string(fields, name).map { .string(order, .constant($0)) }
    case .numeric:
      if isPath { return path(fields, name).map { .number(order, .path($0)) } }
      if let number = Choice.Number(value.json) { return .number(order, .constant(number)) }
      mismatch(value, name, expected: "a number")
    case .timestamp:
      if isPath { return path(fields, name).map { .timestamp(order, .path($0)) } }
      guard let text = string(fields, name) else { return nil }
      if let timestamp = Timestamp(rfc3339: text) { return .timestamp(order, .constant(timestamp)) }
      reportTimestamp(value, name)
    }
    return nil
  }

  private mutating func bool(_ value: LocatedJSON, _ name: String) -> Bool? {
    if case .bool(let flag) = value.content { return flag }
    mismatch(value, name, expected: "true or false")
    return nil
  }

  private mutating func pattern(_ value: LocatedJSON, _ fields: Fields) -> Choice.Comparison? {
    guard let text = string(fields, "StringMatches") else { return nil }
    if let pattern = TextPattern(text) { return .matches(pattern) }
    error(
      .expression, value.position, "\"StringMatches\" has a backslash that escapes nothing: \(value.described)",
      hint: "only \\* and \\\\ are escapes, each written with a doubled backslash in JSON")
    return nil
  }
}

extension Choice.Rule {
  fileprivate init(next: StateIndex, condition: Condition) {
    var tests: [Choice.Test] = []
    Choice.Test.append(condition, to: &tests, whenTrue: Choice.Test.accept, whenFalse: Choice.Test.refuse)
    let usesContext = tests.contains { $0.variable.usesContext || $0.comparison.usesContext }
    self.init(next: next, usesContext: usesContext, tests: tests)
  }

  /// Of JSONata, whose condition comes later.
  fileprivate init(next: StateIndex) { self.init(next: next, usesContext: false, tests: []) }
}

extension Choice.Test {
  /// Appends the tests of `condition`, so that its first one comes next.
  fileprivate static func append(_ condition: Condition, to tests: inout [Self], whenTrue: Int, whenFalse: Int) {
    switch condition {
    case .test(let path, let comparison):
      tests.append(Choice.Test(variable: path, comparison: comparison, whenTrue: whenTrue, whenFalse: whenFalse))
    case .not(let inner): append(inner, to: &tests, whenTrue: whenFalse, whenFalse: whenTrue)
    case .all(let operands):
      for (offset, operand) in operands.enumerated() {
        let following = tests.count + operand.testCount
        let isLast = offset == operands.count - 1
        append(operand, to: &tests, whenTrue: isLast ? whenTrue : following, whenFalse: whenFalse)
      }
    case .any(let operands):
      for (offset, operand) in operands.enumerated() {
        let following = tests.count + operand.testCount
        let isLast = offset == operands.count - 1
        append(operand, to: &tests, whenTrue: whenTrue, whenFalse: isLast ? whenFalse : following)
      }
    }
  }
}

extension Condition {
  fileprivate var testCount: Int {
    switch self {
    case .test: 1
    case .not(let inner): inner.testCount
    case .all(let operands), .any(let operands): operands.reduce(0) { $0 + $1.testCount }
    }
  }
}

extension Choice.Comparison {
  fileprivate var usesContext: Bool {
    switch self {
    case .string(_, .path(let path)), .number(_, .path(let path)), .timestamp(_, .path(let path)),
      .boolean(.path(let path)):
      path.usesContext
    case .string, .number, .timestamp, .boolean, .matches, .isPresent, .isOfKind: false
    }
  }
}
