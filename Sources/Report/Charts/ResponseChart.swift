package import Statistics

/// How one number of a run changes with one of its inputs: a point for each run, with whiskers.
package struct ResponseChart {
  package struct Point: Sendable {
    let input: Double
    let value: Double
    let interval: Interval?

    package init(input: Double, value: Double, interval: Interval?) {
      self.input = input
      self.value = value
      self.interval = interval
    }
  }

  let title: String
  let caption: String
  /// What it is of.
  let inputTitle: String
  let valueTitle: String
  let isLogarithmic: Bool
  /// Neighbours are joined: nothing else differs between them.
  let isJoined: Bool
  let points: [Point]
  private let inputText: @Sendable (Double) -> String
  private let valueText: @Sendable (Double) -> String

  package init(
    title: String, caption: String, inputTitle: String, valueTitle: String, isLogarithmic: Bool, isJoined: Bool,
    points: [Point], inputText: @escaping @Sendable (Double) -> String,
    valueText: @escaping @Sendable (Double) -> String
  ) {
    self.title = title
    self.caption = caption
    self.inputTitle = inputTitle
    self.valueTitle = valueTitle
    self.isLogarithmic = isLogarithmic
    self.isJoined = isJoined
    self.points = points.filter { $0.input.isFinite && $0.value.isFinite }.sorted { $0.input < $1.input }
    self.inputText = inputText
    self.valueText = valueText
  }

  package func figure() -> Markup {
    let caption = Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption)))
    guard !points.isEmpty else {
      return Markup(
        "figure", ["class": "card chart"], caption, Markup("p", ["class": "empty"], "No run has a number to draw."))
    }
    return Markup(
      "figure", ["class": "card chart"], caption, svg(width: 1040, height: 240, "wide"),
      svg(width: 440, height: 240, "narrow"))
  }

  private func svg(width: Double, height: Double, _ className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let inputs = points.map(\.input)
    let (least, most) = (inputs.min() ?? 0, inputs.max() ?? 1)
    let isLogarithmic = isLogarithmic && least > 0
    let x = Axis(
      scale: isLogarithmic ? .logarithmic : .linear, low: least, high: most, from: frame.left + 8, to: frame.right)
    let y = valueAxis(frame)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: valueTitle, bottom: inputTitle + (isLogarithmic ? ", logarithmic" : ""))
    marks += y.ticks(4).map { frame.horizontal(y: y.position($0), label: valueText($0)) }
    marks += inputTicks(x, width > 600 ? 10 : 5).map { frame.vertical(x: x.position($0), label: inputText($0)) }
    if isJoined {
      var path = ByteText()
      for point in points {
        path.append(ascii: path.count == 0 ? "M" : "L")
        path.append(Number.tenths(x.position(point.input)))
        path.append(ascii: " ")
        path.append(Number.tenths(y.position(point.value)))
      }
      marks.append(Markup("path", ["class": "line blue", "d": path.text]))
    }
    for point in points { marks += self.marks(point, x, y) }
    let ends = [points.first, points.last].compactMap(\.self).map(words).joined(separator: "; ")
    return Markup(
      "svg", ["class": className, "viewBox": frame.viewBox, "role": "img", "aria-label": "\(title). \(ends)"], marks)
  }

  /// Where it is a grid of a few, these; else round numbers.
  private func inputTicks(_ x: Axis, _ count: Int) -> [Double] {
    let distinct = points.reduce(into: [Double]()) { if $0.last != $1.input { $0.append($1.input) } }
    if distinct.count <= count { return distinct }
    if x.scale == .logarithmic { return x.ticks(count) }
    let step = Axis.niceStep((x.high - x.low) / Double(count))
    let first = (x.low / step - 1e-9).rounded(.up)
    return (0...count).map { (first + Double($0)) * step }.filter { $0 <= x.high * (1 + 1e-9) }
  }

  /// Over all whiskers that are bounded, and 0.
  private func valueAxis(_ frame: Frame) -> Axis {
    let ends = points.flatMap { [$0.value, $0.interval?.lower ?? $0.value, $0.interval?.upper ?? $0.value] }
      .filter(\.isFinite)
    let least = ends.reduce(0, min)
    let most = ends.reduce(0, max)
    let step = Axis.niceStep(max(most - least, 1e-9) / 4)
    let low = (least / step * (1 - 1e-9)).rounded(.down) * step
    let high = max(low + step, (most / step * (1 - 1e-9)).rounded(.up) * step)
    return Axis(scale: .linear, low: low, high: high, from: frame.bottom, to: frame.top)
  }

  private func marks(_ point: Point, _ x: Axis, _ y: Axis) -> [Markup] {
    let across = x.position(point.input)
    var marks: [Markup] = []
    if let interval = point.interval, interval.lower < interval.upper {
      let ends = [interval.lower, interval.upper].map { y.position($0.isFinite ? $0 : $0 < 0 ? y.low : y.high) }
      marks.append(Frame.line("line blue", from: (across, ends[0]), to: (across, ends[1])))
    }
    marks.append(
      Markup(
        "circle",
        ["class": "dot blue", "cx": Number.short(across), "cy": Number.short(y.position(point.value)), "r": "3.5"],
        Markup("title", Markup(words(point)))))
    return marks
  }

  private func words(_ point: Point) -> String {
    let range = point.interval.map { interval in
      let ends = [interval.lower, interval.upper].map { $0.isFinite ? valueText($0) : "not bounded" }
      return " (\(ends[0]) to \(ends[1]))"
    }
    return "\(inputTitle) \(inputText(point.input)): \(valueText(point.value))\(range ?? "")"
  }
}
