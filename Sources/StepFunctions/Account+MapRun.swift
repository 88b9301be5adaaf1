import Chance
import Engine
import Prelude

/// Map Runs: admitted by StartMapRun and the limit on open ones, paced in starting their children.
/// Source: AWS service quotas, "Quotas related to Map Run"; recorded histories.
extension Account {
  /// Strands that wait, first come, first served.
  struct Backlog {
    private var waiting: ContiguousArray<(slot: UInt32, generation: UInt32)> = []
    private var head = 0

    mutating func append(_ slot: UInt32, _ generation: UInt32) { waiting.append((slot, generation)) }

    mutating func popFirst() -> (slot: UInt32, generation: UInt32)? {
      guard head < waiting.count else { return nil }
      defer {
        head += 1
        if head == waiting.count {
          waiting.removeAll(keepingCapacity: true)
          head = 0
        }
      }
      return waiting[head]
    }
  }

  // MARK: Start and end

  /// A refused StartMapRun is modelled as a wait for its token.
  mutating func startMapRun(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    let strand = interpreter.strands[slot]
    let span =
      mapRunBucket.reserve(at: now) + draw(overheads.mapRunStart, entity: strand.pointee.key, .mapRunStart)
    if span == .zero { return beginMapRun(slot, at: now, &agenda) }
    schedule(.mapRunBegin, slot, after: span.nanoseconds, at: now, &agenda)
  }

  mutating func beginMapRun(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    if let limit = model.quotas.openMapRuns, interpreter.openMapRuns >= limit {
      return mapRunBacklog.append(slot, interpreter.strands[slot].pointee.generation)
    }
    let run = interpreter.strands[slot].pointee.linked
    let isExpress = isExpress(interpreter.mapRuns[run].pointee.machine)
    let pace = QuotaBucket(isExpress ? model.quotas.mapRunExpressDispatch : model.quotas.mapRunStandardDispatch)
    interpreter.beginMapRun(slot, objects: model.objects, pace: pace.isUnlimited ? nil : pace.bucket, at: now)
  }

  /// One less is open: the first of those that wait may begin.
  mutating func beginWaitingMapRun(at now: Instant, _ agenda: inout Agenda) {
    while let (slot, generation) = mapRunBacklog.popFirst() {
      guard interpreter.strands[slot].pointee.generation == generation else { continue }
      return beginMapRun(slot, at: now, &agenda)
    }
  }

  mutating func endMapRun(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    let strand = interpreter.strands[slot]
    guard strand.pointee.phase == .inMapRun else { return }
    let span = draw(overheads.mapRunEnd, entity: strand.pointee.key, .mapRunEnd)
    if span == .zero { return interpreter.endMapRun(slot, at: now) }
    schedule(.mapRunEnd, slot, after: span.nanoseconds, at: now, &agenda)
  }

  // MARK: Children

  mutating func handleMapRun(_ entry: Agenda.Entry, at now: Instant, _ agenda: inout Agenda) {
    let run = interpreter.mapRuns[entry.slot]
    interpreter.effects.append(.fillMapRun(entry.slot))
    if entry.kind == .slotFree {
      run.pointee.occupied -= 1
    } else {
      run.pointee.isDispatching = false
      if run.pointee.hasRoom { dispatch(entry.slot, at: now, &agenda) }
    }
  }

  /// Starts the next child if there is one, a slot for it, and the Map Run's pace allows it. What it does at once is
  /// done before the one after it.
  mutating func fillMapRun(_ index: UInt32, at now: Instant, _ agenda: inout Agenda) {
    let run = interpreter.mapRuns[index]
    guard run.pointee.hasRoom else { return }
    let waiting = run.pointee.pace?.reserve(at: now) ?? .zero
    if waiting != .zero { return dispatchLater(index, after: waiting, at: now, &agenda) }
    interpreter.effects.append(.fillMapRun(index))
    dispatch(index, at: now, &agenda)
  }

  private mutating func dispatchLater(_ index: UInt32, after span: Span, at now: Instant, _ agenda: inout Agenda) {
    let run = interpreter.mapRuns[index]
    run.pointee.isDispatching = true
    let due = now + span
    if due != .never { agenda.push(.dispatch, index, generation: run.pointee.generation, at: due) }
  }

  /// Starts the next child. Where the account takes no more executions, or has no token, it tries again in a second.
  private mutating func dispatch(_ index: UInt32, at now: Instant, _ agenda: inout Agenda) {
    let run = interpreter.mapRuns[index]
    let machine = run.pointee.machine
    if model.mapRunsTakeTokens, !takeToken(express: isExpress(machine), at: now) {
      return dispatchLater(index, after: .seconds(1), at: now, &agenda)
    }
    let start = Interpreter.Start(
      machine: machine, key: Interpreter.mix(run.pointee.key, UInt64(run.pointee.nextChild) + 1), firstCallAt: now,
      depth: Int(run.pointee.depth))
    do throws(Refusal) {
      let child = try admit(
        start, input: interpreter.childInput(index), name: nil,
        startedBy: model.machines[Int(machine)].owner.map {
          Int32($0.machine)
        }, refusals: 0, at: now, &agenda)
      if !model.mapRunsTakeTokens { tally.dispatched += 1 }
      interpreter.childStarted(index, child)
    } catch {
      if model.mapRunsTakeTokens { tally.refused += 1 }
      dispatchLater(index, after: .seconds(1), at: now, &agenda)
    }
  }

  /// The slot of a child that has ended is free again after the overhead.
  mutating func mapRunChildEnded(_ child: UInt32, _ parts: Parts, at now: Instant, _ agenda: inout Agenda) {
    let index = interpreter.executions[child].pointee.mapRun
    let run = interpreter.mapRuns[index]
    interpreter.childEnded(child, parts, at: now)
    let span = draw(overheads.mapRunNext, entity: interpreter.executions[child].pointee.key, .mapRunNext)
    if span == .zero {
      run.pointee.occupied -= 1
      return interpreter.effects.append(.fillMapRun(index))
    }
    let due = now + span
    if due != .never { agenda.push(.slotFree, index, generation: run.pointee.generation, at: due) }
  }
}
