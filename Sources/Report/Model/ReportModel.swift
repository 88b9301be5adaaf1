// Report: recordings become bytes. One model is folded from the recordings of all replications; every format in
// Exporters is a function of that model alone. Nothing here writes a file.

import JSON
import Prelude
package import Simulation
import Statistics
import StepFunctions

/// Everything that a report says, as numbers.
package struct ReportModel: Sendable {
  let plan: Plan
  let version: String
  let recordings: [Recording]
  let actions: [Action]
  let machines: [MachineResult]
  let tasks: [TaskResult]
  /// Latency by nesting depth.
  let depths: [Spread]
  let transitions: Estimate
  let statesEntered: Estimate
  let peakOpen: Estimate
  let peakWaiting: Estimate
  /// Seconds.
  let makespan: Estimate
  let lastRootEnd: Estimate
  let historyEvents: Estimate
  /// What Express workflows are billed by; Standard ones by `transitions`.
  let requests: Estimate
  let billedMilliseconds: Estimate
  let billedMegabyteMilliseconds: Estimate
  /// The longest history of one execution in any replication.
  let largestHistory: Int
  let series: AverageSeries
  package private(set) var verdicts: [Verdict] = []
  private(set) var findings: [Finding] = []

  package init(plan: Plan, recordings: [Recording], version: String) {
    // Mostly they are sorted, and a copy of all would be large.
    let isSorted = zip(recordings, recordings.dropFirst()).allSatisfy { $0.replication <= $1.replication }
    let recordings = isSorted ? recordings : recordings.sorted { $0.replication < $1.replication }
    func estimate(_ value: (Recording) -> Double) -> Estimate { Estimate(replications: recordings.map(value)) }
    self.plan = plan
    self.version = version
    self.recordings = recordings
    let quotas = plan.account.quotas
    let starts = [
      Action(.standard, bucket: quotas.startExecution, plan, recordings),
      Action(.express, bucket: quotas.startExpressExecution, plan, recordings),
    ]
    let isAsked = plan.expectations.contains { $0.subject == Action.sync }
    let sync =
      isAsked || recordings.contains { $0.startSyncExecution.offered > 0 }
      ? [Action(.express, isSync: true, bucket: quotas.startSyncExecution, plan, recordings)] : []
    actions = starts + sync
    machines = plan.account.machines.enumerated().map { index, machine in
      MachineResult(machine, recordings.compactMap { $0.machines.indices.contains(index) ? $0.machines[index] : nil })
    }
    tasks = (recordings.first?.tasks ?? []).indices.map { index in
      TaskResult(recordings.compactMap { $0.tasks.indices.contains(index) ? $0.tasks[index] : nil }, plan)
    }
    depths = (0..<(recordings.map(\.latencyByDepth.count).max() ?? 0)).map { depth in
      Spread(recordings.compactMap { depth < $0.latencyByDepth.count ? $0.latencyByDepth[depth] : nil }, unit: .seconds)
    }
    transitions = estimate { Double($0.transitions) }
    statesEntered = estimate { Double($0.statesEntered) }
    peakOpen = estimate { Double($0.peakOpen) }
    peakWaiting = estimate { Double($0.peakWaiting) }
    makespan = estimate { $0.makespan.seconds }
    lastRootEnd = estimate { $0.lastRootEnd.seconds }
    historyEvents = estimate { Double($0.historyEvents) }
    requests = estimate { Double($0.machines.reduce(0) { $0 + $1.requests }) }
    billedMilliseconds = estimate { Double($0.machines.reduce(0) { $0 + $1.billedMilliseconds }) }
    billedMegabyteMilliseconds = estimate { $0.machines.reduce(0.0) { $0 + Double($1.billedMegabyteMilliseconds) } }
    largestHistory = recordings.map(\.largestHistory).max() ?? 0
    series = AverageSeries(recordings.map(\.series), bucket: quotas.startExecution)
    verdicts = plan.expectations.map { judge($0) }
    findings = findBindingLimits()
  }
}

extension ReportModel {
  /// Which machines' executions started those of `machine`, and how many.
  func parents(of machine: MachineResult) -> [(name: String, count: Estimate)] {
    machines.enumerated().compactMap { index, parent in
      machine.count(startedBy: index).map { (parent.name, $0) }
    }
  }

  /// `1 replication`, `40 replications`.
  var replicationText: String {
    recordings.count == 1 ? "1 replication" : "\(Number.count(Double(recordings.count))) replications"
  }
}
