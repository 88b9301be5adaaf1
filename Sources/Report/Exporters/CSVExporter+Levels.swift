import Simulation
import StepFunctions

extension CSVExporter {
  /// A machine at a nesting depth, over time: one row per level and bin, from the first to the last in which something
  /// happened. Rates are means over the replications. `intended_*`: executions by their intended start, of which
  /// `lost` came to nothing and `unfinished` had not ended when the run did; the others by when they ended. `waiting`:
  /// calls that have been refused so far, and will come again, at the end of the bin. `mean`: of the latencies of those
  /// that succeeded.
  func levels() -> [UInt8] {
    let rates: [(name: String, count: LevelSeries.Count)] = [
      ("admitted", .admitted), ("throttled", .throttled), ("succeeded", .succeeded), ("failed", .failed),
      ("timed_out", .timedOut), ("aborted", .aborted), ("rejected", .rejected), ("intended_succeeded", .completed),
      ("intended_lost", .lost), ("intended_unfinished", .unfinished),
    ]
    var table = CSVTable(
      columns: ["seed", "replications", "machine", "depth", "time_seconds", "width_seconds", "offered_per_second"]
        + rates.map { $0.name + "_per_second" } + ["waiting", "latency_count", "latency_mean_seconds"])
    let series = model.series
    let perSecond = 1 / (series.width * Double(series.replications))
    let width = CSVTable.Piece([Number.exact(series.width)])
    for level in series.levels {
      let name = model.machines.indices.contains(level.machine) ? model.machines[level.machine].name : ""
      let sums = level.latencySums
      let first = sums.indices.first { bin in LevelSeries.Count.allCases.contains { level.count($0, inBin: bin) > 0 } }
      let lead = CSVTable.Piece([seed, replications, name, String(level.depth)])
      let waiting = series.waiting(for: level, model.plan)
      for bin in (first ?? sums.count)..<sums.count {
        let offered = level.count(.admitted, inBin: bin) + level.count(.throttled, inBin: bin)
        let completed = level.count(.completed, inBin: bin)
        table.add(lead)
        table.add(Double(bin) * series.width)
        table.add(width)
        table.add(Double(offered) * perSecond)
        for rate in rates { table.add(Double(level.count(rate.count, inBin: bin)) * perSecond) }
        table.add(bin < waiting.count ? waiting[bin] : .nan)
        table.add(completed)
        table.add(completed > 0 ? sums[bin] / Double(completed) : .nan)
        table.endRow()
      }
    }
    return table.take()
  }

  /// A service over time: calls that began in a bin, their mean latency, and those turned away; where its slots or its
  /// rate are limited or its latency grows with its load, those in progress and in line at the end of the bin; of a
  /// function calls that found no warm environment. Means over the replications. The admission of a stream is such a
  /// row too: callers that were let through, how long they had waited, those turned away, and those in line.
  func services() -> [UInt8] {
    var table = CSVTable(columns: [
      "seed", "replications", "service", "time_seconds", "width_seconds", "calls_per_second", "latency_mean_seconds",
      "refused_per_second", "in_progress", "queued", "cold_starts_per_second",
    ])
    let width = CSVTable.Piece([Number.exact(model.series.width)])
    for (service, bins) in zip(model.plan.account.services, model.series.services) {
      let lead = CSVTable.Piece([seed, replications, service.name])
      for (index, bin) in bins.enumerated() {
        table.add(lead)
        table.add(Double(index) * model.series.width)
        table.add(width)
        table.add(bin.calls)
        table.add(bin.latency)
        table.add(bin.refused)
        table.add(service.hasLevels ? bin.inProgress : .nan)
        table.add(service.hasLevels ? bin.queued : .nan)
        table.add(service.function == nil ? .nan : bin.coldStarts)
        table.endRow()
      }
    }
    for admission in model.admissions where model.series.services.indices.contains(admission.column) {
      let lead = CSVTable.Piece([seed, replications, "admission of " + admission.name])
      for (index, bin) in model.series.services[admission.column].enumerated() {
        table.add(lead)
        table.add(Double(index) * model.series.width)
        table.add(width)
        for value in [bin.calls, bin.latency, bin.refused, bin.inProgress, bin.queued] { table.add(value) }
        table.add(.nan)
        table.endRow()
      }
    }
    return table.take()
  }
}
