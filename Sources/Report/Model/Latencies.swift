import Simulation
import Statistics

/// A distribution as an expectation sees it: with the executions that have no value, because they failed or are not
/// over, where it is one of latencies.
struct Latencies {
  private let samples: [Sample]
  private let unit: Spread.Unit
  private let judging: Plan.Judging
  private let confidence: Double
  /// By replication: executions that exceed every bound, since they failed, timed out, were stopped or rejected.
  private let lost: [Int]
  /// By replication: the ages of executions that were not over. Those that are older than a bound exceed it; of the
  /// others it is not known.
  private let unfinished: [Sample]

  init(
    _ metric: Metric, _ subject: Int, _ recordings: [Recording], samples: [Sample], judging: Plan.Judging,
    confidence: Double
  ) {
    self.samples = samples
    self.judging = judging
    self.confidence = confidence
    unit = metric.unit == .seconds ? .seconds : .calls
    let hasLosses = metric.countsLosses && judging == .intervals
    let machines = recordings.map { hasLosses && subject < $0.machines.count ? $0.machines[subject] : nil }
    lost = machines.map { $0?.lost ?? 0 }
    unfinished = machines.map { $0?.unfinishedAges ?? Sample() }
  }

  private var measured: Int { samples.reduce(0) { $0 + $1.count } }
  private var lostCount: Int { lost.reduce(0, +) }
  private var unfinishedCount: Int { unfinished.reduce(0) { $0 + $1.count } }
  /// All that are judged, those without a value among them.
  var count: Int { measured + lostCount + unfinishedCount }

  // MARK: Percentiles and attainment

  /// A percentile is below a bound where few enough exceed the bound: judged as a share, which needs no inversion.
  func percentile(_ expectation: Expectation, _ p: Double) -> Evidence {
    let (value, interval, worth) = quantile(p)
    let text = value.map { Number.measured($0, interval, unit) } ?? "beyond what succeeded"
    if expectation.comparison == .equal {
      return Evidence(
        value: value, interval: interval, text: text + missing, tested: value ?? .infinity, limit: expectation.value,
        comparison: .equal, basis: .point)
    }
    let shares = exceedingShares(expectation, worth)
    return exceeding(expectation, shares, share: p, value: value, interval: interval, text: text + missing)
  }

  func attainment(_ expectation: Expectation, _ share: Double) -> Evidence {
    let estimate = exceedingShares(expectation, quantile(share).worth)
    let attained = 1 - estimate.least.share
    let interval = estimate.interval { $0.interval() }.map { Interval(lower: 1 - $0.upper, upper: 1 - $0.lower) }
    let text = Number.percent(attained) + (interval.map { " (\(Number.percents($0)))" } ?? "")
    return exceeding(expectation, estimate, share: share, value: attained, interval: interval, text: text + missing)
  }

  /// `share` of all are to be on the right side of the bound.
  private func exceeding(
    _ expectation: Expectation, _ estimate: Shares, share: Double, value: Double?, interval: Interval?, text: String
  ) -> Evidence {
    let isUpper = expectation.comparison.isUpperBound
    return Evidence(
      value: value, interval: interval, text: text, tested: estimate.least.share, limit: 1 - share,
      comparison: isUpper ? .lessOrEqual : .greater,
      basis: judging == .point
        ? .point
        : .bounds(samples.count < 2 ? nil : estimate.interval { $0.oneSidedBounds(confidence: confidence) }),
      clusters: estimate.clusters, isShare: true)
  }

  /// Of a share of which some is unknown: none of the unknown, and all of it. Source: Manski, "Partial Identification
  /// of Probability Distributions" (2003), bounds with missing outcomes.
  private struct Shares {
    var least: ProportionEstimate
    var most: ProportionEstimate
    /// The least, by replication.
    var clusters: RatioEstimator

    func interval(_ bounds: (ProportionEstimate) -> Interval?) -> Interval? {
      guard let low = bounds(least), let high = bounds(most) else { return nil }
      return Interval(lower: low.lower, upper: high.upper)
    }
  }

