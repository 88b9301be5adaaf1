import JSON
import JSONPath

extension DefinitionReader {
  /// The members of an object, after reporting repeated, unknown and missing ones; nil where it is no object.
  mutating func open(
    _ json: LocatedJSON, owner: String, position: SourcePosition, allowed: [String], later: [String] = [],
    required: [String] = []
  ) -> Fields? {
    guard let members = json.members else {
      error(.type, json.position, "\(owner) must be an object, found \(json.described)")
      return nil
    }
    let fields = Fields(members: members, position: position, owner: owner)
    reportDuplicates(members, deep: false)
    for member in members where !allowed.contains(member.key) {
      if later.contains(member.key) {
        notYet(member.keyPosition, "\(quoted(member.key)) in \(owner)")
      } else {
        unknown(member, in: fields, allowed: allowed, later: later)
      }
    }
    require(required, in: fields)
    return fields
  }

  mutating func require(_ names: [String], in fields: Fields) {
    let missing = names.filter { fields.member($0) == nil }
    if !missing.isEmpty {
      error(
        .missingField, fields.position,
        "These fields are required: [\(missing.joined(separator: ", "))] in \(fields.owner)",
        hint: missingHint(missing, in: fields), aws: "These fields are required: [\(missing.joined(separator: ", "))]")
    }
  }

  private func missingHint(_ missing: [String], in fields: Fields) -> String? {
    if missing.contains("States"), fields.member("Resources") != nil {
      return "this looks like a template of CloudFormation: write the definition in it to a file of its own"
    }
    for name in missing {
      if let near = suggestion(for: name, among: fields.members.map(\.key)) {
        return "\(quoted(near)) is there; is it meant to be \"\(name)\"?"
      }
    }
    return nil
  }

  /// Source of AWS's words and place: measured by the floci project, 2026-08 and 2026-09.
  private mutating func unknown(
    _ member: LocatedJSON.Member, in fields: Fields, allowed: [String], later: [String]
  ) {
    var refusal = "Field '\(member.key)' is not supported"
    var hint = suggestion(for: member.key, among: allowed + later).map { "did you mean \"\($0)\"?" }
    if let other = otherLanguage(member.key) {
      refusal =
        "The QueryLanguage is set to '\(stateLanguage.rawValue)', but field '\(member.key)' is only supported for the "
        + "'\(other.rawValue)' QueryLanguage"
      hint =
        "\"\(member.key)\" belongs to \(other.rawValue), and the state's query language is "
        + "\(stateLanguage.rawValue)"
    } else if allowed.contains("Type"), StateType.allCases.contains(where: { $0.fields.contains(member.key) }) {
      let owners = StateType.allCases.filter { $0.fields.contains(member.key) }.map(\.rawValue)
      hint = "\"\(member.key)\" is a field of \(owners.joined(separator: ", ")) states"
    }
    error(
      .unknownField, member.keyPosition, "unknown field \(quoted(member.key)) in \(fields.owner)",
      hint: hint ?? "allowed here: " + allowed.sorted().joined(separator: ", "), aws: refusal,
      awsPosition: fields.position)
  }

  /// The language that a field belongs to, where that is not the state's.
  private func otherLanguage(_ key: String) -> QueryLanguage? {
    switch stateLanguage {
    case .jsonPath: StateType.jsonataOnly.contains(key) ? .jsonata : nil
    case .jsonata: StateType.jsonPathOnly.contains(key) ? .jsonPath : nil
    }
  }

  /// Reports repeated members, `deep`: of every object within.
  mutating func reportDuplicates(_ members: [LocatedJSON.Member], deep: Bool) {
    var first: [String: SourcePosition] = [:]
    for member in members {
      if let other = first[member.key] {
        error(
          .repeatedField, member.keyPosition, "duplicate field \(quoted(member.key))",
          hint: "the first one is at \(other.line):\(other.column)", code: .invalidJSON)
      } else {
        first[member.key] = member.keyPosition
      }
      if deep { reportDuplicates(member.value) }
    }
  }

  mutating func reportDuplicates(_ json: LocatedJSON) {
    switch json.content {
    case .object(let members): reportDuplicates(members, deep: true)
    case .array(let items): for item in items { reportDuplicates(item) }
    case .null, .bool, .integer, .double, .string: break
    }
  }

  mutating func members(_ json: LocatedJSON, _ field: String) -> [LocatedJSON.Member]? {
    guard let members = json.members else {
      mismatch(json, field, expected: "an object")
      return nil
    }
    return members
  }

  mutating func mismatch(
    _ json: LocatedJSON, _ field: String, expected: String, hint: String? = nil, as problem: ReadingProblem = .type
  ) {
    error(problem, json.position, "\"\(field)\" must be \(expected), found \(json.described)", hint: hint)
  }

  /// Where one of several texts is expected.
  mutating func mismatchedText(_ json: LocatedJSON, _ field: String, expected: String) {
    mismatch(json, field, expected: expected, as: json.string == nil ? .type : .value)
  }

