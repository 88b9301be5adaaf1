import Simulation
import StepFunctions

extension CSVExporter {
  /// Means per replication, but for the time of a visit, which is that of all visits that were left. What never
  /// happened is there with zeros; of a time, with nothing.
  func states() -> [UInt8] {
    let columns = ["entered", "left", "mean_seconds", "errors", "throttled", "retried"]
    var table = CSVTable(columns: ["seed", "replications", "machine", "state", "type"] + columns)
    for state in model.states {
      let numbers = [state.entered, state.left, state.meanTime, state.errors, state.throttled, state.retried]
      table.add(
        row: [seed, replications, model.plan.account.machines[state.machine].name, state.name, state.type]
          + numbers.map { $0.isNaN ? "" : Number.exact($0) })
    }
    return table.take()
  }
}
