// Report: recordings become bytes. One model is folded from the recordings of all replications; text, JSON, CSV and HTML
// are functions of that model alone. Nothing here writes a file.

import JSON
import Prelude
package import Simulation
import Statistics
import StepFunctions

/// Everything that a report says, as numbers.
package struct ReportModel: Sendable {
  struct Action {
    let name: String
    let bucket: Quotas.Bucket
    let offered: Estimate
    let admitted: Estimate
    let throttled: Estimate
    /// Throttled calls per offered call, over all replications; NaN without calls.
    let throttledRatio: Double
    /// How long the bucket held less than one token, in seconds; nil where it was not observed.
    let emptySeconds: Double?
    /// The earliest instant, in seconds, by which the bucket can admit as many calls: (admitted − bucket) / refill.
    let earliestFinish: Double?
  }

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
  /// The longest history of one execution in any replication.
  let largestHistory: Int
  let series: AverageSeries
  package private(set) var verdicts: [Verdict] = []
  private(set) var findings: [Finding] = []

  package init(plan: Plan, recordings: [Recording], version: String) {
    let recordings = recordings.sorted { $0.replication < $1.replication }
    func estimate(_ value: (Recording) -> Double) -> Estimate {
      Estimate(replications: recordings.map(value))
    }
    self.plan = plan
    self.version = version
    self.recordings = recordings
    let quotas = plan.account.quotas
    actions = [
      ReportModel.action("StartExecution", quotas.startExecution, recordings, \.startExecution),
      ReportModel.action(
        "StartExpressExecution", quotas.startExpressExecution, recordings, \.startExpressExecution),
    ]
    machines = plan.account.machines.enumerated().map { index, machine in
      MachineResult(
        machine,
        recordings.compactMap { $0.machines.indices.contains(index) ? $0.machines[index] : nil })
    }
    tasks = (recordings.first?.tasks ?? []).indices.map { index in
      TaskResult(
        recordings.compactMap { $0.tasks.indices.contains(index) ? $0.tasks[index] : nil }, plan)
    }
    depths = (0..<(recordings.map(\.latencyByDepth.count).max() ?? 0)).map { depth in
      Spread(
        recordings.compactMap { depth < $0.latencyByDepth.count ? $0.latencyByDepth[depth] : nil },
        unit: .seconds)
    }
    transitions = estimate { Double($0.transitions) }
    statesEntered = estimate { Double($0.statesEntered) }
    peakOpen = estimate { Double($0.peakOpen) }
    peakWaiting = estimate { Double($0.peakWaiting) }
    makespan = estimate { $0.makespan.seconds }
    lastRootEnd = estimate { $0.lastRootEnd.seconds }
    historyEvents = estimate { Double($0.historyEvents) }
    largestHistory = recordings.map(\.largestHistory).max() ?? 0
    series = AverageSeries(recordings.map(\.series), bucket: quotas.startExecution)
    verdicts = plan.expectations.map { judge($0) }
    findings = findBindingLimits()
  }

  /// The files of a results folder, in the order in which a reader wants them.
  package func files() -> [(name: String, bytes: [UInt8])] {
    let texts = [("report.html", html()), ("summary.json", json().prettyText + "\n")] + csvFiles()
    return texts.map { (name: $0.0, bytes: Array($0.1.utf8)) }
  }

  private static func action(
    _ name: String, _ bucket: Quotas.Bucket, _ recordings: [Recording],
    _ calls: (Recording) -> CallCounts
  ) -> Action {
    let counts = recordings.map(calls)
    func estimate(_ value: (CallCounts) -> Int) -> Estimate {
      Estimate(replications: counts.map { Double(value($0)) })
    }
    let offered = counts.reduce(0.0) { $0 + Double($1.offered) }
    let throttled = counts.reduce(0.0) { $0 + Double($1.throttled) }
    let admitted = estimate(\.admitted)
    return Action(
      name: name, bucket: bucket, offered: estimate(\.offered), admitted: admitted,
      throttled: estimate(\.throttled),
      throttledRatio: offered > 0 ? throttled / offered : .nan,
      emptySeconds: name == "StartExecution" && bucket != .unlimited
        ? emptySeconds(recordings) : nil,
      earliestFinish: earliestFinish(admitted.mean, bucket))
  }

  private static func emptySeconds(_ recordings: [Recording]) -> Double? {
    guard recordings.contains(where: { !$0.series.bins.isEmpty }) else { return nil }
    return Estimate(
      replications: recordings.map { recording in
        Double(recording.series.bins.count { $0.tokensLeft < 1 }) * recording.series.width.seconds
      }
    ).mean
  }

  /// Burst through a full bucket: the first `capacity` calls are admitted at once, the others at the refill rate.
  static func earliestFinish(_ admitted: Double, _ bucket: Quotas.Bucket) -> Double? {
    guard case .tokens(let capacity, let refill) = bucket, refill.perSecond > 0, admitted.isFinite
    else { return nil }
    return max(0, (admitted - Double(capacity)) / refill.perSecond)
  }
}
