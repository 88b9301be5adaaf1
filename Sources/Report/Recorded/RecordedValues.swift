import Simulation
import Statistics

/// As a results folder has them.
struct RecordedValues: RunValues {
  /// By the name of a metric and its subject: `Root.latency`, `Root.latency in [120s, 600s)`.
  struct Distribution {
    /// Of each replication.
    var bins: [SampleBins]
    /// Executions of each replication that have no value, since they did not succeed.
    var losses: [Int]
  }

  private(set) var count: Int
  /// By name: `Root.latency.mean`.
  var sums: [String: RatioSums]
  var distributions: [String: Distribution]

  func prefix(_ count: Int) -> any RunValues {
    var first = self
    first.count = min(count, self.count)
    for (name, sums) in sums {
      first.sums[name] = RatioSums(sums: Array(sums.sums.prefix(count)), counts: Array(sums.counts.prefix(count)))
    }
    for (name, of) in distributions {
      first.distributions[name] = Distribution(
        bins: Array(of.bins.prefix(count)), losses: Array(of.losses.prefix(count)))
    }
    return first
  }

  func sums(_ what: ComparedMetric, at index: Int) -> RatioSums? {
    if let known = sums[what.key] { return known }
    if let bound = what.bound {
      return samples(what, at: index, withLosses: true).map { RatioSums(attained: $0, what, bound.value) }
    }
    // Errors that never happened have no name there.
    guard what.metric.name.hasPrefix("errors.") else { return nil }
    return RatioSums(sums: Array(repeating: 0, count: count), counts: Array(repeating: 1, count: count))
  }

  func samples(_ what: ComparedMetric, at index: Int, withLosses: Bool) -> RecordedSamples? {
    guard let found = distributions[Self.name(what)] ?? distributions[Self.nameWithLosses(what)] else { return nil }
    let hasLosses = withLosses && what.metric.countsLosses
    let samples = found.bins.indices.map { replication in
      var sample = found.bins[replication].sample(phase: Self.phase(replication))
      if hasLosses { sample.add(.max, times: found.losses[replication]) }
      return sample
    }
    let bits = found.bins.first?.bits
    return RecordedSamples(samples: samples, relativeWidth: SampleBins.relativeWidth(bits: bits))
  }

  static func name(_ what: ComparedMetric) -> String { name(what, what.distribution) }

  private static func nameWithLosses(_ what: ComparedMetric) -> String {
    let metric = what.metric.name
    guard metric.hasSuffix("(succeeded)") else { return name(what) }
    return name(what, String(metric.dropLast("(succeeded)".count)) + what.distribution.dropFirst(metric.count))
  }

  private static func name(_ what: ComparedMetric, _ distribution: String) -> String {
    what.subject.isEmpty ? distribution : what.subject + "." + distribution
  }

  /// Weyl's sequence of the golden ratio: any number of replications are spread evenly, and the same in each run.
  private static func phase(_ replication: Int) -> Double {
    (Double(replication + 1) * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
  }
}
