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
    /// How far the bins, that both values may have been read from, let the difference be off.
    var quantum = 0.0

    /// Wider by what the bins hide, unless nothing differs at all.
    func interval(confidence: Double) -> Interval? {
      guard let interval = difference.interval(confidence: confidence) else { return nil }
      let isSame = difference.value == 0 && interval.lower == 0 && interval.upper == 0
      let hidden = isSame ? 0 : quantum
      return Interval(lower: interval.lower - hidden, upper: interval.upper + hidden).scaled(by: scale)
    }
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
    /// What a value may be off by, as a share of it: where it comes from bins.
    let relativeWidth: Double

    var count: Int { min(base.pooled.count, candidate.pooled.count) }
  }

  mutating func percentile(_ what: ComparedMetric, _ p: Double) -> Measured? {
    guard let both = distributions(what) else { return nil }
    let difference = Difference(base: both.base, candidate: both.candidate, p: p, paired: sides.isPaired)
    return Measured(
      difference: difference, scale: what.scale, count: both.count,
      isBeyond: (difference.base >= Spread.beyond, difference.candidate >= Spread.beyond),
      quantum: both.relativeWidth * max(difference.base, difference.candidate))
  }

  private mutating func distributions(_ what: ComparedMetric) -> Distributions? {
    guard let index = what.candidate else { return nil }
    let key = RecordedValues.name(what)
    if let known = distributions[key] { return known }
    guard let base = sides.base.values.samples(what, at: what.base, withLosses: true),
      let candidate = sides.candidate.values.samples(what, at: index, withLosses: true)
    else { return nil }
    let both = Distributions(
      base: ClusteredSample(base.samples).sorted(), candidate: ClusteredSample(candidate.samples).sorted(),
      relativeWidth: max(base.relativeWidth, candidate.relativeWidth))
    distributions[key] = both
    return both
  }

  /// How far apart the distributions of a machine's latencies are.
  mutating func shapeDistance(_ latency: ComparedMetric) -> (distance: Double, count: Int)? {
    distributions(latency).map { both in
      (KolmogorovSmirnov.distance(both.base.pooled, both.candidate.pooled), both.count)
    }
  }

  /// How wide the bins are that the metric's percentile was read from, as a share of its value; 0: it was not.
  func relativeWidth(_ what: ComparedMetric) -> Double {
    what.percentile == nil ? 0 : distributions[RecordedValues.name(what)]?.relativeWidth ?? 0
  }
}
