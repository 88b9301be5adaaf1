import Engine
import JSON
import JSONPath
import Prelude

/// Admits executions, called by whom they may: outside callers, Tasks, Map Runs. It knows the names that are taken and
/// how many Standard executions are open.
struct AdmissionDesk: ~Copyable {
  private var names = NameRegistry()
  private var standardOpen = 0

  mutating func restart() {
    names = NameRegistry()
    standardOpen = 0
  }

  // MARK: Calls

  /// StartExecution and StartSyncExecution. A call that took a token was admitted or refused.
  mutating func start(
    _ request: StartExecutionRequest, isSynchronous: Bool, _ core: inout AccountCore
  ) -> APIResponse<ExecutionID> {
    var start = request.start
    start.isSynchronous = isSynchronous
    let action = isSynchronous ? .startSyncExecution : core.startAction(of: start.machine)
    if core.hasOutages, let error = core.outage(of: action, start.key, attempt: Int(request.refusals)) {
      return .refused(.outage(error))
    }
    guard core.takeToken(action, for: core.level(of: start)) else {
      return .throttled
    }
    let before = core.tally.started
    defer { if core.tally.started == before { core.tally.refused += 1 } }
    do throws(Refusal) {
      if isSynchronous, !core.isExpress(start.machine) { throw .notSupported }
      return .answered(
        try admit(start, input: request.input, name: request.name, refusals: request.refusals, &core))
    } catch {
      return .refused(error)
    }
  }

  /// RedriveExecution. Source: AWS developer guide, "Restarting state machine executions with redrive".
  /// `isPostponed`: its end has not been counted.
  mutating func redrive(
    _ ended: Redrivable, isPostponed: Bool = false, _ core: inout AccountCore
  ) -> APIResponse<ExecutionID> {
    if core.hasOtherOutages, let error = core.otherOutage(of: .redriveExecution, ended.key, at: core.now) {
      return .refused(.outage(error))
    }
    guard core.buckets[.redriveExecution].take(at: core.now) else { return .throttled }
    if let reason = ended.refusal(at: core.now, historyEvents: core.interpreter.limits.historyEvents) {
      return .refused(Refusal(name: "ExecutionNotRedrivable", message: reason))
    }
    if isFull(&core) { return .refused(tooManyOpen(&core)) }
    return .answered(goOn(ended, isPostponed: isPostponed, &core))
  }

  // MARK: Admission

  /// After the token: names, open executions; then the execution, which begins after its overhead.
  mutating func admit(
    _ start: Interpreter.Start, input: consuming JSON, name: String?, parentARN: String? = nil,
    startedBy: Int32? = nil, refusals: UInt32, _ core: inout AccountCore
  ) throws(Refusal) -> ExecutionID {
    let machine = core.interpreter.records.program.machines + Int(start.machine)
    if let name, let existing = try register(name, start, input: input, machine, &core) {
      return existing
    }
    if !machine.pointee.isExpress, isFull(&core) { throw tooManyOpen(&core) }
    let parent = if let startedBy { startedBy } else { parentMachine(start, input: input, &core) }
    core.tally.admits(start.machine, by: parent, refusals: refusals, isCounted: start.isCounted)
    if refusals > 0 { core.interpreter.records.announce(refusals: refusals) }
    var start = start
    start.level = core.level(of: start)
    let id = core.interpreter.create(start, input: input, name: name, parentARN: parentARN, at: core.now)
    opens(id, name, start.machine, isExpress: machine.pointee.isExpress, &core)
    begin(id, isNested: start.depth > 0, machine, &core)
    return id
  }

  /// The execution runs again, with all of its time before it. One whose end was counted counts as another start, for
  /// the sums of what was started and what has ended.
  mutating func goOn(
    _ ended: Redrivable, isPostponed: Bool = false, startedBy: Int32 = -1, below level: UInt32 = 0,
    _ core: inout AccountCore
  ) -> ExecutionID {
    let id = core.interpreter.redrive(ended, at: core.now)
    if !isPostponed {
      core.tally.admits(
        ended.machineIndex, by: startedBy, refusals: 0, isCounted: core.execution(id).pointee.isCounted)
      core.tally.redriveGaps += (core.now - core.execution(id).pointee.startedAt).nanoseconds
    }
    let execution = core.execution(id)
    var start = Interpreter.Start(
      machine: ended.machineIndex, key: execution.pointee.key, firstCallAt: execution.pointee.firstCallAt,
      depth: Int(execution.pointee.depth))
    start.level = level
    core.interpreter.records.isOf(level: core.level(of: start), id)
    opens(id, ended.name, ended.machineIndex, isExpress: false, &core)
    if let limit = core.interpreter.records.program.machines[Int(ended.machineIndex)].timeout {
      core.schedule(.expire, id, after: limit)
    }
    return id
  }

