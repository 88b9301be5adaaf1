import Prelude
import Simulation

extension ReportModel {
  /// What the means of the result are means of: one line of a terminal.
  var studyLine: String {
    let warmup =
      plan.warmup == .zero && plan.warmupOrigin == .given
      ? "" : "first \(Number.span(plan.warmup.seconds))\(warmupMethod) deleted"
    switch plan.study {
    case .steadyState:
      guard let doubt = steadiness?.doubt else { return "steady state: \(warmup)" }
      return "no steady state: \(warmup), every figure is \(doubt)"
    case .terminating:
      return "terminating: the mean over this finite load" + (warmup.isEmpty ? "" : ", \(warmup)")
    }
  }

  /// Behind a warm-up that was found.
  private var warmupMethod: String { plan.warmupOrigin == .given ? "" : " (MSER-5)" }

  /// The same at length.
  var studyText: String {
    if plan.warmup == .zero, plan.warmupOrigin == .given {
      return "A terminating study: the mean over this finite load. Every execution counts."
    }
    let doubt = steadiness?.doubt.map { "After a steady state, which this run has not seen: every figure is \($0)." }
    let kind =
      plan.study == .steadyState
      ? doubt ?? "Steady state." : "A terminating study: the mean over this finite load."
    let start = Number.span(plan.warmup.seconds) + warmupMethod
    let end = plan.countedEnd == .never ? "" : " and before \(Number.span((plan.countedEnd - .zero).seconds))"
    let rest = plan.countedEnd == .never ? "" : " Arrivals go on until they have ended."
    return """
      \(kind) Executions that outside callers wanted after the first \(start)\(end) count, with all that they started: \
      in distributions, counts and ratios.\(rest) Calls of the API, time series and the bill cover the whole run.
      """
  }
}
