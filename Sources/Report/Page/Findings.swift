/// What the first finding, at the top of the page, leaves to say.
struct Findings: PageSection {
  let model: ReportModel

  var markup: Markup {
    guard model.findings.count > 1 else { return .none }
    let items = model.findings.dropFirst().map { finding in
      let weight = [.cause, .unsteady].contains(finding.weight) ? Finding.Weight.binding : finding.weight
      return Markup("li", ["class": weight.rawValue], Markup(Page.kept(finding.text)))
    }
    return Page.section("findings", "What else to know", "", [Markup("ul", ["class": "findings"], items)])
  }
}
