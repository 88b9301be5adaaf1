import JSON
import Prelude
import Simulation
import Statistics

/// A list of numbers of which a smaller one is better: `customSmallerIsBetter` of github-action-benchmark.
struct BenchmarkExporter {
  let model: ReportModel

  var text: String { JSON.array(entries).prettyText + "\n" }

  private var entries: [JSON] {
    let makespan = entry("makespan", "s", model.makespan.mean, model.makespan.halfWidth)
    let transitions = entry("transitions", "transitions", model.transitions.mean, model.transitions.halfWidth)
    let ofMachines = model.machines.flatMap { machine -> [JSON?] in
      let spread = machine.latency
      return [
        entry("\(machine.name).failed.ratio", "1", machine.failedRatio),
        entry("\(machine.name).latency.mean", "s", spread.mean, spread.halfWidth),
        entry("\(machine.name).latency.p50", "s", spread.shown("p50")),
        entry("\(machine.name).latency.p99", "s", spread.shown("p99")),
      ]
    }
    let ofActions = model.actions.map {
      entry("\($0.name).throttled", "calls", $0.throttled.mean, $0.throttled.halfWidth)
    }
    return (ofMachines + ofActions + [transitions, makespan]).compactMap(\.self)
  }

  private func entry(_ name: String, _ unit: String, _ value: Double?, _ halfWidth: Double? = nil) -> JSON? {
    guard let value, value.isFinite else { return nil }
    var entry: JSONObject = [
      "name": .string("\(model.plan.name): \(name)"), "unit": .string(unit), "value": .double(Number.rounded(value)),
    ]
    if let halfWidth, halfWidth > 0 { entry["range"] = .string("± " + Number.exact(halfWidth)) }
    return .object(entry)
  }
}
