public import JSON
import JSONPath
public import Prelude

/// Map Runs: their place, their children, and what is told of these.
extension Records {
  // MARK: What the account does

  /// The slot of a child that has ended is free again.
  public mutating func frees(_ id: MapRunID) {
    assert(mapRuns[id].pointee.occupied > 0)
    mapRuns[id].pointee.occupied -= 1
    ask(.fillMapRun, ofMapRun: id)
  }

  /// How long the Map Run's pace makes its next child wait.
  public mutating func pace(_ id: MapRunID, at now: Instant) -> Span {
    mapRuns[id].pointee.pace?.reserve(at: now) ?? .zero
  }

  /// A child's start waits for its time.
  public mutating func postpones(_ id: MapRunID) { mapRuns[id].pointee.isDispatching = true }

  /// The time has come: children may start.
  public mutating func goesOn(_ id: MapRunID) {
    mapRuns[id].pointee.isDispatching = false
    ask(.fillMapRun, ofMapRun: id)
  }

  /// The next child has its StartExecution token; false: it had it before.
  public mutating func takesToken(_ id: MapRunID) -> Bool {
    defer { mapRuns[id].pointee.hasToken = true }
    return !mapRuns[id].pointee.hasToken
  }

  // MARK: Children

  /// The account has started the next child.
  public mutating func childStarted(_ index: MapRunID, _ child: ExecutionID) {
    let run = mapRuns[index]
    // Executions that start one another without time moving on are a loop, through Map Runs too.
    let outer = executions[strands[run.pointee.strand].pointee.execution]
    if outer.pointee.instant == executions[child].pointee.startedAt {
      executions[child].pointee.statesThisInstant = outer.pointee.statesThisInstant
    }
    outer.pointee.children &+= 1
    executions[child].pointee.mapRun = index
    executions[child].pointee.mapRunItem = UInt32(run.pointee.next)
    run.pointee.children[run.pointee.next] = child
    run.pointee.next += 1
    run.pointee.occupied += 1
    run.pointee.hasToken = false
  }

  public func childInput(_ index: MapRunID) -> JSON { mapRuns[index].pointee.inputs[mapRuns[index].pointee.next] }

  /// The child that ended the Map Run is the critical one.
  mutating func handOver(_ parts: Parts, of child: ExecutionID, to index: MapRunID, at now: Instant) {
    let strand = strands[mapRuns[index].pointee.strand]
    // A child that was ended from outside has no split.
    if executions[child].pointee.root.isNone { return strand.pointee.mark(.overhead, at: now) }
    let waited = executions[child].pointee.startedAt - strand.pointee.markedAt
    strand.pointee.parts[.mapSlot] &+= waited.nanoseconds
    strand.pointee.parts += parts
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
  }

  /// DescribeExecution of an execution that has ended at `now`, or still runs.
  public mutating func describe(_ slot: ExecutionID, at now: Instant) -> ChildDescription {
    let execution = executions[slot]
    let extra = execution.pointee.extra
    return ChildDescription(
      identity(slot), input: input(of: slot),
      output: execution.pointee.status == .succeeded ? strands[execution.pointee.root].pointee.input : nil,
      error: extra?.failure?.error, cause: extra?.failure?.cause.text, status: execution.pointee.status,
      start: clock.milliseconds(of: execution.pointee.startedAt), stop: clock.milliseconds(of: now),
      aliasARN: extra?.aliasARN, redrives: extra?.redrives ?? 0)
  }

  /// Of one that is not kept the size alone is left.
  private mutating func input(of slot: ExecutionID) -> JSON {
    let execution = executions[slot]
    if execution.pointee.forgottenBytes == 0 { return execution.pointee.input }
    return .object(JSONObject(ForgottenInput(bytes: Int(execution.pointee.forgottenBytes))))
  }

  /// What is read of its description, of a child that has succeeded.
  public mutating func excerpt(_ slot: ExecutionID, _ members: ChildExcerpt) -> JSON {
    if !members.contains(.output) { return ChildDescription.success }
    return ChildDescription.status(andOutput: strands[executions[slot].pointee.root].pointee.input)
  }

  /// Describes the children that a failing Map Run stops, or leaves to themselves, and takes down what has not started.
  mutating func describeUnfinished(of index: MapRunID, isExpress: Bool, at now: Instant) {
    let run = mapRuns[index]
    if run.pointee.next < run.pointee.inputs.count {
      run.pointee.pending = Array(run.pointee.inputs[run.pointee.next...])
    }
    for (item, child) in run.pointee.children.enumerated() where !child.isNone {
      let description = describe(child, at: now)
      let isStopped = executions[child].pointee.status == .running && !isExpress
      run.pointee.descriptions[item] = isStopped ? description.aborted() : description
    }
  }

  /// The execution whose Map it runs.
  public func execution(ofMapRun index: MapRunID) -> ExecutionID {
    strands[mapRuns[index].pointee.strand].pointee.execution
  }

  // MARK: End and name

  mutating func releaseMapRun(_ index: MapRunID) {
    let run = mapRuns[index]
    let hadBegun = run.pointee.hasBegun
    let generation = (run.pointee.generation &+ 1) & Interpreter.generationMask
    run.pointee = MapRun()
    run.pointee.generation = generation
    mapRuns.release(index)
    guard hadBegun else { return }
    openMapRuns -= 1
    ask(.mapRunEnded, ofMapRun: index)
  }

  /// `arn:…:mapRun:Machine/Label:uuid`.
  func mapRunARN(_ index: MapRunID) -> String {
    let machine = program.machines + Int(mapRuns[index].pointee.machine)
    return machine.pointee.arn(of: "mapRun", mapRunID(index))
  }

  func mapRunID(_ index: MapRunID) -> String {
    var entropy = Entropy(seed: mapRuns[index].pointee.key)
    return entropy.uuid()
  }
}
