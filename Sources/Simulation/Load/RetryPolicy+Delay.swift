import Prelude

extension RetryPolicy {
  /// The wait before retry `k`, from 0: min(maxDelay, interval × rate^k), with full jitter times `uniform` in [0, 1).
  ///
  /// The product is rounded once to nanoseconds. It saturates at `maxDelay`, or at the longest span. A rate that is not
  /// a number waits 0.
  func delay(retry k: Int, uniform: Double) -> Span {
    let limit = maxDelay ?? .longest
    let cap = Double(limit.nanoseconds)
    let full = Backoff(first: Double(interval.nanoseconds), rate: rate, limit: cap).delay(k)
    let nanoseconds = (fullJitter ? full * uniform : full).rounded()
    if nanoseconds >= cap { return limit }
    return Span(nanoseconds: nanoseconds > 0 ? Int64(nanoseconds) : 0)
  }
}