  @inline(__always)
  private mutating func opens(
    _ id: ExecutionID, _ name: String?, _ machine: Int32, isExpress: Bool, _ core: inout AccountCore
  ) {
    if !isExpress {
      if let name { names.add(name, machine: nameOwner(machine, &core), execution: id) }
      standardOpen += 1
      if core.notesStarts { core.started.append(id) }
    }
    if core.interpreter.records.open > core.tally.peakOpen { core.tally.peakOpen = core.interpreter.records.open }
  }

  /// A Standard execution has ended.
  @inline(__always)
  mutating func closes(_ id: ExecutionID, _ core: inout AccountCore) {
    standardOpen -= 1
    let execution = core.execution(id)
    guard let name = execution.pointee.extra?.name else { return }
    names.close(name, machine: nameOwner(execution.pointee.machine, &core), at: core.now)
  }

  /// Are as many Standard executions open as may be?
  @inline(__always)
  mutating func isFull(_ core: inout AccountCore) -> Bool { standardOpen >= core.model.quotas.openExecutions ?? .max }

  private mutating func tooManyOpen(_ core: inout AccountCore) -> Refusal {
    let limit = core.model.quotas.openExecutions ?? .max
    return Refusal(
      name: "ExecutionLimitExceeded", message: "The maximum number of running executions has been reached: \(limit)")
  }

  /// Known from the Task that started it; else from the field by which AWS associates executions with their parents.
  /// Source: AWS developer guide, "Start workflow executions from a task state".
  @inline(__always)
  private mutating func parentMachine(
    _ start: Interpreter.Start, input: JSON, _ core: inout AccountCore
  ) -> Int32 {
    guard let parent = start.parent else { return parentMachine(namedIn: input, &core) }
    return core.execution(core.strand(parent).pointee.execution).pointee.machine
  }

  private mutating func parentMachine(namedIn input: JSON, _ core: inout AccountCore) -> Int32 {
    guard let arn = input["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"]?.string.flatMap({ ARN($0) }),
      let name = arn.path.dropFirst().first, let index = core.model.machines.firstIndex(where: { $0.name == name })
    else { return -1 }
    return Int32(index)
  }

  private mutating func begin(
    _ id: ExecutionID, isNested: Bool, _ machine: UnsafeMutablePointer<Program.Machine>, _ core: inout AccountCore
  ) {
    var delay = Span.zero
    if !core.isFree.start {
      let key = core.execution(id).pointee.key
      if isNested { delay += core.draw(core.overheads.start, entity: key, .start) }
      delay += core.draw(core.overheads.firstState, entity: key, .firstState)
    }
    let limit =
      machine.pointee.isExpress ? min(machine.pointee.timeout ?? .longest, Self.expressLimit) : machine.pointee.timeout
    if let limit { core.schedule(.expire, id, after: limit) }
    let root = core.execution(id).pointee.root
    // A rule of order at one instant: where the first state calls a service, it calls with the start.
    if delay == .zero, core.sites[Int(machine.pointee.start)].call == .service {
      core.interpreter.records.ask(.transition, of: root)
    } else {
      core.schedule(.begin, id, after: delay)
    }
  }

  /// Express executions end after five minutes. Source: AWS service quotas.
  private static var expressLimit: Span { .seconds(300) }

  // MARK: Names

  /// Answers the running execution that the same name and input started before: StartExecution is idempotent.
  private mutating func register(
    _ name: String, _ start: Interpreter.Start, input: JSON, _ machine: UnsafeMutablePointer<Program.Machine>,
    _ core: inout AccountCore
  ) throws(Refusal) -> ExecutionID? {
    if let problem = NameRegistry.problem(of: name) { throw Refusal(name: "InvalidName", message: problem) }
    if machine.pointee.isExpress { return nil }
    switch names.state(of: name, machine: nameOwner(start.machine, &core), at: core.now) {
    case .free: return nil
    case .running(let id) where core.execution(id).pointee.input == input: return id
    case .running, .closed:
      let arn = machine.pointee.arn(of: "execution", name)
      throw Refusal(name: "ExecutionAlreadyExists", message: "Execution Already Exists: '\(arn)'")
    }
  }

  /// The machine whose executions have the names: a version's are those of its machine.
  private mutating func nameOwner(_ machine: Int32, _ core: inout AccountCore) -> Int32 {
    if core.model.machines[Int(machine)].version == nil { return machine }
    return core.directory.machineIndex(arn: core.model.machines[Int(machine)].arn).map(Int32.init) ?? machine
  }
}
