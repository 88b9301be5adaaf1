import Prelude
import Simulation
import Statistics

/// What stands between arrivals and calls, and what it did.
struct Admissions: PageSection {
  let model: ReportModel

  var markup: Markup {
    let admissions = model.admissions
    guard !admissions.isEmpty else { return .none }
    let rows = admissions.map { one in
      [Markup(one.name)]
        + [one.came, one.passed, one.turnedAway, one.waiting, one.longest].map { Markup(Number.count($0)) }
        + ["p50", "p99"].map { Page.measured(one.wait.shownText($0)) } + [Markup(one.wait.text(one.wait.max))]
    }
    let texts = admissions.map { one in
      (one.name, one.model.text + (one.behaviour.map { "; " + $0 } ?? ""))
    }
    return Page.section(
      "admission", "Admission",
      """
      What callers pass before they call. Latencies count from the intended arrival: the wait is part of them, as \
      “Service queue”.
      """,
      [
        Page.table(
          "Callers, mean per replication, and the wait of those let through",
          ["load", "came", "let through", "turned away", "waiting", "longest line", "wait p50", "p99", "max"], rows),
        Page.definitions(texts),
      ] + admissions.map { chart($0) })
  }

  private func chart(_ admission: AdmissionResult) -> Markup {
    guard model.series.services.indices.contains(admission.column) else { return .none }
    let bins = model.series.services[admission.column]
    var lines = [TimeChart.Line(name: "in line", color: "amber", isFilled: true, values: bins.map(\.queued))]
    if bins.contains(where: { $0.inProgress > 0 }) {
      lines.append(
        TimeChart.Line(name: "in progress", color: "blue", isFilled: false, values: bins.map(\.inProgress)))
    }
    return TimeChart(
      title: "The line before \(admission.name)",
      caption: "Waiting, and holding a slot or an invocation, at the end of each \(Number.span(model.series.width)).",
      unit: "callers", lines: lines, step: model.series.width, height: 190, warmup: model.plan.warmup.seconds
    ).figure()
  }
}
