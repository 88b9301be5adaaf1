import Prelude
import Simulation
import Statistics
import StepFunctions

/// What would lift the limit that binds, in numbers, and the commands that look further.
struct Cure {
  private let model: ReportModel
  private let advice: String

  init?(_ model: ReportModel) {
    self.model = model
    let overload = Self.forOverload(model).map { $0 + "." }
    guard let advice = overload ?? Self.forBucket(model) ?? Self.forHighLoad(model) else { return nil }
    self.advice = advice
  }

  var text: String {
    guard let path = model.plan.source?.path else { return advice }
    let retries = model.actions.contains { $0.throttledRatio >= 0.1 }
    return advice
      + (retries ? " headroom tune \(ReplayCommand.quoted(path)) looks for retries that cost less" : "")
      + (retries ? ", headroom capacity for the load that holds." : " headroom capacity finds the load that holds.")
  }

  /// A finite load through a bucket that decides when it is over: as fast a refill as an expectation asks for, or twice
  /// as fast.
  private static func forBucket(_ model: ReportModel) -> String? {
    let bound = model.actions.filter { $0.throttledRatio >= 0.1 }.max { $0.throttledRatio < $1.throttledRatio }
    guard let action = bound, case .tokens(let capacity, let refill) = action.bucket, refill.perSecond > 0,
      let earliest = action.earliestFinish, model.bucketDecidesTheEnd(earliest), earliest > 0
    else { return nil }
    let goal = model.verdicts.lazy.filter { $0.outcome == .notMet }.compactMap { verdict in
      model.plan.expectations.first { $0.text == verdict.text && $0.isBoundOnTime }?.value
    }.min()
    let seconds = goal.flatMap { $0 < earliest ? $0 : nil } ?? earliest / 2
    let needed = (action.admitted.mean - Double(capacity)) / seconds
    guard needed > refill.perSecond, needed.isFinite else { return nil }
    return """
      To be over in \(Number.duration(seconds)) at best, in place of \(Number.duration(earliest)), \(action.name) \
      needs a refill of \(Number.count(needed.rounded(.up)))/s; or spread the load: \
      \(Number.count(refill.perSecond))/s carry \(carried(model, .action(action.action))) without a refusal.
      """
  }

  private static func carried(_ model: ReportModel, _ limit: AccountLimit) -> String {
    guard let rate = model.carrying.limits.first(where: { $0.limit == limit })?.carried else { return "a part" }
    return executions(rate, model)
  }

  private static func executions(_ rate: Double, _ model: ReportModel) -> String {
    let machines = Set(model.plan.load.map(\.machine))
    return "\(Number.count(rate)) executions \(machines.count == 1 ? "of \(model.carrying.root) " : "")a second"
  }

  /// A load whose rate, at its height, is more than the tightest limit carries: how much of that it takes, without the
  /// full stop.
  static func forOverload(_ model: ReportModel) -> String? {
    guard let (offered, limit, used) = tightest(model), used > 1, let carried = limit.carried else { return nil }
    let unit = limit.seconds == nil ? "/s" : " at once"
    let needed = limit.supply * used
    return """
      To carry \(executions(offered, model)), which is the height of the load, \(limit.name) needs more than \
      \(Number.count(needed))\(unit) in place of \(Number.count(limit.supply)), and \
      \(Number.count((needed / 0.8).rounded(.up))) to have a fifth to spare; or offer no more than \
      \(Number.count(carried))/s
      """
  }

  /// One that the tightest limit hardly carries.
  private static func forHighLoad(_ model: ReportModel) -> String? {
    guard let (offered, limit, used) = tightest(model), (0.8...1).contains(used), let carried = limit.carried else {
      return nil
    }
    return """
      \(limit.name) carries \(Number.count(carried))/s, and \(Number.count(offered))/s are offered: \
      \(Number.percent(1 / used - 1)) more load takes all of it.
      """
  }

  private static func tightest(_ model: ReportModel) -> (offered: Double, limit: LimitLoad, used: Double)? {
    guard let offered = model.carrying.offered, let limit = model.carrying.limits.first,
      let used = limit.used(offered)
    else { return nil }
    return (offered, limit, used)
  }
}

extension Expectation {
  /// `Root.latency.p99 < 30s`, `makespan < 1m`.
  fileprivate var isBoundOnTime: Bool {
    metric.unit == .seconds && value > 0 && (comparison == .less || comparison == .lessOrEqual) && baselineFactor == nil
  }
}
