import JSON
import JSONPath
import Prelude

extension DefinitionReader {
  /// Reads one member of `States`.
  mutating func state(_ member: LocatedJSON.Member, index: StateIndex, in scope: inout Scope) -> State? {
    guard let members = member.value.members else {
      error(
        .type, member.value.position, "state \(quoted(member.key)) must be an object, found \(member.value.described)")
      scope.isWhole = false
      return nil
    }
    guard let type = type(member, members) else {
      scope.isWhole = false
      return nil
    }
    let outer = stateLanguage
    stateLanguage = language(Fields(members: members, position: member.keyPosition, owner: ""))
    defer { stateLanguage = outer }
    let owner = "\(type.rawValue) state \(quoted(member.key))"
    guard
      let fields = open(
        member.value, owner: owner, position: member.keyPosition, allowed: type.fields(stateLanguage))
    else { return nil }
    _ = string(fields, "Comment")
    let place = written.states.count
    written.states.append(DefinitionText.StateText(fields: fields, type: type, language: stateLanguage))
    if type == .task {
      written.states[place].resource = fields["Resource"]?.string.flatMap { try? Resource(parsing: $0) }
    }
    let hasMisplacedEnd = written.states[place].hasMisplacedTransition
    if hasMisplacedEnd { scope.isWhole = false }
    let next = successor(fields, type, index: index, isExcused: hasMisplacedEnd, in: &scope)
    let flow = dataFlow(fields, type, in: scope)
    let action = action(fields, type, index: index, in: &scope)
    let retriers = retriers(fields)
    let catchers = catchers(fields, index: index, in: &scope)
    guard let action else { return nil }
    if case .map(let map) = action { written.states[place].isDistributed = map.distributed != nil }
    var state = State(name: member.key, position: member.keyPosition, dataFlow: flow, action: action, next: next)
    state.language = stateLanguage
    state.retriers = retriers
    state.catchers = catchers
    return state
  }

  private mutating func type(_ member: LocatedJSON.Member, _ members: [LocatedJSON.Member]) -> StateType? {
    guard let value = members.first(where: { $0.key == "Type" })?.value else {
      require(
        ["Type"], in: Fields(members: members, position: member.keyPosition, owner: "state " + quoted(member.key)))
      return nil
    }
    if let text = value.string, let type = StateType(rawValue: text) { return type }
    let known = "Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map"
    var hint: String?
    if let text = value.string {
      hint = suggestion(for: text, among: StateType.allCases.map(\.rawValue)).map { "did you mean \"\($0)\"?" }
    }
    error(
      value.string == nil ? .type : .value, value.position,
      "The field 'Type' should have one of these values: [\(known)], found \(value.described)",
      hint: hint, aws: "The field 'Type' should have one of these values: [\(known)]")
    return nil
  }

  /// `Next` or `End`; `isExcused` where the missing one was already found in the wrong place.
  private mutating func successor(
    _ fields: Fields, _ type: StateType, index: StateIndex, isExcused: Bool, in scope: inout Scope
  ) -> Successor {
    switch type {
    case .choice: return .end
    case .succeed, .fail:
      written.hasEnd = true
      return .end
    case .task, .wait, .pass, .parallel, .map: break
    }
    var isEnd = false
    if let end = fields["End"] {
      if case .bool(let value) = end.content { isEnd = value } else { mismatch(end, "End", expected: "true") }
      written.hasEnd = written.hasEnd || isEnd
    }
    guard let next = fields["Next"] else {
      if !isEnd, !isExcused {
        scope.isWhole = false
        if case .bool? = fields["End"]?.content {
          error(.missingField, fields.position, "\(fields.owner) has neither \"Next\" nor \"End\": true")
        } else if fields["End"] == nil, !hasMisspelledTransition(fields) {
          error(
            .missingField, fields.position, "\(fields.owner) has neither \"Next\" nor \"End\"",
            hint: "add \"Next\": \"...\" or \"End\": true")
        }
      }
      return .end
    }
    if isEnd, let end = fields.member("End") {
      error(
        .conflictingFields, end.keyPosition,
        "\(fields.owner) has both \"Next\" and \"End\", of which only one may be there")
    }
    guard let name = string(fields, "Next") else {
      scope.isWhole = false
      return .end
    }
    guard let target = resolve(name, at: next.position, field: "Next", owner: fields.owner, in: &scope) else {
      return .end
    }
    scope.edges.append((index, target))
    return .state(target)
  }

  /// An unknown field that was reported with the suggestion "Next" or "End" says enough.
  private func hasMisspelledTransition(_ fields: Fields) -> Bool {
    let known = StateType.allCases.flatMap(\.fields)
    return fields.members.contains {
      !known.contains($0.key) && suggestion(for: $0.key, among: ["Next", "End"]) != nil
    }
  }

