import Simulation

/// What intervals are found by: the replications, or where there is but one of a steady state, the batches that it is
/// cut into.
struct Clusters {
  let recordings: [Recording]
  /// The same of one run in batches; nil: there are none.
  let batches: [Recording]?
  /// One run was to be cut, and is too short, or its batches depend on each other.
  let isTooShort: Bool

  init(_ plan: Plan, _ recordings: [Recording]) {
    self.recordings = recordings
    guard plan.hasBatches, recordings.count == 1, let run = recordings.first else {
      (batches, isTooShort) = (nil, false)
      return
    }
    batches = run.independentBatches.map { run.batches($0) }
    isTooShort = batches == nil
  }

  /// For what executions take with them.
  var ofExecutions: [Recording] { batches ?? recordings }

  func of(_ metric: Metric, _ statistic: Metric.Statistic? = nil) -> [Recording] {
    metric.isOfBatches || statistic == .ratio && metric.scope == .machine ? ofExecutions : recordings
  }

  /// Why nothing is known of the spread where there is one of them.
  var lack: String {
    isTooShort
      ? "one replication, too short for batches: a longer load, or replications: 20"
      : "one replication says nothing of the spread: replications: 20"
  }

  /// `30 batches of one run`; nil where there are none.
  var batchText: String? { batches.map { "\($0.count) batches of one run" } }
}
