/// How many values at the beginning of a series are warm-up: the truncation that makes the standard error of the mean
/// of the others least.
///
/// d* = argmin over 0 ≤ d < n/2 of Σ_{j>d}(zⱼ − z̄_d)²/(n − d)², with zⱼ the means of five values each; the least d
/// where several are. Sources: White, Simulation 69 (1997); White, Cobb, Spratt, WSC 2000.
public struct MSER: Hashable, Sendable {
  static let groupSize = 5
  /// Values, not groups.
  public let deleted: Int
  /// Means over the whole groups, with and without the warm-up; NaN without a group.
  public let mean: Double
  public let meanAfter: Double
  /// Whether the best truncation lies at the end of what was looked at: then the warm-up may be longer than that.
  public let isTooShort: Bool

  public init(_ series: [Double]) { self.init(series, groupSize: Self.groupSize) }

  init(_ series: [Double], groupSize: Int) {
    let size = max(1, groupSize)
    let groups = (0..<(series.count / size)).map { group in
      series[(group * size)..<((group + 1) * size)].reduce(0, +) / Double(size)
    }
    let count = groups.count
    var best = (truncation: 0, value: Double.infinity, mean: Double.nan)
    // Suffix sums by Welford's recurrence from the end: differences of large sums would lose the small ones.
    var (mean, squares) = (0.0, 0.0)
    var overall = Double.nan
    for index in groups.indices.reversed() {
      let left = Double(count - index)
      let step = groups[index] - mean
      mean += step / left
      squares += step * (groups[index] - mean)
      if index == 0 { overall = mean }
      let value = squares / (left * left)
      if 2 * index < count, value <= best.value { best = (index, value, mean) }
    }
    deleted = best.truncation * size
    self.mean = overall
    meanAfter = best.mean
    isTooShort = count == 0 || Double(best.truncation) >= 0.9 * Double(count) / 2
  }
}
