import Prelude
import Simulation
import StepFunctions

extension ReportModel {
  /// Which bucket was modelled.
  var bucketText: String {
    let timed = APIAction.allCases.filter { plan.account.quotas[timing: $0] != .ideal }
    if timed.isEmpty {
      return """
        Ideal: full at the start, refilled continuously, a refused call costs nothing. The real one answers up to \
        two seconds late, and lets more through before it makes up for it.
        """
    }
    let words = timed.map { "\($0.name) \(plan.account.quotas[timing: $0].text)" }.joined(separator: "; ")
    return """
      Full at the start, a refused call costs nothing. \(words). All others are ideal: refilled continuously, and they \
      refuse at once. What is known of the real one is a recording of another action.
      """
  }
}

extension BucketTiming {
  /// `is refilled every 1 s, and refuses 2 s late: what it lets through meanwhile is owed`
  fileprivate var text: String {
    let refill = steps > 0 ? "every \(Number.span(Double(steps) / 1_000))" : "continuously"
    guard lag > 0 else { return "is refilled \(refill), and refuses at once" }
    let late = Number.span(Double(lag) / 1_000)
    return "is refilled \(refill), and refuses \(late) late: what it lets through meanwhile is owed"
  }
}
