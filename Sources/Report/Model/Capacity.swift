import Prelude
import Simulation
import StatesLanguage
import Statistics
import StepFunctions

/// What a bucket can carry of what callers want, where work was lost for want of its tokens.
struct Capacity {
  let action: Action
  /// Tokens, and how many come back in a second.
  let bucket: Double
  let refill: Double
  /// Calls that an execution of an outside caller leads to, at least.
  let callsPerRoot: Double
  /// Executions that callers want, in each replication, and the seconds over which they come.
  let roots: Double
  let seconds: Double
  /// After its first call, the last retry of whoever gave up, where that can be told.
  let lastRetry: Double?
  /// Of a load that is too much at its height.
  let overload: String?

  init?(_ model: ReportModel, _ lost: [ErrorRecord]) {
    let starved = lost.first { row in
      (row.root ?? row.place).kind == .throttled
        || row.place.kind == .rejected && row.place.error.hasPrefix("Throttling")
    }
    guard let starved, let action = model.actions.max(by: { $0.throttled.mean < $1.throttled.mean }),
      action.throttled.mean > 0, case .tokens(let capacity, let refill) = action.bucket, refill.perSecond > 0
    else { return nil }
    self.action = action
    overload = model.carrying.limits.first?.limit == .action(action.action) ? Cure.forOverload(model) : nil
    bucket = Double(capacity)
    self.refill = refill.perSecond
    let outside = model.outside
    let count = Double(model.recordings.count)
    let admitted = Double(outside.arrived - outside.rejected) / count
    // A nested start whose Task gave up was wanted too; what would have come after it is not known.
    let started = model.machines.filter { $0.kind == action.action.startedKind }
    let nested = max(0, started.reduce(0) { $0 + $1.rejected.mean } - Double(outside.rejected) / count)
    callsPerRoot = admitted > 0 ? max(1, (action.admitted.mean + nested) / admitted) : 1
    roots = Double(outside.arrived) / count
    seconds = model.plan.load.map { ($0.lastArrival - .zero).seconds }.max() ?? 0
    lastRetry =
      starved.place.kind == .rejected
      ? model.plan.load.first { $0.machine == starved.place.machine }?.retry.lastRetrySeconds
      : model.lastRetrySeconds(starved.root ?? starved.place)
  }

  var text: String {
    let calls = roots * callsPerRoot
    let each = callsPerRoot > 1 ? ", \(Number.count(callsPerRoot)) for each execution," : ""
    let comma = each.isEmpty ? "," : each
    let backlog = max(0, (calls - bucket) / refill - seconds)
    var text: String
    if seconds > 0, calls / seconds > refill {
      let rate = calls / seconds
      text = """
        You offer \(Number.count(rate)) calls of \(action.name) a second\(comma) and \(Number.count(refill))/s can \
        be carried once the bucket of \(Number.count(bucket)) is empty, after \
        \(Number.duration(bucket / (rate - refill))): ask for \(Number.count(rate.rounded(.up)))/s, or offer \
        \(Number.count(refill / callsPerRoot)) executions a second
        """
    } else if let overload {
      text = overload
    } else {
      text = """
        \(Number.count(calls)) calls of \(action.name)\(each) meet a bucket of \(Number.count(bucket)) with \
        \(Number.count(refill))/s: ask for a larger one, or spread them over \(Number.duration(calls / refill))
        """
    }
    if let lastRetry, lastRetry < backlog {
      text += """
        ; the last retry comes \(lastRetry > 0 ? "after \(Number.duration(lastRetry))" : "at once"), the backlog needs \
        \(Number.duration(backlog))
        """
    }
    return text + "."
  }
}

extension CallerRetry {
  /// The longest that all retries can take; nil for the SDKs, whose delays depend on what others do.
  fileprivate var lastRetrySeconds: Double? {
    switch self {
    case .none: return 0
    case .standard, .adaptive: return nil
    case .policy(let policy):
      let limit = policy.maxDelay?.seconds ?? .infinity
      return Backoff(first: policy.interval.seconds, rate: policy.rate, limit: limit).sum(policy.maxAttempts)
    }
  }
}

extension ReportModel {
  /// Of the Task's first retrier that takes the error.
  fileprivate func lastRetrySeconds(_ place: ErrorRecord.Place) -> Double? {
    guard let state = state(place) else { return nil }
    return state.retriers.first { $0.takes(place.error) }.map { $0.backoff.sum($0.maxAttempts) } ?? 0
  }
}
