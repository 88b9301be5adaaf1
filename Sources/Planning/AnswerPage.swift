import Report

/// What the pages of answers have in common: what was asked, in one sentence what was found, and where the numbers come
/// from.
struct AnswerPage {
  /// `ledger`: also the word before the name.
  let kind: String
  let name: String
  let title: String
  let subtitle: String
  let version: String
  var remarks: [String] = []
  var isBad = false
  let sections: [Markup]

  var html: String {
    let header = Markup(
      "header", Markup("p", ["class": "eyebrow"], Markup("Headroom · \(kind) of a simulated load test")),
      Markup("div", ["class": "title"], Markup("h1", Markup(name))),
      Markup("p", ["class": "meta"], Markup(Page.kept(subtitle))),
      Markup("p", ["class": isBad ? "lead bad" : "lead"], Markup(Page.kept(title) + ".")),
      Markup("ul", remarks.map { Markup("li", Markup(Page.kept($0))) }))
    let footer = Markup(
      "footer", Markup("p", Markup("Modelled by Headroom \(version). No number here was measured on AWS.")))
    return Page.document(
      title: "\(name): Headroom \(kind)", version: version, [header, Markup("main", sections), footer])
  }
}
