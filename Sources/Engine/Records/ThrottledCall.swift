/// A nested start that the bucket has refused and that waits for its next try.
///
/// Hot: all that a refused retry touches, in half a cache line. Under overload nearly every event is one, and a quarter
/// of a million of them are pending. What it counts goes back to its strand when the wait is over: until then the
/// strand's own `attempts`, `refusals` and first retrier stand still.
public struct ThrottledCall: SlabRecord {
  /// How far the account has drawn the jitter of this Task.
  public internal(set) var draws: UInt64 = 0
  /// `none` once the strand is gone; the timer frees the record.
  public internal(set) var strand = StrandID.none
  public internal(set) var execution = ExecutionID.none
  public internal(set) var state: Int32 = -1
  /// Retries used of the first retrier of this visit, and how many of them were used before the call was parked.
  public internal(set) var used: UInt32 = 0
  var usedBefore: UInt32 = 0
  /// As whoever counts knows the level of the execution that is to start, and that of the execution whose call it is:
  /// 16 bits of it, since whoever needs more lets no call wait here.
  public internal(set) var level: UInt16 = 0
  public internal(set) var ownLevel: UInt16 = 0

  public init() {}

  /// Refused again: another retry is used.
  public mutating func waitsAgain(draws: UInt64) {
    used &+= 1
    self.draws = draws
  }
}

extension Records {
  /// Lets a refused nested start wait in a record of its own; `draws` is for the account. The caller has made sure that
  /// the state's `throttleRule` takes the error once more, and schedules the next try.
  public mutating func park(_ slot: StrandID, draws: UInt64, level: UInt32) -> CallID {
    let index = throttledCalls.acquire()
    let strand = strands[slot]
    strand.pointee.phase = .throttled
    strand.pointee.reason = .throttleBackoff
    strand.pointee.call = index
    let call = throttledCalls[index]
    call.pointee.draws = draws
    call.pointee.strand = slot
    call.pointee.execution = strand.pointee.execution
    call.pointee.state = strand.pointee.state
    call.pointee.used = strand.pointee.retries
    call.pointee.usedBefore = strand.pointee.retries
    call.pointee.level = UInt16(truncatingIfNeeded: level)
    call.pointee.ownLevel = UInt16(truncatingIfNeeded: executions[strand.pointee.execution].pointee.level)
    return index
  }

  /// The wait is over, for whatever reason: its record is freed, and the strand is as if it had counted by itself.
  public mutating func unpark(_ index: CallID) -> StrandID {
    let slot = throttledCalls[index].pointee.strand
    settle(index)
    throttledCalls.release(index)
    return slot
  }

  /// Frees the record of a wait whose strand is gone; false where the strand is there.
  @inlinable @inline(__always)
  public mutating func releaseIfAbandoned(_ index: CallID) -> Bool {
    guard throttledCalls[index].pointee.strand.isNone else { return false }
    throttledCalls.release(index)
    return true
  }

  /// Hands what the record counted to its strand, and leaves the record to its timer.
  mutating func settle(_ index: CallID) {
    let call = throttledCalls[index]
    let strand = strands[call.pointee.strand]
    let waits = call.pointee.used &- call.pointee.usedBefore
    strand.pointee.retries = call.pointee.used
    strand.pointee.attempts &+= waits
    strand.pointee.refusals &+= waits
    strand.pointee.unlink()
    call.pointee.strand = .none
  }

}
