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
      points = zip(spread.sample.quantiles(fractions) ?? [], fractions).filter { $0.0 > 0 }.map {
        (Double($0.0) * 1e-9, $0.1)
      }
    }

    /// Every half per cent, and finer steps in the tails.
    private static let fractions =
      [0.0005, 0.001, 0.002] + (1...199).map { Double($0) / 200 } + [0.998, 0.999, 0.9995, 0.9999]
  }
  let title: String
  let caption: String
  let curves: [Curve]

  private let left = 58.0
  private let right = 16.0
  private let top = 30.0
  private let bottom = 42.0

  func figure() -> Markup {
    let drawn = curves.filter { !$0.points.isEmpty }
    var children = [Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption)))]
    if drawn.isEmpty {
      children.append(Markup("p", ["class": "empty"], "Too few executions finished to draw a distribution."))
      return Markup("figure", ["class": "card chart"], children)
    }
    children.append(
      Markup(
        "div", ["class": "legend"], drawn.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }
      ))
    children += [svg(drawn, width: 1040, height: 280, "wide"), svg(drawn, width: 440, height: 280, "narrow")]
    return Markup("figure", ["class": "card chart"], children)
  }

  private func svg(_ drawn: [Curve], width: Double, height: Double, _ className: String) -> Markup {
    let all = drawn.flatMap { $0.points.map(\.seconds) }
    let (least, most) = (all.min() ?? 1, all.max() ?? 1)
    let x = Axis(scale: .logarithmic, low: least / 1.25, high: most * 1.25, from: left, to: width - right)
    let y = Axis(scale: .linear, low: 0, high: 1, from: height - bottom, to: top)
    var marks: [Markup] = [
      Markup("title", Markup("\(title). \(caption)")), Drawing.leftTitle("share of executions", left: left),
      Drawing.bottomTitle("latency, logarithmic", x: (left + width - right) / 2, y: height - 4),
    ]
    for tick in [0, 0.25, 0.5, 0.75, 1] {
      marks.append(Drawing.horizontal(y: y.position(tick), from: left, to: width - right, label: Number.percent(tick)))
    }
    for tick in x.ticks(width > 600 ? 12 : 7) {
      marks.append(Drawing.vertical(x: x.position(tick), from: top, to: height - bottom, label: Number.span(tick)))
    }
    for curve in drawn {
      let path = curve.points.enumerated().map { index, point in
        "\(index == 0 ? "M" : "L")\(Number.short(x.position(point.seconds))) \(Number.short(y.position(point.fraction)))"
      }.joined()
      marks.append(Markup("path", ["class": "line \(curve.color)", "d": path], Markup("title", Markup(curve.name))))
      for (name, p) in Spread.percentileNames {
        guard let value = curve.spread.shown(name), value > 0 else { continue }
        marks.append(
          Markup(
            "circle",
            [
              "class": "dot \(curve.color)", "cx": Number.short(x.position(value)), "cy": Number.short(y.position(p)),
              "r": "3.5",
            ], Markup("title", Markup("\(curve.name) \(name): \(Number.duration(value))"))))
      }
    }
    let medians = drawn.compactMap { curve in
      curve.spread.shown("p50").map { "\(curve.name): p50 \(Number.duration($0))" }
    }
    return Markup(
      "svg",
      [
        "class": className, "viewBox": "0 0 \(Number.short(width)) \(Number.short(height))", "role": "img",
        "aria-label": "\(title). \(medians.joined(separator: "; "))",
      ], marks)
  }
}
