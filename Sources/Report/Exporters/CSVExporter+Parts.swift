import Engine
import Statistics

extension CSVExporter {
  /// Where the time went: the mean of an execution that succeeded, along its critical path, and its share of the
  /// latency.
  func parts() -> [UInt8] {
    var table = CSVTable(columns: [
      "seed", "replications", "machine", "part", "mean_seconds", "half_width_seconds", "share", "share_half_width",
    ])
    for machine in model.machines where machine.latency.count > 0 {
      for (part, (time, share)) in zip(Part.allCases, zip(machine.parts, machine.shares)) {
        table.add(row: [
          seed, replications, machine.name, part.name, Number.exact(time.mean), Number.exact(time.halfWidth),
          Number.exact(share.mean), Number.exact(share.halfWidth),
        ])
      }
    }
    return table.take()
  }
}
