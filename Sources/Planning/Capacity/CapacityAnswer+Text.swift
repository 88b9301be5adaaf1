import Report
import Simulation
import Statistics

extension CapacityAnswer {
  /// The answer on one screen of a terminal.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    let style: TextReport.Style =
      switch outcome {
      case .found: .good
      case .undecided: .warning
      case .targetMissed: .bad
      }
    report.paragraph(headline, lead: "", indent: 2, style: color ? style : .bold)
    report.paragraph(method, lead: "", indent: 2, style: .dim)
    if let reservation { report.paragraph("hint: " + reservation, lead: "", indent: 2, style: .warning) }
    addExpectations(to: &report)
    addBinding(to: &report)
    addLimits(to: &report)
    addTested(to: &report)
    addIncreases(to: &report)
    return report.text
  }

  private func addExpectations(to report: inout TextReport) {
    report.heading("What has to hold")
    for expectation in expectations.judged {
      let at = [bounds.lower, bounds.upper].compactMap { load in measured(expectation.text, at: load) }
      report.paragraph(([expectation.text] + at).joined(separator: "; "), lead: "  ", indent: 4)
    }
    for left in expectations.leftOut {
      report.paragraph("left out: \(left.text): \(left.reason)", lead: "  ", indent: 4, style: .dim)
    }
  }

  private func measured(_ text: String, at load: Double?) -> String? {
    guard let load, let tested = bounds.tested.first(where: { $0.load == load }) else { return nil }
    if let backlog = tested.last.evidence.backlog, tested.outcome == .notMet {
      return "\(scale.text(load)): \(backlog)"
    }
    return tested.last.evidence.judged.first { $0.verdict.text == text }.map {
      "\(scale.text(load)): \($0.verdict.measured)"
    }
  }

  private func addBinding(to report: inout TextReport) {
    guard let binding else { return }
    report.heading("What binds")
    for index in binding.names.indices {
      let place = binding.places[index].map { ": " + words($0) } ?? ""
      report.paragraph("\(binding.names[index])\(place)", lead: "  ", indent: 4)
    }
    let raised = zip(binding.names, binding.amounts).map { "\($0) \($1)" }.joined(separator: " and ")
    report.paragraph(
      "with \(raised), at \(scale.text(binding.load)): \(words(binding.effect))", lead: "  ", indent: 4)
  }

  private func addLimits(to report: inout TextReport) {
    guard !fluid.isEmpty else { return }
    report.heading("Limits, the tightest first")
    let at = bounds.lower.map { "at " + scale.text($0) } ?? "used"
    let shown = 8
    report.table(
      [["limit", "per root", "supply", "carries at most", at, "headroom"]]
        + fluid.prefix(shown).map { bound in
          let used = headroom.first { $0.limit == bound.limit.limit }?.used
          return [
            bound.limit.name, Number.count(bound.limit.perRoot), Self.supply(bound.limit),
            bound.load.map { scale.text(digits($0)) } ?? "–", used.map { Number.percent($0) } ?? "–",
            used.map { Number.percent(max(0, 1 - $0.mean)) } ?? "–",
          ]
        })
    if fluid.count > shown { report.add("  \(fluid.count - shown) more in capacity.json", .dim) }
  }

  static func supply(_ limit: LimitLoad) -> String {
    guard limit.seconds == nil else { return Number.count(limit.supply) + " at once" }
    return (limit.burst.map { Number.count($0) + " + " } ?? "") + Number.count(limit.supply) + "/s"
  }

  /// As many as a person would read.
  func digits(_ load: Double) -> Double {
    scale.isWhole ? load.rounded(.down) : Double(Number.significant(load, 4)) ?? load
  }

  private func addTested(to report: inout TextReport) {
    report.heading("Loads that were tried")
    report.table(
      [["load", "replications", "verdict"]]
        + bounds.tested.map { tested in
          [scale.text(tested.load), Number.grouped(tested.replications), tested.outcome.words]
        })
  }

  private func addIncreases(to report: inout TextReport) {
    guard let target, !target.isMet else { return }
    report.heading("What it takes for \(words(target.load))")
    guard let increases = target.increases else {
      return report.paragraph(
        "No larger quota is enough: what is left are hard limits, the services' own times, or the design.", lead: "  ",
        indent: 4)
    }
    if increases.isEmpty {
      return report.paragraph("Nothing: tested by itself, it holds as it is.", lead: "  ", indent: 4)
    }
    for increase in increases {
      let code = increase.code.map { " (\($0.code ?? $0.name))" } ?? ""
      let amounts = "\(Number.exact(increase.present)) → \(Number.exact(increase.wanted)) \(increase.unit)"
      report.paragraph("\(increase.name)\(code): \(amounts)", lead: "  ", indent: 4)
      if let request = request(increase) { report.add(whole: "    " + request) }
      report.add(whole: "    " + setLine(increase))
    }
  }
}
