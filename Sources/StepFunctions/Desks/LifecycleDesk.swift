import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// Ends of executions, and who is told of them: the Tasks that wait for the execution, and the children that its Tasks
/// manage.
struct LifecycleDesk: ~Copyable {
  /// Somebody may read the causes of children's failures: they are put into words.
  var describesChildren: Bool

  init(_ core: inout AccountCore) {
    describesChildren = core.interpreter.records.isObserved
    for index in 0..<core.interpreter.records.program.stateCount {
      describesChildren =
        describesChildren || !core.interpreter.records.program.states[index].source.catchers.isEmpty
    }
  }

  // MARK: Ends

  /// The last state is over: the execution ends after its overhead.
  mutating func end(_ id: ExecutionID, _ core: inout AccountCore) {
    if core.isFree.end { return core.interpreter.succeedExecution(id, at: core.now) }
    let span = core.draw(core.overheads.end, entity: core.execution(id).pointee.key, .end)
    core.schedule(.end, id, after: span)
  }

  /// Counts an execution that has ended.
  @inline(__always)
  mutating func count(_ id: ExecutionID, isExpress: Bool, _ core: inout AccountCore) {
    let execution = core.execution(id)
    let root = execution.pointee.root
    if execution.pointee.isCounted { core.tally.countedOpen &-= 1 }
    core.tally.finished.append(
      Tally.Finished(
        machine: execution.pointee.machine, depth: Int(execution.pointee.depth), status: execution.pointee.status,
        firstCallAt: execution.pointee.firstCallAt, startedAt: execution.pointee.startedAt, endedAt: core.now,
        isCounted: execution.pointee.isCounted, parts: root.isNone ? Parts() : core.strand(root).pointee.parts,
        historyEvents: Int(UInt32(bitPattern: execution.pointee.events)),
        inputBytes: isExpress || core.levels.keepsLedger ? execution.pointee.inputBytes : 0,
        children: Int(execution.pointee.children), level: execution.pointee.level,
        failure: execution.pointee.status == .succeeded ? -1 : execution.pointee.extra?.errorRoot ?? -1,
        key: execution.pointee.key))
  }

  /// An execution that will be redriven has ended: it stays wanted, and what it came to is not counted yet.
  mutating func postpone(_ id: ExecutionID, _ core: inout AccountCore) -> Tally.Finished {
    count(id, isExpress: false, &core)
    if core.execution(id).pointee.isCounted { core.tally.countedOpen &+= 1 }
    return core.tally.finished.removeLast()
  }

  // MARK: Parents

  @inline(__always)
  mutating func tellParents(of id: ExecutionID, _ core: inout AccountCore) {
    let execution = core.execution(id)
    if !execution.pointee.parent.isNone {
      tell(
        execution.pointee.parent, generation: execution.pointee.parentGeneration, of: id, isCaller: true, &core)
    }
    if execution.pointee.extra != nil { tellWaiters(of: id, &core) }
  }

  private mutating func tellWaiters(of id: ExecutionID, _ core: inout AccountCore) {
    for waiter in core.execution(id).pointee.extra?.waiters ?? [] {
      tell(waiter.strand, generation: waiter.generation, of: id, isCaller: false, &core)
    }
  }

  /// A child's end reaches a `.sync` Task that waits for it; `isCaller`: the Task's own call started it.
  private mutating func tell(
    _ parent: StrandID, generation: UInt32, of id: ExecutionID, isCaller: Bool, _ core: inout AccountCore
  ) {
    let hears = core.interpreter.records.hears(
      parent, generation: generation, of: id, isCaller: isCaller, at: core.now)
    guard hears else { return }
    if core.site(parent).pointee.action == .startSyncExecution { return syncEnded(id, of: parent, &core) }
    // Hot: nearly every child succeeds, and its description is read by nobody.
    if core.isFree.notify, core.execution(id).pointee.status == .succeeded,
      !core.interpreter.wantsResult(
        parent, upTo: descriptionBytes(textual: core.site(parent).pointee.isTextual, &core))
    {
      return core.succeed(parent, .null)
    }
    let result = childResult(id, of: parent, &core)
    if core.isFree.notify { return core.answer(parent, result) }
    var span = core.draw(core.overheads.notify, entity: core.strand(parent).pointee.key, .notify)
    // A throttled poll is made again: what it asks comes later. Express executions cannot be described.
    if core.model.syncTakesDescribe, !core.isExpress(core.execution(id).pointee.machine) {
      span += core.outageWait(.describeExecution, core.strand(parent).pointee.key) + core.reserve(.describeExecution)
    }
    core.interpreter.records.isNotified(parent, result)
    core.schedule(.reply, parent, after: span.nanoseconds)
  }

  // MARK: Stops

  /// A Task that managed a child was cut: StopExecution. A refused StopExecution is modelled as a wait for its token.
  mutating func stop(child id: ExecutionID, _ core: inout AccountCore) {
    let execution = core.execution(id)
    guard core.model.stopChildren, execution.pointee.status == .running else { return }
    // An Express execution cannot be stopped.
    if core.interpreter.records.program.machines[Int(execution.pointee.machine)].isExpress { return }
    // It is tried once: what does not get through stops nothing.
    if core.hasOtherOutages, core.otherOutage(of: .stopExecution, execution.pointee.key, at: core.now) != nil { return }
    let waiting = core.reserve(.stopExecution)
    let span =
      core.isFree.abort
      ? waiting : waiting + core.draw(core.overheads.abort, entity: execution.pointee.key, .abort)
    if span == .zero { return abort(child: id, &core) }
    core.schedule(.stop, id, after: span)
  }

  mutating func abort(child id: ExecutionID, _ core: inout AccountCore) {
    core.interpreter.abort(id, error: nil, cause: abortCause(id, &core), at: core.now)
  }

  /// Measured on AWS by others: a stopped child has no error, and this cause.
  private mutating func abortCause(_ id: ExecutionID, _ core: inout AccountCore) -> String? {
    guard core.interpreter.records.observes(id) else { return nil }
    let parent = core.execution(id).pointee.extra?.parentARN ?? ""
    return "The Task state in AWS Step Functions execution [\(parent)] which was managing this resource was aborted"
  }

  /// StopExecution, after its token. What is over already stays as it is (an assumption: no recording shows it).
  mutating func stop(_ request: StopExecutionRequest, _ core: inout AccountCore) throws(Refusal) {
    let id = request.execution.id
    let execution = core.execution(id)
    guard execution.pointee.generation == request.execution.generation else { return }
    if core.isExpress(execution.pointee.machine) { throw .expressHasNoExecutions }
    core.interpreter.abort(id, error: request.error, cause: request.cause, at: core.now)
  }
}
