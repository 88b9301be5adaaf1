import Simulation
import Statistics

/// Of each replication.
struct RatioSums: Equatable {
  var sums: [Double]
  var counts: [Double]

  var estimator: RatioEstimator { RatioEstimator(sums: sums, counts: counts) }
}

/// What a run has measured, replication by replication.
struct RunValues: Sendable {
  let recordings: [Recording]

  var count: Int { recordings.count }

  /// What its window saw of them; nil: nobody asked for that before they ran.
  private func recordings(_ what: ComparedMetric) -> [Recording]? {
    guard let window = what.window else { return recordings }
    let seen = recordings.compactMap { $0.within(window) }
    return seen.count == recordings.count ? seen : nil
  }

  /// Of what is no percentile: a ratio of sums, in the metric's unit. nil: nobody recorded it.
  func sums(_ what: ComparedMetric, at index: Int) -> RatioSums? {
    guard let recordings = recordings(what) else { return nil }
    if let bound = what.bound { return attained(what, bound.value, index) }
    if what.statistic == .ratio, let share = what.metric.share {
      let counts = recordings.map { share($0, index) }
      return RatioSums(sums: counts.map { Double($0.hits) }, counts: counts.map { Double($0.count) })
    }
    switch (what.metric.reading, what.statistic) {
    case (.number(let value), _): return numbers(recordings, what.metric, index, value)
    case (.distribution(let sample, _), .mean?):
      let samples = recordings.map { sample($0, index) }
      return RatioSums(sums: samples.map { $0.sum * what.scale }, counts: samples.map { Double($0.count) })
    case (.distribution(let sample, _), _):
      let isLargest = what.statistic == .max
      return extremes(recordings.map { sample($0, index) }, isLargest: isLargest, scale: what.scale)
    }
  }

  /// The distribution behind a percentile or a share, with executions that did not succeed beyond all others, as
  /// expectations have it, or without them.
  func samples(_ what: ComparedMetric, at index: Int, withLosses: Bool) -> [Sample]? {
    guard case .distribution(let sample, _) = what.metric.reading, let recordings = recordings(what) else { return nil }
    return recordings.map { recording in
      var all = sample(recording, index)
      if withLosses, what.metric.countsLosses, index < recording.machines.count {
        all.add(.max, times: recording.machines[index].lost)
      }
      return all
    }
  }

  private func numbers(
    _ recordings: [Recording], _ metric: Metric, _ index: Int, _ value: (Recording, Int) -> Double
  ) -> RatioSums {
    let values = recordings.map { value($0, index) }
    let counts = zip(recordings, values).map { $1.isFinite ? metric.weight?($0, index) ?? 1 : 0 }
    return RatioSums(sums: zip(values, counts).map { $1 > 0 ? $0 * $1 : 0 }, counts: counts)
  }

  /// The mean of each replication's largest, or smallest.
  private func extremes(_ samples: [Sample], isLargest: Bool, scale: Double) -> RatioSums {
    let ends = samples.map { isLargest ? $0.max : $0.min }
    return RatioSums(sums: ends.map { $0.map { Double($0) * scale } ?? 0 }, counts: ends.map { $0 == nil ? 0 : 1 })
  }

  private func attained(_ what: ComparedMetric, _ bound: Double, _ index: Int) -> RatioSums? {
    samples(what, at: index, withLosses: true).map { RatioSums(attained: $0, what, bound) }
  }
}

extension RatioSums {
  /// How many do not exceed the bound, of all.
  init(attained all: [Sample], _ what: ComparedMetric, _ bound: Double) {
    let last = Int64(exactly: (bound / what.scale).rounded(.down)) ?? .max - 1
    self.init(
      sums: all.map { Double($0.count(upTo: last)) }, counts: all.map { Double($0.count) })
  }
}
