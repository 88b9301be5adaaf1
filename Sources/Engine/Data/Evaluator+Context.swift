import JSON
import JSONPath
import Prelude
import StatesLanguage

/// What a state can read besides its input: variables and the context object.
extension Evaluator {
  // MARK: Variables

  /// The state's own `Assign`. What `$` means in JSONPath is `result` after ResultSelector (likely).
  mutating func assignments(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON, in records: inout Records
  ) throws(QueryFailure) -> JSONObject? {
    guard let template = state.pointee.source.dataFlow.assign else { return nil }
    if case .jsonPath = template {
      let selector = state.pointee.source.dataFlow.resultSelector
      let selected = try selector.map { (selector) throws(QueryFailure) in
        try evaluate(selector, slot, input: result, in: &records)
      }
      return try assignments(template, slot, input: selected ?? result, in: &records)
    }
    return try assignments(
      template, slot, input: records.strands[slot].pointee.input, result: state.pointee.kind.hasResult ? result : nil,
      in: &records)
  }

  /// The values that an `Assign` gives to variables; all expressions see them as they were before.
  mutating func assignments(
    _ template: Template?, _ slot: StrandID, input: JSON, result: JSON? = nil, error: JSON? = nil,
    in records: inout Records
  ) throws(QueryFailure) -> JSONObject? {
    guard let template else { return nil }
    guard
      case .object(let members) = try evaluate(template, slot, input: input, result: result, error: error, in: &records)
    else {
      preconditionFailure("Assign is an object")
    }
    try checkSize(of: members, slot, in: &records)
    return members
  }

  /// One Assign, and with it one variable, may be as large as a payload; all variables together have a limit of their
  /// own. Source: AWS developer guide, variables; the error's name is an assumption.
  private mutating func checkSize(of members: JSONObject, _ slot: StrandID, in records: inout Records)
    throws(QueryFailure)
  {
    func refuse(_ what: String, _ limit: Int) -> QueryFailure {
      QueryFailure(error: "States.DataLimitExceeded", cause: "\(what) exceeds the limit of \(limit) bytes.")
    }
    if payloadBytes != .max, JSON.object(members).byteCount > payloadBytes {
      throw refuse("The size of the variables that the state assigns", payloadBytes)
    }
    guard variableBytes != .max else { return }
    var all = records.strands[slot].pointee.extra?.variables ?? [:]
    for (name, value) in members { all[name] = value }
    if JSON.object(all).byteCount > variableBytes {
      throw refuse("The size of all variables", variableBytes)
    }
  }

  // MARK: Context object

  /// The context object as AWS gives it. Source: AWS developer guide, "Accessing execution data from the context
  /// object".
  ///
  /// Only what `use` names is sure to be in it: most templates want the execution's id and nothing else.
  mutating func context(_ slot: StrandID, for use: ContextUse = .anything, in records: inout Records) -> QueryContext {
    if case .nothing = use { return .none }
    let variables = records.strands[slot].pointee.extra?.variables
    return QueryContext(use == .variables ? .null : contextObject(slot, for: use, in: &records), variables: variables)
  }

  private mutating func contextObject(_ slot: StrandID, for use: ContextUse, in records: inout Records) -> JSON {
    if records.isObserved, let given = test?.context { return given }
    func wants(_ member: String) -> Bool {
      if case .members(let members) = use { members.contains(member) } else { true }
    }
    let strand = records.strands[slot]
    var object = executionContext(strand.pointee.execution, in: &records)
    if wants("State") { object["State"] = .object(stateContext(slot, in: &records)) }
    if wants("Task"), strand.pointee.state >= 0, case .task(let task) = records.state(slot).pointee.source.action,
      task.resource.pattern != .requestResponse
    {
      object["Task"] = ["Token": .string(records.token(slot))]
    }
    if wants("Map"), let item = mapItem(slot, in: &records) { object["Map"] = ["Item": item] }
    return .object(object)
  }

  /// What stays the same for all states of an execution: made once, if anybody asks.
  mutating func executionContext(_ slot: ExecutionID, in records: inout Records) -> JSONObject {
    let execution = records.executions[slot]
    if let made = execution.pointee.extra?.context { return made }
    let machine = records.program.machines + Int(execution.pointee.machine)
    var own: JSONObject = [
      "Id": .string(records.executionARN(slot)),
      "Input": execution.pointee.input,
      "Name": .string(records.executionName(slot)),
      "RoleArn": .string(machine.pointee.roleARN),
      "StartTime": .string(records.clock.text(of: execution.pointee.startedAt)),
    ]
    // Recorded on AWS: absent in what StartSyncExecution starts, and 0 in other Express executions.
    if !execution.pointee.isSynchronous { own["RedriveCount"] = .integer(execution.pointee.extra?.redrives ?? 0) }
    if let extra = execution.pointee.extra, extra.redrives > 0 {
      own["RedriveTime"] = .string(records.clock.text(of: extra.redrivenAt))
    }
    let context: JSONObject = [
      "Execution": .object(own),
      "StateMachine": ["Id": .string(machine.pointee.arn), "Name": .string(machine.pointee.name)],
    ]
    execution.pointee.needExtra().context = context
    return context
  }

  /// An iteration that is about to begin is still in the Map's state. Only states that have Retry count retries.
  private mutating func stateContext(_ slot: StrandID, in records: inout Records) -> JSONObject {
    let owner = records.strands[slot].pointee.state >= 0 ? slot : records.strands[slot].pointee.parent
    let source = records.state(owner).pointee.source
    var object: JSONObject = [
      "Name": .string(source.name),
      "EnteredTime": .string(records.clock.text(of: records.strands[owner].pointee.enteredAt)),
    ]
    switch source.action {
    case .task, .parallel, .map: object["RetryCount"] = .integer(Int(records.strands[owner].pointee.attempts))
    case .pass, .choice, .wait, .succeed, .fail: break
    }
    return object
  }

  /// `Map.Item` of the nearest Map around the strand.
  private mutating func mapItem(_ slot: StrandID, in records: inout Records) -> JSON? {
    var inner = slot
    while !records.strands[inner].pointee.parent.isNone {
      let outer = records.strands[inner].pointee.parent
      let fork = records.forks[records.strands[outer].pointee.fork]
      if fork.pointee.isMap {
        let index = Int(records.strands[inner].pointee.item)
        return ["Index": .integer(index), "Value": fork.pointee.items[index]]
      }
      inner = outer
    }
    return nil
  }
}
