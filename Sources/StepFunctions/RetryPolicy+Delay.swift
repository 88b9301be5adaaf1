public import Prelude

extension RetryPolicy {
  /// The wait before retry `k`, from 0: min(maxDelay, interval × rate^k), with full jitter times `uniform` in [0, 1).
  ///
  /// The power is by squaring, so it is exact wherever rate^k is a double; the product is rounded once to nanoseconds.
  /// It saturates at `maxDelay`, or at the longest span. A rate that is not a number waits 0.
  public func delay(retry k: Int, uniform: Double) -> Span {
    let limit = maxDelay ?? .longest
    let grown = Double(interval.nanoseconds) * RetryPolicy.power(rate, k)
    let cap = Double(limit.nanoseconds)
    let full = grown > cap ? cap : grown
    let nanoseconds = (fullJitter ? full * uniform : full).rounded()
    if nanoseconds >= cap { return limit }
    return Span(nanoseconds: nanoseconds > 0 ? Int64(nanoseconds) : 0)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
