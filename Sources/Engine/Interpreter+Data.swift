public import JSON
public import JSONPath
public import Prelude
import StatesLanguage

/// How data enters and leaves a state. What is not written in the definition costs nothing.
extension Interpreter {
  static func select(
    _ selection: Selection, from value: JSON, context: QueryContext
  ) throws(QueryFailure) -> JSON {
    switch selection {
    case .whole: value
    case .nothing: [:]
    case .path(let path): try path.evaluate(input: value, context: context)
    }
  }

  /// InputPath applied to the raw input.
  mutating func effectiveInput(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>) throws(QueryFailure)
    -> JSON
  {
    guard keepsHistory else { return try selectedInput(slot, state) }
    let input = try selectedInput(slot, state)
    note(.afterInputPath, input, slot)
    return input
  }

  @inline(__always)
  private mutating func selectedInput(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>
  ) throws(QueryFailure) -> JSON {
    switch state.pointee.source.dataFlow.inputPath {
    case .whole: strands[slot].pointee.input
    case .nothing: [:]
    case .path(let path): try evaluate(path, slot, input: strands[slot].pointee.input)
    }
  }

  /// What the state's work is given: InputPath, then Parameters.
  public mutating func payload(_ slot: StrandID) throws(QueryFailure) -> JSON {
    let state = self.state(slot)
    switch state.pointee.payload {
    case .constant(let value): return value
    case .input: return try effectiveInput(slot, state)
    case .template(let template): return try evaluate(template, slot, input: effectiveInput(slot, state))
    }
  }

  /// `result`, `error`: `$states.result` and `$states.errorOutput` in JSONata, where there is one.
  mutating func evaluate(
    _ template: Template, _ slot: StrandID, input: JSON, result: JSON? = nil, error: JSON? = nil
  ) throws(QueryFailure) -> JSON {
    if let constant = template.constant { return constant }
    switch template {
    case .jsonPath(let template): return try evaluate(template, slot, input: input)
    case .jsonata(let template):
      var scope = scope(slot, for: template.contextUse, input: input)
      scope.result = result
      scope.errorOutput = error
      return try template.evaluate(in: &scope)
    }
  }

  mutating func evaluate(_ template: PayloadTemplate, _ slot: StrandID, input: JSON) throws(QueryFailure) -> JSON {
    if let constant = template.constant { return constant }
    var entropy = entropy(slot)
    return try template.evaluate(
      input: input, context: template.usesContext ? context(slot, for: template.contextUse) : .none, entropy: &entropy)
  }

  mutating func evaluate(_ path: Path, _ slot: StrandID, input: JSON) throws(QueryFailure) -> JSON {
    try path.evaluate(input: input, context: path.usesContext ? context(slot, for: path.contextUse) : .none)
  }

  mutating func find(_ path: Path, _ slot: StrandID, input: JSON) -> JSON? {
    path.find(input: input, context: context(slot, for: path.contextUse))
  }

  mutating func evaluate(
    _ expression: JSONataExpression, _ slot: StrandID, expecting type: JSONataExpression.ResultType
  ) throws(QueryFailure) -> JSON {
    var scope = scope(slot, for: expression.contextUse, input: strands[slot].pointee.input)
    return try expression.evaluate(in: &scope, expecting: type)
  }

  /// What an expression in JSONata reads. Its time is that of the strand's last step.
  mutating func scope(_ slot: StrandID, for use: ContextUse, input: JSON) -> JSONataScope {
    let context = context(slot, for: use == .nothing ? .variables : use)
    var scope = JSONataScope(
      input: input, variables: context.variables ?? [:], now: epochMilliseconds(strands[slot].pointee.markedAt),
      entropy: entropy(slot))
    scope.context = context
    return scope
  }

  func entropy(_ slot: StrandID) -> Entropy {
    // Each visit of a state draws anew.
    Entropy(seed: attemptKey(slot) ^ UInt64(bitPattern: Int64(strands[slot].pointee.enteredEvent)) << 32)
  }

