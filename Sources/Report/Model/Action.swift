import Prelude
import Simulation
import Statistics
import StepFunctions

/// One action that starts executions, over all replications.
struct Action {
  let action: APIAction
  let bucket: Quotas.Bucket
  let offered: Estimate
  let admitted: Estimate
  let throttled: Estimate
  /// Throttled calls per offered call.
  let refusals: ProportionEstimate
  /// NaN without calls.
  var throttledRatio: Double { refusals.share }
  /// Seconds in which the bucket ran empty: calls are refused then, and only then. nil where it was not observed.
  let emptySeconds: Double?
  /// The earliest instant, in seconds, by which the bucket can admit as many calls: (admitted − bucket) / refill.
  let earliestFinish: Double?
  /// Throttled calls per admitted call, pooled over the machines that this action starts.
  let retries: Spread

  var name: String { action.name }

  init(_ action: APIAction, _ plan: Plan, _ recordings: [Recording], _ series: SeriesTotal) {
    let counts = recordings.map { $0.calls[action] }
    func estimate(_ value: (CallCounts) -> Int) -> Estimate { Estimate(replications: counts.map { Double(value($0)) }) }
    let bucket = plan.account.quotas[action]
    self.action = action
    self.bucket = bucket
    offered = estimate(\.offered)
    admitted = estimate(\.admitted)
    throttled = estimate(\.throttled)
    refusals = ProportionEstimate(hits: counts.map(\.throttled), counts: counts.map(\.offered))
    emptySeconds =
      action == .startExecution && bucket != .unlimited && series.observed > 0
      ? series.emptySeconds / Double(series.replications) : nil
    // What refuses late admits more than it has.
    let isLate = plan.account.quotas[timing: action].lag > 0
    earliestFinish = isLate ? nil : Action.earliestFinish(admitted.mean, bucket)
    let machines = plan.account.machines.indices.filter { plan.account.machines[$0].kind == action.startedKind }
    let samples = recordings.map { recording in
      Sample(
        pooling: machines.filter(recording.machines.indices.contains).map {
          recording.machines[$0].retriesPerAdmittedCall
        })
    }
    retries = Spread(samples, unit: .calls)
  }

  /// Burst through a full bucket: the first `capacity` calls are admitted at once, the others at the refill rate.
  static func earliestFinish(_ admitted: Double, _ bucket: Quotas.Bucket) -> Double? {
    guard case .tokens(let capacity, let refill) = bucket, refill.perSecond > 0, admitted.isFinite else { return nil }
    return max(0, (admitted - Double(capacity)) / refill.perSecond)
  }
}
