import Chance
import Engine
import JSON
import Prelude

/// Map Runs: admitted by StartMapRun and the limit on open ones, paced in starting their children.
/// Source: AWS service quotas, "Quotas related to Map Run"; recorded histories.
struct MapRunDesk: ~Copyable {
  /// Strands whose Map Runs wait until another has ended.
  private var backlog = WaitingLine<(strand: StrandID, generation: UInt32)>()
  /// Those whose children wait until an execution has ended.
  private var starved = WaitingLine<(run: MapRunID, generation: UInt32)>()

  mutating func restart() {
    backlog = WaitingLine()
    starved = WaitingLine()
  }

  // MARK: Start and end

  /// A refused StartMapRun is modelled as a wait for its token, or for the end of its outage.
  mutating func start(_ id: StrandID, _ core: inout AccountCore) {
    let key = core.strand(id).pointee.key
    let away = core.outageWait(.startMapRun, key)
    if away != .zero { return core.schedule(.mapRunStart, id, after: away.nanoseconds) }
    let span = core.reserve(.startMapRun) + core.draw(core.overheads.mapRunStart, entity: key, .mapRunStart)
    if span == .zero { return begin(id, &core) }
    core.schedule(.mapRunBegin, id, after: span.nanoseconds)
  }

  /// Newcomers wait behind those that wait already.
  mutating func begin(_ id: StrandID, _ core: inout AccountCore) {
    guard hasPlace(&core), backlog.isEmpty else {
      return backlog.append((id, core.strand(id).pointee.generation))
    }
    admit(id, &core)
  }

  private mutating func hasPlace(_ core: inout AccountCore) -> Bool {
    core.interpreter.records.openMapRuns < core.model.quotas.openMapRuns ?? .max
  }

  private mutating func admit(_ id: StrandID, _ core: inout AccountCore) {
    let run = core.strand(id).pointee.mapRun
    let isExpress = core.isExpress(core.interpreter.mapRuns[run].pointee.machine)
    let pace = QuotaBucket(core.model.quotas[isExpress ? .mapRunExpressDispatch : .mapRunStandardDispatch])
    core.interpreter.beginMapRun(id, pace: pace.isUnlimited ? nil : pace.bucket, at: core.now)
  }

  /// One less is open: the first of those that wait may begin.
  mutating func beginWaiting(_ core: inout AccountCore) {
    while hasPlace(&core), let (id, generation) = backlog.popFirst() {
      if core.strand(id).pointee.generation == generation { admit(id, &core) }
    }
  }

  mutating func end(_ id: StrandID, _ core: inout AccountCore) {
    let strand = core.strand(id)
    guard strand.pointee.phase == .inMapRun else { return }
    let span = core.draw(core.overheads.mapRunEnd, entity: strand.pointee.key, .mapRunEnd)
    if span == .zero { return core.interpreter.endMapRun(id, at: core.now) }
    core.schedule(.mapRunEnd, id, after: span.nanoseconds)
  }

  // MARK: Children

  /// The pace, or a token, lets the next child start now.
  mutating func dispatchDue(_ run: MapRunID, _ admission: inout AdmissionDesk, _ core: inout AccountCore) {
    core.interpreter.records.goesOn(run)
    if core.interpreter.mapRuns[run].pointee.hasRoom { dispatch(run, &admission, &core) }
  }

  /// Starts the next child if there is one, a slot for it, and the Map Run's pace allows it. What it does at once is
  /// done before the one after it.
  mutating func fill(_ run: MapRunID, _ admission: inout AdmissionDesk, _ core: inout AccountCore) {
    guard core.interpreter.mapRuns[run].pointee.hasRoom else { return }
    let waiting = core.interpreter.records.pace(run, at: core.now)
    if waiting != .zero { return dispatchLater(run, after: waiting, &core) }
    core.interpreter.records.ask(.fillMapRun, ofMapRun: run)
    dispatch(run, &admission, &core)
  }

