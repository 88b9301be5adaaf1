import Simulation
import Statistics

/// A distribution as its summary: pooled over the replications, with intervals by what differs between them.
struct Spread {
  enum Unit: String {
    /// Samples hold nanoseconds.
    case seconds = "s"
    case calls = "1"

    var scale: Double { self == .seconds ? 1e-9 : 1 }
  }
  struct Percentile {
    let name: String
    let p: Double
    /// nil when the sample is empty.
    let value: Double?
    /// nil with less than two replications.
    let interval: Interval?
    /// How many independent values the sample is worth here; nil where there is no interval.
    let effectiveCount: Double?
    /// Whether a person may be shown it.
    let isSupported: Bool
  }

  static let percentileNames = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999)]

  /// An execution without a latency stands for one of more nanoseconds: none takes 285 years.
  static let beyond = 9e18

  let unit: Unit
  let count: Int
  /// nil when the sample is empty.
  let mean: Double?
  let halfWidth: Double?
  let min: Double?
  let max: Double?
  let percentiles: [Percentile]
  /// False once an HDR histogram has taken the place of the values: percentiles are then within 0.1 %.
  let isExact: Bool
  let sample: Sample

  init(_ samples: [Sample], unit: Unit) {
    let clustered = ClusteredSample(samples).counted(at: Spread.percentileNames.map(\.1))
    let pooled = clustered.pooled
    self.unit = unit
    sample = pooled
    count = pooled.count
    isExact = pooled.isExact
    let scale = unit.scale
    mean = pooled.isEmpty ? nil : pooled.mean * scale
    halfWidth = Estimate(RatioEstimator(samples, scale: scale)).halfWidth
    min = pooled.min.map { Double($0) * scale }
    max = pooled.max.map { Double($0) * scale }
    percentiles = Spread.percentileNames.map { name, p in
      let quantile = QuantileEstimate(clustered, p: p)
      return Percentile(
        name: name, p: p, value: quantile.value.map { Double($0) * scale },
        interval: quantile.interval?.scaled(by: scale), effectiveCount: quantile.effectiveCount,
        isSupported: quantile.isSupported)
    }
  }

  /// A percentile that the sample supports.
  func shown(_ name: String) -> Double? { percentiles.first { $0.name == name && $0.isSupported }?.value }

  /// The same with its interval, as a person reads it.
  func shownText(_ name: String) -> String {
    percentiles.first { $0.name == name }.map { text($0) } ?? Number.none
  }

  /// Its interval alone; empty where there is none, or nothing in it.
  func shownRange(_ name: String) -> String {
    guard let percentile = percentiles.first(where: { $0.name == name && $0.isSupported }),
      let interval = percentile.interval, interval.lower < interval.upper
    else { return "" }
    return Number.range(interval)
  }

  func text(_ percentile: Percentile) -> String {
    guard percentile.isSupported, let value = percentile.value else { return Number.none }
    return unit == .seconds
      ? Number.duration(value, percentile.interval) : Number.count(value, percentile.interval)
  }

  /// Why `percentile` is not shown.
  func lack(of percentile: Percentile) -> String {
    let needed = Number.count(Double(Spread.valuesNeeded(p: percentile.p)))
    let all = Number.count(Double(count))
    guard let worth = percentile.effectiveCount, worth < Double(count) else {
      return "\(percentile.name) needs \(needed) values, there are \(all)"
    }
    return
      "\(percentile.name) needs \(needed) independent values, the \(all) are worth \(Number.count(worth.rounded()))"
  }

  var isEmpty: Bool { count == 0 }

  /// How many values `p` needs before it may be shown.
  static func valuesNeeded(p: Double) -> Int { Int((10 / Swift.min(p, 1 - p) * (1 - 1e-9)).rounded(.up)) }

  /// The mean, with its half-width where there is one.
  var meanText: String {
    guard let mean else { return Number.none }
    if unit == .seconds { return Number.duration(mean, halfWidth: halfWidth) }
    return Number.count(mean) + ((halfWidth ?? 0) > 0 ? " ± " + text(halfWidth) : "")
  }

  func text(_ value: Double?) -> String {
    guard let value else { return Number.none }
    return unit == .seconds ? Number.duration(value) : Number.count(value)
  }

  /// Each value that occurs and how often, in ascending order; the last entry takes all values where there are more
  /// than `limit`.
  func occurrences(limit: Int = 4096) -> [(value: Int64, count: Int)] {
    var found: [(value: Int64, count: Int)] = []
    var seen = 0
    while seen < count, let value = valueAt(rank: seen + 1) {
      var (low, high) = (seen + 1, count)
      if found.count + 1 < limit {
        while low < high {
          let middle = low + (high - low + 1) / 2
          if valueAt(rank: middle) == value { low = middle } else { high = middle - 1 }
        }
      } else {
        low = count
      }
      found.append((value, low - seen))
      seen = low
    }
    return found
  }

  private func valueAt(rank: Int) -> Int64? { sample.quantile(Double(rank) / Double(count)) }
}

extension Spread {
  /// Of the latencies at a depth. Mostly those are the ones of one machine, whose are known already.
  init(depth: Int, _ recordings: [Recording], like machines: [MachineResult]) {
    let same = machines.indices.first { index in
      recordings.allSatisfy { recording in
        guard index < recording.machines.count, depth < recording.latencyByDepth.count else { return false }
        return recording.machines[index].latency.hasValues(of: recording.latencyByDepth[depth])
      }
    }
    if let same {
      self = machines[same].latency
    } else {
      self.init(
        recordings.compactMap { depth < $0.latencyByDepth.count ? $0.latencyByDepth[depth] : nil }, unit: .seconds)
    }
  }
}

extension Metric.Statistic {
  /// Of a percentile its share, as .99.
  var percentile: Double? { Spread.percentileNames.first { $0.0 == rawValue }?.1 }
}

extension Metric {
  /// Whether executions without success count in it, beyond all others: else who fails where it would be slow looked
  /// better for it.
  var countsLosses: Bool { scope == .machine && name == Metric.latency.name }
}

extension MachineRecording {
  /// Executions that are over, or never came to be, without a latency.
  var lost: Int { failed + timedOut + aborted + rejected }
}
