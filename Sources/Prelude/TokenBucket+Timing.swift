/// Where a bucket is not ideal: when its tokens come, and when its refusals begin. AWS says nothing of either for Step
/// Functions: a recording of one action, and what it writes of other services' buckets, are all that is known.
public struct BucketTiming: Hashable, Sendable {
  /// Tokens come together, at whole multiples of this since time zero, in milliseconds; 0: one after the other.
  public var steps: UInt16
  /// From the first call that finds no token to the first refusal, in milliseconds. What is let through meanwhile is
  /// owed: nothing is admitted before it has been refilled.
  public var lag: UInt32

  public init(stepMilliseconds steps: UInt16 = 0, lagMilliseconds lag: UInt32 = 0) {
    self.steps = steps
    self.lag = lag
  }

  public static let ideal = BucketTiming()
}

/// A bucket with a timing of its own. Of its fields `last` is the last step, and `emptyUntil` since when it is empty.
extension TokenBucket {
  /// Nobody has found it empty since there was a token.
  private static var hasTokens: Int64 { .min }

  /// What it owes at most; what is owed beyond would be paid after the end of time.
  private static var mostOwed: Int64 { -(1 << 62) }

  private mutating func advance(to now: Instant, _ timing: BucketTiming) {
    let step = Int64(timing.steps) * 1_000_000
    let time = step > 0 ? now.nanoseconds / step * step : now.nanoseconds
    guard time > last else { return }
    // A level below zero takes longer than the time that fills an empty bucket: the sum is worked out.
    let (gain, overflow) = (time - last).multipliedReportingOverflow(by: refill)
    let (sum, isBeyond) = level.addingReportingOverflow(gain)
    level = overflow || isBeyond ? full : min(full, sum)
    last = time
  }

  /// Whether calls without a token are still let through.
  private mutating func isLate(at now: Instant, _ timing: BucketTiming) -> Bool {
    guard timing.lag > 0, level > Self.mostOwed else { return false }
    if emptyUntil == Self.hasTokens { emptyUntil = now.nanoseconds }
    return now.nanoseconds - emptyUntil < Int64(timing.lag) * 1_000_000
  }

  /// Takes one token, at once or on credit, or answers false and takes nothing.
  public mutating func take(at now: Instant, _ timing: BucketTiming) -> Bool {
    advance(to: now, timing)
    if level >= unit {
      emptyUntil = Self.hasTokens
    } else if !isLate(at: now, timing) {
      return false
    }
    level -= unit
    return true
  }

  /// Whether `take` would let a call through.
  public func hasToken(at now: Instant, _ timing: BucketTiming) -> Bool {
    var copy = self
    return copy.take(at: now, timing)
  }

  /// As the ideal bucket's: a caller waits for its token. While refusals are late nobody waits.
  public mutating func reserve(at now: Instant, _ timing: BucketTiming) -> Span {
    advance(to: now, timing)
    guard level > Self.mostOwed else { return .longest }
    let hadToken = level >= unit
    if hadToken { emptyUntil = Self.hasTokens }
    let isLate = !hadToken && isLate(at: now, timing)
    level -= unit
    if hadToken || isLate { return .zero }
    guard refill > 0 else { return .longest }
    let due = last + (-level + refill - 1) / refill
    let step = Int64(timing.steps) * 1_000_000
    let wait = (step > 0 ? (due + step - 1) / step * step : due) - now.nanoseconds
    return Span(nanoseconds: max(0, wait))
  }
}