  /// How many are not below the bound, or above it where it may be reached. `worth`: as many independent executions as
  /// they are at the percentile in question, for a bound that none or all exceed: nothing is seen of the spread there.
  private func exceedingShares(_ expectation: Expectation, _ worth: Double?) -> Shares {
    let bound = expectation.value / unit.scale
    let mayReach = expectation.comparison == .lessOrEqual || expectation.comparison == .greater
    let highest = mayReach ? bound.rounded(.down) : bound.rounded(.up) - 1
    let last = Int64(exactly: highest) ?? (highest < 0 ? -1 : .max)
    let counts = samples.indices.map { samples[$0].count + lost[$0] + unfinished[$0].count }
    let unknown = unfinished.map { $0.count(upTo: last) }
    let within = samples.map { $0.count(upTo: last) }
    let most = samples.indices.map { counts[$0] - within[$0] }
    let least = zip(most, unknown).map(-)
    return Shares(
      least: ProportionEstimate(hits: least, counts: counts, worth: worth),
      most: ProportionEstimate(hits: most, counts: counts, worth: worth), clusters: RatioEstimator(least, of: counts))
  }

  /// Of those that are over, lost ones beyond all others; nil where it lies among the lost.
  private func quantile(_ p: Double) -> (value: Double?, interval: Interval?, worth: Double?) {
    let all = samples.indices.map { index in
      var sample = samples[index]
      sample.add(.max, times: lost[index])
      return sample
    }
    let estimate = QuantileEstimate(ClusteredSample(all), p: p)
    guard let value = estimate.value, value < .max else { return (nil, nil, estimate.effectiveCount) }
    let interval = estimate.interval.map {
      Interval(lower: $0.lower, upper: $0.upper < Spread.beyond ? $0.upper : .infinity).scaled(by: unit.scale)
    }
    return (Double(value) * unit.scale, interval, estimate.effectiveCount)
  }

  private var missing: String {
    let parts = [(lostCount, "did not succeed"), (unfinishedCount, "were not over")].filter { $0.0 > 0 }
    let words = parts.map { "\(Number.percent(Double($0.0) / Double(count))) \($0.1)" }
    return words.isEmpty ? "" : "; " + words.joined(separator: ", ")
  }

  // MARK: Other statistics

  /// Of those that have a value.
  func mean(_ expectation: Expectation, _ event: String) throws(Evidence.Missing) -> Evidence {
    guard measured > 0 else { throw Evidence.Missing(reason: "no execution \(event)") }
    let estimate = Estimate(RatioEstimator(samples))
    let (mean, interval) = (estimate.mean * unit.scale, estimate.interval()?.scaled(by: unit.scale))
    let isPoint = judging == .point || expectation.comparison == .equal
    return Evidence(
      value: mean, interval: interval,
      text: Number.measured(mean, interval, unit) + ofThose, tested: mean, limit: expectation.value,
      comparison: expectation.comparison,
      basis: isPoint ? .point : .bounds(estimate.oneSidedBounds(confidence: confidence)?.scaled(by: unit.scale)),
      clusters: RatioEstimator(samples, scale: unit.scale))
  }

  private var ofThose: String {
    measured == count ? "" : " of the \(Number.percent(Double(measured) / Double(count))) that succeeded"
  }

  /// The largest is beyond every bound where one has no value.
  func extreme(_ expectation: Expectation, _ event: String) throws(Evidence.Missing) -> Evidence {
    let isLargest = expectation.statistic == .max
    let ends = samples.compactMap { isLargest ? $0.max : $0.min }
    guard let end = isLargest ? ends.max() : ends.min() else {
      throw Evidence.Missing(reason: "no execution \(event)")
    }
    let value = Double(end) * unit.scale
    let isBeyond = isLargest && lostCount > 0
    return Evidence(
      value: value, text: Number.measured(value, nil, unit) + (isLargest ? missing : ""),
      tested: isBeyond ? .infinity : value, limit: expectation.value, comparison: expectation.comparison, basis: .point)
  }

  /// The percentile of those that have a value, where they are enough.
  func point(_ expectation: Expectation, _ p: Double, _ name: String) throws(Evidence.Missing) -> Evidence {
    let spread = Spread(samples, unit: unit)
    guard let value = spread.shown(name) else {
      throw Evidence.Missing(reason: spread.percentiles.first { $0.name == name }.map { spread.lack(of: $0) } ?? name)
    }
    return Evidence(
      value: value, text: spread.text(value), tested: value, limit: expectation.value,
      comparison: expectation.comparison, basis: .point)
  }
}
