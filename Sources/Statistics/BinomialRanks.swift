/// An exact interval for a quantile of one sample of independent values, by ranks: the number of values below the
/// quantile is binomial. Source: Conover, "Practical Nonparametric Statistics", 3.2.
public struct BinomialRanks: Hashable, Sendable {
  /// From 1; `nil` where no value bounds the quantile from below.
  public let lower: Int?
  /// `nil` where no value bounds it from above.
  public let upper: Int?
  /// How often the interval holds the quantile.
  public let coverage: Double

  /// `nil` without values, or outside 0 < p < 1.
  public init?(count: Int, p: Double, confidence: Double = 0.95) {
    guard count > 0, p > 0, p < 1, confidence > 0, confidence < 1 else { return nil }
    let tail = (1 - confidence) / 2
    // The first rank below which at most `tail` lies is one less than the first that reaches more.
    let low = BinomialRanks.least(count) { GSLFunctions.binomial(upTo: $0, p, count) > tail }
    let high = BinomialRanks.least(count) { GSLFunctions.binomial(upTo: $0, p, count) >= 1 - tail } + 1
    lower = low >= 1 ? low : nil
    upper = high <= count ? high : nil
    coverage = GSLFunctions.binomial(upTo: high - 1, p, count) - GSLFunctions.binomial(upTo: low - 1, p, count)
  }

  /// The rank whose value exceeds the quantile with this confidence; `nil` where the sample is too small. Source:
  /// Wilks, Ann. Math. Stat. 12 (1941).
  static func upperBound(count: Int, p: Double, confidence: Double = 0.95) -> Int? {
    guard count > 0, p > 0, p < 1, confidence > 0, confidence < 1 else { return nil }
    let rank = least(count) { GSLFunctions.binomial(upTo: $0, p, count) >= confidence } + 1
    return rank <= count ? rank : nil
  }

  /// In 0…count; `holds` is monotone, and true of `count`.
  private static func least(_ count: Int, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
