import JSON
import JSONPath

extension Rules {
  /// A Pass in a loop that makes a value out of itself, by States.Array or States.Format: every turn adds to it.
  static let growingPayload = Rule<Lint>(
    RuleInfo(
      "payload.growth", .warning, "a loop in which every turn adds to a value", source: "service quotas",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"States.Array($.a,1)"},"Next":"B"},"#
          + #""B":{"Type":"Choice","Choices":[{"Variable":"$.b","IsPresent":true,"Next":"A"}],"Default":"C"},"#
          + #""C":{"Type":"Succeed"}}}"#))
  ) { lint in
    lint.ofEachState { lint, index in lint.growth(of: index) }
  }

  /// A Map that keeps whole descriptions of its children (`.sync`, `.sync:2`), more than a payload may have.
  static let largeEnvelopes = Rule<Lint>(
    RuleInfo(
      "payload.envelopes", .warning, "a Map that keeps more descriptions of children than a payload may have",
      source: "service quotas; sizes from descriptions recorded on AWS",
      example: .definition(
        #"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"a.$":"States.ArrayRange(1,900,1)"},"Next":"M"},"#
          + #""M":{"Type":"Map","ItemsPath":"$.a","End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"#
          + #""Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,"#
          + #""Parameters":{"StateMachineArn":"x"},"Retry":[{"ErrorEquals":["States.ALL"]}]}}}}}}"#))
  ) { lint in
    lint.ofEachState { lint, index in lint.envelopes(of: index) }
  }
}

extension Lint {
  fileprivate func growth(of index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard case .pass(nil) = state.action, case .whole = state.dataFlow.inputPath, state.dataFlow.parameters != nil,
      let parameters = source.value(["Parameters"], in: state)
    else { return nil }
    let root: String
    switch state.dataFlow.resultPath {
    case .replace: root = "$"
    case .discard: return nil
    case .at(let path): root = path.text
    }
    guard let (place, text) = Self.selfMade(parameters, at: root, path: ["Parameters"]), isInLoop(index) else {
      return nil
    }
    let limit = settings.payloadBytes.map { "the \($0) bytes that a payload may have" } ?? "any limit"
    return finding(
      state, place,
      "\(state.described) stands in a loop and puts a value into itself, \(quoted(text)): every turn adds "
        + "to it, up to \(limit)", hint: "keep what grows in a database or in S3, or bound the number of turns")
  }

  /// The first expression whose call takes the place that it writes, or what is around that place.
  private static func selfMade(
    _ json: LocatedJSON, at target: String, path: [String]
  ) -> (place: [String], text: String)? {
    guard let members = json.members else { return nil }
    for member in members {
      let inner = path + [member.key]
      guard member.key.hasSuffix(".$") else {
        if let found = selfMade(member.value, at: "\(target).\(member.key)", path: inner) { return found }
        continue
      }
      guard let text = member.value.string,
        let call = (try? PayloadTemplate.Expression(parsing: text))?.call,
        ["States.Array", "States.Format"].contains(call.function), call.texts != ["{}"] || call.paths.count != 1
      else { continue }
      let written = "\(target).\(member.key.dropLast(2))"
      let isSelf = { (read: String) in
        written == read || (written.hasPrefix(read) && [".", "["].contains(written.dropFirst(read.count).first))
      }
      if call.paths.contains(where: { isSelf($0.text) }) { return (inner, text) }
    }
    return nil
  }

  private func isInLoop(_ index: StateIndex) -> Bool {
    var seen: Set<StateIndex> = []
    var pending = machine.states[index].successors
    while let next = pending.popLast() {
      if next == index { return true }
      if seen.insert(next).inserted { pending += machine.states[next].successors }
    }
    return false
  }

  fileprivate func envelopes(of index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard let limit = settings.payloadBytes, case .map(let map) = state.action, let count = items[index]?.count,
      state.dataFlow.resultSelector == nil, state.dataFlow.output == nil, let start = map.start,
      let each = envelope(of: machine.states[start])
    else { return nil }
    if case .discard = state.dataFlow.resultPath { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: each)
    guard !overflow, bytes > limit else { return nil }
    return finding(
      state, [],
      "the results of \(state.described) must exceed the \(limit) bytes of a payload: \(count) descriptions of "
        + "children of at least \(each) bytes each are \(bytes)",
      hint:
        state.language == .jsonata
        ? "keep what is needed by \"Output\" of \(quoted(machine.states[start].name)), or of the Map"
        : "keep what is needed by \"ResultSelector\" or \"OutputPath\" of \(quoted(machine.states[start].name)), or "
          + "drop it by \"ResultPath\": null of the Map")
  }

  /// The fewest bytes of what a `.sync` start hands on; nil where the state is none, or hands on something else.
  func envelope(of state: State) -> Int? {
    guard case .task(let task) = state.action, task.resource.service == "states", state.next == .end,
      [.sync, .sync2].contains(task.resource.pattern), state.dataFlow.resultSelector == nil,
      case .replace = state.dataFlow.resultPath, case .whole = state.dataFlow.outputPath, state.dataFlow.output == nil
    else { return nil }
    func member(_ name: String) -> JSON? { state.dataFlow.parameters?.constantMember(name) }
    let arn = member("StateMachineArn")?.string?.utf8.count ?? 0
    let isUnnamed =
      source.value([state.language.parametersName, "Name"], in: state) == nil
      && source.value(["Parameters", "Name.$"], in: state) == nil
    let name = isUnnamed ? Self.uuidBytes : 1
    let input = member("Input")?.text.utf8.count ?? 2
    // The execution's ARN is its machine's, with "execution" for "stateMachine", a colon and the name.
    return Self.emptyEnvelope.utf8.count + max(0, 2 * arn - 2) + 2 * name + input
  }

  private static let uuidBytes = 36

  /// A description as recorded on AWS, without both ARNs and both names, which the child's ARN and name add to.
  private static let emptyEnvelope = """
    {"ExecutionArn":"","Input":,"InputDetails":{"Included":true},"Name":"","Output":{},\
    "OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE",\
    "RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1700000000000,\
    "StateMachineArn":"","Status":"SUCCEEDED","StopDate":1700000000000}
    """
}
