/// Exponential backoff without jitter: before retry `k`, from 0, min(limit, first × rate^k), in whatever unit `first`
/// and `limit` have. Source: AWS developer guide, error handling; AWS SDKs and Tools Reference Guide, retry behaviour.
public struct Backoff: Hashable, Sendable {
  public var first: Double
  public var rate: Double
  public var limit: Double

  @inlinable public init(first: Double, rate: Double, limit: Double = .infinity) {
    self.first = first
    self.rate = rate
    self.limit = limit
  }

  /// By squaring, so it is exact wherever rate^k is a double. Not a number where the rate is none.
  @inlinable @inline(__always)
  public func delay(_ k: Int) -> Double {
    var power = 1.0
    var square = rate
    var left = k
    while left > 0 {
      if left & 1 == 1 { power *= square }
      square *= square
      left >>= 1
    }
    let grown = first * power
    return grown > limit ? limit : grown
  }

  /// Whether all delays from the k-th on are equal.
  public func isConstant(from k: Int) -> Bool { rate == 1 || delay(k) >= limit }

  /// The sum of the first delays; infinite where that takes too many steps to tell.
  public func sum(_ count: Int) -> Double {
    var sum = 0.0
    for k in 0..<min(count, 100_000) {
      let delay = delay(k)
      if isConstant(from: k) { return sum + Double(count - k) * delay }
      sum += delay
    }
    return count > 100_000 ? .infinity : sum
  }
}
