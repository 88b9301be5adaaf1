public import Engine
public import JSON
import JSONPath
import Prelude

/// StartExecution: one admission for nested and outside callers.
extension Account {
  public enum Admission: Sendable {
    case admitted(ExecutionID)
    case throttled
    case refused(Refusal)
  }

  /// A call that took a token and was refused all the same. Names: the API's, without a prefix.
  public struct Refusal: Error, Sendable {
    public var name: String
    public var message: String
  }

  /// A call of StartExecution from outside, or of StartSyncExecution, which differs by its bucket, and all that happens
  /// at once.
  public mutating func startExecution(
    _ start: Interpreter.Start, input: JSON, name: String? = nil, refusals: UInt32
  ) -> Admission {
    let admission = admitExecution(start, input: input, name: name, refusals: refusals)
    drain()
    return admission
  }

  mutating func admitExecution(
    _ start: Interpreter.Start, input: JSON, name: String?, refusals: UInt32
  ) -> Admission {
    guard takeToken(start.isSynchronous ? .startSyncExecution : startAction(of: start.machine)) else {
      return .throttled
    }
    let before = tally.started
    defer { if tally.started == before { tally.refused += 1 } }
    do throws(Refusal) {
      if start.isSynchronous, !isExpress(start.machine) { throw Self.notSupported }
      return .admitted(try admit(start, input: input, name: name, refusals: refusals))
    } catch {
      return .refused(error)
    }
  }

  /// What starts a machine, where the caller does not wait for its end.
  @inline(__always)
  mutating func startAction(of machine: Int32) -> APIAction {
    isExpress(machine) ? .startExpressExecution : .startExecution
  }

  mutating func isExpress(_ machine: Int32) -> Bool { machine >= 0 && model.machines[Int(machine)].kind == .express }

  /// The throttle comes before every other check.
  @inline(__always)
  mutating func takeToken(_ action: APIAction) -> Bool {
    guard buckets[action].take(at: now) else {
      tally.calls[action].throttled &+= 1
      return false
    }
    tally.calls[action].admitted &+= 1
    return true
  }

  /// After the token: names, open executions; then the execution, which begins after its overhead.
  mutating func admit(
    _ start: Interpreter.Start, input: JSON, name: String?, parentARN: String? = nil, startedBy: Int32? = nil,
    refusals: UInt32
  ) throws(Refusal) -> ExecutionID {
    let machine = interpreter.records.program.machines + Int(start.machine)
    if let name, let existing = try register(name, start, input: input, machine) {
      return existing
    }
    if !machine.pointee.isExpress, let limit = model.quotas.openExecutions, standardOpen >= limit {
      throw Self.tooManyOpen(limit)
    }
    tally.started += 1
    tally.admissions.append(
      Tally.Admission(
        machine: start.machine, parent: startedBy ?? parentMachine(start, input: input), refusals: refusals,
        admittedAt: now))
    let slot = interpreter.create(start, input: input, name: name, parentARN: parentARN, at: now)
    if let name, !machine.pointee.isExpress { names.add(name, machine: nameOwner(start.machine), execution: slot) }
    if !machine.pointee.isExpress { standardOpen += 1 }
    if interpreter.records.open > tally.peakOpen { tally.peakOpen = interpreter.records.open }
    begin(slot, isNested: start.depth > 0, machine)
    return slot
  }

  static func tooManyOpen(_ limit: Int) -> Refusal {
    Refusal(
      name: "ExecutionLimitExceeded", message: "The maximum number of running executions has been reached: \(limit)")
  }

  /// Known from the Task that started it; else from the field by which AWS associates executions with their parents.
  /// Source: AWS developer guide, "Start workflow executions from a task state".
  @inline(__always)
  private mutating func parentMachine(_ start: Interpreter.Start, input: JSON) -> Int32 {
    guard let parent = start.parent else { return parentMachine(namedIn: input) }
    return interpreter.executions[interpreter.strands[parent].pointee.execution].pointee.machine
  }

