/// Values over virtual time as steps, one path per line: SVG in a wide and in a narrow form.
struct TimeChart {
  struct Line {
    let name: String
    /// A class of the page's style sheet that sets the colour.
    let color: String
    let isFilled: Bool
    let values: [Double]
  }
  let title: String
  let caption: String
  let unit: String
  let lines: [Line]
  /// Seconds per value.
  let step: Double
  var reference: (value: Double, label: String)?
  var height = 210.0

  private static let points = 600

  func figure() -> Markup {
    let coarse = coarsened()
    return Markup(
      "figure",
      [
        "class": "card chart", "data-step": Number.exact(coarse.step), "data-unit": unit,
        "data-names": coarse.lines.map(\.name).joined(separator: "|"),
        "data-values": coarse.lines.map { $0.values.map { Number.significant($0, 4) }.joined(separator: " ") }.joined(
          separator: "|"), "data-colors": coarse.lines.map(\.color).joined(separator: "|"),
      ], Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(coarse.caption))), legend(),
      coarse.svg(width: 1040, className: "wide"), coarse.svg(width: 440, className: "narrow"))
  }

  private func legend() -> Markup {
    guard lines.count > 1 || reference != nil else { return .none }
    return Markup(
      "div", ["class": "legend"],
      lines.map { Markup("span", ["class": $0.color], Markup("i", [:]), Markup($0.name)) }
        + (reference.map { [Markup("span", Markup("i", ["class": "dash"]), Markup($0.label))] } ?? []))
  }

  /// Means of neighbours, where there are more values than a screen can show.
  private func coarsened() -> TimeChart {
    let count = lines.map(\.values.count).max() ?? 0
    let group = (count + Self.points - 1) / Self.points
    guard group > 1 else { return self }
    let lines = lines.map { line in
      let means = stride(from: 0, to: line.values.count, by: group).map { start in
        let slice = line.values[start..<min(start + group, line.values.count)]
        return slice.reduce(0, +) / Double(slice.count)
      }
      return Line(name: line.name, color: line.color, isFilled: line.isFilled, values: means)
    }
    let width = Number.span(step * Double(group))
    return TimeChart(
      title: title, caption: caption + " Each point is the mean of \(width).", unit: unit, lines: lines,
      step: step * Double(group), reference: reference, height: height)
  }

  private func svg(width: Double, className: String) -> Markup {
    let (left, right, top, bottom) = (58.0, 16.0, 30.0, 40.0)
    let count = Double(lines.map(\.values.count).max() ?? 0)
    let duration = max(step, count * step)
    let x = Axis(scale: .linear, low: 0, high: duration, from: left, to: width - right)
    let peak = max(lines.flatMap(\.values).max() ?? 0, reference?.value ?? 0)
    let y = Axis.counting(upTo: max(peak, 1), from: height - bottom, to: top, ticks: height < 180 ? 3 : 4)
    var marks: [Markup] = [
      Markup("title", Markup("\(title). \(caption)")), Drawing.leftTitle(unit, left: left),
      Drawing.bottomTitle("virtual time since the run began", x: (left + width - right) / 2, y: height - 4),
    ]
    for tick in y.ticks(height < 180 ? 3 : 4) {
      marks.append(Drawing.horizontal(y: y.position(tick), from: left, to: width - right, label: Number.count(tick)))
    }
    let timeStep = Axis.niceTimeStep(duration / (width > 600 ? 10 : 4))
    for index in 0...Int(duration / timeStep) {
      let time = Double(index) * timeStep
      marks.append(Drawing.bottomTick(x: x.position(time), y: height - bottom, label: Number.span(time)))
    }
    for line in lines { marks += paths(line, x, y) }
    if let reference {
      let position = Number.short(y.position(reference.value))
      marks.append(
        Markup(
          "line",
          [
            "class": "reference", "x1": Number.short(left), "x2": Number.short(width - right), "y1": position,
            "y2": position,
          ]))
    }
    marks.append(
      Markup(
        "line", ["class": "cross", "x1": "0", "x2": "0", "y1": Number.short(top), "y2": Number.short(height - bottom)]))
    return Markup(
      "svg",
      [
        "class": className, "viewBox": "0 0 \(Number.short(width)) \(Number.short(height))", "role": "img",
        "aria-label": "\(title) (\(unit)) over time. \(description)", "data-left": Number.short(left),
        "data-right": Number.short(width - right), "data-duration": Number.exact(duration),
      ], marks)
  }

  private var description: String {
    lines.map { "\($0.name): at most \(Number.count($0.values.max() ?? 0))" }.joined(separator: "; ")
  }

  private func paths(_ line: Line, _ x: Axis, _ y: Axis) -> [Markup] {
    guard let first = line.values.first else { return [] }
    var steps = "M\(Number.short(x.position(0))) \(Number.short(y.position(first)))"
    var last = Number.short(y.position(first))
    for (index, value) in line.values.enumerated() {
      let next = Number.short(y.position(value))
      if next != last { steps += "H\(Number.short(x.position(Double(index) * step)))V\(next)" }
      last = next
    }
    let end = Number.short(x.position(Double(line.values.count) * step))
    steps += "H\(end)"
    let base = Number.short(y.position(0))
    let area = steps + "V\(base)H\(Number.short(x.position(0)))Z"
    return (line.isFilled ? [Markup("path", ["class": "area \(line.color)", "d": area])] : []) + [
      Markup("path", ["class": "line \(line.color)", "d": steps])
    ]
  }
}

/// Pieces that charts have in common.
enum Drawing {
  static func text(_ text: String, x: Double, y: Double, className: String) -> Markup {
    Markup("text", ["class": className, "x": Number.short(x), "y": Number.short(y)], Markup(text))
  }

  static func leftTitle(_ title: String, left: Double) -> Markup {
    text(title, x: left - 50, y: 11, className: "axis-title")
  }

  static func bottomTitle(_ title: String, x: Double, y: Double) -> Markup {
    text(title, x: x, y: y, className: "axis-title middle")
  }

  static func horizontal(y: Double, from: Double, to: Double, label: String) -> Markup {
    Markup(
      "line",
      ["class": "grid", "x1": Number.short(from), "x2": Number.short(to), "y1": Number.short(y), "y2": Number.short(y)])
      + text(label, x: from - 8, y: y + 4, className: "tick end")
  }

  static func bottomTick(x: Double, y: Double, label: String) -> Markup {
    Markup(
      "line",
      ["class": "grid", "x1": Number.short(x), "x2": Number.short(x), "y1": Number.short(y), "y2": Number.short(y + 4)])
      + text(label, x: x, y: y + 17, className: "tick middle")
  }

  static func vertical(x: Double, from: Double, to: Double, label: String) -> Markup {
    Markup(
      "line",
      ["class": "grid", "x1": Number.short(x), "x2": Number.short(x), "y1": Number.short(from), "y2": Number.short(to)])
      + text(label, x: x, y: to + 17, className: "tick middle")
  }
}
