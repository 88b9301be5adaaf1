/// A bar of 100 %, cut into shares; its words stand beside it in HTML, so that they keep their size on a small screen.
struct ShareBar {
  struct Share {
    let name: String
    let color: String
    let share: Double
    let detail: String
  }
  let label: String
  let note: String
  let shares: [Share]

  /// A narrower share has no room for its percentage on a phone.
  private static let narrowestWithWords = 0.12

  func figure() -> Markup {
    var offset = 0.0
    var pieces: [Markup] = []
    var words: [Markup] = []
    for share in shares where share.share > 0 {
      pieces.append(
        Markup(
          "rect",
          [
            "class": "piece \(share.color)", "x": Number.short(offset * 1000), "y": "0",
            "width": Number.short(share.share * 1000), "height": "20",
          ], Markup("title", Markup("\(share.name): \(share.detail)"))))
      if share.share >= ShareBar.narrowestWithWords {
        let place = "left:\(Number.short(offset * 100, 2))%;width:\(Number.short(share.share * 100, 2))%"
        words.append(Markup("span", ["class": share.color, "style": place], Markup(Number.percent(share.share))))
      }
      offset += share.share
    }
    let description = shares.filter { $0.share > 0 }.map { "\($0.name) \($0.detail)" }.joined(separator: ", ")
    return Markup(
      "div", ["class": "bar"],
      Markup("div", ["class": "bar-label"], Markup("strong", Markup(label)), Markup("span", Markup(note))),
      Markup(
        "div", ["class": "bar-track"],
        Markup(
          "svg",
          [
            "viewBox": "0 0 1000 20", "preserveAspectRatio": "none", "role": "img",
            "aria-label": "\(label): \(description)",
          ], pieces), Markup("div", ["class": "bar-words", "aria-hidden": "true"], words)))
  }

  static func legend(_ entries: [(name: String, color: String)]) -> Markup {
    Markup(
      "div", ["class": "legend"], entries.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }
    )
  }
}
