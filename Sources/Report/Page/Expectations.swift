/// What the scenario demands, and what came out.
struct Expectations: PageSection {
  let model: ReportModel

  var markup: Markup {
    guard !model.verdicts.isEmpty else { return .none }
    let rows = Verdict.gravestFirst(model.verdicts).map { verdict -> [Markup] in
      let (style, words) =
        switch verdict.outcome {
        case .met: ("good", "✓ met")
        case .notMet: ("bad", "✗ not met")
        case .undecided: ("unclear", "? undecided")
        }
      let mark = Markup("span", ["class": "verdict \(style)"], Markup(words))
      return [Markup("code", Markup(verdict.text)), mark, Markup(verdict.measured)]
    }
    return Page.section(
      "expectations", "Expectations", "What the scenario demands, and what came out.",
      [Page.table("Expectations of the scenario", ["expectation", "verdict", "result"], texts: 3, rows)])
  }
}
