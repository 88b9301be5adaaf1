import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

/// CSV files, for spreadsheets and data frames. Each row says the seed and the replications that it is about.
struct CSVExporter {
  let model: ReportModel

  static func files(_ model: ReportModel) -> [ReportFile] {
    let exporter = CSVExporter(model: model)
    return [
      ReportFile("summary.csv") { body in try exporter.forEachPieceOfSummary(body) },
      ReportFile("latency.csv") { exporter.latency() }, ReportFile("retries.csv") { exporter.retries() },
      ReportFile("timeseries.csv") { exporter.timeSeries() },
      ReportFile("levels.csv") { exporter.levels() },
      ReportFile("percentiles.csv") { exporter.percentiles() }, ReportFile("services.csv") { exporter.services() },
      ReportFile("quotas.csv") { exporter.quotas() },
      ReportFile("parts.csv") { exporter.parts() }, ReportFile("errors.csv") { exporter.errors() },
      ReportFile("states.csv") { exporter.states() },
    ] + exporter.warmup()
  }

  var seed: String { String(model.plan.seed) }
  var replications: String { String(model.recordings.count) }

  /// One row per metric and replication, then one with the mean over all.
  private func forEachPieceOfSummary(_ body: ([UInt8]) throws -> Void) rethrows {
    var table = CSVTable(columns: ["seed", "replication", "subject", "metric", "unit", "value", "half_width"])
    let lead = CSVTable.Piece([seed])
    func add(_ metric: Metric, _ subject: String, _ index: Int) throws {
      let name = metric.isNumber ? metric.name : metric.name + ".mean"
      let meaning = CSVTable.Piece([subject, name, metric.unit.rawValue])
      for (recording, value) in zip(model.recordings, metric.values(model.recordings, of: index)) {
        table.add(lead)
        table.add(recording.replication)
        table.add(meaning)
        table.add(value)
        table.add("")
        table.endRow()
        if table.isLong { try body(table.take()) }
      }
      let estimate = model.estimate(metric, of: index)
      table.add(lead)
      table.add("all")
      table.add(meaning)
      table.add(estimate.mean)
      table.add(estimate.halfWidth ?? .nan)
      table.endRow()
      try body(table.take())
    }
    for row in model.summaryMetrics { try add(row.metric, row.subject, row.index) }
  }

  /// Pooled over the replications; unsupported percentiles are there, marked.
  private func latency() -> [UInt8] {
    var columns = ["seed", "replications", "scope", "name", "distribution", "count"]
    columns += ["mean_seconds", "half_width_seconds", "min_seconds"]
    for (name, _) in Spread.percentileNames {
      columns += [name, name + "_lower", name + "_upper"].map { $0 + "_seconds" } + [name + "_supported"]
    }
    var table = CSVTable(columns: columns + ["max_seconds", "approximate"])
    func add(_ scope: String, _ name: String, _ distribution: String, _ spread: Spread) {
      var fields = [seed, replications, scope, name, distribution, String(spread.count)]
      fields += [Number.exact(spread.mean), Number.exact(spread.halfWidth), Number.exact(spread.min)]
      for percentile in spread.percentiles {
        fields += [percentile.value, percentile.interval?.lower, percentile.interval?.upper].map { Number.exact($0) }
        fields.append(String(percentile.isSupported))
      }
      table.add(row: fields + [Number.exact(spread.max), String(!spread.isExact)])
    }
    for machine in model.machines {
      add("machine", machine.name, "latency", machine.latency)
      add("machine", machine.name, "duration", machine.duration)
    }
    for (depth, spread) in model.depths.enumerated() { add("depth", String(depth), "latency", spread) }
    for admission in model.admissions { add("admission", admission.name, "wait", admission.wait) }
    return table.take()
  }

  /// A histogram, pooled over the replications. `admittedCall`: refusals before a start of the machine was
  /// admitted. `taskVisit`: attempts after the first in one visit of a Task state.
  private func retries() -> [UInt8] {
    var table = CSVTable(columns: ["seed", "replications", "kind", "machine", "state", "resource", "retries", "count"])
    for machine in model.machines {
      for (value, count) in machine.retries.occurrences() {
        table.add(row: [seed, replications, "admittedCall", machine.name, "", "", String(value), String(count)])
      }
    }
    for task in model.tasks {
      for (value, count) in task.attempts.occurrences() {
        let retries = String(max(0, value &- 1))
        table.add(row: [
          seed, replications, "taskVisit", task.machine, task.state, task.resource, retries, String(count),
        ])
      }
    }
    return table.take()
  }

