package import Report

/// What the pages of answers have in common: what was asked, in one sentence what was found, and where the numbers come
/// from.
package struct AnswerPage {
  /// The command: `ledger`.
  let kind: String
  /// What stands over the name; nil: that it is the command's of a simulated load test.
  let eyebrow: String?
  let name: String
  /// The classes of a word beside the name, and the word.
  let badge: (style: String, words: String)?
  /// A sentence, with its full stop.
  let lead: String
  let subtitle: String
  let version: String
  let remarks: [String]
  let isBad: Bool
  /// Where the numbers come from; nil: from a simulation.
  let origin: String?
  let sections: [Markup]

  package init(
    kind: String, eyebrow: String? = nil, name: String, badge: (style: String, words: String)? = nil, lead: String,
    subtitle: String, version: String, remarks: [String] = [], isBad: Bool = false, origin: String? = nil,
    sections: [Markup]
  ) {
    self.kind = kind
    self.eyebrow = eyebrow
    self.name = name
    self.badge = badge
    self.lead = lead
    self.subtitle = subtitle
    self.version = version
    self.remarks = remarks
    self.isBad = isBad
    self.origin = origin
    self.sections = sections
  }

  package var html: String {
    let title =
      [Markup("h1", Markup(name))] + (badge.map { [Markup("span", ["class": $0.style], Markup($0.words))] } ?? [])
    let notes = remarks.isEmpty ? Markup.none : Markup("ul", remarks.map { Markup("li", Markup(Page.kept($0))) })
    let header = Markup(
      "header",
      Markup("p", ["class": "eyebrow"], Markup("Headroom · " + (eyebrow ?? "\(kind) of a simulated load test"))),
      Markup("div", ["class": "title"], title), Markup("p", ["class": "meta"], Markup(Page.kept(subtitle))),
      Markup("p", ["class": isBad ? "lead bad" : "lead"], Markup(Page.kept(lead))), notes)
    return Page.document(
      title: "\(name): Headroom \(kind)", version: version,
      [header + Page.contents(sections), Markup("main", sections), Page.footer(version, origin: origin)])
  }
}
