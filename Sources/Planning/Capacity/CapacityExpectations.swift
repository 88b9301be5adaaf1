import Report
import Simulation
import StepFunctions

/// What a load has to meet: what is expected of the scenario that a larger load can only make worse.
struct CapacityExpectations: Sendable {
  struct LeftOut: Equatable, Sendable {
    let text: String
    let reason: String
  }

  private(set) var judged: [Expectation] = []
  private(set) var leftOut: [LeftOut] = []

  /// `given` in place of the scenario's own. Where nothing is left, that no execution of outside callers is lost.
  init(_ plan: Plan, given: [Expectation]) {
    for expectation in given.isEmpty ? plan.expectations : given {
      if let reason = Self.reason(against: expectation, isGiven: !given.isEmpty) {
        leftOut.append(LeftOut(text: expectation.text, reason: reason))
      } else {
        judged.append(Self.atLeast(expectation))
      }
    }
    if judged.isEmpty { judged = Self.sane(plan) }
  }

  /// nil: it is judged.
  private static func reason(against expectation: Expectation, isGiven: Bool) -> String? {
    if expectation.baselineFactor != nil { return "there is no baseline" }
    let isNone = expectation.value == 0 && (expectation.comparison == .equal || expectation.comparison == .lessOrEqual)
    if isNone { return nil }
    guard expectation.comparison.isUpperBound else { return "it does not bound from above" }
    let metric = expectation.metric
    let isCount = metric.isNumber && metric.unit != .seconds && metric.unit != .ratio && expectation.statistic == nil
    return isCount && !metric.isLargest && !isGiven ? "a count grows with the load: name it with --expect" : nil
  }

  /// Of what must not be at all, one that is seen decides.
  private static func atLeast(_ expectation: Expectation) -> Expectation {
    var exact = expectation
    if exact.value == 0, exact.comparison == .lessOrEqual, exact.share == nil { exact.comparison = .equal }
    return exact
  }

  private static func sane(_ plan: Plan) -> [Expectation] {
    Set(plan.load.map(\.machine)).sorted().filter(plan.account.machines.indices.contains).map { index in
      Expectation(
        text: "\(plan.account.machines[index].name).failed.ratio == 0", metric: .failed, subject: index,
        statistic: .ratio, comparison: .equal, value: 0)
    }
  }

  /// How long an execution may take; 0: nothing is said of it.
  var grace: Double {
    let limits = judged.filter { $0.metric.unit == .seconds && $0.comparison.isUpperBound }.map(\.value)
    return limits.filter(\.isFinite).min() ?? 0
  }
}