  private mutating func parentMachine(namedIn input: JSON) -> Int32 {
    guard let arn = input["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"]?.string.flatMap({ ARN($0) }),
      let name = arn.path.dropFirst().first, let index = model.machines.firstIndex(where: { $0.name == name })
    else { return -1 }
    return Int32(index)
  }

  private mutating func begin(
    _ slot: ExecutionID, isNested: Bool, _ machine: UnsafeMutablePointer<Program.Machine>
  ) {
    var delay = Span.zero
    if !isFree.start {
      let key = interpreter.executions[slot].pointee.key
      if isNested { delay += draw(overheads.start, entity: key, .start) }
      delay += draw(overheads.firstState, entity: key, .firstState)
    }
    let limit =
      machine.pointee.isExpress ? min(machine.pointee.timeout ?? .longest, Self.expressLimit) : machine.pointee.timeout
    if let limit { scheduleExecution(.expire, slot, after: limit) }
    let root = interpreter.executions[slot].pointee.root
    // A rule of order at one instant: where the first state calls a service, it calls with the start.
    if delay == .zero, sites[Int(machine.pointee.start)].call == .service {
      interpreter.records.ask(.transition, of: root)
    } else {
      scheduleExecution(.begin, slot, after: delay)
    }
  }

  /// Express executions end after five minutes. Source: AWS service quotas.
  static var expressLimit: Span { .seconds(300) }

  // MARK: Names

  /// Answers the running execution that the same name and input started before: StartExecution is idempotent.
  private mutating func register(
    _ name: String, _ start: Interpreter.Start, input: JSON, _ machine: UnsafeMutablePointer<Program.Machine>
  ) throws(Refusal) -> ExecutionID? {
    if let problem = NameRegistry.problem(of: name) { throw Refusal(name: "InvalidName", message: problem) }
    if machine.pointee.isExpress { return nil }
    switch names.state(of: name, machine: nameOwner(start.machine), at: now) {
    case .free: return nil
    case .running(let slot) where interpreter.executions[slot].pointee.input == input: return slot
    case .running, .closed:
      let arn = machine.pointee.arn(of: "execution", name)
      throw Refusal(name: "ExecutionAlreadyExists", message: "Execution Already Exists: '\(arn)'")
    }
  }

  // MARK: Ends

  mutating func finished(_ slot: ExecutionID) {
    let execution = interpreter.executions[slot]
    let machine = execution.pointee.machine
    let isExpress = interpreter.records.program.machines[Int(machine)].isExpress
    if !isExpress {
      standardOpen -= 1
      if !starvedMapRuns.isEmpty { feedStarvedMapRun() }
    }
    let root = execution.pointee.root
    let parts = root.isNone ? Parts() : interpreter.strands[root].pointee.parts
    tally.finished.append(
      Tally.Finished(
        machine: machine, depth: Int(execution.pointee.depth), status: execution.pointee.status,
        firstCallAt: execution.pointee.firstCallAt, startedAt: execution.pointee.startedAt, endedAt: now,
        parts: parts, historyEvents: Int(UInt32(bitPattern: execution.pointee.events)),
        inputBytes: isExpress ? execution.pointee.input.byteCount : 0))
    if let name = execution.pointee.extra?.name, !isExpress { names.close(name, machine: nameOwner(machine), at: now) }
    tellParents(slot, parts)
    if !execution.pointee.mapRun.isNone { mapRunChildEnded(slot, parts) }
    // Asked of every execution: a Map Run's child reports to it.
    let redrivable = interpreter.records.keepsFailurePoints ? interpreter.records.redrivable(slot, at: now) : nil
    if local?.watched == slot {
      let outcome = LocalExecution.Outcome(of: slot, in: &interpreter, at: timeline.now)
      local?.outcome = outcome
      local?.redrivable = redrivable
    }
    interpreter.records.release(slot)
  }