  private mutating func dispatchLater(_ run: MapRunID, after span: Span, _ core: inout AccountCore) {
    core.interpreter.records.postpones(run)
    core.schedule(.dispatch, run, after: span)
  }

  /// Starts the next child, once it has its token, if it needs one. Where the account has all the open executions that
  /// it may have, the Map Run waits until one has ended.
  private mutating func dispatch(_ id: MapRunID, _ admission: inout AdmissionDesk, _ core: inout AccountCore) {
    let run = core.interpreter.mapRuns[id]
    let machine = run.pointee.machine
    if core.model.mapRunsTakeTokens, core.interpreter.records.takesToken(id) {
      let waiting = core.reserve(core.startAction(of: machine))
      if waiting != .zero { return dispatchLater(id, after: waiting, &core) }
    }
    if !core.isExpress(machine), admission.isFull(&core) {
      core.interpreter.records.postpones(id)
      return starved.append((id, run.pointee.generation))
    }
    if let ended = core.interpreter.records.nextRedrivableChild(id) {
      let level = level(above: id, &core)
      countStart(of: machine, depth: run.pointee.depth, below: level, &core)
      let owner = core.model.machines[Int(machine)].owner.map { Int32($0.machine) } ?? -1
      return core.interpreter.records.childStarted(
        id, admission.goOn(ended, startedBy: owner, below: level, &core))
    }
    var start = Interpreter.Start(
      machine: machine, key: run.pointee.nextChildKey, firstCallAt: core.now, depth: Int(run.pointee.depth))
    start.isCounted = run.pointee.isCounted
    start.level = level(above: id, &core)
    let owner = core.model.machines[Int(machine)].owner.map { Int32($0.machine) }
    let input = core.interpreter.records.childInput(id)
    if core.interpreter.records.isObserved { core.interpreter.records.announceChild(of: id) }
    do throws(Refusal) {
      let child = try admission.admit(start, input: input, name: nil, startedBy: owner, refusals: 0, &core)
      countStart(of: machine, depth: run.pointee.depth, below: start.level, &core)
      core.interpreter.records.childStarted(id, child)
    } catch {
      preconditionFailure("it has no name, and there is room for one more: \(error.message)")
    }
  }

  /// Where the execution of the Map is counted.
  private mutating func level(above run: MapRunID, _ core: inout AccountCore) -> UInt32 {
    core.levels.keepsLedger ? core.execution(core.interpreter.records.execution(ofMapRun: run)).pointee.level : 0
  }

  private mutating func countStart(
    of machine: Int32, depth: UInt16, below level: UInt32, _ core: inout AccountCore
  ) {
    if core.model.mapRunsTakeTokens {
      let index =
        core.levels.keepsLedger
        ? core.levels.index(below: level, machine: machine) : core.levels.index(machine: machine, depth: Int(depth))
      core.levels.counts[Int(index)].calls.admitted += 1
      core.tally.calls[core.startAction(of: machine)].admitted += 1
    } else {
      core.tally.dispatched += 1
    }
  }

  /// An execution less is open: the Map Run that has waited longest may go on.
  @inline(__always)
  mutating func feedStarved(_ core: inout AccountCore) {
    while let (run, generation) = starved.popFirst() {
      guard core.interpreter.mapRuns[run].pointee.generation == generation else { continue }
      return core.interpreter.records.goesOn(run)
    }
  }

  /// The slot of a child that has ended is free again after the overhead.
  mutating func childEnded(_ child: ExecutionID, _ parts: Parts, _ core: inout AccountCore) {
    let run = core.execution(child).pointee.mapRun
    core.interpreter.childEnded(child, parts, at: core.now)
    let span = core.draw(core.overheads.mapRunNext, entity: core.execution(child).pointee.key, .mapRunNext)
    if span == .zero { return core.interpreter.records.frees(run) }
    core.schedule(.slotFree, run, after: span)
  }
}
