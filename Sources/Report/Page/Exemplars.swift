import Engine
import Prelude
import Simulation
import Tracing

/// Single executions that show what many were like: what each spent its time on.
struct Exemplars: PageSection {
  let model: ReportModel

  /// Lines of all charts together, and of one: the page is to stay small.
  private static let mostRows = 1_200
  private static let mostOfOne = 110

  var markup: Markup {
    let all = model.exemplars
    guard !all.isEmpty else { return .none }
    let most = min(Self.mostOfOne, Self.mostRows / all.count)
    let charts = all.map { GanttRows.rows($0.spans, $0.cuts, most: most) }
    let drawn = Set(charts.joined().flatMap { $0.slices.map(\.part) })
    return Page.section(
      "exemplars", "Executions to look at",
      """
      Those of outside callers that came nearest to a percentile of their machine, the longest, and the first that \
      ended by each error. Percentiles are of all replications; those near them are of the one in which the longest \
      ran. Bars show where the time went, along the critical path.
      """,
      [
        Page.table(
          "Single executions", ["execution", "where the time went", "latency"], texts: 2, all.enumerated().map(row)),
        drawn.isEmpty
          ? .none : ShareBar.legend(Part.allCases.filter { drawn.contains($0) }.map { ($0.title, $0.color) }),
      ] + zip(all, charts).enumerated().map { details($0.offset, $0.element.0, $0.element.1) })
  }

  private func row(_ place: Int, _ one: Exemplar) -> [Markup] {
    let error = one.kinds == [.failed] ? model.describedOrigin(of: one) : ""
    return [
      Markup("a", ["href": "#execution-\(place + 1)"], Markup(one.title))
        + Markup(
          "small", ["class": "block"],
          Page.breakable(
            "\(model.machines[one.machine].name) \(one.name.prefix(8))…, replication \(one.replication)")),
      Markup(Page.kept(one.splitText(most: 3)))
        + (error.isEmpty ? .none : Markup("small", ["class": "block"], Page.breakable("✗ " + error))),
      Markup(one.latencyText),
    ]
  }

  private func details(_ place: Int, _ one: Exemplar, _ rows: [GanttRow]) -> Markup {
    let name = model.machines[one.machine].name
    let error = one.kinds == [.failed] ? " with " + model.describedOrigin(of: one) : ""
    let summary = Markup("strong", Markup(one.title)) + Markup(" · \(name) · \(one.latencyText)\(error)")
    return Markup(
      "details", ["class": "card exemplar"], Markup("summary", summary),
      // Who follows the link has the details opened by the browser.
      Markup("div", ["id": "execution-\(place + 1)"], facts(one), chart(one, rows)))
  }

  private func facts(_ one: Exemplar) -> Markup {
    let began = Number.span((one.firstCallAt - .zero).seconds)
    let split = one.splitText(most: Part.allCases.count)
    let words =
      "Execution \(one.name) of replication \(one.replication), seed \(model.plan.seed), first called at \(began)"
    let command = ReplayCommand(model.plan, one).map { command in
      Markup("p", [:], Markup("Its history: "), Markup("code", [:], Markup(command.text)))
    }
    return Markup("p", Markup(Page.kept(split.isEmpty ? words + "." : "\(words): \(split).")))
      + (command ?? .none)
  }

  private func chart(_ one: Exemplar, _ rows: [GanttRow]) -> Markup {
    guard !one.spans.isEmpty else {
      let why =
        model.plan.stopsEarly
        ? "A run that stops early is not simulated again to draw it"
        : """
        \(Number.grouped(one.finishedBefore)) executions were over before it, more than are simulated again for a \
        report
        """
      return Markup("p", ["class": "empty"], Markup("\(why): the command draws its tree."))
    }
    var words: [String] = []
    if !one.isWhole { words.append("It was redriven: the chart shows what came before.") }
    if one.unread > 0 {
      words.append("\(Number.grouped(one.unread)) executions below it are left out: it has too many.")
    }
    let note = words.isEmpty ? Markup.none : Markup("p", Markup(words.joined(separator: " ")))
    return note + GanttChart(label: "What execution \(one.name) did", rows: rows).markup
  }
}
