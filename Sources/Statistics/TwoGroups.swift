/// Whether values fall into two groups with nothing between, as those of a system that either recovers or does not.
///
/// The groups are those of the least variance within (Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979)). Of a normal sample
/// they leave 64 % of the variance between them, of a uniform one 75 %: two groups are told where it is nine tenths,
/// where each has a tenth of the values, and where the gap is as wide as half of the whole range.
public struct TwoGroups: Equatable, Sendable {
  public let lowerMean: Double
  public let upperMean: Double
  /// Of the values.
  public let upperShare: Double

  private static let fewest = 10

  /// nil: there are not two.
  public init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    let count = Double(sorted.count)
    guard sorted.count >= Self.fewest, let first = sorted.first, let last = sorted.last, last > first else {
      return nil
    }
    let total = sorted.reduce(0, +)
    let mean = total / count
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var best = (between: 0.0, split: 0, lower: 0.0)
    var sum = 0.0
    for split in 1..<sorted.count {
      sum += sorted[split - 1]
      let (low, high) = (sum / Double(split), (total - sum) / (count - Double(split)))
      let between = Double(split) * (count - Double(split)) / count * (high - low) * (high - low)
      if between > best.between { best = (between, split, sum) }
    }
    let (split, rest) = (best.split, sorted.count - best.split)
    guard best.between >= 0.9 * variance, Double(min(split, rest)) >= max(2, 0.1 * count),
      sorted[split] - sorted[split - 1] >= 0.5 * (last - first)
    else { return nil }
    lowerMean = best.lower / Double(split)
    upperMean = (total - best.lower) / Double(rest)
    upperShare = Double(rest) / count
  }
}
