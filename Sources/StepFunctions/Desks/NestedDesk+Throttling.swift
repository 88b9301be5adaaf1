import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// Nested starts that the bucket refuses. Under overload nearly every event of a run is one of them.
extension NestedDesk {
  /// The first refusal of a Task's call, or one after a wait for a StateTransition token: from here on it waits in a
  /// record of its own.
  mutating func refuse(_ id: StrandID, target: Int32, _ core: inout AccountCore) {
    let strand = core.strand(id)
    let site = core.site(id)
    guard !core.interpreter.records.observes(id), !core.state(id).pointee.readsTimeouts, site.pointee.target >= 0,
      strand.pointee.retries < site.pointee.rule.maxAttempts,
      core.interpreter.countThrottle(execution: strand.pointee.execution)
    else {
      site.pointee.throttled &+= 1
      return throttledAtLength(id, target: target, &core)
    }
    // The jitter is drawn by the attempts made, the one that was refused included.
    let draws = core.streams.retryJitter.stream(
      entity: strand.pointee.key, drawn: UInt64(strand.pointee.attempts) + 1)
    core.tally.callerWaits()
    let level = core.levelBelow(id, of: site.pointee.target)
    waitAgain(core.interpreter.records.park(id, draws: draws.position, level: level), &core)
  }

  /// Hot: under overload nearly every event of a run. A parked call's timer has fired; the bucket refuses; a new timer.
  /// True: it was just that, and nothing else has changed.
  @inline(__always)
  mutating func tryAgain(
    _ index: CallID, _ admission: inout AdmissionDesk, _ core: inout AccountCore
  ) -> Bool {
    let call = core.interpreter.throttledCalls[index]
    if core.interpreter.records.releaseIfAbandoned(index) || core.interpreter.records.isLost(call.pointee.strand) {
      endWait(index, &core)
      return false
    }
    let site = core.sites + Int(call.pointee.state)
    core.levels.counts[Int(call.pointee.ownLevel)].retries &+= 1
    if !site.pointee.isOfExpress {
      let waiting = core.reserveTransition()
      if waiting != .zero {
        core.tally.waiting &-= 1
        core.waitForTransition(core.interpreter.records.unpark(index), waiting)
        return false
      }
    }
    guard !core.takeToken(site.pointee.action, for: UInt32(call.pointee.level)) else {
      core.tally.waiting &-= 1
      core.interpreter.fetch(call.pointee.strand, of: call.pointee.execution)
      startKnown(core.interpreter.records.unpark(index), &admission, &core)
      return false
    }
    guard call.pointee.used < site.pointee.rule.maxAttempts,
      core.interpreter.countThrottle(execution: call.pointee.execution)
    else {
      core.tally.waiting &-= 1
      site.pointee.throttled &+= 1
      throttledAtLength(core.interpreter.records.unpark(index), target: site.pointee.target, &core)
      return false
    }
    waitAgain(index, &core)
    return true
  }

  /// The timer of a call whose strand is gone, or lies in a Map that takes no more calls.
  private mutating func endWait(_ index: CallID, _ core: inout AccountCore) {
    core.tally.waiting &-= 1
    if !core.interpreter.throttledCalls[index].pointee.strand.isNone { _ = core.interpreter.records.unpark(index) }
  }

  @inline(__always)
  private mutating func waitAgain(_ index: CallID, _ core: inout AccountCore) {
    let call = core.interpreter.throttledCalls[index]
    let site = core.sites + Int(call.pointee.state)
    site.pointee.throttled &+= 1
    var delay = site.pointee.rule.delay(call.pointee.used)
    var draws = RandomStream(position: call.pointee.draws)
    if site.pointee.rule.fullJitter { delay = AccountCore.jittered(delay, &draws) }
    call.pointee.waitsAgain(draws: draws.position)
    let due = core.now + Span(nanoseconds: delay)
    // What is due after the end of time never happens.
    core.timeline.push(.throttled, index, at: due)
  }

  /// A refused call with all its events, or the last one that a retrier takes.
  private mutating func throttledAtLength(_ id: StrandID, target: Int32, _ core: inout AccountCore) {
    let isSDK = core.site(id).pointee.isSDK
    let failure = Failure(
      isSDK ? ErrorName.throttledSDKStart : core.model.throttleError, throttleCause(isSDK: isSDK, &core))
    do {
      if try triesAgain(id, &core) { return }
      core.interpreter.countThrottles(id)
      if core.interpreter.records.integrationTries(id) == 0 {
        let parameters = core.interpreter.records.observes(id) ? try core.interpreter.payload(id) : .null
        _ = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
      }
    } catch {
      return core.parametersFailed(id, error)
    }
    let (generation, firstCallAt) = (core.strand(id).pointee.generation, core.strand(id).pointee.firstCallAt)
    let depth = Int(core.execution(core.strand(id).pointee.execution).pointee.depth) + 1
    core.interpreter.taskFailed(id, failure, isThrottle: true, at: core.now)
    let strand = core.strand(id)
    let isRetried =
      strand.pointee.phase == .throttled
      && strand.pointee.generation == (generation &+ 1) & Interpreter.generationMask
    let isCounted = core.execution(core.strand(id).pointee.execution).pointee.isCounted
    if !isRetried, target >= 0 {
      core.tally.givesUp(target, depth: depth, firstCallAt: firstCallAt, isCounted: isCounted, at: core.now)
    }
  }
}
