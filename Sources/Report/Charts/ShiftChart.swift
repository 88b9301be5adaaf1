import Statistics

/// The shift function: how much larger the candidate's percentiles are than the base's, with whiskers.
struct ShiftChart {
  let title: String
  let caption: String
  let shifts: [ComparedDistribution.Shift]

  func figure() -> Markup {
    Markup(
      "figure", ["class": "card chart"],
      Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption))),
      svg(width: 1040, height: 240, "wide"), svg(width: 440, height: 240, "narrow"))
  }

  private func svg(width: Double, height: Double, _ className: String) -> Markup {
    let frame = Frame(width: width, height: height)
    let x = Axis(scale: .linear, low: 0, high: 100, from: frame.left, to: frame.right)
    let y = axis(frame)
    var marks = [Markup("title", Markup("\(title). \(caption)"))]
    marks += frame.titles(left: "candidate less base", bottom: "percentile")
    marks += y.ticks(4).map { frame.horizontal(y: y.position($0), label: Self.signed($0)) }
    let step = width > 600 ? 10 : 25
    marks += stride(from: 0, through: 100, by: step).map { frame.vertical(x: x.position(Double($0)), label: "p\($0)") }
    marks.append(Frame.line("reference", from: (frame.left, y.position(0)), to: (frame.right, y.position(0))))
    for shift in shifts { marks += self.marks(shift, x.position(shift.p * 100), y) }
    return Markup(
      "svg", ["class": className, "viewBox": frame.viewBox, "role": "img", "aria-label": "\(title). \(words)"], marks)
  }

  /// Over all whiskers and 0, from tick to tick.
  private func axis(_ frame: Frame) -> Axis {
    let least = shifts.reduce(0) { min($0, $1.difference, $1.interval?.lower ?? 0) }
    let most = shifts.reduce(0) { max($0, $1.difference, $1.interval?.upper ?? 0) }
    let step = Axis.niceStep(max(most - least, 1e-9) / 4)
    let low = (least / step * (1 - 1e-9)).rounded(.down) * step
    let high = max(low + step, (most / step * (1 - 1e-9)).rounded(.up) * step)
    return Axis(scale: .linear, low: low, high: high, from: frame.bottom, to: frame.top)
  }

  private func marks(_ shift: ComparedDistribution.Shift, _ x: Double, _ y: Axis) -> [Markup] {
    let color = Self.color(shift)
    var marks: [Markup] = []
    if let interval = shift.interval {
      let (lower, upper) = (y.position(interval.lower), y.position(interval.upper))
      marks.append(Frame.line("line \(color)", from: (x, lower), to: (x, upper)))
      for end in [lower, upper] { marks.append(Frame.line("line \(color)", from: (x - 4, end), to: (x + 4, end))) }
    }
    marks.append(
      Markup(
        "circle",
        ["class": "dot \(color)", "cx": Number.short(x), "cy": Number.short(y.position(shift.difference)), "r": "3.5"],
        Markup("title", Markup(Self.words(shift)))))
    return marks
  }

  /// Where the whole interval lies on one side of 0.
  private static func color(_ shift: ComparedDistribution.Shift) -> String {
    guard let interval = shift.interval, !interval.contains(0) else { return "slate" }
    return interval.lower > 0 ? "red" : "green"
  }

  private static func words(_ shift: ComparedDistribution.Shift) -> String {
    let range = shift.interval.map { " (\(signed($0.lower)) to \(signed($0.upper)))" } ?? ""
    return "p\(Number.short(shift.p * 100)): \(signed(shift.difference))\(range), from \(Number.duration(shift.base))"
  }

  private static func signed(_ seconds: Double) -> String {
    seconds == 0 ? "0" : (seconds < 0 ? "−" : "+") + Number.duration(abs(seconds))
  }

  private var words: String {
    shifts.filter { [0.5, 0.95, 0.99].contains($0.p) }.map(Self.words).joined(separator: "; ")
  }
}
