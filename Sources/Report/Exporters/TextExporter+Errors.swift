import Simulation

extension TextExporter {
  /// What was lost, and why, before anything else.
  func addDamage(to report: inout TextReport) {
    let findings = model.findings.prefix(model.gravestFindings)
    for finding in findings {
      let isDamage = finding.weight == .damage || finding.weight == .unsteady
      report.paragraph(
        finding.text, lead: isDamage ? "" : "  ", indent: isDamage ? 0 : 2, style: isDamage ? .bad : .warning, most: 6)
    }
    if let command = model.replayOfDamage {
      report.add("  The history of one of them:", .dim)
      report.add(whole: "  " + command)
    }
    if !findings.isEmpty { report.add() }
  }

  /// How to look at the execution that took longest, where none that was lost is shown.
  func addLongest(to report: inout TextReport) {
    let all = model.exemplars.filter { $0.kinds.contains(.max) }
    guard model.replayOfDamage == nil, let longest = all.max(by: { $0.latency < $1.latency }),
      let command = ReplayCommand(model.plan, longest)
    else { return }
    report.add("  The longest, \(longest.latencyText), is in report.html and comes from", .dim)
    report.add(whole: "  " + command.text)
  }

  /// What went wrong, what weighs most first.
  func addErrors(to report: inout TextReport) {
    let all = model.errors.byWeight
    guard !all.isEmpty else { return }
    report.heading("Errors: all replications together")
    let limit = 6
    var rows = [["error", "state", "retried", "caught", "fatal", "executions lost"]]
    for row in all.prefix(limit) {
      rows.append(
        [
          row.place.name, TextReport.cut(model.described(row.place), 32),
        ] + [row.retried, row.caught, row.fatal, row.lost].map { Number.count(Double($0)) })
    }
    report.table(rows)
    if all.count > limit { report.add("  and \(all.count - limit) more in errors.csv", .dim) }
  }
}
