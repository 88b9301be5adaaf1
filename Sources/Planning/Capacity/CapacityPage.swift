import Report
import Simulation
import Statistics

/// The answer as one HTML file that needs nothing else.
struct CapacityPage {
  let answer: CapacityAnswer

  var html: String {
    AnswerPage(
      kind: "capacity", eyebrow: "capacity of a simulated system", name: answer.name, badge: badge,
      lead: answer.headline, subtitle: answer.method, version: answer.version,
      remarks: answer.reservation.map { [$0 + "."] } ?? [], isBad: answer.outcome == .targetMissed,
      sections: [knee, binding, limits, target, tested].compactMap(\.self)
    ).html
  }

  private var badge: (style: String, words: String) {
    switch answer.outcome {
    case .found: ("badge good", "✓ found")
    case .undecided: ("badge unclear", "? undecided")
    case .targetMissed: ("badge bad", "✗ too much")
    }
  }

  // MARK: Knee

  private var knee: Markup {
    Page.section(
      "knee", "Where it breaks", "Every load that was tried, with its 95 % interval.",
      answer.expectations.judged.map { chart($0).figure() })
  }

  private func chart(_ expectation: Expectation) -> IntervalChart {
    let isTime = expectation.metric.unit == .seconds && expectation.share == nil
    let text: (Double) -> String = isTime ? { Number.span($0) } : { Number.exact($0) }
    let points = answer.bounds.tested.compactMap { tested -> IntervalChart.Point? in
      guard let judged = tested.last.evidence.judged.first(where: { $0.verdict.text == expectation.text }),
        let value = judged.verdict.value
      else { return nil }
      let color =
        switch judged.verdict.outcome {
        case .met: "green"
        case .notMet: "red"
        case .undecided: "slate"
        }
      return IntervalChart.Point(
        x: tested.load, value: value, interval: judged.verdict.interval, color: color,
        words: "\(answer.scale.text(tested.load)): \(judged.verdict.measured), \(judged.verdict.outcome.words)")
    }
    var chart = IntervalChart(
      title: expectation.text,
      caption: """
        Dashed: the bound, and the loads at which demand comes to supply. Shaded: from the highest load that is met to \
        the lowest that is not.
        """,
      names: (answer.path + ", logarithmic", "value"), texts: ({ Number.exact($0) }, text),
      legend: [("green", "met"), ("red", "not met"), ("slate", "undecided")], points: points)
    chart.limit = expectation.share ?? expectation.value
    chart.bounds = answer.fluid.prefix(3).compactMap { bound in
      bound.load.map { IntervalChart.Mark(x: $0, label: bound.limit.name) }
    }
    if answer.bounds.isMonotone, let lower = answer.bounds.lower, let upper = answer.bounds.upper, lower <= upper {
      chart.shaded = lower...upper
    }
    return chart
  }

  // MARK: What binds

  private var binding: Markup? {
    guard !answer.effects.isEmpty else { return nil }
    let rows = answer.effects.map { effect -> [Markup] in
      let binds = answer.binding?.limits == effect.limits
      return [
        Markup(effect.limits.map(answer.limitName).joined(separator: " and ")),
        Markup(
          "span", ["class": "verdict \(binds ? "bad" : "good")"],
          Markup(binds ? "binds" : effect.isSignificant ? "helps" : "no effect")),
        Markup(answer.words(effect)),
        Markup(effect.adjustedPValue.map { Number.significant($0, 2) } ?? "–"),
      ]
    }
    let places = zip(answer.binding?.names ?? [], answer.binding?.places ?? []).compactMap { name, place in
      place.map { Markup("li", Markup(Page.kept("\(name): \(answer.words($0))."))) }
    }
    let load = answer.binding.map { " at \(answer.scale.text($0.load))" } ?? ""
    let factor = answer.effects.first.map { ", to \(Number.significant($0.factor, 3)) times as much" } ?? ""
    return Page.section(
      "binding", "What binds\(load)",
      "Each limit raised alone, with the same random numbers\(factor); p values are Holm's.",
      [Page.table("What raising a limit does", ["limit", "verdict", "effect", "p"], texts: 3, rows)]
        + (places.isEmpty ? [] : [Markup("ul", places)]))
  }

  // MARK: Limits

  private var limits: Markup? {
    guard !answer.fluid.isEmpty else { return nil }
    let rows = answer.fluid.map { bound -> [Markup] in
      let used = answer.headroom.first { $0.limit == bound.limit.limit }?.used
      return [
        Markup(bound.limit.name), Markup(Number.count(bound.limit.perRoot)), Markup(CapacityAnswer.supply(bound.limit)),
        Markup(bound.load.map { answer.scale.text(answer.digits($0)) } ?? "–"),
        Markup(used.map { Number.percent($0) } ?? "–"),
        Markup(used.map { Number.percent(max(0, 1 - $0.mean)) } ?? "–"),
      ]
    }
    let load = answer.bounds.lower.map { "Used at \(answer.scale.text($0)), the highest load that is met." } ?? ""
    return Page.section(
      "limits", "Limits and what is left of them",
      "What an execution asks of each limit, measured without any; what that allows at most, without chance. \(load)",
      [
        Page.table(
          "Limits, the tightest first",
          ["limit", "per root", "supply", "carries at most", "used", "headroom"], rows)
      ])
  }

  // MARK: Target

  private var target: Markup? {
    guard let target = answer.target, !target.isMet else { return nil }
    let title = "What it takes for \(answer.words(target.load))"
    guard let increases = target.increases else {
      return Page.section(
        "target", title,
        "No larger quota is enough: what is left are hard limits, the services' own times, or the design.", [])
    }
    guard !increases.isEmpty else {
      return Page.section("target", title, "Nothing: tested by itself, it holds as it is.", [])
    }
    let rows = increases.map { increase in
      [
        Markup(increase.name), Markup(increase.code.map { $0.code ?? $0.name } ?? "–"),
        Markup("code", Markup(answer.setLine(increase))), Markup(Number.exact(increase.present)),
        Markup(Number.exact(increase.wanted) + " " + increase.unit),
      ]
    }
    let requests = increases.compactMap(answer.request).map { Markup("li", Markup("code", Markup($0))) }
    return Page.section(
      "target", title, "The smallest set of increases under which everything holds; hard limits stay as they are.",
      [Page.table("Increases", ["limit", "quota", "in a scenario", "now", "wanted"], texts: 3, rows)]
        + (requests.isEmpty ? [] : [Markup("ul", requests)]))
  }

  // MARK: Loads

  private var tested: Markup {
    let rows = answer.bounds.tested.flatMap { tested in
      tested.last.evidence.judged.map { judged -> [Markup] in
        let style =
          switch judged.verdict.outcome {
          case .met: "good"
          case .notMet: "bad"
          case .undecided: "unclear"
          }
        return [
          Markup(answer.scale.text(tested.load)), Markup("code", Markup(judged.verdict.text)),
          Markup("span", ["class": "verdict \(style)"], Markup(judged.verdict.outcome.words)),
          Page.measured(judged.verdict.measured), Markup(Number.grouped(tested.replications)),
        ]
      }
    }
    let left = answer.expectations.leftOut.map { Markup("li", Markup("Left out: \($0.text): \($0.reason).")) }
    return Page.section(
      "loads", "Loads that were tried", "",
      [Page.table("Loads", ["load", "expectation", "verdict", "measured", "replications"], texts: 3, rows)]
        + (left.isEmpty ? [] : [Markup("ul", left)]))
  }
}
