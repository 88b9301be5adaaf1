package import Prelude

extension RunResult {
  /// All replications of a plan, or some, in their order. What is read is theirs by its shape.
  package mutating func pass(through archive: inout Archive, of plan: Plan) throws(Archive.Damage) {
    var previous: Recording?
    try archive.pass(&recordings, of: .blank) {
      (recording: inout Recording, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&recording)
      guard archive.isReading else { return }
      if let problem = recording.mismatch(with: plan) {
        throw archive.damage("replication \(recording.replication) has the \(problem) of another scenario")
      }
      if let previous, previous.replication >= recording.replication {
        throw archive.damage("replication \(recording.replication) is out of order")
      }
      recording.share(with: previous)
      previous = recording
    }
    try archive.pass(&series)
    if archive.isReading, !series.isWhole(plan, of: recordings.count) {
      throw archive.damage("its time series is of another scenario")
    }
    try archive.pass(&candidates)
    try archive.pass(&exemplars, of: Exemplar())
    if archive.isReading, !ExemplarTable.areOf(plan, exemplars, candidates) {
      throw archive.damage("its executions are of another scenario")
    }
  }
}
