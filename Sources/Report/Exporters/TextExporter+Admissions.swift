import Simulation
import Statistics

extension TextExporter {
  /// Where streams have an admission: who came through, and how long that took.
  func addAdmissions(to report: inout TextReport) {
    let admissions = model.admissions
    guard !admissions.isEmpty else { return }
    report.heading("Admission: mean per replication, wait of those let through")
    let limit = 5
    var rows = [["load", "came", "let through", "turned away", "waiting", "longest line", "wait p50", "p99", "max"]]
    for one in admissions.prefix(limit) {
      let counts = [one.came, one.passed, one.turnedAway, one.waiting, one.longest].map { Number.count($0.mean) }
      let times = [one.wait.shown("p50"), one.wait.shown("p99"), one.wait.max].map { one.wait.text($0) }
      rows.append([one.name] + counts + times)
    }
    report.table(rows)
    for one in admissions.prefix(limit) {
      if let text = one.behaviour {
        report.paragraph("\(one.name): \(text)", lead: "  ", indent: 2, style: .dim, most: 2)
      }
    }
    if admissions.count > limit { report.add("  and \(admissions.count - limit) more in report.html", .dim) }
  }
}

extension AdmissionResult {
  /// What is counted of its kind alone; nil where that is nothing.
  var behaviour: String? {
    switch model.kind {
    case .paced, .semaphore: nil
    case .breaker: "the breaker opened \(Number.count(openings.mean)) times"
    case .eventSource:
      """
      \(Number.count(invocations.mean)) invocations; \(Number.count(redeliveries.mean)) messages came back, \
      \(Number.count(deadLetters.mean)) went to the dead-letter queue
      """
    }
  }
}
