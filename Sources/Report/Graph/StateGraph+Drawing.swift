import StatesLanguage

/// A state graph as SVG. What a box's colour says is chosen on the page: it has a class for each, and the number that
/// belongs to it.
struct GraphDrawing {
  enum Paint: String, CaseIterable {
    case time, visits, throttled, errors, retries

    var title: String {
      switch self {
      case .time: "mean time"
      case .visits: "visits"
      case .throttled: "throttled calls"
      case .errors: "errors"
      case .retries: "retries"
      }
    }

    func value(_ state: StateResult) -> Double {
      switch self {
      case .time: state.meanTime.isNaN ? 0 : state.meanTime
      case .visits: state.entered
      case .throttled: state.throttled
      case .errors: state.errors
      case .retries: state.retried
      }
    }

    func text(_ state: StateResult) -> String {
      switch self {
      case .time: state.meanTime.isNaN ? "never left" : Number.duration(state.meanTime) + " each"
      case .visits: Number.count(state.entered) + " visits"
      case .throttled: Number.count(state.throttled) + " throttled"
      case .errors: Number.count(state.errors) + " errors"
      case .retries: Number.count(state.retried) + " retries"
      }
    }
  }

  let name: String
  let graph: StateGraph
  /// By the machine's states.
  let results: [StateResult]
  /// The largest value on the page of each paint.
  let most: [Paint: Double]
  /// Where the drawing of the machine that a Task starts is, as `#machine-2`.
  let link: (StateIndex) -> String?

  private static let margin = 12.0
  /// Of the card around it.
  static let padding = 20.0

  var width: Double { graph.top.layout.size.width + 2 * Self.margin }

  func svg() -> Markup {
    let height = graph.top.layout.size.height + 2 * Self.margin
    let content = draw(graph.top, at: LayeredLayout.Point(x: Self.margin, y: Self.margin))
    let least = min(width, max(320, 0.6 * width))
    return Markup(
      "svg",
      [
        "class": "graph", "viewBox": "0 0 \(Number.short(width)) \(Number.short(height))", "role": "group",
        "aria-label": "The states of \(name); the table below has their numbers",
        "style": "max-width:\(Number.short(width))px;min-width:\(Number.short(least))px",
      ], content)
  }

  private func draw(_ scope: StateGraph.Scope, at corner: LayeredLayout.Point) -> [Markup] {
    let lines = zip(scope.edges, scope.layout.routes).map { edge, route in path(route, edge.kind, corner) }
    let boxes = zip(scope.boxes, scope.layout.corners).flatMap { box, place in
      draw(box, at: LayeredLayout.Point(x: corner.x + place.x, y: corner.y + place.y))
    }
    return lines + boxes
  }

  // MARK: Edges

  /// From the lower side of one box to the upper side of the other, upright where it leaves and where it arrives.
  private func path(_ route: [LayeredLayout.Point], _ kind: StateGraph.EdgeKind, _ corner: LayeredLayout.Point)
    -> Markup
  {
    guard let first = route.first, let last = route.last, route.count > 1 else { return .none }
    func text(_ x: Double, _ y: Double) -> String { "\(Number.short(corner.x + x)) \(Number.short(corner.y + y))" }
    var d = "M" + text(first.x, first.y)
    for (from, to) in zip(route, route.dropFirst()) {
      let middle = (from.y + to.y) / 2
      d +=
        from.x == to.x
        ? "L" + text(to.x, to.y) : "C" + text(from.x, middle) + " " + text(to.x, middle) + " " + text(to.x, to.y)
    }
    let tip = last.y > route[route.count - 2].y ? -7.0 : 7.0
    let head = "M" + text(last.x - 4, last.y + tip) + "L" + text(last.x, last.y) + "L" + text(last.x + 4, last.y + tip)
    let look = kind == .caught ? "edge caught" : "edge"
    return Markup("path", ["class": look, "d": d]) + Markup("path", ["class": "edge", "d": head])
  }

  // MARK: Boxes

  private func draw(_ box: StateGraph.Box, at corner: LayeredLayout.Point) -> [Markup] {
    guard case .state(let index) = box.mark else {
      let middle = (corner.x + box.size.width / 2, corner.y + box.size.height / 2)
      return [
        Markup(
          "circle",
          [
            "class": box.mark == .begin ? "begin" : "end-mark", "cx": Number.short(middle.0),
            "cy": Number.short(middle.1), "r": "8",
          ], Markup("title", Markup(box.mark == .begin ? "the execution begins" : "the execution succeeds")))
      ]
    }
    let inner = box.scopes.flatMap { place, scope in
      draw(scope, at: LayeredLayout.Point(x: corner.x + place.x, y: corner.y + place.y))
    }
    let frame = Markup(
      "rect",
      [
        "x": Number.short(corner.x), "y": Number.short(corner.y), "width": Number.short(box.size.width),
        "height": Number.short(box.size.height), "rx": box.scopes.isEmpty ? "7" : "10",
      ])
    let result = results[index]
    let x = corner.x + box.size.width / 2
    let room = Int((box.size.width - 18) / StateGraph.letter)
    var lines = [
      Markup("title", Markup(tip(result))), frame,
      Frame.text(Self.cut(result.name, room), x: x, y: corner.y + 20, className: "name middle"),
      Frame.text(Self.cut(result.type, room * 5 / 4), x: x, y: corner.y + 35, className: "kind middle"),
    ]
    lines += Paint.allCases.map { paint in
      Frame.text(paint.text(result), x: x, y: corner.y + 51, className: "number-of-\(paint.rawValue) middle")
    }
    let look = Paint.allCases.map { "\($0.rawValue)\(level($0, result))" }.joined(separator: " ")
    let kind = graph.machine.states[index].isFailure ? " failure" : ""
    let group = Markup("g", ["class": "state \(look)\(kind)"], lines)
    guard let link = link(index) else { return [group] + inner }
    return [Markup("a", ["href": link], group)] + inner
  }

  /// 0 where there is nothing, else 1 to 4 by quarters of the most that any state has.
  private func level(_ paint: Paint, _ result: StateResult) -> Int {
    let value = paint.value(result)
    guard value > 0, let most = most[paint], most > 0 else { return 0 }
    return min(4, 1 + Int(4 * value / most))
  }

  private func tip(_ result: StateResult) -> String {
    let numbers = Paint.allCases.map { $0.text(result) }.joined(separator: ", ")
    return "\(result.name), \(result.type): \(numbers)"
  }

  private static func cut(_ text: String, _ room: Int) -> String {
    text.count <= room ? text : text.prefix(max(1, room - 1)) + "…"
  }
}

extension State {
  fileprivate var isFailure: Bool {
    if case .fail = action { true } else { false }
  }
}
