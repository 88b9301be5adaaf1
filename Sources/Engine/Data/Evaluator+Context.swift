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

  /// The context object, of which only what `use` names is sure to be in it: most templates want the execution's id and
  /// nothing else.
  mutating func context(_ slot: StrandID, for use: ContextUse = .anything, in records: inout Records) -> QueryContext {
    if use == .nothing { return .none }
    let variables = records.strands[slot].pointee.extra?.variables
    if use.isOfVariables { return QueryContext(.null, variables: variables) }
    if records.isObserved, let given = test?.context { return QueryContext(given, variables: variables) }
    if use.isOfExecution {
      let context = executionContext(records.strands[slot].pointee.execution, in: &records)
      return QueryContext(.execution(context), variables: variables)
    }
    if use.isOfMap, let item = mapItem(slot, in: &records) {
      return QueryContext(.item(index: item.index, value: item.value), variables: variables)
    }
    return QueryContext(.deferred(contextObject(slot, for: use, in: &records)), variables: variables)
  }

  mutating func contextObject(_ slot: StrandID, for use: ContextUse, in records: inout Records) -> ContextObject {
    let strand = records.strands[slot]
    let machine = records.program.machines + Int(records.executions[strand.pointee.execution].pointee.machine)
    let hasToken = strand.pointee.state >= 0 && records.state(slot).pointee.waitsForAnswer
    return ContextObject(
      execution: use.contains(.execution) ? executionContext(strand.pointee.execution, in: &records) : nil,
      machine: machine.pointee.identity, state: use.contains(.state) ? stateContext(slot, in: &records) : nil,
      token: use.contains(.task) && hasToken ? records.taskToken(slot) : nil,
      item: use.contains(.map)
        ? mapItem(slot, in: &records).map { ContextObject.Item(index: $0.index, value: $0.value) } : nil)
  }

  /// What stays the same for all states of an execution: made once, if anybody asks.
  mutating func executionContext(_ slot: ExecutionID, in records: inout Records) -> JSONObject {
    let execution = records.executions[slot]
    if let made = execution.pointee.extra?.context { return made }
    let context = JSONObject(
      ExecutionContext(
        records.identity(slot), input: execution.pointee.input,
        startedAt: records.clock.nanoseconds(of: execution.pointee.startedAt),
        isSynchronous: execution.pointee.isSynchronous, redrives: execution.pointee.extra?.redrives ?? 0,
        redrivenAt: records.clock.nanoseconds(of: execution.pointee.extra?.redrivenAt ?? .zero)))
    execution.pointee.needExtra().context = context
    return context
  }

  /// An iteration that is about to begin is still in the Map's state.
  private mutating func stateContext(_ slot: StrandID, in records: inout Records) -> ContextObject.State {
    let owner = records.strands[slot].pointee.state >= 0 ? slot : records.strands[slot].pointee.parent
    let state = records.state(owner)
    return ContextObject.State(
      name: state.pointee.source.name,
      enteredAt: records.clock.nanoseconds(of: records.strands[owner].pointee.enteredAt),
      retries: state.pointee.kind.hasResult ? Int(records.strands[owner].pointee.attempts) : nil)
  }

  /// `Map.Item` of the nearest Map around the strand.
  @inline(__always)
  private mutating func mapItem(_ slot: StrandID, in records: inout Records) -> (index: Int, value: JSON)? {
    var inner = slot
    while !records.strands[inner].pointee.parent.isNone {
      let outer = records.strands[inner].pointee.parent
      let fork = records.forks[records.strands[outer].pointee.fork]
      if fork.pointee.isMap {
        let index = Int(records.strands[inner].pointee.item)
        return (index, fork.pointee.items[index])
      }
      inner = outer
    }
    return nil
  }
}
