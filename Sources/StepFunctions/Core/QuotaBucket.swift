import Engine
import Prelude

/// A token bucket that may be lifted, or not be ideal.
///
/// Hot: one of nearly every event. 64 bytes, so that the account finds an action's by a shift.
struct QuotaBucket {
  private enum Kind: UInt8 {
    case ideal, unlimited, timed
  }
  private let kind: Kind
  private let steps: UInt16
  private let lag: UInt32
  var bucket: TokenBucket

  init(_ quota: Quotas.Bucket, _ timing: BucketTiming = .ideal) {
    (steps, lag) = (timing.steps, timing.lag)
    switch quota {
    case .unlimited:
      kind = .unlimited
      bucket = TokenBucket(capacity: 0, rate: .perSecond(0))
    case .tokens(let capacity, let refill):
      kind = timing == .ideal ? .ideal : .timed
      bucket = TokenBucket(capacity: capacity, rate: refill)
    }
  }

  var isUnlimited: Bool { kind == .unlimited }

  private var timing: BucketTiming { BucketTiming(stepMilliseconds: steps, lagMilliseconds: lag) }

  @inline(__always) mutating func take(at now: Instant) -> Bool {
    if kind == .ideal { return bucket.take(at: now) }
    return kind == .unlimited || takeTimed(at: now)
  }

  @inline(never) private mutating func takeTimed(at now: Instant) -> Bool { bucket.take(at: now, timing) }

  /// Whether `take` would find a token.
  mutating func hasToken(at now: Instant) -> Bool {
    switch kind {
    case .ideal: bucket.hasToken(at: now)
    case .unlimited: true
    case .timed: bucket.hasToken(at: now, timing)
    }
  }

  @inline(__always) mutating func reserve(at now: Instant) -> Span {
    if kind == .ideal { return bucket.reserve(at: now) }
    return kind == .unlimited ? .zero : reserveTimed(at: now)
  }

  @inline(never) private mutating func reserveTimed(at now: Instant) -> Span { bucket.reserve(at: now, timing) }

  /// Tokens left at `now`; none while some are owed.
  func tokens(at now: Instant) -> Double {
    guard kind == .timed else { return bucket.tokens(at: now) }
    return max(0, bucket.tokens(at: now))
  }
}
