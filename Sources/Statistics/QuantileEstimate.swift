/// A quantile of pooled executions, with Woodruff's interval and the number of independent executions they are worth.
///
/// The value is the nearest rank. The standard error is that of the share of executions up to it, over clusters; the
/// interval goes from the pooled quantile at p − t·SE to that at p + t·SE, further where the clusters are skewed.
/// Source: Woodruff, JASA 47 (1952), with the clustered error of a ratio. (The mean of the clusters' own quantiles is
/// biased, and its interval misses.) Where no cluster has more than one execution they are independent, and the
/// interval is exact, by ranks.
public struct QuantileEstimate: Sendable {
  let p: Double
  /// `nil` of none.
  public let value: Int64?
  /// `nil` with fewer than two clusters that have executions.
  public let interval: Interval?
  /// p(1 − p)/SE², at most all; `nil` where there is no standard error.
  public let effectiveCount: Double?
  private let pooledCount: Double

  /// In the unit of the samples. An end beyond the sample is infinite.
  public init(_ sample: ClusteredSample, p: Double, confidence: Double = 0.95) {
    self.p = p
    value = sample.pooled.quantile(p)
    pooledCount = Double(sample.pooled.count)
    // A single cluster has no spread, and may be too large to be counted for nothing.
    guard let value, p > 0, p < 1, sample.clusters.count(where: { !$0.isEmpty }) > 1 else {
      (interval, effectiveCount) = (nil, nil)
      return
    }
    if sample.clusters.allSatisfy({ $0.count <= 1 }) {
      let ranks = BinomialRanks(count: sample.pooled.count, p: p, confidence: confidence)
      let ends = [ranks?.lower, ranks?.upper].map { $0.flatMap(sample.pooled.value(rank:)).map { Double($0) } }
      effectiveCount = pooledCount
      interval = ranks.map { _ in Interval(lower: ends[0] ?? -.infinity, upper: ends[1] ?? .infinity) }
      return
    }
    let share = sample.share(atQuantile: value, p)
    guard let error = share.standardError, confidence > 0, confidence < 1 else {
      (interval, effectiveCount) = (nil, nil)
      return
    }
    effectiveCount = error > 0 ? min(share.count, p * (1 - p) / (error * error)) : share.count
    let t = StudentT.quantile((1 + confidence) / 2, degreesOfFreedom: share.degreesOfFreedom)
    let reach = SkewedReach(share.deviations, t: t)
    let (low, high) = (p - reach.below * error, p + reach.above * error)
    let ends = sample.pooled.quantiles([low, high]) ?? [value, value]
    interval = Interval(
      lower: low > 0 ? Double(ends[0]) : -.infinity, upper: high < 1 ? Double(ends[1]) : .infinity)
  }

  /// Whether a person may be shown it: at least 10 of the effective executions are expected beyond it on either side.
  /// One cluster is counted execution by execution: how dependent they are is not known.
  public var isSupported: Bool { Sample.supports(p: p, count: effectiveCount ?? pooledCount) }
}
