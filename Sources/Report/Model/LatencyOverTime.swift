import Simulation
import Statistics

/// Percentiles of a machine's latency by intended start, with what they may be over other replications.
struct LatencyOverTime {
  struct Curve {
    let name: String
    /// Seconds by bin; nil where too few executions were wanted.
    let values: [Double?]
    /// 95 %; nil where nothing is known of the spread.
    let intervals: [Interval?]
  }
  let name: String
  /// Seconds.
  let width: Double
  /// Of p50, p95, p99, as far as any bin has enough executions.
  let curves: [Curve]

  /// nil where fewer than three bins have a median.
  init?(_ model: ReportModel, machine: Int) {
    let levels = model.series.levels.filter { $0.machine == machine }
    var sketch = LatencySketch()
    for level in levels { sketch.add(level.sketch) }
    // At several depths executions depend on each other in ways that the spreads of single depths do not tell.
    let spread = levels.count == 1 ? levels[0].spread : LatencySpread()
    name = model.machines[machine].name
    width = Double(sketch.width) * 1e-9
    let bins = 0..<sketch.binCount
    let counts = bins.map { Double(sketch.count(inBin: $0)) }
    curves = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)].compactMap { name, p in
      let isEnough = counts.map { $0 * (1 - p) >= 1 - 1e-9 }
      guard isEnough.count(where: \.self) > 2 else { return nil }
      return Curve(
        name: name, values: bins.map { isEnough[$0] ? sketch.quantile(p, inBin: $0) : nil },
        intervals: bins.map { isEnough[$0] ? sketch.interval(p, inBin: $0, spread) : nil })
    }
    guard !curves.isEmpty else { return nil }
  }
}
