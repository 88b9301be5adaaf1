/// Quantiles of one distribution over those of another, both axes logarithmic: points on the line mean that the two are
/// alike.
package struct QuantileChart {
  let title: String
  let caption: String
  /// What stands below, and at the left.
  let names: (x: String, y: String)
  let points: [(x: Double, y: Double, words: String)]

  /// `points`: seconds; those that are not above 0 are left out.
  package init(
    title: String, caption: String, names: (x: String, y: String), points: [(p: Double, x: Double, y: Double)]
  ) {
    self.title = title
    self.caption = caption
    self.names = names
    self.points = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.map { point in
      let words = "\(Number.percent(point.p)): \(Number.duration(point.x)), \(Number.duration(point.y))"
      return (point.x, point.y, words)
    }
  }

  package func figure() -> Markup {
    let caption = Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption)))
    guard !points.isEmpty else {
      return Markup("figure", ["class": "card chart"], caption, Markup("p", ["class": "empty"], "Nothing to draw."))
    }
    return Markup(
      "figure", ["class": "card chart"], caption, svg(width: 1040, height: 320, "wide"),
      svg(width: 440, height: 320, "narrow"))
  }

  private func svg(width: Double, height: Double, _ className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let all = points.flatMap { [$0.x, $0.y] }
    let (low, high) = ((all.min() ?? 1) / 1.1, (all.max() ?? 1) * 1.1)
    let x = Axis(scale: .logarithmic, low: low, high: high, from: frame.left, to: frame.right)
    let y = Axis(scale: .logarithmic, low: low, high: high, from: frame.bottom, to: frame.top)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: names.y, bottom: names.x + ", logarithmic")
    marks += y.ticks(5).map { frame.horizontal(y: y.position($0), label: Number.span($0)) }
    marks += x.ticks(width > 600 ? 12 : 5).map { frame.vertical(x: x.position($0), label: Number.span($0)) }
    marks.append(
      Frame.line("reference", from: (x.position(low), y.position(low)), to: (x.position(high), y.position(high))))
    marks += points.map { point in
      Markup(
        "circle",
        [
          "class": "dot blue", "cx": Number.short(x.position(point.x)), "cy": Number.short(y.position(point.y)),
          "r": "2.5",
        ], Markup("title", Markup(point.words)))
    }
    let last = points.last.map(\.words) ?? ""
    return Markup(
      "svg", ["class": className, "viewBox": frame.viewBox, "role": "img", "aria-label": "\(title). \(last)"], marks)
  }
}
