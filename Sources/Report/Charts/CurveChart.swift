import Statistics

/// Empirical distribution functions on a logarithmic time axis, drawn only where the sample supports the percentile.
struct CurveChart {
  struct Curve {
    let name: String
    let color: String
    let spread: Spread
    /// Seconds and the share of values that are at most that.
    let points: [(seconds: Double, fraction: Double)]

    init(name: String, color: String, spread: Spread) {
      self.name = name
      self.color = color
      self.spread = spread
      let fractions = Curve.fractions.filter { Sample.supports(p: $0, count: spread.count) }
      points = zip(spread.sample.quantiles(fractions) ?? [], fractions)
        .filter { $0.0 > 0 }.map { (Double($0.0) * 1e-9, $0.1) }
    }

    /// Every half per cent, and finer steps in the tails.
    private static let fractions =
      [0.0005, 0.001, 0.002] + (1...199).map { Double($0) / 200 } + [0.998, 0.999, 0.9995, 0.9999]
  }
  let title: String
  let caption: String
  let curves: [Curve]

  func figure() -> Markup {
    let drawn = curves.filter { !$0.points.isEmpty }
    var children = [Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption)))]
    if drawn.isEmpty {
      children.append(
        Markup("p", ["class": "empty"], "Too few executions finished to draw a distribution."))
      return Markup("figure", ["class": "card chart"], children)
    }
    children.append(
      Markup(
        "div", ["class": "legend"],
        drawn.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }))
    children += [
      svg(drawn, width: 1040, height: 280, "wide"), svg(drawn, width: 440, height: 280, "narrow"),
    ]
    return Markup("figure", ["class": "card chart"], children)
  }

  private func svg(_ drawn: [Curve], width: Double, height: Double, _ className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let all = drawn.flatMap { $0.points.map(\.seconds) }
    let (least, most) = (all.min() ?? 1, all.max() ?? 1)
    let x = Axis(scale: .logarithmic, low: least / 1.25, high: most * 1.25, from: frame.left, to: frame.right)
    let y = Axis(scale: .linear, low: 0, high: 1, from: frame.bottom, to: frame.top)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: "share of executions", bottom: "latency, logarithmic")
    marks += [0, 0.25, 0.5, 0.75, 1].map { frame.horizontal(y: y.position($0), label: Number.percent($0)) }
    marks += x.ticks(width > 600 ? 12 : 7).map { frame.vertical(x: x.position($0), label: Number.span($0)) }
    for curve in drawn { marks += self.marks(curve, x, y) }
    let medians = drawn.compactMap { curve in
      curve.spread.shown("p50").map { "\(curve.name): p50 \(Number.duration($0))" }
    }
    return Markup(
      "svg",
      [
        "class": className, "viewBox": frame.viewBox, "role": "img",
        "aria-label": "\(title). \(medians.joined(separator: "; "))",
      ], marks)
  }

  private func marks(_ curve: Curve, _ x: Axis, _ y: Axis) -> [Markup] {
    var path = ByteText()
    for point in curve.points {
      path.append(ascii: path.count == 0 ? "M" : "L")
      path.append(Number.tenths(x.position(point.seconds)))
      path.append(ascii: " ")
      path.append(Number.tenths(y.position(point.fraction)))
    }
    let line = Markup(
      "path", ["class": "line \(curve.color)", "d": path.text], Markup("title", Markup(curve.name)))
    return [line]
      + Spread.percentileNames.compactMap { name, p in
        guard let value = curve.spread.shown(name), value > 0 else { return nil }
        return Markup(
          "circle",
          [
            "class": "dot \(curve.color)", "cx": Number.short(x.position(value)), "cy": Number.short(y.position(p)),
            "r": "3.5",
          ], Markup("title", Markup("\(curve.name) \(name): \(Number.duration(value))")))
      }
  }
}
