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
    scope.context = context.object
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

  /// The context object as AWS gives it. Source: AWS developer guide, "Accessing execution data from the context
  /// object".
  ///
  /// Only what `use` names is sure to be in it: most templates want the execution's id and nothing else.
  mutating func context(_ slot: StrandID, for use: ContextUse = .anything) -> QueryContext {
    if case .nothing = use { return .none }
    let variables = strands[slot].pointee.extra?.variables
    return QueryContext(use == .variables ? .null : contextObject(slot, for: use), variables: variables)
  }

  private mutating func contextObject(_ slot: StrandID, for use: ContextUse) -> JSON {
    if keepsHistory, let given = stateTest?.context { return given }
    func wants(_ member: String) -> Bool {
      if case .members(let members) = use { members.contains(member) } else { true }
    }
    let strand = strands[slot]
    var object = executionContext(strand.pointee.execution)
    if wants("State") { object["State"] = .object(stateContext(slot)) }
    if wants("Task"), strand.pointee.state >= 0, case .task(let task) = state(slot).pointee.source.action,
      task.resource.pattern != .requestResponse
    {
      object["Task"] = ["Token": .string(token(slot))]
    }
    if wants("Map"), let item = mapItem(slot) { object["Map"] = ["Item": item] }
    return .object(object)
  }

  /// What stays the same for all states of an execution: made once, if anybody asks.
  mutating func executionContext(_ slot: ExecutionID) -> JSONObject {
    let execution = executions[slot]
    if let made = execution.pointee.extra?.context { return made }
    let machine = program.machines + Int(execution.pointee.machine)
    var own: JSONObject = [
      "Id": .string(executionARN(slot)),
      "Input": execution.pointee.input,
      "Name": .string(executionName(slot)),
      "RoleArn": .string(machine.pointee.roleARN),
      "StartTime": .string(calendarText(execution.pointee.startedAt)),
    ]
    // Recorded on AWS: absent in what StartSyncExecution starts, and 0 in other Express executions.
    if !execution.pointee.isSynchronous { own["RedriveCount"] = .integer(execution.pointee.extra?.redrives ?? 0) }
    if let extra = execution.pointee.extra, extra.redrives > 0 {
      own["RedriveTime"] = .string(calendarText(extra.redrivenAt))
    }
    let context: JSONObject = [
      "Execution": .object(own),
      "StateMachine": ["Id": .string(machine.pointee.arn), "Name": .string(machine.pointee.name)],
    ]
    execution.pointee.needExtra().context = context
    return context
  }

  /// An iteration that is about to begin is still in the Map's state. Only states that have Retry count retries.
  private mutating func stateContext(_ slot: StrandID) -> JSONObject {
    let owner = strands[slot].pointee.state >= 0 ? slot : strands[slot].pointee.parent
    let source = state(owner).pointee.source
    var object: JSONObject = [
      "Name": .string(source.name), "EnteredTime": .string(calendarText(strands[owner].pointee.enteredAt)),
    ]
    switch source.action {
    case .task, .parallel, .map: object["RetryCount"] = .integer(Int(strands[owner].pointee.attempts))
    case .pass, .choice, .wait, .succeed, .fail: break
    }
    return object
  }

  /// `Map.Item` of the nearest Map around the strand.
  private mutating func mapItem(_ slot: StrandID) -> JSON? {
    var inner = slot
    while !strands[inner].pointee.parent.isNone {
      let outer = strands[inner].pointee.parent
      let fork = forks[strands[outer].pointee.fork]
      if fork.pointee.isMap {
        let index = Int(strands[inner].pointee.item)
        return ["Index": .integer(index), "Value": fork.pointee.items[index]]
      }
      inner = outer
    }
    return nil
  }

  func executionName(_ slot: ExecutionID) -> String {
    if let name = executions[slot].pointee.extra?.name { return name }
    var entropy = Entropy(seed: executions[slot].pointee.key)
    return entropy.uuid()
  }

  public func executionARN(_ slot: ExecutionID) -> String {
    let machine = program.machines + Int(executions[slot].pointee.machine)
    let name = executionName(slot)
    guard machine.pointee.isExpress else { return machine.pointee.arn(of: "execution", name) }
    var entropy = Entropy(seed: Self.mix(executions[slot].pointee.key, 1))
    return machine.pointee.arn(of: "express", "\(name):\(entropy.uuid())")
  }

  public func calendarText(_ instant: Instant) -> String { timestamp(instant).text }

  func timestamp(_ instant: Instant) -> Timestamp {
    let nanoseconds = epochNanoseconds(instant)
    return Timestamp(
      secondsSinceEpoch: nanoseconds / 1_000_000_000, nanoseconds: Int32(nanoseconds % 1_000_000_000))
  }

  public func epochMilliseconds(_ instant: Instant) -> Int64 { epochNanoseconds(instant) / 1_000_000 }

  /// Stays at the last that 64 bits count, in the year 2262: virtual time goes on beyond it.
  func epochNanoseconds(_ instant: Instant) -> Int64 {
    let (sum, overflow) = epoch.addingReportingOverflow(instant.nanoseconds)
    return overflow ? .max : sum
  }

  // MARK: Task tokens

  /// Names the strand and its attempt; AWS's tokens are opaque, and so should this be to a workflow.
  public func token(_ slot: StrandID) -> String {
    let strand = strands[slot]
    let digits = [UInt64(slot.slot), UInt64(strand.pointee.generation), strand.pointee.key]
    return "AQ" + digits.map { String($0, radix: 36) }.joined(separator: ".")
  }

  /// The strand whose Task waits for this token: nil where the text is no token, `isCurrent` false where nobody waits.
  public func holder(ofToken text: String) -> (strand: StrandID, isCurrent: Bool)? {
    guard text.hasPrefix("AQ") else { return nil }
    let digits = text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
    guard digits.count == 3, let place = UInt32(digits[0], radix: 36), let generation = UInt32(digits[1], radix: 36),
      let key = UInt64(digits[2], radix: 36), place < strands.count
    else { return nil }
    let slot = StrandID(slot: place)
    let strand = strands[slot]
    let isCurrent =
      strand.pointee.generation == generation && strand.pointee.key == key && strand.pointee.phase == .inTask
    return (slot, isCurrent)
  }
}
