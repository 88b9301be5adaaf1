/// What the findings at the top of the page leave to say.
struct Findings: PageSection {
  let model: ReportModel

  /// They come in the order of their weight.
  private static let most = 10

  var markup: Markup {
    let findings = model.findings.dropFirst().filter { $0.weight != .cure }
    guard !findings.isEmpty else { return .none }
    let items = findings.map { finding -> Markup in
      let weight = [.cause, .unsteady].contains(finding.weight) ? Finding.Weight.binding : finding.weight
      return Markup("li", ["class": weight.rawValue], Markup(Page.kept(finding.text)))
    }
    let rest = items.dropFirst(Self.most)
    let more = Markup(
      "details", Markup("summary", Markup("And \(rest.count) more")),
      Markup("ul", ["class": "findings"], Array(rest)))
    return Page.section(
      "findings", "What else to know", "",
      [Markup("ul", ["class": "findings"], Array(items.prefix(Self.most)))] + (rest.isEmpty ? [] : [more]))
  }
}
