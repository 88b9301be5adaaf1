import Prelude
import Simulation
import Statistics
import StepFunctions

/// Several runs beside one another, in one HTML file that needs nothing else.
package struct RunsPage {
  package struct Run {
    let name: String
    /// Of its own report, as this page leads to it.
    let link: String
    let model: ReportModel

    package init(name: String, link: String, model: ReportModel) {
      (self.name, self.link, self.model) = (name, link, model)
    }
  }
  private let runs: [Run]
  private let version: String

  /// Those that charts show: more lines cannot be told apart.
  private var drawn: [Run] { Array(runs.prefix(Page.colors.count)) }

  package init(runs: [Run], version: String) {
    (self.runs, self.version) = (runs, version)
  }

  package func files() -> [ReportFile] {
    [ReportFile("report.html") { html }, ReportFile("runs.csv") { csv }]
  }

  private var html: String {
    let names = runs.map(\.model.plan.name)
    let isOne = Set(names).count == 1
    let sections = [overview, figures, latencies, overTime]
    let met = runs.count { run in run.model.verdicts.allSatisfy { $0.outcome == .met } }
    let judged = runs.contains { !$0.model.verdicts.isEmpty }
    let lead =
      judged ? "\(met) of \(runs.count) runs meet all that is expected of them." : "Nothing is expected of them."
    return Page.document(
      title: "\(runs.count) runs: Headroom report", version: version,
      [
        Markup(
          "header", Markup("p", ["class": "eyebrow"], "Headroom · simulated load tests side by side"),
          Markup("div", ["class": "title"], Markup("h1", Markup(isOne ? names[0] : "\(runs.count) runs"))),
          Markup("p", ["class": "meta"], Markup("\(runs.count) runs · Headroom \(version)")),
          Markup("p", ["class": met == runs.count || !judged ? "lead" : "lead bad"], Markup(lead)))
          + Page.contents(sections),
        Markup("main", sections),
        Page.footer(version),
      ])
  }

  // MARK: Tables

  private var overview: Markup {
    let rows = runs.map { run -> [Markup] in
      let model = run.model
      let bad = model.verdicts.count { $0.outcome != .met }
      let (style, words) =
        model.verdicts.isEmpty
        ? ("", "nothing expected")
        : bad == 0 ? ("verdict good", "✓ all met") : ("verdict bad", "✗ \(bad) of \(model.verdicts.count) not met")
      let sets = model.plan.source?.overrides.sets ?? []
      return [
        Markup("a", ["href": run.link], Page.breakable(run.name))
          + Markup("small", ["class": "block"], Markup("\(model.plan.name), seed \(model.plan.seed)"))
          + (sets.isEmpty ? .none : Markup("small", ["class": "block"], Page.breakable(sets.joined(separator: ", ")))),
        Markup("span", ["class": style], Markup(words)), Markup(Page.kept(model.findings.first?.text ?? "")),
      ]
    }
    return Page.section(
      "runs", "The runs", "Each with its own report behind its name.",
      [Page.table("Runs, and what their reports begin with", ["run", "expectations", "first finding"], texts: 3, rows)])
  }

  private var figures: Markup {
    let account = runs.map { run -> [Markup] in
      let model = run.model
      let action = model.actions.first { $0.action == .startExecution }
      return [Page.breakable(run.name)]
        + [
          action.map { Number.count($0.offered) } ?? Number.none,
          action.map { Number.percent($0.refusals) } ?? Number.none, Number.duration(model.makespan),
          Number.count(model.peakOpen), Number.count(model.transitions), Number.dollars(model.cost),
        ].map(Page.measured)
    }
    let machines = names(of: runs).map { name in
      Page.table(
        "\(name): latency from the first call, of executions that succeeded",
        ["run", "started", "failed ratio", "mean", "p50", "p95", "p99", "max"],
        runs.compactMap { run in
          run.model.machines.first { $0.name == name }.map { machine in
            let latency = machine.latency
            return [Page.breakable(run.name)]
              + [
                Number.count(machine.started), Number.percent(machine.failures), latency.meanText,
                latency.shownText("p50"), latency.shownText("p95"), latency.shownText("p99"), latency.text(latency.max),
              ].map(Page.measured)
          }
        })
    }
    return Page.section(
      "figures", "Figures",
      "Means per replication, with 95 % intervals. Whether two runs differ by more than chance, headroom compare says.",
      machines + [
        Page.table(
          "The account",
          ["run", "StartExecution calls", "refused", "the run took", "open at most", "transitions", "dollars"], account)
      ])
  }

  /// Of the machines that outside callers start.
  private func names(of runs: [Run]) -> [String] {
    var names: [String] = []
    for run in runs {
      for index in Set(run.model.plan.load.map(\.machine)).sorted() where run.model.machines.indices.contains(index) {
        let name = run.model.machines[index].name
        if !names.contains(name) { names.append(name) }
      }
    }
    return Array(names.prefix(8))
  }

  // MARK: Charts

  private var latencies: Markup {
    let charts = names(of: drawn).map { name in
      CurveChart(
        title: "Latency of \(name)",
        caption: "Within what time so large a share of the executions was over; areas are 95 % intervals.\(leftOut)",
        curves: drawn.enumerated().compactMap { index, run in
          run.model.machines.first { $0.name == name && !$0.latency.isEmpty }.map {
            CurveChart.Curve(name: run.name, color: Page.colors[index], spread: $0.latency)
          }
        })
    }
    let shown = charts.filter { !$0.curves.isEmpty }
    guard !shown.isEmpty else { return .none }
    return Page.section("latencies", "Latencies", "", shown.map { $0.figure() })
  }

  private var leftOut: String {
    runs.count > drawn.count ? " Only the first \(drawn.count) of \(runs.count) runs are drawn." : ""
  }

  private var overTime: Markup {
    let step = drawn.map(\.model.series.width).max() ?? 1
    let end = drawn.map { $0.model.series.shownEnd }.max() ?? step
    func chart(_ title: String, _ unit: String, _ value: (AverageSeries.Bin) -> Double) -> Markup {
      let lines = drawn.enumerated().map { index, run in
        let series = run.model.series
        let values = TimeChart.means(series.bins.map(value), of: Int((step / series.width).rounded()))
        return TimeChart.Line(
          name: run.name, color: Page.colors[index], isFilled: false,
          values: Array(values.prefix(Int((end / step).rounded(.up)))))
      }
      guard lines.contains(where: { $0.values.contains { $0 > 0 } }) else { return .none }
      return TimeChart(
        title: title, caption: "Means over the replications.\(leftOut)", unit: unit, lines: lines, step: step,
        height: 190, end: end
      ).figure()
    }
    let whole = drawn.map(\.model.series.duration).max() ?? end
    return Page.timeSection(
      "time", "Over time",
      "Virtual time." + (end < whole ? " " + AverageSeries.cutText(end, of: whole, isAll: false) : ""),
      [
        chart("StartExecution calls offered", "calls per second") { $0.calls[.startExecution].offered },
        chart("StartExecution calls refused", "calls per second") { $0.calls[.startExecution].throttled },
        chart("Tokens left in the StartExecution bucket", "tokens", \.tokensLeft),
        chart("Open executions", "executions", \.open),
      ])
  }

  // MARK: CSV

  /// One row for each run and metric.
  private var csv: String {
    var table = CSVTable(columns: [
      "run", "scenario", "seed", "replications", "subject", "metric", "unit", "value", "half_width",
    ])
    for run in runs {
      let model = run.model
      for row in model.summaryMetrics where row.metric.scope != .task {
        let estimate = model.estimate(row.metric, of: row.index)
        let name = row.metric.isNumber ? row.metric.name : row.metric.name + ".mean"
        let lead = [run.name, model.plan.name, String(model.plan.seed), String(model.recordings.count)]
        let numbers = [Number.exact(estimate.mean), Number.exact(estimate.halfWidth)]
        table.add(row: lead + [row.subject, name, row.metric.unit.rawValue] + numbers)
      }
    }
    return String(decoding: table.take(), as: UTF8.self)
  }
}