  private mutating func tellParents(_ slot: ExecutionID, _ parts: Parts) {
    let execution = interpreter.executions[slot]
    let waiters = execution.pointee.extra?.waiters ?? []
    let parent = execution.pointee.parent
    if !parent.isNone {
      tell(parent, generation: execution.pointee.parentGeneration, of: slot, parts)
    }
    for waiter in waiters { tell(waiter.strand, generation: waiter.generation, of: slot, nil) }
  }

  /// A child's end reaches a `.sync` Task that waits for it; `parts` where the Task's own call started it.
  private mutating func tell(
    _ parent: StrandID, generation: UInt32, of slot: ExecutionID, _ parts: Parts?
  ) {
    guard interpreter.records.hears(parent, generation: generation, of: slot, parts, at: now) else { return }
    if site(parent).pointee.action == .startSyncExecution { return syncEnded(slot, of: parent) }
    let result = childResult(slot, of: parent)
    if isFree.notify { return answer(parent, result) }
    let span = draw(overheads.notify, entity: interpreter.strands[parent].pointee.key, .notify)
    interpreter.records.isNotified(parent, result)
    schedule(.reply, parent, after: span.nanoseconds)
  }

  @inline(__always)
  private mutating func childResult(_ slot: ExecutionID, of parent: StrandID) -> Result<JSON, Failure> {
    let isTextual = site(parent).pointee.isTextual
    if interpreter.executions[slot].pointee.status == .succeeded {
      let isWanted = interpreter.wantsResult(parent, upTo: descriptionBytes(textual: isTextual))
      return .success(isWanted ? describeChild(slot).json(textual: isTextual) : .null)
    }
    return .failure(
      Failure(error: "States.TaskFailed", cause: describesChildren ? .child(describeChild(slot)) : .none))
  }

  mutating func answer(_ slot: StrandID, _ result: Result<JSON, Failure>) {
    switch result {
    case .success(let value): interpreter.taskSucceeded(slot, result: value, at: now)
    case .failure(let failure):
      countError(slot)
      interpreter.taskFailed(slot, failure, at: now)
    }
  }

  mutating func describeChild(_ slot: ExecutionID) -> ChildDescription {
    var child = interpreter.records.describe(slot, at: now)
    child.versionARN = model.machines[Int(interpreter.executions[slot].pointee.machine)].versionARN
    return child
  }

  /// No more bytes than these has the description of a child: two payloads, and some texts of ours. As a text, a
  /// payload's quotation mark takes two bytes, its control character seven.
  @inline(__always)
  mutating func descriptionBytes(textual: Bool) -> Int {
    interpreter.evaluator.largestPayload * (textual ? 14 : 2) + Self.responseBytes
  }

  /// No more has what the API says beside payloads.
  static var responseBytes: Int { 8_192 }

  // MARK: Stops

  /// A call of StopExecution from outside at `instant`, before which nothing is due.
  mutating func stopExecution(_ execution: ExecutionID, at instant: Instant) throws(Interpreter.Endless) {
    timeline.advance(to: instant)
    interpreter.abort(execution, error: nil, cause: nil, at: now)
    try settle()
  }

  /// A Task that managed a child was cut: StopExecution. A refused StopExecution is modelled as a wait for its token.
  mutating func stop(_ child: ExecutionID) {
    let execution = interpreter.executions[child]
    guard model.stopChildren, execution.pointee.status == .running else { return }
    // An Express execution cannot be stopped.
    if interpreter.records.program.machines[Int(execution.pointee.machine)].isExpress { return }
    let waiting = buckets[.stopExecution].reserve(at: now)
    let span =
      isFree.abort
      ? waiting : waiting + draw(overheads.abort, entity: execution.pointee.key, .abort)
    if span == .zero { return abort(child) }
    scheduleExecution(.stop, child, after: span)
  }
}
