import Statistics

extension CSVExporter {
  /// Percentiles of latency over time, by intended start: one row per machine, bin and percentile, where enough
  /// executions were wanted; intervals at 95 %, empty where nothing is known of the spread. Within 7 %.
  func percentiles() -> [UInt8] {
    var table = CSVTable(columns: [
      "seed", "replications", "machine", "time_seconds", "width_seconds", "percentile", "latency_seconds",
      "lower_seconds", "upper_seconds",
    ])
    for index in model.machines.indices {
      guard let latencies = LatencyOverTime(model, machine: index) else { continue }
      let lead = CSVTable.Piece([seed, replications, latencies.name])
      for curve in latencies.curves {
        for (bin, value) in curve.values.enumerated() {
          guard let value else { continue }
          table.add(lead)
          table.add(Double(bin) * latencies.width)
          table.add(latencies.width)
          table.add(curve.name)
          table.add(value)
          table.add(curve.intervals[bin]?.lower ?? .nan)
          table.add(curve.intervals[bin]?.upper ?? .nan)
          table.endRow()
        }
      }
    }
    return table.take()
  }
}
