import Statistics
import StepFunctions

/// How executions ended, and how long they took.
struct Executions: PageSection {
  let model: ReportModel

  var markup: Markup {
    let counts = model.machines.map { machine in
      [
        Markup(machine.name) + Markup("small", Markup(" " + machine.kind.rawValue)),
        Markup(startedBy(machine)),
      ]
        + [
          machine.started, machine.succeeded, machine.failed, machine.timedOut, machine.aborted, machine.rejected,
          machine.running,
        ].map { Page.measured(Number.count($0)) } + [Page.measured(Number.percent(machine.failures))]
    }
    let curves = model.machines.enumerated().map { index, machine in
      CurveChart.Curve(name: machine.name, color: Page.colors[index % Page.colors.count], spread: machine.latency)
    }
    return Page.section(
      "executions", "Executions",
      """
      Counts are means per replication. ± is the half-width of a 95 % confidence interval, brackets hold one; max is \
      the largest of so many, and has none.
      """,
      [
        Page.table(
          "Executions by state machine, mean per replication",
          [
            "state machine", "started by", "started", "succeeded", "failed", "timed out", "aborted", "rejected",
            "still running",
            "failed ratio",
          ], texts: 2, counts),
        CurveChart(
          title: "Latency distribution by state machine",
          caption: """
            Within what time so large a share of the executions was over; areas are 95 % intervals. Dots mark p50, \
            p90, p95, p99 and p99.9, as far as the number of executions supports them; the curves end there too.
            """, curves: curves
        ).figure(),
        spreadTable(
          "Latency from the first call, and duration from admission, of executions that succeeded",
          model.machines.flatMap { [($0.name + " latency", $0.latency), ($0.name + " duration", $0.duration)] }),
        model.depths.count > 1
          ? spreadTable(
            "Latency by nesting depth, 0 for executions that outside callers start",
            model.depths.enumerated().map { ("depth \($0)", $1) }) : .none,
      ])
  }

  /// The machines whose executions started those of `machine`, and outside callers where there are some.
  private func startedBy(_ machine: MachineResult) -> String {
    let parents = model.parents(of: machine)
    let nested = parents.reduce(0) { $0 + $1.count.mean }
    return (parents.map(\.name) + (machine.started.mean > nested + 1e-9 ? ["callers"] : [])).joined(
      separator: ", ")
  }

  private func spreadTable(_ caption: String, _ rows: [(String, Spread)]) -> Markup {
    Page.table(
      caption, ["executions", "count", "mean", "min", "p50", "p90", "p95", "p99", "p99.9", "max"],
      rows.map { name, spread in
        let first = Markup(name + (spread.isExact ? "" : " (percentiles within 0.1 %)"))
        let texts = [Number.count(Double(spread.count)), spread.meanText, spread.text(spread.min)]
        let shown = spread.percentiles.map { spread.text($0) }
        return [first] + (texts + shown + [spread.text(spread.max)]).map(Page.measured)
      })
  }
}