  mutating func language(_ fields: Fields) -> QueryLanguage {
    guard let value = fields["QueryLanguage"] else { return machineLanguage }
    switch value.content {
    case .string("JSONPath"):
      if machineLanguage == .jsonata {
        error(
          .value, value.position, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
          awsPosition: fields.position)
      }
      return .jsonPath
    case .string("JSONata"): return .jsonata
    default:
      mismatchedText(value, "QueryLanguage", expected: "\"JSONPath\" or \"JSONata\"")
      return machineLanguage
    }
  }

  mutating func string(_ fields: Fields, _ name: String) -> String? {
    guard let value = fields[name] else { return nil }
    guard let text = value.string else {
      mismatch(value, name, expected: "a string")
      return nil
    }
    return text
  }

  mutating func integer(_ fields: Fields, _ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = fields[name] else { return nil }
    guard let number = value.integer, range.contains(number) else {
      let hint: String? = if case .string = value.content { "write the number without quotation marks" } else { nil }
      mismatch(
        value, name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", hint: hint,
        as: value.integer == nil ? .type : .value)
      return nil
    }
    return number
  }

  /// A path, and with `isReference` one that can name no more than one place.
  mutating func path(_ fields: Fields, _ name: String, isReference: Bool = false) -> Path? {
    guard let value = fields[name], let text = string(fields, name) else { return nil }
    do {
      let path = try Path(parsing: text)
      if let name = path.variable { written.reads(name, at: value.position) }
      if isReference, !path.isReference {
        error(
          .expression, value.position,
          "\"\(name)\" must be a reference path, which names one place, found \(quoted(text))",
          hint: "wildcards, slices, filters and \"..\" may select several values")
      }
      return path
    } catch {
      badPath(error, text, value, name, expected: "a valid JSONPath")
      return nil
    }
  }

  mutating func badPath(
    _ failure: PathSyntaxError, _ text: String, _ value: LocatedJSON, _ name: String, expected: String
  ) {
    let wanted = "The value for the field '\(name)' must be \(expected)"
    error(
      .expression, inside(value, text, offset: failure.offset), "\(wanted), \(quoted(text)) is not: \(failure.message)",
      hint: failure.hint, aws: wanted)
  }

  /// The place of a UTF-8 offset of a string's text; exact where nothing before it is written as an escape.
  func inside(_ value: LocatedJSON, _ text: String, offset: Int) -> SourcePosition {
    let end = text.utf8.index(text.startIndex, offsetBy: max(0, offset), limitedBy: text.endIndex) ?? text.endIndex
    return SourcePosition(line: value.position.line, column: value.position.column + 1 + text[..<end].count)
  }

  /// A value with expressions of the state's language in it.
  mutating func template(_ fields: Fields, _ name: String, at place: String? = nil) -> Template? {
    switch stateLanguage {
    case .jsonPath: payload(fields, name, at: place).map { .jsonPath($0) }
    case .jsonata: jsonata(fields, name, at: place).map { .jsonata($0) }
    }
  }

  mutating func payload(_ fields: Fields, _ name: String, at place: String? = nil) -> PayloadTemplate? {
    guard let value = fields[name] else { return nil }
    reportDuplicates(value)
    let (template, errors) = PayloadTemplate.compile(value, field: place ?? name)
    for failure in errors {
      error(
        .expression, failure.position, failure.message, hint: failure.hint, aws: failure.summary,
        awsPosition: value.position)
    }
    for name in template?.paths.compactMap(\.variable) ?? [] { written.reads(name, at: value.position) }
    return template
  }

  /// `place`: how a failure names the field, where that is not its name.
  mutating func jsonata(_ fields: Fields, _ name: String, at place: String? = nil) -> JSONataTemplate? {
    guard let value = fields[name] else { return nil }
    reportDuplicates(value)
    let (template, problems) = JSONataTemplate.compile(value, field: place ?? name)
    for name in template.variables { written.reads(name, at: value.position) }
    for problem in problems {
      error(
        .expression, inside(problem.value, problem.text, offset: problem.error.offset),
        "\(quoted(problem.text)) is no valid JSONata expression: \(problem.error.message)", hint: problem.error.hint,
        aws: "The JSONata expression is not valid: \(problem.error.message)", awsPosition: problem.value.position)
    }
    return template
  }

  /// The expression that a field consists of; nil where it is something else, or the language has none.
  mutating func expression(_ fields: Fields, _ name: String, at place: String? = nil) -> JSONataExpression? {
    guard stateLanguage == .jsonata, let text = fields[name]?.string, text.hasPrefix("{%") else {
      return nil
    }
    return jsonata(fields, name, at: place)?.expression
  }

  /// At most one of `names` may be there; the second is the problem.
  mutating func exclude(_ names: [String], in fields: Fields) {
    let present = names.compactMap { fields.member($0) }
    guard present.count > 1 else { return }
    error(
      .conflictingFields, present[1].keyPosition,
      "\(fields.owner) has both \"\(present[0].key)\" and \"\(present[1].key)\", of which only one may be there")
  }
}