  /// Means over the replications, and halves of their intervals: empty where replications are recorded in bins of
  /// different width, or are alone.
  private func timeSeries() -> [UInt8] {
    let calls = model.actions.flatMap { action in
      ["offered", "admitted", "throttled"].map { "\(CSVTable.snake(action.name))_\($0)_per_second" }
    }
    let values =
      calls + ["start_execution_tokens_left", "open_executions", "transitions_per_second", "transition_wait_seconds"]
    var table = CSVTable(
      columns: ["seed", "replications", "time_seconds", "width_seconds"] + values + values.map { $0 + "_half_width" })
    let lead = CSVTable.Piece([seed, replications])
    let unknown = CSVTable.Piece(Array(repeating: "", count: values.count))
    let width = CSVTable.Piece([Number.exact(model.series.width)])
    for (index, bin) in model.series.bins.enumerated() {
      table.add(lead)
      table.add(Double(index) * model.series.width)
      table.add(width)
      for action in model.actions {
        let rates = bin.calls[action.action]
        table.add(rates.offered)
        table.add(rates.admitted)
        table.add(rates.throttled)
      }
      table.add(bin.tokensLeft)
      table.add(bin.open)
      table.add(bin.transitions)
      table.add(bin.transitionWait)
      if bin.halfWidths.isEmpty { table.add(unknown) }
      for halfWidth in bin.halfWidths { table.add(halfWidth) }
      table.endRow()
    }
    return table.take()
  }

  private func quotas() -> [UInt8] {
    var table = CSVTable(columns: [
      "seed", "replications", "quota", "bucket_tokens", "refill_per_second", "limit", "offered_calls", "admitted_calls",
      "throttled_calls", "throttled_ratio", "throttled_ratio_lower", "throttled_ratio_upper", "peak", "used_ratio",
      "bucket_empty_seconds", "observed_seconds",
      "earliest_finish_seconds",
    ])
    let quotas = model.plan.account.quotas
    for action in model.actions {
      table.add(
        row: [seed, replications, action.name] + fields(action.bucket) + [
          "", Number.exact(action.offered.mean), Number.exact(action.admitted.mean),
          Number.exact(action.throttled.mean), Number.exact(action.throttledRatio),
          Number.exact(action.refusals.interval()?.lower), Number.exact(action.refusals.interval()?.upper), "", "",
          Number.exact(action.emptySeconds), action.emptySeconds == nil ? "" : Number.exact(model.series.duration),
          Number.exact(action.earliestFinish),
        ])
    }
    let count = Number.exact(model.transitions.mean)
    let earliest = Action.earliestFinish(model.transitions.mean, quotas[.stateTransition])
    table.add(
      row: [seed, replications, "StateTransition"] + fields(quotas[.stateTransition]) + [
        "", count, count, "0", "0", "0", "0", "", "", "", "", Number.exact(earliest),
      ])
    table.add(
      row: [seed, replications, "StopExecution"] + fields(quotas[.stopExecution]) + Array(repeating: "", count: 12))
    let peak = model.recordings.map(\.peakOpen).max() ?? 0
    for (name, limit, peak) in [
      ("OpenExecutions", quotas.openExecutions, peak), ("HistoryEvents", quotas.historyEvents, model.largestHistory),
      ("InlineMapConcurrency", quotas.inlineMapConcurrency, nil), ("PayloadBytes", quotas.payloadBytes, nil),
    ] as [(String, Int?, Int?)] {
      let used = limit.flatMap { limit in peak.map { limit > 0 ? Double($0) / Double(limit) : .nan } }
      table.add(
        row: [seed, replications, name, "", "", limit.map { String($0) } ?? "unlimited", "", "", "", "", "", ""] + [
          peak.map { String($0) } ?? "", Number.exact(used), "", "", "",
        ])
    }
    return table.take()
  }

  private func fields(_ bucket: Quotas.Bucket) -> [String] {
    switch bucket {
    case .unlimited: ["unlimited", "unlimited"]
    case .tokens(let capacity, let refill): [String(capacity), Number.exact(refill.perSecond)]
    }
  }
}

extension ReportModel {
  /// All that is counted or averaged replication by replication, and of what: the run, its actions, machines and Tasks.
  var summaryMetrics: [(metric: Metric, subject: String, index: Int)] {
    var all: [(metric: Metric, subject: String, index: Int)] = Metric.ofRun.map { ($0, "run", 0) }
    for (index, action) in APIAction.starts.enumerated() where actions.contains(where: { $0.action == action }) {
      all += Metric.ofAction.map { ($0, action.name, index) }
    }
    for (index, machine) in machines.enumerated() { all += Metric.ofMachine.map { ($0, machine.name, index) } }
    for (index, task) in tasks.enumerated() {
      all += Metric.ofTask.map { ($0, task.machine + "." + task.state, index) }
    }
    return all
  }
}