  /// ResultSelector, ResultPath and OutputPath; `result` is wanted only where it is used. The caller checks the size.
  mutating func output(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON
  ) throws(QueryFailure) -> JSON {
    if state.pointee.passesWhole { return result }
    if state.pointee.passesInput { return strands[slot].pointee.input }
    if let output = state.pointee.source.dataFlow.output {
      return try evaluate(
        .jsonata(output), slot, input: strands[slot].pointee.input,
        result: state.pointee.kind.hasResult ? result : nil)
    }
    var value = result
    if !state.pointee.ignoresResult, let selector = state.pointee.source.dataFlow.resultSelector {
      value = try evaluate(selector, slot, input: result)
    }
    if keepsHistory { note(.afterResultSelector, value, slot) }
    switch state.pointee.source.dataFlow.resultPath {
    case .replace: break
    case .discard: value = strands[slot].pointee.input
    case .at(let path): value = try path.place(value, in: strands[slot].pointee.input)
    }
    if keepsHistory { note(.afterResultPath, value, slot) }
    guard case .path(let path) = state.pointee.source.dataFlow.outputPath else {
      return try Self.select(state.pointee.source.dataFlow.outputPath, from: value, context: .none)
    }
    return try evaluate(path, slot, input: value)
  }

  // MARK: Variables

  /// The state's own `Assign`. What `$` means in JSONPath is `result` after ResultSelector (likely).
  mutating func assignments(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON
  ) throws(QueryFailure) -> JSONObject? {
    guard let template = state.pointee.source.dataFlow.assign else { return nil }
    if case .jsonPath = template {
      let selector = state.pointee.source.dataFlow.resultSelector
      let selected = try selector.map { (selector) throws(QueryFailure) in
        try evaluate(selector, slot, input: result)
      }
      return try assignments(template, slot, input: selected ?? result)
    }
    return try assignments(
      template, slot, input: strands[slot].pointee.input, result: state.pointee.kind.hasResult ? result : nil)
  }

  /// The values that an `Assign` gives to variables; all expressions see them as they were before.
  mutating func assignments(
    _ template: Template?, _ slot: StrandID, input: JSON, result: JSON? = nil, error: JSON? = nil
  ) throws(QueryFailure) -> JSONObject? {
    guard let template else { return nil }
    guard case .object(let members) = try evaluate(template, slot, input: input, result: result, error: error) else {
      preconditionFailure("Assign is an object")
    }
    try checkSize(of: members, slot)
    return members
  }

  /// One Assign, and with it one variable, may be as large as a payload; all variables together have a limit of their
  /// own. Source: AWS developer guide, variables; the error's name is an assumption.
  private func checkSize(of members: JSONObject, _ slot: StrandID) throws(QueryFailure) {
    func refuse(_ what: String, _ limit: Int) -> QueryFailure {
      QueryFailure(error: "States.DataLimitExceeded", cause: "\(what) exceeds the limit of \(limit) bytes.")
    }
    if limits.payloadBytes != .max, JSON.object(members).byteCount > limits.payloadBytes {
      throw refuse("The size of the variables that the state assigns", limits.payloadBytes)
    }
    guard limits.variableBytes != .max else { return }
    var all = strands[slot].pointee.extra?.variables ?? [:]
    for (name, value) in members { all[name] = value }
    if JSON.object(all).byteCount > limits.variableBytes {
      throw refuse("The size of all variables", limits.variableBytes)
    }
  }

  // MARK: Context object

  /// The context object, of which only what `use` names is sure to be in it: most templates want the execution's id and
  /// nothing else.
  mutating func context(_ slot: StrandID, for use: ContextUse = .anything) -> QueryContext {
    if use == .nothing { return .none }
    let variables = strands[slot].pointee.extra?.variables
    if use.isOfVariables { return QueryContext(.null, variables: variables) }
    if keepsHistory, let given = stateTest?.context { return QueryContext(given, variables: variables) }
    if use.isOfExecution {
      return QueryContext(.execution(executionContext(strands[slot].pointee.execution)), variables: variables)
    }
    if use.isOfMap, let item = mapItem(slot) {
      return QueryContext(.item(index: item.index, value: item.value), variables: variables)
    }
    return QueryContext(.deferred(contextObject(slot, for: use)), variables: variables)
  }

