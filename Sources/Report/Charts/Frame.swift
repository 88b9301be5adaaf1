/// The room of a chart, axes outside of it, and the pieces that charts have in common.
struct Frame {
  let width: Double
  let height: Double
  let left = 58.0
  let top = 30.0
  var right: Double { width - 16 }
  var bottom: Double { height - 40 }
  var viewBox: String { "0 0 \(Number.short(width)) \(Number.short(height))" }

  func titles(left title: String, bottom other: String) -> [Markup] {
    [
      Frame.text(title, x: left - 50, y: 11, className: "axis-title"),
      Frame.text(other, x: (left + right) / 2, y: height - 4, className: "axis-title middle"),
    ]
  }

  /// A line across the chart, with its value beside it.
  func horizontal(y: Double, label: String) -> Markup {
    Frame.line("grid", from: (left, y), to: (right, y))
      + Frame.text(label, x: left - 8, y: y + 4, className: "tick end")
  }

  func vertical(x: Double, label: String) -> Markup {
    Frame.line("grid", from: (x, top), to: (x, bottom)) + bottomLabel(label, x: x)
  }

  /// The script takes it away where another stretch of time is shown.
  func timeTick(x: Double, label: String) -> Markup {
    Frame.line("grid time", from: (x, bottom), to: (x, bottom + 4))
      + Frame.text(label, x: x, y: bottom + 17, className: "tick middle time")
  }

  private func bottomLabel(_ label: String, x: Double) -> Markup {
    Frame.text(label, x: x, y: bottom + 17, className: "tick middle")
  }

  static func text(_ text: String, x: Double, y: Double, className: String) -> Markup {
    Markup("text", ["class": className, "x": Number.short(x), "y": Number.short(y)], Markup(text))
  }

  static func line(_ className: String, from: (Double, Double), to: (Double, Double)) -> Markup {
    Markup(
      "line",
      [
        "class": className, "x1": Number.short(from.0), "y1": Number.short(from.1), "x2": Number.short(to.0),
        "y2": Number.short(to.1),
      ], [])
  }
}
