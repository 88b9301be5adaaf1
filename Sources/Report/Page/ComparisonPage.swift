import Statistics

/// The comparison as one HTML file that needs nothing else.
struct ComparisonPage {
  let comparison: Comparison

  var html: String {
    Page.document(
      title: "\(comparison.title): Headroom comparison", version: comparison.version,
      [
        header, Markup("main", [gate, distributions, others].compactMap(\.self)),
        Page.footer(comparison.version),
      ])
  }

  private var header: Markup {
    let (style, words) =
      switch comparison.outcome {
      case .regressed: ("badge bad", "✗ regressed")
      case .inconclusive: ("badge unclear", "? inconclusive")
      case .identical, .improved, .withinNoise: ("badge good", "✓ \(comparison.outcome.rawValue)")
      }
    let names = [comparison.sides.base, comparison.sides.candidate].map(\.facts.name)
    let name = names[0] == names[1] ? names[0] : names.joined(separator: " → ")
    let remarks = comparison.notes + [comparison.pairingText].compactMap(\.self)
    return Markup(
      "header", Markup("p", ["class": "eyebrow"], "Headroom · comparison of simulated load tests"),
      Markup(
        "div", ["class": "title"], Markup("h1", Markup(name)), Markup("span", ["class": style], Markup(words))),
      Markup("p", ["class": "meta"], Markup(Page.kept(comparison.subtitle))),
      Markup("p", ["class": comparison.outcome == .regressed ? "lead bad" : "lead"], Markup(comparison.title + ".")),
      Markup("ul", remarks.map { Markup("li", Markup(Page.kept($0))) }))
  }

  private var gate: Markup {
    let count = comparison.gates.count
    let level = count > 1 ? "Corrected for \(count) comparisons (Bonferroni; p values: Holm)." : ""
    return Page.section("gate", "Gate", level, [table("Metrics that the comparison is judged by", comparison.gates)])
  }

  private var others: Markup? {
    let changed = comparison.others.filter { $0.outcome != .identical }
    let intro = "Not corrected for \(comparison.others.count) comparisons; \(comparison.others.count - changed.count) "
    return Page.section(
      "others", "Other metrics", intro + "of them are identical.",
      changed.isEmpty ? [] : [table("Other metrics that differ", changed)])
  }

  private func table(_ caption: String, _ rows: [ComparedRow]) -> Markup {
    Page.table(
      caption, ["metric", "verdict", "base", "candidate", "change (95 %)", "p"], texts: 2,
      rows.map { row in
        let style =
          switch row.outcome {
          case .regressed: "bad"
          case .inconclusive: "unclear"
          case .improved, .withinNoise, .identical: "good"
          }
        let verdict = Markup(
          "span", ["class": "verdict \(style)"], Markup("\(row.outcome.mark) \(row.outcome.rawValue)"))
        let note = row.note.map { Markup("small", Markup(" " + $0)) } ?? .none
        return [Markup("code", Markup(row.name)), verdict + note, Markup(row.baseText), Markup(row.candidateText)]
          + [Page.measured(row.changeText), Markup(row.pText)]
      })
  }

  // MARK: Distributions

  private var distributions: Markup? {
    let drawn = comparison.distributions.filter { !$0.shifts.isEmpty }
    guard !drawn.isEmpty else { return nil }
    return Page.section(
      "distributions", "Latencies", "From the first call to the end, of executions that succeeded.",
      drawn.flatMap { distribution in [curves(distribution), shift(distribution)] })
  }

  private func curves(_ distribution: ComparedDistribution) -> Markup {
    let base = CurveChart.Curve(name: "base", color: "slate", spread: Spread(distribution.base, unit: .seconds))
    let candidate = CurveChart.Curve(
      name: "candidate", color: "blue", spread: Spread(distribution.candidate, unit: .seconds))
    return CurveChart(
      title: "\(distribution.machine): both distributions", caption: Self.distance(distribution),
      curves: [base, candidate]
    ).figure()
  }

  private static func distance(_ distribution: ComparedDistribution) -> String {
    let apart = "\(Number.percent(distribution.distance)) apart (Kolmogorov–Smirnov)"
    if distribution.distance == 0 { return "The distributions are the same." }
    return distribution.isFarApart && distribution.meanIsUnchanged
      ? "The distributions are \(apart): their shape has changed, though the mean shows no change."
      : "The distributions are \(apart)."
  }

  private func shift(_ distribution: ComparedDistribution) -> Markup {
    ShiftChart(
      title: "\(distribution.machine): shift of the percentiles",
      caption: """
        How much longer (above 0) or shorter the candidate takes at each percentile, with 95 % intervals; executions \
        that did not succeed lie beyond all others.
        """, shifts: distribution.shifts
    ).figure()
  }
}
