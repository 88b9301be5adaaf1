package import Statistics

/// A value with its interval at each of several places of a logarithmic axis, a limit that it is held against, bounds
/// as lines, and a stretch of the axis that is shaded.
package struct IntervalChart {
  package struct Point {
    let x: Double
    let value: Double
    let interval: Interval?
    let color: String
    /// For the pointer.
    let words: String

    package init(x: Double, value: Double, interval: Interval?, color: String, words: String) {
      (self.x, self.value, self.interval, self.color, self.words) = (x, value, interval, color, words)
    }
  }

  package struct Mark {
    let x: Double
    let label: String

    package init(x: Double, label: String) { (self.x, self.label) = (x, label) }
  }

  let title: String
  let caption: String
  let names: (x: String, y: String)
  let texts: (x: (Double) -> String, y: (Double) -> String)
  /// What stands for which colour.
  let legend: [(color: String, name: String)]
  let points: [Point]
  package var limit: Double?
  package var bounds: [Mark] = []
  package var shaded: ClosedRange<Double>?

  package init(
    title: String, caption: String, names: (x: String, y: String),
    texts: (x: (Double) -> String, y: (Double) -> String), legend: [(color: String, name: String)], points: [Point]
  ) {
    (self.title, self.caption, self.names, self.texts) = (title, caption, names, texts)
    (self.legend, self.points) = (legend, points)
  }

  package func figure() -> Markup {
    var children = [Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption)))]
    guard points.contains(where: \.value.isFinite) else {
      children.append(Markup("p", ["class": "empty"], "Nothing was measured that could be drawn."))
      return Markup("figure", ["class": "card chart"], children)
    }
    children.append(
      Markup(
        "div", ["class": "legend"],
        legend.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }))
    children += [svg(width: 1040, height: 300, "wide"), svg(width: 440, height: 280, "narrow")]
    return Markup("figure", ["class": "card chart"], children)
  }

  private func svg(width: Double, height: Double, _ className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let (x, y) = (xAxis(frame), yAxis(frame))
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: names.y, bottom: names.x)
    if let shaded { marks.append(shade(x.position(shaded.lowerBound), x.position(shaded.upperBound), frame)) }
    marks += y.ticks(5).map { frame.horizontal(y: y.position($0), label: texts.y($0)) }
    marks += x.ticks(width > 600 ? 12 : 6).map { frame.vertical(x: x.position($0), label: texts.x($0)) }
    for bound in bounds where bound.x >= x.low && bound.x <= x.high {
      let place = x.position(bound.x)
      marks.append(Frame.line("reference", from: (place, frame.top), to: (place, frame.bottom)))
      marks.append(Frame.text(bound.label, x: place + 4, y: frame.top + 10, className: "tick"))
    }
    if let limit {
      marks.append(
        Frame.line("reference", from: (frame.left, y.position(limit)), to: (frame.right, y.position(limit))))
    }
    for point in points where point.value.isFinite { marks += self.marks(point, x.position(point.x), y) }
    return Markup(
      "svg",
      [
        "class": className, "viewBox": frame.viewBox, "role": "img",
        "aria-label": "\(title). \(points.map(\.words).joined(separator: "; "))",
      ], marks)
  }

  private func shade(_ from: Double, _ to: Double, _ frame: Frame) -> Markup {
    Markup(
      "rect",
      [
        "class": "warmup", "x": Number.short(from), "y": Number.short(frame.top),
        "width": Number.short(max(1, to - from)), "height": Number.short(frame.bottom - frame.top),
      ], [])
  }

  private func xAxis(_ frame: Frame) -> Axis {
    let all = points.map(\.x) + (shaded.map { [$0.lowerBound, $0.upperBound] } ?? [])
    let (least, most) = (all.min() ?? 1, all.max() ?? 1)
    return Axis(scale: .logarithmic, low: least / 1.1, high: most * 1.1, from: frame.left, to: frame.right)
  }

  /// From 0, or on a logarithmic scale where the values are of several sizes.
  private func yAxis(_ frame: Frame) -> Axis {
    let values = points.map(\.value) + [limit].compactMap(\.self)
    let all = values + points.flatMap { [$0.interval?.lower, $0.interval?.upper].compactMap(\.self) }
    let (positive, most) = (values.filter { $0.isFinite && $0 > 0 }, all.filter(\.isFinite).max() ?? 1)
    if let least = positive.min(), most / least > 30, positive.count == values.filter(\.isFinite).count {
      return Axis(scale: .logarithmic, low: least / 1.5, high: most * 1.2, from: frame.bottom, to: frame.top)
    }
    return Axis.counting(upTo: most, from: frame.bottom, to: frame.top)
  }

  private func marks(_ point: Point, _ x: Double, _ y: Axis) -> [Markup] {
    var marks: [Markup] = []
    if let interval = point.interval {
      let (lower, upper) = (y.position(interval.lower), y.position(min(interval.upper, y.high)))
      marks.append(Frame.line("line \(point.color)", from: (x, lower), to: (x, upper)))
      for end in [lower, upper] {
        marks.append(Frame.line("line \(point.color)", from: (x - 4, end), to: (x + 4, end)))
      }
    }
    marks.append(
      Markup(
        "circle",
        [
          "class": "dot \(point.color)", "cx": Number.short(x), "cy": Number.short(y.position(point.value)), "r": "3.5",
        ], Markup("title", Markup(point.words))))
    return marks
  }
}
