import Simulation
import Statistics

/// Sets the values of both sides against each other.
struct Comparer {
  private let sides: ComparedSides
  /// By the metric and its subject: the percentiles of one distribution share their sorting.
  private var distributions: [String: Distributions] = [:]

  init(_ sides: ComparedSides) { self.sides = sides }

  /// In the metric's unit.
  struct Measured {
    /// Of percentiles in nanoseconds.
    let difference: Difference
    let scale: Double
    /// Executions or calls on the side that has fewer.
    var count: Int?
    /// Percentiles that lie among executions without a latency, since those did not succeed.
    var isBeyond = (base: false, candidate: false)

    func interval(confidence: Double) -> Interval? { difference.interval(confidence: confidence)?.scaled(by: scale) }
  }

  /// nil where a side has no such subject, or nobody recorded it.
  mutating func measure(_ what: ComparedMetric) -> Measured? {
    guard let candidate = what.candidate else { return nil }
    if let p = what.percentile { return percentile(what, p) }
    guard let base = sides.base.values.sums(what, at: what.base),
      let other = sides.candidate.values.sums(what, at: candidate)
    else { return nil }
    return Measured(
      difference: Difference(base: base.estimator, candidate: other.estimator, paired: sides.isPaired), scale: 1)
  }

  // MARK: Distributions

  /// A distribution of both sides, with executions that did not succeed beyond all others.
  struct Distributions {
    let base: ClusteredSample
    let candidate: ClusteredSample

    var count: Int { min(base.pooled.count, candidate.pooled.count) }
  }

  mutating func percentile(_ what: ComparedMetric, _ p: Double) -> Measured? {
    guard let both = distributions(what) else { return nil }
    let difference = Difference(base: both.base, candidate: both.candidate, p: p, paired: sides.isPaired)
    return Measured(
      difference: difference, scale: what.scale, count: both.count,
      isBeyond: (difference.base >= Spread.beyond, difference.candidate >= Spread.beyond))
  }

  private mutating func distributions(_ what: ComparedMetric) -> Distributions? {
    guard let index = what.candidate else { return nil }
    let key = what.distributionKey
    if let known = distributions[key] { return known }
    guard let base = sides.base.values.samples(what, at: what.base, withLosses: true),
      let candidate = sides.candidate.values.samples(what, at: index, withLosses: true)
    else { return nil }
    let both = Distributions(
      base: ClusteredSample(base).sorted(), candidate: ClusteredSample(candidate).sorted())
    distributions[key] = both
    return both
  }

  /// How far apart the distributions of a machine's latencies are.
  mutating func shapeDistance(_ latency: ComparedMetric) -> (distance: Double, count: Int)? {
    distributions(latency).map { both in
      (KolmogorovSmirnov.distance(both.base.pooled, both.candidate.pooled), both.count)
    }
  }
}
