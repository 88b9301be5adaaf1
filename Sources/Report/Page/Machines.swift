import Simulation
import StatesLanguage
import StepFunctions

/// The state machines as graphs, which say of each state what became of its visits.
struct Machines: PageSection {
  let model: ReportModel

  var markup: Markup {
    let shown = model.machines.indices.filter { machine in
      model.states.contains { $0.machine == machine && $0.entered > 0 }
    }
    guard !shown.isEmpty else { return .none }
    var most: [GraphDrawing.Paint: Double] = [:]
    for paint in GraphDrawing.Paint.allCases { most[paint] = model.states.map(paint.value).max() ?? 0 }
    let paints = GraphDrawing.Paint.allCases.filter { (most[$0] ?? 0) > 0 }
    let first = paints.first { [.throttled, .errors].contains($0) } ?? .time
    var choice: [Markup] = []
    for paint in paints {
      choice.append(
        Markup(
          "input",
          [
            "type": "radio", "name": "paint", "id": "paint-\(paint.rawValue)", "class": "paint",
            paint == first ? "checked" : "": "",
          ], []))
      choice.append(Markup("label", ["for": "paint-\(paint.rawValue)"], Markup(paint.title)))
    }
    choice.append(Markup("div", ["class": "break"], []))
    let figures = shown.map { figure($0, most, among: shown) }
    return Page.section(
      "machines", "The state machines",
      """
      Each state with its mean per replication; the darker, the more. Dashed lines are taken by what a catcher caught. \
      A Task that starts a machine leads to its drawing; its time is that of what it started, too.
      """, [Markup("div", ["class": "graphs"], choice + figures)])
  }

  private func figure(_ machine: Int, _ most: [GraphDrawing.Paint: Double], among shown: [Int]) -> Markup {
    let results = model.states.filter { $0.machine == machine }
    let named = model.plan.account.machines[machine]
    let count = named.definition.states.count
    let head = Markup(
      "figcaption", Markup("h3", Markup(named.name)),
      Markup("p", Markup("\(named.kind.rawValue), \(count) \(count == 1 ? "state" : "states")")))
    guard count <= StateGraph.limit else {
      return Markup(
        "figure", ["class": "card chart", "id": "machine-\(machine)"], head,
        Markup("p", ["class": "empty"], "Too many states to draw; states.csv has their numbers."))
    }
    let drawing = GraphDrawing(
      name: named.name, graph: StateGraph(named.definition), results: results, most: most,
      link: { state in results[state].starts.flatMap { shown.contains($0) ? "#machine-\($0)" : nil } })
    let width = Number.short(drawing.width + 2 * GraphDrawing.padding)
    return Markup(
      "figure", ["class": "card chart", "id": "machine-\(machine)", "style": "flex-basis:\(width)px"], head,
      Markup(
        "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "States of \(named.name)"],
        drawing.svg()))
  }
}
