/// The run, told in the order of time.
struct Story: PageSection {
  let model: ReportModel

  var markup: Markup {
    let entries = Timeline(model).entries
    guard entries.count > 1 else { return .none }
    let items = entries.map { entry in
      let when = Number.span(entry.from) + (entry.to.map { " – " + Number.span($0) } ?? "")
      return Markup("li", Markup("b", [:], Markup(when)), Markup("span", Markup(Page.kept(entry.text))))
    }
    return Page.section(
      "story", "What happened when", "Virtual time, the mean over \(model.replicationText).",
      [Markup("ol", ["class": "card story"], items)])
  }
}
