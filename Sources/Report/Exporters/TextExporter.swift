import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

extension ReportModel {
  /// The result on one screen of a terminal.
  package func text(color: Bool, width: Int) -> String { TextExporter(model: self).text(color: color, width: width) }
}

/// One screen: verdicts, what binds, the machines, where the time went, throttling.
struct TextExporter {
  let model: ReportModel

  func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    let runs = model.recordings.count == 1 ? "1 replication" : "\(model.recordings.count) replications"
    addDamage(to: &report)
    report.add("\(model.plan.name): \(runs), seed \(model.plan.seed), modelled with \(model.plan.quotaProfile)", .bold)
    report.add(model.studyLine, .dim)
    if let text = model.earlyStopText { report.paragraph(text, lead: "", indent: 2, style: .dim) }
    addVerdicts(to: &report)
    addFindings(to: &report)
    addErrors(to: &report)
    if let line = model.redriveLine { report.paragraph(line, lead: "  ", indent: 2, style: nil, most: 3) }
    addMachines(to: &report)
    addLongest(to: &report)
    addAdmissions(to: &report)
    addParts(to: &report)
    addCalls(to: &report)
    addFunctions(to: &report)
    return report.text
  }

  private func addVerdicts(to report: inout TextReport) {
    guard !model.verdicts.isEmpty else { return }
    let all = model.verdicts.count
    let bad = [(Verdict.Outcome.notMet, "not met"), (.undecided, "undecided")].compactMap { outcome, words in
      let count = model.verdicts.count { $0.outcome == outcome }
      return count == 0 ? nil : "\(count) of \(all) \(words)"
    }
    report.heading("Expectations: " + (bad.isEmpty ? "all \(all) met" : bad.joined(separator: ", ")))
    let limit = 7
    let sorted = Verdict.gravestFirst(model.verdicts)
    let longest = min(44, sorted.prefix(limit).map(\.text.count).max() ?? 0)
    for verdict in sorted.prefix(limit) {
      let name = TextReport.padded(TextReport.cut(verdict.text, longest), longest)
      let (mark, style): (String, TextReport.Style) =
        switch verdict.outcome {
        case .met: ("✓ met      ", .good)
        case .notMet: ("✗ NOT MET  ", .bad)
        case .undecided: ("? UNDECIDED", .warning)
        }
      report.add("  \(mark) \(name)  \(verdict.measured)", style)
    }
    if model.verdicts.count > limit { report.add("  and \(model.verdicts.count - limit) more in report.html", .dim) }
  }

  private func addFindings(to report: inout TextReport) {
    report.heading("What binds")
    let limit = 5
    let findings = model.findings.dropFirst(model.gravestFindings)
    for finding in findings.prefix(limit) {
      let style: TextReport.Style? = finding.weight == .binding ? nil : .dim
      report.paragraph(
        finding.text, lead: "  ", indent: 2, style: style, most: [.binding, .cure].contains(finding.weight) ? 4 : 2)
    }
    if findings.count > limit { report.add("  and \(findings.count - limit) more in report.html", .dim) }
  }

  private func addMachines(to report: inout TextReport) {
    let origin = model.clusters.batchText.map { ", intervals from \($0)" } ?? intervals
    report.heading("Executions: mean per replication, latency from the first call" + origin + doubt)
    let limit = 6
    let hasRejected = model.machines.contains { $0.rejected.mean > 0 }
    let hasRunning = model.machines.contains { $0.running.mean > 0 }
    var head = ["machine", "started", "succeeded", "failed"]
    if hasRejected { head.append("rejected") }
    if hasRunning { head.append("running") }
    var rows = [head + ["p50", "p99", "max"]]
    for machine in model.machines.prefix(limit) {
      var counts = [machine.started, machine.succeeded, machine.broken]
      if hasRejected { counts.append(machine.rejected) }
      if hasRunning { counts.append(machine.running) }
      let latency = machine.latency
      let times = [latency.shown("p50"), latency.shown("p99"), latency.max].map { latency.text($0) }
      rows.append([machine.name] + counts.map { Number.count($0.mean) } + times)
      let largest = latency.isEmpty ? "" : "of " + Number.count(Double(latency.count))
      rows.append([""] + counts.map { Number.margin($0) } + ["p50", "p99"].map { latency.shownRange($0) } + [largest])
    }
    report.table(rows.filter { $0.contains { !$0.isEmpty } })
    if model.machines.count > limit { report.add("  and \(model.machines.count - limit) more in report.html", .dim) }
  }

  private var intervals: String { model.recordings.count > 1 ? ", with 95 % intervals" : "" }

  private var doubt: String { model.steadiness?.doubt.map { ", " + $0 } ?? "" }

  private func addParts(to report: inout TextReport) {
    let shown = model.machines.filter { $0.latency.count > 0 && $0.shares.contains { $0.mean > 0 } }.prefix(5)
    guard !shown.isEmpty else { return }
    report.heading("Where the time went")
    let longest = min(24, shown.map(\.name.count).max() ?? 0)
    let bar = report.width >= 90 ? 20 : 10
    let isWide = report.width >= 110
    for machine in shown {
      let shares = zip(Part.allCases, machine.shares).filter { $0.1.mean >= 0.005 }
        .sorted { $0.1.mean > $1.1.mean }
      var parts = ""
      for (part, share) in shares.prefix(4) {
        let words = "\(part.title.lowercased()) \(isWide ? Number.percent(share) : Number.percent(share.mean))"
        let longer = parts.isEmpty ? words : parts + ", " + words
        if !parts.isEmpty, longest + bar + longer.count + 6 > report.width { break }
        parts = longer
      }
      let name = TextReport.padded(TextReport.cut(machine.name, longest), longest)
      let filled = Int(((shares.first?.1.mean ?? 0) * Double(bar)).rounded())
      let gauge = String(repeating: "█", count: filled) + String(repeating: "░", count: bar - filled)
      report.add("  \(name)  \(gauge)  \(parts)")
    }
  }

  private func addCalls(to report: inout TextReport) {
    let called = model.actions.filter { $0.offered.mean > 0 }
    guard !called.isEmpty else { return }
    let isPart = model.plan.warmup > .zero
    report.heading("Calls: mean per replication" + (isPart ? ", whole run" : "") + intervals)
    var rows = [["action", "offered", "admitted", "throttled", "", "bucket", "earliest finish"]]
    for action in called {
      rows.append([
        action.name, Number.count(action.offered.mean), Number.count(action.admitted.mean),
        Number.count(action.throttled.mean), Number.percent(action.throttledRatio), action.bucket.text,
        action.earliestFinish.map { Number.duration($0) } ?? Number.none,
      ])
      rows.append([
        "", Number.margin(action.offered), Number.margin(action.admitted), Number.margin(action.throttled),
        Number.range(action.refusals), "", "",
      ])
    }
    report.table(rows.filter { $0.contains { !$0.isEmpty } })
    let retries = model.retries.mean > 0 ? " (\(Number.percent(model.retriesRatio)) retries)" : ""
    let each = Number.dollars(model.estimate(.costPerExecution).mean)
    let cost = "\(Number.dollars(model.cost.mean)), \(each) a root"
    report.add(
      "  run \(Number.duration(model.makespan)), \(Number.count(model.transitions)) transitions\(retries), \(cost)")
    let waiting = Number.count(model.peakWaiting)
    report.add("  \(Number.count(model.peakOpen)) open at most, \(waiting) waiting to retry at most")
    if let tightest = model.carrying.tightest { report.paragraph(tightest, lead: "  ", indent: 2, most: 2) }
  }
}
