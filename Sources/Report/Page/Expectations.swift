/// What the scenario demands, and what came out.
struct Expectations: PageSection {
  let model: ReportModel

  var markup: Markup {
    guard !model.verdicts.isEmpty else { return .none }
    let rows = (model.verdicts.filter { !$0.met } + model.verdicts.filter(\.met)).map { verdict -> [Markup] in
      let mark = Markup(
        "span", ["class": "verdict \(verdict.met ? "good" : "bad")"], Markup(verdict.met ? "✓ met" : "✗ not met"))
      return [Markup("code", Markup(verdict.text)), mark, Markup(verdict.measured)]
    }
    return Page.section(
      "expectations", "Expectations", "What the scenario demands, and what came out.",
      [Page.table("Expectations of the scenario", ["expectation", "verdict", "result"], texts: 3, rows)])
  }
}
