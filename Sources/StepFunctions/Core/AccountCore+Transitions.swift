import Chance
import Engine
import Prelude

/// StateTransition tokens, and backoffs. A state is entered when there is a token for it, and a retry is a transition,
/// too; the wait is first come, first served.
extension AccountCore {
  @inline(__always)
  mutating func grant(_ id: StrandID) {
    let strand = strand(id)
    let execution = execution(strand.pointee.execution)
    if execution.pointee.isOverfull { return }
    var waiting = Span.zero
    if !state(id).pointee.isExpress {
      levels.counts[Int(execution.pointee.level)].entries &+= 1
      waiting = reserveTransition()
    } else if levels.keepsLedger {
      levels.counts[Int(execution.pointee.level)].entries &+= 1
    }
    if waiting == .zero, isFree.entry { return interpreter.enter(id, at: now) }
    takeTime(id, waiting)
  }

  @inline(never)
  private mutating func takeTime(_ id: StrandID, _ waiting: Span) {
    let strand = strand(id)
    let isFirst = execution(strand.pointee.execution).pointee.events == 1
    var entry = Span.zero
    if !isFirst, !isFree.entry {
      interpreter.records.keyEntry(id)
      entry = draw(overheads.stateEntry, entity: strand.pointee.key, .entry)
    }
    if waiting == .zero && entry == .zero { return interpreter.enter(id, at: now) }
    interpreter.records.waitsToEnter(id, waiting, at: now)
    schedule(.enter, id, after: (waiting + entry).nanoseconds)
  }

  // MARK: Retries

  mutating func backOff(_ id: StrandID, after nanoseconds: Int64, jitter: Bool) {
    var delay = nanoseconds
    if jitter {
      let strand = strand(id)
      // From the attempt that the strand is at.
      var draws = streams.retryJitter.stream(entity: strand.pointee.key, drawn: UInt64(strand.pointee.attempts))
      delay = Self.jittered(nanoseconds, &draws)
    }
    tally.callerWaits()
    schedule(.retry, id, after: delay)
  }

  /// Full jitter: uniform from zero.
  @inline(__always)
  static func jittered(_ nanoseconds: Int64, _ draws: inout RandomStream) -> Int64 {
    Int64(Double(nanoseconds) * draws.uniform() + 0.5)
  }

  /// A backoff is over: does the retry have its token? Else it waits for it.
  mutating func paysForRetry(_ id: StrandID) -> Bool {
    levels.counts[Int(execution(strand(id).pointee.execution).pointee.level)].retries &+= 1
    if state(id).pointee.isExpress { return true }
    let waiting = reserveTransition()
    if waiting == .zero { return true }
    waitForTransition(id, waiting)
    return false
  }

  mutating func waitForTransition(_ id: StrandID, _ waiting: Span) {
    interpreter.records.waitsToRetry(id, waiting, at: now)
    schedule(.granted, id, after: waiting.nanoseconds)
  }
}