  private mutating func dataFlow(_ fields: Fields, _ type: StateType, in scope: Scope) -> DataFlow {
    var flow = DataFlow()
    flow.assign = assign(fields, in: scope)
    if stateLanguage == .jsonata {
      flow.parameters = template(fields, "Arguments")
      flow.output = jsonata(fields, "Output")
      return flow
    }
    flow.inputPath = selection(fields, "InputPath")
    flow.outputPath = selection(fields, "OutputPath")
    // The deprecated `Parameters` of a Map shapes its items, not its input.
    if type != .map { flow.parameters = template(fields, "Parameters") }
    flow.resultSelector = payload(fields, "ResultSelector")
    flow.resultPath = placement(fields)
    return flow
  }

  private mutating func selection(_ fields: Fields, _ name: String) -> Selection {
    guard let value = fields[name] else { return .whole }
    if case .null = value.content { return .nothing }
    guard let path = path(fields, name), !(path.isRoot && !path.usesContext) else { return .whole }
    return .path(path)
  }

  mutating func placement(_ fields: Fields) -> ResultPlacement {
    guard let value = fields["ResultPath"] else { return .replace }
    if case .null = value.content { return .discard }
    guard let text = string(fields, "ResultPath") else { return .replace }
    do {
      let path = try ReferencePath(parsing: text)
      return path.isRoot ? .replace : .at(path)
    } catch {
      badPath(error, text, value, "ResultPath", expected: "a valid Reference Path")
      return .replace
    }
  }

  private mutating func action(
    _ fields: Fields, _ type: StateType, index: StateIndex, in scope: inout Scope
  ) -> Action? {
    switch type {
    case .succeed: .succeed
    case .fail: .fail(fail(fields))
    case .pass: .pass(result: result(fields))
    case .task: task(fields).map { .task($0) }
    case .wait: wait(fields).map { .wait($0) }
    case .choice: choice(fields, index: index, in: &scope).map { .choice($0) }
    case .parallel: branches(fields, of: index, in: scope).map { .parallel(branches: $0) }
    case .map: map(fields, of: index, in: scope).map { .map($0) }
    }
  }

  private mutating func result(_ fields: Fields) -> JSON? {
    guard let value = fields["Result"] else { return nil }
    reportDuplicates(value)
    return value.json
  }

  private mutating func wait(_ fields: Fields) -> Wait? {
    let forms = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter {
      StateType.wait.fields(stateLanguage).contains($0)
    }
    let present = fields.members.filter { forms.contains($0.key) }
    guard let form = present.first else {
      error(
        .missingField, fields.position,
        "\(fields.owner) needs exactly one of \(alternatives(forms)), found none of them")
      return nil
    }
    for extra in present.dropFirst() where extra.key != form.key {
      error(
        .conflictingFields, extra.keyPosition,
        "\(fields.owner) needs exactly one of \(alternatives(forms)), found \"\(extra.key)\" besides \"\(form.key)\"")
    }
    if let expression = expression(fields, form.key) {
      return Wait(duration: form.key == "Seconds" ? .secondsExpression(expression) : .timestampExpression(expression))
    }
    switch form.key {
    case "Seconds": return integer(fields, "Seconds", in: 0...99_999_999).map { Wait(duration: .seconds($0)) }
    case "SecondsPath": return path(fields, "SecondsPath", isReference: true).map { Wait(duration: .secondsPath($0)) }
    case "TimestampPath":
      return path(fields, "TimestampPath", isReference: true).map { Wait(duration: .timestampPath($0)) }
    default:
      guard let text = string(fields, "Timestamp") else { return nil }
      if let timestamp = Timestamp(rfc3339: text) { return Wait(duration: .timestamp(timestamp)) }
      reportTimestamp(form.value, "Timestamp")
      return nil
    }
  }

  mutating func reportTimestamp(_ value: LocatedJSON, _ field: String) {
    error(
      value.string == nil ? .type : .value, value.position,
      "String does not match RFC3339 timestamp: \"\(field)\" is \(value.described)",
      hint:
        "expected a date, \"T\", a time and a zone, as in \"2025-01-31T09:30:00Z\" or \"2025-01-31T09:30:00+01:00\"",
      aws: "String does not match RFC3339 timestamp")
  }

  private mutating func fail(_ fields: Fields) -> Fail {
    exclude(["Error", "ErrorPath"], in: fields)
    exclude(["Cause", "CausePath"], in: fields)
    let error = failText(fields, "Error")
    if case .fixed(let name)? = error { written.raised.insert(name) }
    return Fail(error: error, cause: failText(fields, "Cause"))
  }

  private mutating func failText(_ fields: Fields, _ name: String) -> Fail.Text? {
    if let expression = expression(fields, name) { return .expression(expression) }
    if let text = string(fields, name) { return .fixed(text) }
    let pathName = name + "Path"
    guard let value = fields[pathName], let text = string(fields, pathName) else { return nil }
    do {
      return .path(try PayloadTemplate.Expression(parsing: text))
    } catch {
      badPath(error, text, value, pathName, expected: "a valid JSONPath or a valid intrinsic function call")
      return nil
    }
  }
}
