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
  let clusters: Clusters
  let actions: [Action]
  let machines: [MachineResult]
  let tasks: [TaskResult]
  /// Latency by nesting depth.
  let depths: [Spread]
  let transitions: Estimate
  let peakOpen: Estimate
  let peakWaiting: Estimate
  /// Seconds.
  let makespan: Estimate
  /// What Express workflows are billed by; Standard ones by `transitions`.
  let requests: Estimate
  let billedMilliseconds: Estimate
  let billedMegabyteMilliseconds: Estimate
  /// Dollars of all of it, as if it were a month's only load.
  let cost: Estimate
  /// The longest history of one execution in any replication.
  let largestHistory: Int
  let series: AverageSeries
  let errors: ErrorTable
  let carrying: Carrying
  /// nil where the study is after no steady state.
  let steadiness: Steadiness?
  let retries: Estimate
  /// Of all transitions, over all replications; NaN where there are none.
  let retriesRatio: Double
  package private(set) var verdicts: [Verdict] = []
  private(set) var findings: [Finding] = []
  /// Single executions, in the order in which a reader wants them.
  package private(set) var exemplars: [Exemplar] = []
  /// Of each machine, in the order of its definition.
  private(set) var states: [StateResult] = []

  package init(plan: Plan, recordings: [Recording], version: String) {
    var result = RunResult(plan)
    for recording in recordings { result.add(recording) }
    self.init(plan: plan, result: result, version: version)
  }

  package init(plan: Plan, result: consuming RunResult, version: String) {
    result.sort()
    let recordings = result.recordings
    let total = result.series
    exemplars = result.exemplars
    func estimate(_ value: (Recording) -> Double) -> Estimate { Estimate(replications: recordings.map(value)) }
    func estimate(_ metric: Metric) -> Estimate { metric.estimate(recordings) }
    self.plan = plan
    self.version = version
    self.recordings = recordings
    let clusters = Clusters(plan, recordings)
    self.clusters = clusters
    // What is rarely used is shown where it was called, or asked for.
    let shown = APIAction.starts.enumerated().filter { index, action in
      action != .startSyncExecution || recordings.contains { $0.calls[action].offered > 0 }
        || plan.expectations.contains { $0.metric.scope == .action && $0.subject == index }
    }
    actions = shown.map { Action($1, plan, recordings, total) }
    let machines = plan.account.machines.enumerated().map { index, machine in
      MachineResult(
        machine, recordings.lazy.compactMap { $0.machines.indices.contains(index) ? $0.machines[index] : nil },
        batches: clusters.batches?.map { $0.machines[index] })
    }
    self.machines = machines
    tasks = (recordings.first?.tasks ?? []).indices.map { index in
      TaskResult(recordings.lazy.compactMap { $0.tasks.indices.contains(index) ? $0.tasks[index] : nil }, plan)
    }
    depths = (0..<(recordings.map(\.latencyByDepth.count).max() ?? 0)).map { depth in
      Spread(depth: depth, clusters.ofExecutions, like: machines)
    }
    transitions = estimate(.transitions)
    peakOpen = estimate(.peakOpen)
    peakWaiting = estimate(.peakWaiting)
    makespan = estimate(.makespan)
    requests = estimate { Double($0.billed.requests) }
    billedMilliseconds = estimate { Double($0.machines.reduce(0) { $0 + $1.billedMilliseconds }) }
    billedMegabyteMilliseconds = estimate { Double($0.billed.megabyteMilliseconds) }
    cost = estimate { $0.cost(plan.prices) }
    largestHistory = recordings.map(\.largestHistory).max() ?? 0
    series = AverageSeries(
      total, serviceCount: plan.account.services.count + plan.admissions.count, actions: actions.map(\.action))
    errors = ErrorTable(recordings)
    carrying = Carrying(plan, recordings)
    retries = estimate(.retries)
    retriesRatio = retries.mean / transitions.mean
    steadiness = Steadiness(plan, recordings, carrying)
    verdicts = plan.expectations.map(Judge(plan: plan, clusters: clusters, steadiness: steadiness).verdict)
    states = StateResult.all(self, total.passages)
    findings = findBindingLimits()
  }
}

extension ReportModel {
  /// Holds what is expected in terms of a baseline against `baseline`.
  package mutating func judge(against baseline: ComparedRun) {
    guard plan.expectations.contains(where: { $0.baselineFactor != nil }) else { return }
    let sides = ComparedSides(base: ComparedRun(self), candidate: baseline)
    verdicts = zip(plan.expectations, verdicts).map {
      BaselineJudge.verdict(on: $0, sides, isPoint: plan.judging == .point) ?? $1
    }
  }

  /// Those of a run that was held against a baseline, which is no longer there.
  package mutating func take(_ verdicts: [Verdict]) { self.verdicts = verdicts }

  package mutating func show(_ exemplars: [Exemplar]) { self.exemplars = exemplars }

  /// Which machines' executions started those of `machine`, and how many.
  func parents(of machine: MachineResult) -> [(name: String, count: Estimate)] {
    machines.enumerated().compactMap { index, parent in
      machine.count(startedBy: index).map { (parent.name, $0) }
    }
  }

  /// By the replications, or by the batches of one.
  func estimate(_ metric: Metric, of subject: Int = 0) -> Estimate {
    metric.estimate(clusters.of(metric), of: subject)
  }

  /// `1 replication`, `40 replications`.
  var replicationText: String {
    recordings.count == 1 ? "1 replication" : "\(Number.count(Double(recordings.count))) replications"
  }
}
