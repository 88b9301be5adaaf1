import Report
import Simulation
import Statistics

extension LedgerAnswer {
  /// One screen.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    report.heading("Per outside execution")
    report.table([Self.head] + totals.map { [$0.quantity.words] + cells($0) })
    report.heading("Calls for starts, by depth")
    report.table([Self.head] + byDepth(.calls).map { [levelText($0)] + cells($0) })
    if let hardestText {
      report.add()
      report.paragraph(hardestText, lead: "", indent: 2)
    }
    if let oneSidedText { report.paragraph(oneSidedText, lead: "", indent: 2, style: lost > 0 ? .warning : nil) }
    return report.text
  }

  static let head = ["", "actual", "without", "added (95 %)", "times (95 %)"]

  /// `nested-fanout: throttling multiplies calls by 1.62: …`.
  var title: String {
    guard let calls = line(.calls), calls.actual.mean.isFinite else { return "\(plan.name): no root counts" }
    guard calls.added.value != 0 else {
      return "\(plan.name): throttling adds nothing: \(Number.count(calls.actual.mean)) calls a root either way"
    }
    let way = calls.added.value > 0 ? "adds" : "saves"
    return """
      \(plan.name): throttling \(way) \(Number.count(abs(calls.added.value))) calls a root: \
      \(Number.count(calls.actual.mean)) in place of \(Number.count(calls.counterfactual.mean)), \
      \(Number.significant(calls.amplification.value, 3)) times as many
      """
  }

  var subtitle: String {
    let count = replications.count == 1 ? "1 replication" : "\(replications.count) replications"
    return """
      \(count), seed \(plan.seed), \(Number.grouped(rootCount)) roots; against the same roots \(lifted.text), with the \
      same random numbers
      """
  }

  /// Of all levels; what is none of this workflow is left out.
  var totals: [Line] {
    lines.filter { line in
      line.level == nil && (line.actual.mean > 0 || line.counterfactual.mean > 0 || line.quantity == .calls)
    }
  }

  func byDepth(_ quantity: LedgerQuantity) -> [Line] {
    lines.filter { line in
      line.quantity == quantity && line.level != nil && (line.actual.mean > 0 || line.counterfactual.mean > 0)
    }
  }

  func levelText(_ line: Line) -> String {
    guard let level = line.level else { return "all" }
    return "depth \(level.depth)  \(name(ofMachine: level.machine))"
  }

  func cells(_ line: Line) -> [String] {
    [Number.count(line.actual.mean), Number.count(line.counterfactual.mean), addedText(line), timesText(line)]
  }

  private func addedText(_ line: Line) -> String {
    if line.isSame { return "0" }
    return (line.added.value > 0 ? "+" : "") + Number.count(line.added.value, line.added.interval())
  }

  private func timesText(_ line: Line) -> String {
    guard line.amplification.value.isFinite else { return Number.none }
    let value = Number.significant(line.amplification.value, 3)
    guard let interval = line.amplification.interval(), interval.lower < interval.upper else { return value }
    return "\(value) (\(Number.significant(interval.lower, 3)) – \(Number.significant(interval.upper, 3)))"
  }

  /// The root at the 99th percentile of calls.
  var hardestText: String? {
    guard let hardest else { return nil }
    let other =
      hardest.root.counterfactual == nil ? "" : ", \(Number.grouped(hardest.root.counterfactualCalls)) \(lifted.text)"
    return """
      p99 root: \(name(of: hardest.root)) of replication \(hardest.replication) has \
      \(Number.grouped(hardest.root.calls)) calls\(other).
      """
  }

  var oneSidedText: String? {
    guard !oneSided.isEmpty else { return nil }
    return """
      Roots that only one side completes: \(Number.grouped(lost)) only \(lifted.text), \(Number.grouped(gained)) only \
      as it is. All of them are in ledger-roots.csv, and none is left out of the sums.
      """
  }
}
