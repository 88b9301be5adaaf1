import Simulation
import Statistics

/// Sets the recordings of both sides against each other.
struct Comparer {
  private let sides: ComparedSides
  /// By the metric and its subject: the percentiles of one distribution share their sorting.
  private var distributions: [String: (base: ClusteredSample, candidate: ClusteredSample)] = [:]

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

    func interval(confidence: Double) -> Interval? {
      difference.interval(confidence: confidence)?.scaled(by: scale)
    }
  }

  mutating func measure(_ what: ComparedMetric) -> Measured? {
    guard let candidate = what.candidate else { return nil }
    if let bound = what.bound {
      return ratio(what, candidate) { attained(what, bound.value, $0, $1) }
    }
    if what.statistic == .ratio, let share = what.metric.share {
      return ratio(what, candidate) { recordings, index in
        let counts = recordings.map { share($0, index) }
        return RatioEstimator(sums: counts.map { Double($0.hits) }, counts: counts.map { Double($0.count) })
      }
    }
    if let p = what.percentile { return percentile(what, p, candidate) }
    switch (what.metric.reading, what.statistic) {
    case (.number(let value), _):
      return ratio(what, candidate) { numbers(what.metric, value, $0, $1) }
    case (.distribution(let sample, _), .mean?):
      return ratio(what, candidate) { recordings, index in
        RatioEstimator(recordings.map { sample($0, index) }, scale: what.scale)
      }
    case (.distribution(let sample, _), _):
      return ratio(what, candidate) { recordings, index in
        extremes(recordings.map { sample($0, index) }, isLargest: what.statistic == .max, scale: what.scale)
      }
    }
  }

  private func ratio(
    _ what: ComparedMetric, _ candidate: Int, _ estimator: ([Recording], Int) -> RatioEstimator
  ) -> Measured {
    let (base, other) = recordings(what.window)
    return Measured(
      difference: Difference(
        base: estimator(base, what.base), candidate: estimator(other, candidate),
        paired: sides.isPaired), scale: 1)
  }

  /// Both sides', or what a window saw of them.
  private func recordings(_ window: Window?) -> (base: [Recording], candidate: [Recording]) {
    guard let window else { return (sides.base.recordings, sides.candidate.recordings) }
    return (
      sides.base.recordings.compactMap { $0.within(window) },
      sides.candidate.recordings.compactMap { $0.within(window) }
    )
  }

  private func numbers(
    _ metric: Metric, _ value: (Recording, Int) -> Double, _ recordings: [Recording], _ index: Int
  ) -> RatioEstimator {
    let values = recordings.map { value($0, index) }
    let counts = zip(recordings, values).map { $1.isFinite ? metric.weight?($0, index) ?? 1 : 0 }
    return RatioEstimator(sums: zip(values, counts).map { $1 > 0 ? $0 * $1 : 0 }, counts: counts)
  }

  /// The mean of each replication's largest, or smallest.
  private func extremes(_ samples: [Sample], isLargest: Bool, scale: Double) -> RatioEstimator {
    let ends = samples.map { isLargest ? $0.max : $0.min }
    return RatioEstimator(
      sums: ends.map { $0.map { Double($0) * scale } ?? 0 }, counts: ends.map { $0 == nil ? 0 : 1 })
  }

  private func attained(
    _ what: ComparedMetric, _ bound: Double, _ recordings: [Recording], _ index: Int
  ) -> RatioEstimator {
    let samples = samples(what.metric, recordings, index)
    let last = Int64(exactly: (bound / what.scale).rounded(.down)) ?? .max - 1
    return RatioEstimator(
      sums: samples.map { Double($0.count(upTo: last)) }, counts: samples.map { Double($0.count) })
  }

  // MARK: Distributions

  private mutating func percentile(_ what: ComparedMetric, _ p: Double, _ candidate: Int) -> Measured {
    let (base, candidate) = distribution(what.metric, what.base, candidate, what.window)
    let difference = Difference(base: base, candidate: candidate, p: p, paired: sides.isPaired)
    return Measured(
      difference: difference, scale: what.scale, count: min(base.pooled.count, candidate.pooled.count),
      isBeyond: (difference.base >= Spread.beyond, difference.candidate >= Spread.beyond))
  }

  private mutating func distribution(
    _ metric: Metric, _ base: Int, _ candidate: Int, _ window: Window? = nil
  ) -> (base: ClusteredSample, candidate: ClusteredSample) {
    let key = "\(metric.scope) \(metric.name) \(base) \(window?.text ?? "")"
    let sides = recordings(window)
    if let known = distributions[key] { return known }
    let both = (
      base: ClusteredSample(samples(metric, sides.base, base)).sorted(),
      candidate: ClusteredSample(samples(metric, sides.candidate, candidate)).sorted()
    )
    distributions[key] = both
    return both
  }

  /// With executions that did not succeed beyond all others, as expectations have it.
  private func samples(_ metric: Metric, _ recordings: [Recording], _ index: Int) -> [Sample] {
    guard case .distribution(let sample, _) = metric.reading else { return [] }
    return recordings.map { recording in
      var all = sample(recording, index)
      if metric.countsLosses, index < recording.machines.count { all.add(.max, times: recording.machines[index].lost) }
      return all
    }
  }

  /// How far apart the distributions of a machine's latencies are.
  mutating func shapeDistance(_ base: Int, _ candidate: Int) -> (distance: Double, count: Int) {
    let (base, candidate) = distribution(.latency, base, candidate)
    return (
      KolmogorovSmirnov.distance(base.pooled, candidate.pooled), min(base.pooled.count, candidate.pooled.count)
    )
  }
}
