/// The run, told in the order of time.
struct Story: PageSection {
  let model: ReportModel

  var markup: Markup {
    let entries = Timeline(model).entries
    guard entries.count > 1 else { return .none }
    let items = entries.map { entry in
      let when = Self.whole(entry.from) + (entry.to.map { " – " + Self.whole($0) } ?? "")
      return Markup("li", Markup("b", [:], Markup(when)), Markup("span", Markup(Page.kept(entry.text))))
    }
    return Page.section(
      "story", "What happened when", "Virtual time, the mean over \(model.replicationText).",
      [Markup("ol", ["class": "card story"], items)])
  }

  /// Not broken over lines: `10 m 08 s`.
  private static func whole(_ seconds: Double) -> String { Number.span(seconds).replacing(" ", with: "\u{A0}") }
}
