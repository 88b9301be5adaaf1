import Report

/// What the pages of answers have in common: what was asked, in one sentence what was found, and where the numbers come
/// from.
struct AnswerPage {
  /// The command: `ledger`.
  let kind: String
  /// What stands over the name; nil: that it is the command's of a simulated load test.
  var eyebrow: String?
  let name: String
  /// The classes of a word beside the name, and the word.
  var badge: (style: String, words: String)?
  /// A sentence, with its full stop.
  let lead: String
  let subtitle: String
  let version: String
  var remarks: [String] = []
  var isBad = false
  let sections: [Markup]

  var html: String {
    let title =
      [Markup("h1", Markup(name))] + (badge.map { [Markup("span", ["class": $0.style], Markup($0.words))] } ?? [])
    let notes = remarks.isEmpty ? Markup.none : Markup("ul", remarks.map { Markup("li", Markup(Page.kept($0))) })
    let header = Markup(
      "header",
      Markup("p", ["class": "eyebrow"], Markup("Headroom · " + (eyebrow ?? "\(kind) of a simulated load test"))),
      Markup("div", ["class": "title"], title), Markup("p", ["class": "meta"], Markup(Page.kept(subtitle))),
      Markup("p", ["class": isBad ? "lead bad" : "lead"], Markup(Page.kept(lead))), notes)
    let footer = Markup(
      "footer", Markup("p", Markup("Modelled by Headroom \(version). No number here was measured on AWS.")))
    return Page.document(
      title: "\(name): Headroom \(kind)", version: version, [header + Page.contents(sections), Markup("main", sections), footer])
  }
}
