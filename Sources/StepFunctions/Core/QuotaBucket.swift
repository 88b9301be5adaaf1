import Prelude

/// A token bucket that may be lifted.
struct QuotaBucket {
  let isUnlimited: Bool
  var bucket: TokenBucket

  init(_ quota: Quotas.Bucket) {
    switch quota {
    case .unlimited:
      isUnlimited = true
      bucket = TokenBucket(capacity: 0, rate: .perSecond(0))
    case .tokens(let capacity, let refill):
      isUnlimited = false
      bucket = TokenBucket(capacity: capacity, rate: refill)
    }
  }

  @inline(__always) mutating func take(at now: Instant) -> Bool { isUnlimited || bucket.take(at: now) }

  /// Whether `take` would find a token.
  mutating func hasToken(at now: Instant) -> Bool { isUnlimited || bucket.hasToken(at: now) }

  @inline(__always) mutating func reserve(at now: Instant) -> Span {
    isUnlimited ? .zero : bucket.reserve(at: now)
  }
}
