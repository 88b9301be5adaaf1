import Statistics

/// Latency by percentile, drawn only where the sample supports it. The axis has nines: from 90 % to 99 % is as far as
/// from 99 % to 99.9 %, so that the tail, which callers feel, takes as much room as the bulk.
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
    let last = drawn.flatMap { $0.points.map(\.fraction) }.max() ?? 0.5
    let x = Axis(scale: .linear, low: 0, high: max(1, Self.nines(last)), from: frame.left, to: frame.right)
    let y = Axis(scale: .logarithmic, low: least / 1.25, high: most * 1.25, from: frame.bottom, to: frame.top)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: "latency, logarithmic", bottom: "share of executions that took at most so long")
    marks += y.ticks(8).map { frame.horizontal(y: y.position($0), label: Number.span($0)) }
    marks += Self.ticks.filter { Self.nines($0.0) <= x.high + 1e-9 }.map { p, label in
      frame.vertical(x: x.position(Self.nines(p)), label: label)
    }
    for curve in drawn { marks += self.marks(curve, x, y) }
    marks += drawn.flatMap { band($0, x, y) }
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

  private static let ticks = [
    (0, "0 %"), (0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %"),
  ]

  /// 0.9 has one nine, 0.99 has two.
  private static func nines(_ share: Double) -> Double { -Axis.log10(1 - share) }

  /// The 95 % intervals of the percentiles; between two of them, as far from the curve as they are.
  private func band(_ curve: Curve, _ x: Axis, _ y: Axis) -> [Markup] {
    let known = curve.spread.percentiles.compactMap { percentile -> (nines: Double, down: Double, up: Double)? in
      guard percentile.isSupported, let interval = percentile.interval, let value = percentile.value, value > 0,
        interval.lower > 0, interval.upper.isFinite
      else { return nil }
      return (Self.nines(percentile.p), interval.lower / value, interval.upper / value)
    }
    guard let first = known.first, let last = known.last, known.count > 1 else { return [] }
    let within = curve.points.filter { (first.nines...last.nines).contains(Self.nines($0.fraction)) }
    func edge(_ ratio: (Double, Double, Double) -> Double) -> [String] {
      within.map { point in
        let nines = Self.nines(point.fraction)
        let next = known.firstIndex { $0.nines >= nines } ?? known.count - 1
        let (a, b) = (known[max(0, next - 1)], known[next])
        let share = b.nines > a.nines ? (nines - a.nines) / (b.nines - a.nines) : 1
        let factor = ratio(a.nines, a.down, a.up) * (1 - share) + ratio(b.nines, b.down, b.up) * share
        return "\(Number.short(x.position(nines))) \(Number.short(y.position(point.seconds * factor)))"
      }
    }
    let outline = edge { $2 } + edge { _, down, _ in down }.reversed()
    return [Markup("path", ["class": "band \(curve.color)", "d": "M" + outline.joined(separator: "L") + "Z"])]
  }

  private func marks(_ curve: Curve, _ x: Axis, _ y: Axis) -> [Markup] {
    var path = ByteText()
    for point in curve.points {
      path.append(ascii: path.count == 0 ? "M" : "L")
      path.append(Number.tenths(x.position(Self.nines(point.fraction))))
      path.append(ascii: " ")
      path.append(Number.tenths(y.position(point.seconds)))
    }
    let line = Markup(
      "path", ["class": "line \(curve.color)", "d": path.text], Markup("title", Markup(curve.name)))
    return [line]
      + Spread.percentileNames.compactMap { name, p in
        guard let value = curve.spread.shown(name), value > 0 else { return nil }
        return Markup(
          "circle",
          [
            "class": "dot \(curve.color)", "cx": Number.short(x.position(Self.nines(p))),
            "cy": Number.short(y.position(value)), "r": "3.5",
          ], Markup("title", Markup("\(curve.name) \(name): \(Number.duration(value))")))
      }
  }
}