  mutating func contextObject(_ slot: StrandID, for use: ContextUse) -> ContextObject {
    let strand = strands[slot]
    let machine = program.machines + Int(executions[strand.pointee.execution].pointee.machine)
    return ContextObject(
      execution: use.contains(.execution) ? executionContext(strand.pointee.execution) : nil,
      machine: machine.pointee.identity, state: use.contains(.state) ? stateContext(slot) : nil,
      token: use.contains(.task) && strand.pointee.state >= 0 && state(slot).pointee.waitsForAnswer ? token(slot) : nil,
      item: use.contains(.map) ? mapItem(slot) : nil)
  }

  /// What stays the same for all states of an execution: made once, if anybody asks.
  mutating func executionContext(_ slot: ExecutionID) -> JSONObject {
    let execution = executions[slot]
    if let made = execution.pointee.extra?.context { return made }
    let context = JSONObject(
      ExecutionContext(
        identity(slot), input: execution.pointee.input, startedAt: epochNanoseconds(execution.pointee.startedAt),
        isSynchronous: execution.pointee.isSynchronous, redrives: execution.pointee.extra?.redrives ?? 0,
        redrivenAt: epochNanoseconds(execution.pointee.extra?.redrivenAt ?? .zero)))
    execution.pointee.needExtra().context = context
    return context
  }

  /// An iteration that is about to begin is still in the Map's state.
  private mutating func stateContext(_ slot: StrandID) -> ContextObject.State {
    let owner = strands[slot].pointee.state >= 0 ? slot : strands[slot].pointee.parent
    let state = self.state(owner)
    return ContextObject.State(
      name: state.pointee.source.name, enteredAt: epochNanoseconds(strands[owner].pointee.enteredAt),
      retries: state.pointee.kind.hasResult ? Int(strands[owner].pointee.attempts) : nil)
  }

  /// `Map.Item` of the nearest Map around the strand.
  private mutating func mapItem(_ slot: StrandID) -> ContextObject.Item? {
    var inner = slot
    while !strands[inner].pointee.parent.isNone {
      let outer = strands[inner].pointee.parent
      let fork = forks[strands[outer].pointee.fork]
      if fork.pointee.isMap {
        let index = Int(strands[inner].pointee.item)
        return ContextObject.Item(index: index, value: fork.pointee.items[index])
      }
      inner = outer
    }
    return nil
  }

  func identity(_ slot: ExecutionID) -> ExecutionIdentity {
    let execution = executions[slot]
    return ExecutionIdentity(
      machine: program.machines[Int(execution.pointee.machine)].identity, key: execution.pointee.key,
      given: execution.pointee.extra?.name)
  }

  public func executionARN(_ slot: ExecutionID) -> String { identity(slot).arn }

  public func calendarText(_ instant: Instant) -> String { timestamp(instant).text }

  func timestamp(_ instant: Instant) -> Timestamp { Timestamp(nanoseconds: epochNanoseconds(instant)) }

  public func epochMilliseconds(_ instant: Instant) -> Int64 { epochNanoseconds(instant) / 1_000_000 }

  /// Stays at the last that 64 bits count, in the year 2262: virtual time goes on beyond it.
  func epochNanoseconds(_ instant: Instant) -> Int64 {
    let (sum, overflow) = epoch.addingReportingOverflow(instant.nanoseconds)
    return overflow ? .max : sum
  }

  // MARK: Task tokens

  func token(_ slot: StrandID) -> TaskToken {
    let strand = strands[slot]
    return TaskToken(slot: slot.slot, generation: strand.pointee.generation, key: strand.pointee.key)
  }

  /// The strand whose Task waits for this token: nil where the text is no token, `isCurrent` false where nobody waits.
  public func holder(ofToken text: String) -> (strand: StrandID, isCurrent: Bool)? {
    guard let token = TaskToken(text), token.slot < strands.count else { return nil }
    let slot = StrandID(slot: token.slot)
    let strand = strands[slot]
    let isCurrent =
      strand.pointee.generation == token.generation && strand.pointee.key == token.key
      && strand.pointee.phase == .inTask
    return (slot, isCurrent)
  }
}
