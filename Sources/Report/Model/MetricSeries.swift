package import Simulation
package import Statistics

/// What a metric is made of, replication by replication: enough to estimate it of any number of them, and to set two
/// plans against each other.
package enum MetricSeries: Sendable {
  /// A mean per execution, a share, or a plain number.
  case ratio(sums: [Double], counts: [Double])
  /// Values of executions, times `scale`; those that did not succeed lie beyond all others.
  case percentile([Sample], p: Double, scale: Double)

  package init(values: [Double]) { self = .ratio(sums: values, counts: values.map { _ in 1 }) }

  var count: Int {
    switch self {
    case .ratio(let sums, _): sums.count
    case .percentile(let samples, _, _): samples.count
    }
  }

  /// Of later replications.
  package mutating func append(_ other: MetricSeries) {
    switch (self, other) {
    case (.ratio(let sums, let counts), .ratio(let more, let moreCounts)):
      self = .ratio(sums: sums + more, counts: counts + moreCounts)
    case (.percentile(let samples, let p, let scale), .percentile(let more, _, _)):
      self = .percentile(samples + more, p: p, scale: scale)
    default: break
    }
  }

  /// Not a number of nothing; infinite where a percentile lies among executions that did not succeed.
  package var value: Double {
    switch self {
    case .ratio(let sums, let counts): return Estimate(RatioEstimator(sums: sums, counts: counts)).mean
    case .percentile(let samples, let p, let scale):
      guard let value = Sample(pooling: samples).quantile(p) else { return .nan }
      return Double(value) >= Spread.beyond ? .infinity : Double(value) * scale
    }
  }

  /// With the pseudo-values of its replications, which average to it: the larger, the better, where `sign` is 1.
  package func first(sign: Double) -> KimNelson.First {
    switch self {
    case .ratio(let sums, let counts): KimNelson.First(RatioEstimator(sums: sums, counts: counts), scale: sign)
    case .percentile(let samples, let p, let scale):
      KimNelson.First(ClusteredSample(samples), p: p, scale: sign * scale)
    }
  }

  /// The other less this one, paired by common random numbers; with 95 % confidence.
  package func difference(to other: MetricSeries) -> (value: Double, interval: Interval?) {
    switch (self, other) {
    case (.ratio(let sums, let counts), .ratio(let others, let otherCounts)):
      let difference = Difference(
        base: RatioEstimator(sums: sums, counts: counts), candidate: RatioEstimator(sums: others, counts: otherCounts),
        paired: true)
      return (difference.value, difference.interval())
    case (.percentile(let samples, let p, let scale), .percentile(let others, _, _)):
      guard value.isFinite, other.value.isFinite else { return (other.value - value, nil) }
      let difference = Difference(
        base: ClusteredSample(samples), candidate: ClusteredSample(others), p: p, paired: true)
      return (difference.value * scale, difference.interval()?.scaled(by: scale))
    default: return (.nan, nil)
    }
  }
}

extension MeasuredMetric {
  /// nil: nobody recorded it.
  package func series(_ recordings: [Recording]) -> MetricSeries? {
    let what = ComparedMetric(of: expectation)
    let values = RunValues(recordings: recordings)
    if let p = what.percentile {
      return values.samples(what, at: what.base, withLosses: true).map {
        .percentile($0, p: p, scale: what.scale)
      }
    }
    return values.sums(what, at: what.base).map { .ratio(sums: $0.sums, counts: $0.counts) }
  }
}
