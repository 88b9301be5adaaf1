import Chance
import Engine
import Prelude

/// Map Runs: admitted by StartMapRun and the limit on open ones, paced in starting their children.
/// Source: AWS service quotas, "Quotas related to Map Run"; recorded histories.
extension Account {
  // MARK: Start and end

  /// A refused StartMapRun is modelled as a wait for its token.
  mutating func startMapRun(_ slot: StrandID) {
    let strand = interpreter.strands[slot]
    let span =
      buckets[.startMapRun].reserve(at: now) + draw(overheads.mapRunStart, entity: strand.pointee.key, .mapRunStart)
    if span == .zero { return beginMapRun(slot) }
    schedule(.mapRunBegin, slot, after: span.nanoseconds)
  }

  /// Newcomers wait behind those that wait already.
  mutating func beginMapRun(_ slot: StrandID) {
    guard hasPlaceForMapRun, mapRunBacklog.isEmpty else {
      return mapRunBacklog.append((slot, interpreter.strands[slot].pointee.generation))
    }
    admitMapRun(slot)
  }

  private var hasPlaceForMapRun: Bool { interpreter.records.openMapRuns < model.quotas.openMapRuns ?? .max }

  private mutating func admitMapRun(_ slot: StrandID) {
    let run = interpreter.strands[slot].pointee.mapRun
    let isExpress = isExpress(interpreter.mapRuns[run].pointee.machine)
    let pace = QuotaBucket(model.quotas[isExpress ? .mapRunExpressDispatch : .mapRunStandardDispatch])
    interpreter.beginMapRun(slot, pace: pace.isUnlimited ? nil : pace.bucket, at: now)
  }

  /// One less is open: the first of those that wait may begin.
  mutating func beginWaitingMapRuns() {
    while hasPlaceForMapRun, let (slot, generation) = mapRunBacklog.popFirst() {
      if interpreter.strands[slot].pointee.generation == generation { admitMapRun(slot) }
    }
  }

  mutating func endMapRun(_ slot: StrandID) {
    let strand = interpreter.strands[slot]
    guard strand.pointee.phase == .inMapRun else { return }
    let span = draw(overheads.mapRunEnd, entity: strand.pointee.key, .mapRunEnd)
    if span == .zero { return interpreter.endMapRun(slot, at: now) }
    schedule(.mapRunEnd, slot, after: span.nanoseconds)
  }

  // MARK: Children

  /// The pace, or a token, lets the next child start now.
  mutating func dispatchDue(_ index: MapRunID) {
    interpreter.records.goesOn(index)
    if interpreter.mapRuns[index].pointee.hasRoom { dispatch(index) }
  }

  /// Starts the next child if there is one, a slot for it, and the Map Run's pace allows it. What it does at once is
  /// done before the one after it.
  mutating func fillMapRun(_ index: MapRunID) {
    guard interpreter.mapRuns[index].pointee.hasRoom else { return }
    let waiting = interpreter.records.pace(index, at: now)
    if waiting != .zero { return dispatchLater(index, after: waiting) }
    interpreter.records.ask(.fillMapRun, ofMapRun: index)
    dispatch(index)
  }

  private mutating func dispatchLater(_ index: MapRunID, after span: Span) {
    interpreter.records.postpones(index)
    let due = now + span
    let generation = interpreter.mapRuns[index].pointee.generation
    timeline.push(.dispatch, index, generation: generation, at: due)
  }

  /// Starts the next child, once it has its token, if it needs one. Where the account has all the open executions that
  /// it may have, the Map Run waits until one has ended.
  private mutating func dispatch(_ index: MapRunID) {
    let run = interpreter.mapRuns[index]
    let machine = run.pointee.machine
    let isExpress = isExpress(machine)
    if model.mapRunsTakeTokens, interpreter.records.takesToken(index) {
      let waiting = buckets[startAction(of: machine)].reserve(at: now)
      if waiting != .zero { return dispatchLater(index, after: waiting) }
    }
    if !isExpress, let limit = model.quotas.openExecutions, standardOpen >= limit {
      interpreter.records.postpones(index)
      return starvedMapRuns.append((index, run.pointee.generation))
    }
    if let ended = interpreter.records.nextRedrivableChild(index) {
      countStart(of: machine)
      return interpreter.records.childStarted(index, goOn(ended))
    }
    let start = Interpreter.Start(
      machine: machine, key: run.pointee.nextChildKey, firstCallAt: now, depth: Int(run.pointee.depth))
    let owner = model.machines[Int(machine)].owner.map { Int32($0.machine) }
    let input = interpreter.records.childInput(index)
    do throws(Refusal) {
      let child = try admit(start, input: input, name: nil, startedBy: owner, refusals: 0)
      countStart(of: machine)
      interpreter.records.childStarted(index, child)
    } catch {
      preconditionFailure("it has no name, and there is room for one more: \(error.message)")
    }
  }

  private mutating func countStart(of machine: Int32) {
    if model.mapRunsTakeTokens {
      tally.calls[startAction(of: machine)].admitted += 1
    } else {
      tally.dispatched += 1
    }
  }

  /// An execution less is open: the Map Run that has waited longest may go on.
  mutating func feedStarvedMapRun() {
    while let (index, generation) = starvedMapRuns.popFirst() {
      guard interpreter.mapRuns[index].pointee.generation == generation else { continue }
      return interpreter.records.goesOn(index)
    }
  }

  /// The slot of a child that has ended is free again after the overhead.
  mutating func mapRunChildEnded(_ child: ExecutionID, _ parts: Parts) {
    let index = interpreter.executions[child].pointee.mapRun
    let run = interpreter.mapRuns[index]
    interpreter.childEnded(child, parts, at: now)
    let span = draw(overheads.mapRunNext, entity: interpreter.executions[child].pointee.key, .mapRunNext)
    if span == .zero {
      return interpreter.records.frees(index)
    }
    let due = now + span
    timeline.push(.slotFree, index, generation: run.pointee.generation, at: due)
  }
}
