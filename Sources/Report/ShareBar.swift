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

  func markup() -> Markup {
    var offset = 0.0
    var pieces: [Markup] = []
    for share in shares where share.share > 0 {
      pieces.append(
        Markup(
          "rect",
          [
            "class": "piece \(share.color)", "x": Number.short(offset * 1000), "y": "0",
            "width": Number.short(share.share * 1000), "height": "20",
          ], Markup("title", Markup("\(share.name): \(share.detail)"))))
      offset += share.share
    }
    let description = shares.filter { $0.share > 0 }.map { "\($0.name) \($0.detail)" }.joined(separator: ", ")
    return Markup(
      "div", ["class": "bar"],
      Markup("div", ["class": "bar-label"], Markup("strong", Markup(label)), Markup("span", Markup(note))),
      Markup(
        "svg",
        [
          "viewBox": "0 0 1000 20", "preserveAspectRatio": "none", "role": "img",
          "aria-label": "\(label): \(description)",
        ], pieces))
  }

  static func legend(_ entries: [(name: String, color: String)]) -> Markup {
    Markup(
      "div", ["class": "legend"], entries.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }
    )
  }
}
