import Statistics

/// Values over virtual time as steps, one path per line: SVG in a wide and in a narrow form.
struct TimeChart {
  struct Line {
    let name: String
    /// A class of the page's style sheet that sets the colour.
    let color: String
    let isFilled: Bool
    let values: [Double]
    /// 95 % intervals of the values; empty: none are known.
    var intervals: [Interval] = []
  }
  let title: String
  var caption: String
  let unit: String
  var lines: [Line]
  /// Seconds per value.
  var step: Double
  var reference: (value: Double, label: String)?
  var height = 210.0
  /// Seconds at the beginning that distributions leave out.
  var warmup = 0.0
  /// Values are seconds, of any size; counts are shown from 0 to 1 at least.
  var isTime = false
  /// Where the axis ends, in seconds; nil: with the last value.
  var end: Double?

  private static let points = 600

  func figure() -> Markup {
    let coarse = coarsened()
    return Markup(
      "figure",
      [
        "class": "card chart", "data-step": Number.exact(coarse.step), "data-unit": unit,
        "data-names": coarse.lines.map(\.name).joined(separator: "|"),
        "data-values": coarse.values, (isTime ? "data-time" : ""): "yes",
        "data-colors": coarse.lines.map(\.color).joined(separator: "|"),
      ],
      Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(coarse.caption))),
      legend(), coarse.svg(width: 1040, className: "wide"),
      coarse.svg(width: 440, className: "narrow"))
  }

  private var values: String {
    var text = ByteText()
    for (index, line) in lines.enumerated() {
      if index > 0 { text.append(ascii: "|") }
      for (place, value) in line.values.enumerated() {
        if place > 0 { text.append(ascii: " ") }
        text.append(value, significant: 4)
      }
    }
    return text.text
  }

  private func legend() -> Markup {
    guard lines.count > 1 || reference != nil else { return .none }
    return Markup(
      "div", ["class": "legend"],
      lines.enumerated().map { index, line in
        Markup(
          "button", ["class": line.color, "type": "button", "aria-pressed": "true", "data-line": String(index)],
          Markup("i", [:]), Markup(line.name))
      }
        + (reference.map { [Markup("span", Markup("i", ["class": "dash"]), Markup($0.label))] }
          ?? []))
  }

  /// Means of neighbours, where there are more values than a screen can show.
  private func coarsened() -> TimeChart {
    let count = lines.map(\.values.count).max() ?? 0
    let group = (count + Self.points - 1) / Self.points
    guard group > 1 else { return self }
    func means(_ values: [Double]) -> [Double] { Self.means(values, of: group) }
    var coarse = self
    coarse.caption += " Each point is the mean of \(Number.span(step * Double(group)))."
    coarse.step *= Double(group)
    coarse.lines = lines.map { line in
      // Neighbours go up and down together: the interval of their mean is no narrower than the mean of theirs.
      let ends = zip(means(line.intervals.map(\.lower)), means(line.intervals.map(\.upper)))
      return Line(
        name: line.name, color: line.color, isFilled: line.isFilled, values: means(line.values),
        intervals: ends.map { Interval(lower: $0, upper: $1) })
    }
    return coarse
  }

  /// Of so many neighbours each.
  static func means(_ values: [Double], of count: Int) -> [Double] {
    guard count > 1 else { return values }
    return stride(from: 0, to: values.count, by: count).map { start in
      let slice = values[start..<min(start + count, values.count)]
      return slice.reduce(0, +) / Double(slice.count)
    }
  }

  private func svg(width: Double, className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let duration = end ?? max(step, Double(lines.map(\.values.count).max() ?? 0) * step)
    let x = Axis(scale: .linear, low: 0, high: duration, from: frame.left, to: frame.right)
    let peak = max(lines.compactMap { $0.values.max() }.max() ?? 0, reference?.value ?? 0)
    let ticks = height < 180 ? 3 : 4
    let top = !isTime || peak == 0 ? max(peak, 1) : peak
    let y = Axis.counting(upTo: top, from: frame.bottom, to: frame.top, ticks: ticks)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: unit, bottom: "virtual time since the run began")
    marks += y.ticks(ticks).map { frame.horizontal(y: y.position($0), label: text($0)) }
    let timeStep = Axis.niceTimeStep(duration / (width > 600 ? 10 : 4))
    marks += (0...Int(duration / timeStep)).map { index in
      let time = Double(index) * timeStep
      return frame.timeTick(x: x.position(time), label: Number.span(time))
    }
    var plot = warmup > 0 ? warmupMarks(frame, end: x.position(warmup)) : []
    for (index, line) in lines.enumerated() {
      plot.append(Markup("g", ["data-line": String(index)], band(line, x, y) + paths(line, x, y)))
    }
    let (left, right) = (Number.short(frame.left), Number.short(frame.right - frame.left))
    // A drawing of its own, of which the script shows a stretch.
    marks.append(
      Markup(
        "svg",
        [
          "class": "plot", "x": left, "y": "0", "width": right, "height": Number.short(height),
          "viewBox": "\(left) 0 \(right) \(Number.short(height))", "preserveAspectRatio": "none",
        ], plot))
    if let reference {
      let at = y.position(reference.value)
      marks.append(Frame.line("reference", from: (frame.left, at), to: (frame.right, at)))
    }
    marks.append(Frame.line("cross", from: (0, frame.top), to: (0, frame.bottom)))
    return Markup(
      "svg",
      [
        "class": className, "viewBox": frame.viewBox, "role": "img",
        "tabindex": "0",
        "aria-label": "\(title) (\(unit)) over time. \(description)", "data-left": Number.short(frame.left),
        "data-right": Number.short(frame.right), "data-duration": Number.exact(duration),
      ], marks)
  }

  private func warmupMarks(_ frame: Frame, end: Double) -> [Markup] {
    let area = Markup(
      "rect",
      [
        "class": "warmup", "x": Number.short(frame.left), "y": Number.short(frame.top),
        "width": Number.short(end - frame.left), "height": Number.short(frame.bottom - frame.top),
      ], Markup("title", "warm-up"))
    return [area, Frame.text("warm-up", x: frame.left + 6, y: frame.top + 14, className: "tick")]
  }

  private var description: String {
    lines.map { "\($0.name): at most \(text($0.values.max() ?? 0))" }.joined(separator: "; ")
  }

  private func text(_ value: Double) -> String { isTime ? Number.span(value) : Number.count(value) }

  /// Where it is wide enough to be seen.
  private func band(_ line: Line, _ x: Axis, _ y: Axis) -> [Markup] {
    let peak = line.values.max() ?? 0
    guard line.intervals.count == line.values.count,
      line.intervals.contains(where: { $0.upper - $0.lower > 0.02 * peak })
    else { return [] }
    func edge(_ value: (Interval) -> Double) -> [(Double, Double)] {
      line.intervals.enumerated().flatMap { index, interval in
        let value = value(interval)
        return [(Double(index) * step, value), (Double(index + 1) * step, value)]
      }
    }
    var path = ByteText()
    for (time, value) in edge(\.upper) + edge(\.lower).reversed() {
      path.append(ascii: path.count == 0 ? "M" : "L")
      path.append(Number.tenths(x.position(time)))
      path.append(ascii: " ")
      path.append(Number.tenths(y.position(max(0, value))))
    }
    path.append(ascii: "Z")
    return [Markup("path", ["class": "band \(line.color)", "d": path.text])]
  }

  private func paths(_ line: Line, _ x: Axis, _ y: Axis) -> [Markup] {
    guard let first = line.values.first else { return [] }
    var path = ByteText()
    var last = Number.tenths(y.position(first))
    path.append(ascii: "M")
    path.append(Number.tenths(x.position(0)))
    path.append(ascii: " ")
    path.append(last)
    for (index, value) in line.values.enumerated() {
      let next = Number.tenths(y.position(value))
      if next != last {
        path.append(ascii: "H")
        path.append(Number.tenths(x.position(Double(index) * step)))
        path.append(ascii: "V")
        path.append(next)
      }
      last = next
    }
    path.append(ascii: "H")
    path.append(Number.tenths(x.position(Double(line.values.count) * step)))
    let steps = path.text
    let base = Number.short(y.position(0))
    let area = steps + "V\(base)H\(Number.short(x.position(0)))Z"
    return (line.isFilled ? [Markup("path", ["class": "area \(line.color)", "d": area])] : [])
      + [Markup("path", ["class": "line \(line.color)", "d": steps])]
  }
}
