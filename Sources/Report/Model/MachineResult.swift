import Engine
import Simulation
import Statistics
import StepFunctions

/// One state machine over all replications.
struct MachineResult {
  let name: String
  let kind: MachineModel.Kind
  let started: Estimate
  let succeeded: Estimate
  let failed: Estimate
  let timedOut: Estimate
  let aborted: Estimate
  let rejected: Estimate
  /// Failed or timed out.
  let broken: Estimate
  let running: Estimate
  let waiting: Estimate
  /// Of the started, by the machine whose execution started them: indices as in the account.
  let startedBy: [Estimate]
  /// (failed + timedOut + rejected) / (started + rejected).
  let failures: ProportionEstimate
  /// NaN where nothing was called.
  var failedRatio: Double { failures.share }
  /// Failed or timed out, of the started.
  let brokenShare: ProportionEstimate
  let latency: Spread
  let duration: Spread
  let retries: Spread
  /// Mean seconds per execution counted in `latency`, by `Part.rawValue`; they sum to the mean latency.
  let parts: [Estimate]
  /// Share of the latency that went to each part; zeros where there was no latency.
  let shares: [Estimate]
  let largestHistory: Int
  let requests: Estimate
  let billedMilliseconds: Estimate
  let billedMegabyteMilliseconds: Estimate

  /// `recordings`: of the replications, one at a time. A hundred thousand of them at once would be all of the memory.
  /// `batches`: what stands for replications in what executions take with them.
  init(_ machine: MachineModel, _ recordings: some Sequence<MachineRecording>, batches: [MachineRecording]? = nil) {
    func estimate(_ value: (MachineRecording) -> Int) -> Estimate {
      Estimate(replications: recordings.map { Double(value($0)) })
    }
    name = machine.name
    kind = machine.kind
    started = estimate(\.started)
    succeeded = estimate(\.succeeded)
    failed = estimate(\.failed)
    timedOut = estimate(\.timedOut)
    aborted = estimate(\.aborted)
    broken = estimate { $0.failed + $0.timedOut }
    rejected = estimate(\.rejected)
    running = estimate(\.running)
    waiting = estimate(\.waiting)
    let parents = recordings.map(\.startedBy.count).max() ?? 0
    startedBy = (0..<parents).map { parent in
      estimate { parent < $0.startedBy.count ? $0.startedBy[parent] : 0 }
    }
    retries = Spread(recordings.map(\.retriesPerAdmittedCall), unit: .calls)
    let inner = batches.map { ExecutionFigures($0) } ?? ExecutionFigures(recordings)
    (failures, brokenShare) = (inner.failures, inner.brokenShare)
    (latency, duration) = (inner.latency, inner.duration)
    (parts, shares) = (inner.parts, inner.shares)
    largestHistory = recordings.map(\.largestHistory).max() ?? 0
    requests = estimate(\.requests)
    billedMilliseconds = estimate(\.billedMilliseconds)
    billedMegabyteMilliseconds = estimate(\.billedMegabyteMilliseconds)
  }

  /// Of one of `Metric.distributions`; nil for another metric.
  func spread(of metric: Metric) -> Spread? {
    zip(Metric.distributions, [latency, duration, retries]).first { $0.0.name == metric.name }?.1
  }

  /// Of the executions started, those that the machine of this index in the account started.
  func count(startedBy index: Int) -> Estimate? {
    index < startedBy.count && startedBy[index].mean > 0 ? startedBy[index] : nil
  }

  /// The part that took the most, with its share.
  var largestPart: (part: Part, share: Double)? {
    let shares = shares.map(\.mean)
    guard let index = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[index] > 0 else { return nil }
    return (Part.allCases[index], shares[index])
  }

  /// The same with its interval.
  func shareText(of part: Part) -> String { Number.percent(shares[part.rawValue]) }

  func share(of part: Part) -> Double { shares[part.rawValue].mean }

  /// Failures of any kind, callers that gave up included.
  var unsuccessful: Double { failed.mean + timedOut.mean + rejected.mean }
}

/// What executions take with them, by the clusters that they are in.
private struct ExecutionFigures {
  let failures: ProportionEstimate
  let brokenShare: ProportionEstimate
  let latency: Spread
  let duration: Spread
  let parts: [Estimate]
  let shares: [Estimate]

  init(_ clusters: some Sequence<MachineRecording>) {
    failures = ProportionEstimate(
      hits: clusters.map { $0.failed + $0.timedOut + $0.rejected },
      counts: clusters.map { $0.started + $0.rejected })
    brokenShare = ProportionEstimate(
      hits: clusters.map { $0.failed + $0.timedOut }, counts: clusters.map(\.started))
    latency = Spread(clusters.map(\.latency), unit: .seconds)
    duration = Spread(clusters.map(\.duration), unit: .seconds)
    let spent = Part.allCases.indices.map { index in
      clusters.map { index < $0.parts.count ? $0.parts[index] * 1e-9 : 0 }
    }
    parts = ExecutionFigures.estimates(spent, per: clusters.map { Double($0.latency.count) })
    shares = ExecutionFigures.estimates(
      spent, per: (spent.first ?? []).indices.map { row in spent.reduce(0) { $0 + $1[row] } })
  }

  /// Ratios of what replications spent on each part; zeros where there is nothing to divide by.
  private static func estimates(_ spent: [[Double]], per counts: [Double]) -> [Estimate] {
    spent.map { sums in
      counts.contains { $0 > 0 } ? Estimate(RatioEstimator(sums: sums, counts: counts)) : Estimate(replications: [0])
    }
  }
}

/// One Task state over all replications.
struct TaskResult {
  let machine: String
  let state: String
  let resource: String
  /// Of the scenario, where it is the same in every call.
  let service: String?
  let attempts: Spread
  let errors: Estimate
  let throttled: Estimate

  init(_ recordings: some Sequence<TaskRecording>, _ plan: Plan) {
    let first = recordings.first { _ in true }
    let index = first?.machine ?? -1
    machine = plan.account.machines.indices.contains(index) ? plan.account.machines[index].name : ""
    state = first?.state ?? ""
    resource = first?.resource ?? ""
    service = first?.service.map { plan.account.services[$0].name }
    attempts = Spread(recordings.map(\.attempts), unit: .calls)
    errors = Estimate(replications: recordings.map { Double($0.errors) })
    throttled = Estimate(replications: recordings.map { Double($0.throttled) })
  }
}
