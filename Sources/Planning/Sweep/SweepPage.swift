import Report
import Simulation
import Statistics

/// The sweep as one HTML file that needs nothing else.
struct SweepPage {
  let answer: SweepAnswer

  private var design: SweepDesign { answer.sweep.design }
  private var metrics: [MeasuredMetric] { answer.sweep.metrics }

  var html: String {
    AnswerPage(
      kind: "sweep", eyebrow: "sweep of simulated load tests", name: answer.sweep.scenario.plan.name, badge: badge,
      lead: lead, subtitle: answer.subtitle, version: answer.sweep.version,
      sections: [matters, ranking, charts, varied].compactMap(\.self)
    ).html
  }

  private var badge: (style: String, words: String) {
    let (all, good) = (answer.results.count, answer.good)
    if answer.expected.isEmpty { return ("badge", "no expectations") }
    let style = good == all ? "badge good" : good == 0 ? "badge bad" : "badge unclear"
    return (style, "\(good) of \(all) points are fine")
  }

  private var lead: String {
    var words = answer.title + "."
    if let strongest = answer.influences.first(where: { answer.shown.contains($0.metric) }) {
      let direction = strongest.coefficient.correlation < 0 ? "falls" : "rises"
      words +=
        " \(metrics[strongest.metric].name) \(direction) most clearly with \(design.variations[strongest.path].path)."
    }
    return words
  }

  private var matters: Markup? {
    guard !answer.influences.isEmpty else { return nil }
    let rows = answer.influences.map { influence in
      let interval = influence.coefficient.interval
      let isClear = !interval.contains(0)
      return [
        Markup("code", Markup(metrics[influence.metric].name)),
        Markup("code", Markup(design.variations[influence.path].path)),
        Page.measured(SweepAnswer.text(influence.coefficient)),
        Markup(isClear ? (interval.lower > 0 ? "rises with it" : "falls with it") : "not told apart from chance"),
      ]
    }
    return Page.section(
      "matters", "What matters most",
      """
      Partial rank correlations over all points: how closely a metric follows a value, the other values held. +1 and \
      −1 are as close as can be, 0 is not at all. With 95 % intervals, each by itself.
      """,
      [Page.table("How metrics follow values", ["metric", "value", "correlation (95 %)", ""], texts: 2, rows)])
  }

  private var ranking: Markup {
    let order = answer.ranking
    let shown = order.count > 40 ? Array(order.prefix(30)) + Array(order.suffix(10)) : order
    let heads = ["point"] + answer.shortPaths + answer.shown.map { metrics[$0].name }
    let rows = shown.map { point in
      [Markup(String(point))] + design.points[point].values.map { Markup($0) }
        + answer.shown.map { cell(answer.results[point][$0], metrics[$0]) }
    }
    let which = order.count > 40 ? "The best 30 and the worst 10; all are in sweep.csv." : ""
    return Page.section(
      "ranking", "From best to worst",
      "By what is expected and not met, then by what is undecided, then by the first metric. " + which,
      [Page.table("Points", heads, rows)])
  }

  private func cell(_ measured: MeasuredValue, _ metric: MeasuredMetric) -> Markup {
    let text = Page.measured(metric.text(measured))
    guard let outcome = measured.outcome else { return text }
    let style = outcome == .met ? "good" : outcome == .notMet ? "bad" : "unclear"
    return Markup("span", ["class": "verdict \(style)"], Markup(outcome.mark + " ")) + text
  }

  private var varied: Markup {
    let entries = design.variations.map { variation in
      switch variation.values {
      case .list(let values): (variation.path, values.joined(separator: ", "))
      case .range(let scale):
        (
          variation.path,
          "\(scale.text(scale.low)) to \(scale.text(scale.high))\(scale.isLogarithmic ? ", by factors" : "")"
        )
      }
    }
    let all =
      [("scenario", answer.sweep.scenario.file)] + answer.sweep.scenario.sets.map { ("--set", $0.text) } + entries
    return Page.section(
      "varied", "What was varied",
      design.hasRanges
        ? "Ranges are filled by a Sobol sequence with a digital shift; lists are combined with each of its points."
        : "",
      [Page.definitions(all)])
  }

  private var charts: Markup {
    Page.section("charts", "How it responds", "", SweepCharts(answer: answer).figures)
  }
}
