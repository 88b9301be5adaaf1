/// How fast a bucket refills: `count` tokens every `period`, both whole, so that the arithmetic is exact.
public struct Rate: Hashable, Sendable {
  public var count: Int64
  public var period: Span

  @inlinable public init(count: Int64, per period: Span) {
    self.count = count
    self.period = period
  }

  @inlinable public static func perSecond(_ count: Int) -> Rate { Rate(count: Int64(count), per: .seconds(1)) }

  @inlinable public var perSecond: Double { Double(count) / period.seconds }
}

/// A token bucket with continuous refill, full at time zero. A refused call costs nothing.
///
/// The level is kept in units of 1/period token (nanotokens for a rate per second), in integers, so that no rounding
/// ever decides whether a call is admitted. Source of the scheme: AWS Step Functions service quotas ("token bucket").
public struct TokenBucket: Sendable {
  /// Units in one token: the refill period in nanoseconds.
  @usableFromInline let unit: Int64
  @usableFromInline let refill: Int64
  @usableFromInline let full: Int64
  @usableFromInline let fillTime: Int64
  @usableFromInline var level: Int64
  @usableFromInline var last: Int64 = 0
  /// No token is there before: a refused call need not work it out again.
  @usableFromInline var emptyUntil = Int64.min

  /// `capacity` and `rate.count` are at least 0; capacity × period must stay below 2^62.
  public init(capacity: Int, rate: Rate) {
    precondition(capacity >= 0 && rate.count >= 0 && rate.period.nanoseconds > 0, "the scenario reader checks rates")
    precondition(Int64(capacity) < 1 << 62 / rate.period.nanoseconds, "the scenario reader checks capacities")
    unit = rate.period.nanoseconds
    refill = rate.count
    full = Int64(capacity) * unit
    level = full
    fillTime = refill == 0 ? .max : full / refill + 1
  }

  @inlinable mutating func advance(to now: Instant) {
    let elapsed = now.nanoseconds &- last
    last = now.nanoseconds
    if elapsed >= fillTime, level >= 0 {
      level = full
    } else {
      let (gain, overflow) = elapsed.multipliedReportingOverflow(by: refill)
      level = overflow ? full : min(full, level &+ gain)
    }
  }

  /// Takes one token, or answers false and takes nothing.
  @inlinable @inline(__always)
  public mutating func take(at now: Instant) -> Bool {
    if now.nanoseconds < emptyUntil { return false }
    advance(to: now)
    guard level >= unit else {
      emptyUntil = refill == 0 ? .max : now.nanoseconds &+ (unit &- level &+ refill &- 1) / refill
      return false
    }
    level &-= unit
    return true
  }

  /// Whether `take` would find one.
  @inlinable public mutating func hasToken(at now: Instant) -> Bool {
    if now.nanoseconds < emptyUntil { return false }
    advance(to: now)
    return level >= unit
  }

  /// Takes one token that may not be there yet, and answers how long the caller waits for it: callers are served in
  /// the order of their calls (StateTransition throttling delays, it never fails). `longest` where nothing refills.
  @inlinable public mutating func reserve(at now: Instant) -> Span {
    advance(to: now)
    // Debts beyond this are paid after the end of time.
    guard level > -(1 << 62) else { return .longest }
    level &-= unit
    if level >= 0 { return .zero }
    guard refill > 0 else { return .longest }
    return Span(nanoseconds: (-level &+ refill &- 1) / refill)
  }

  /// Tokens at `now`, whole and fractional; negative while reserved tokens are owed.
  public func tokens(at now: Instant) -> Double {
    var copy = self
    copy.advance(to: now)
    return Double(copy.level) / Double(unit)
  }
}
