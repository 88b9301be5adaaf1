import Simulation

extension CSVExporter {
  /// Counts of all replications together. `root_*`: the innermost error that the row's came of.
  func errors() -> [UInt8] {
    var table = CSVTable(columns: [
      "seed", "replications", "machine", "state", "kind", "error", "count", "retried", "caught", "fatal",
      "ended_executions", "ended_outside_executions", "ended_ratio", "mean_attempts", "root_machine", "root_state",
      "root_error", "sample_replication", "sample_execution", "sample_cause",
    ])
    for row in model.errors.byWeight {
      let ends = row.caught + row.fatal
      let root = row.root ?? row.place
      let hasAttempts = row.attempts > 0 && ends > 0
      table.add(
        row: [
          seed, replications, model.machineName(row.place), row.place.state, row.place.kind.rawValue, row.place.error,
        ]
          + [row.count, row.retried, row.caught, row.fatal, row.ended, row.endedOutside].map { String($0) } + [
            Number.exact(model.share(of: row)), hasAttempts ? Number.exact(Double(row.attempts) / Double(ends)) : "",
            model.machineName(root), root.state, root.error, String(row.replication), row.execution,
            model.errors.cause(of: row),
          ])
    }
    return table.take()
  }
}
