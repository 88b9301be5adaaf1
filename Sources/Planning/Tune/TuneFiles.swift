package import JSON
package import Report
import Simulation
import Statistics

extension TuneAnswer {
  /// The files of its folder.
  package func files(_ patch: TunePatch) -> [ReportFile] {
    [
      ReportFile("report.html") { TunePage(answer: self, patch: patch).html },
      ReportFile("tune.json") { json(patch).prettyText + "\n" }, ReportFile("tune.csv") { csv(candidates.indices) },
      ReportFile("pareto.csv") { csv(front) }, ReportFile("tune.diff") { patch.diff },
      ReportFile("patch.json") { JSON.array(patch.operations.flatMap(\.operations)).prettyText + "\n" },
    ]
  }

  /// What became of each policy.
  func fate(_ index: Int) -> String {
    if index == selection.best { return isAdopted || index == 0 ? "best" : "best, not confirmed" }
    if selection.survivors.contains(index) { return "not told apart" }
    if selection.finalists.contains(index) { return "finalist" }
    if candidates[index].isExcessive { return "given up: far more work" }
    return candidates[index].isKept ? "not sure to hold" : "screened out"
  }

  private func csv(_ indices: some Sequence<Int>) -> String {
    let names = tuner.space.dimensions.map(\.name)
    var table = CSVTable(
      columns: ["policy", "origin"] + names + [
        "round", "replications", "goal", "violation", "p99_seconds", "cost_dollars", "failed_ratio", "fate",
      ])
    for index in indices {
      let candidate = candidates[index]
      table.add(index)
      table.add(candidate.origin.rawValue)
      for value in candidate.values { table.add(value ?? "") }
      table.add(candidate.stage)
      table.add(candidate.replications)
      let aside = candidate.aside
      for number in [candidate.value, candidate.violation, aside?.p99, aside?.cost, aside?.failed] {
        table.add(Number.exact(number))
      }
      table.add(fate(index))
      table.endRow()
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  package func json(_ patch: TunePatch) -> JSON {
    let plan = tuner.scenario.plan
    var answer: JSONObject = [
      "schemaVersion": 1, "scenario": .string(plan.name), "scenarioFile": .string(tuner.scenario.file),
      "seed": Int(exactly: plan.seed).map { .integer($0) } ?? .string("\(plan.seed)"),
      "goal": .string(goalText), "indifference": JSONExporter.number(tuner.goal.indifference),
      "confidence": JSONExporter.number(1 - tuner.settings.alpha),
      "decision": .string(isAdopted ? "adopt" : "keep"), "summary": .string(title),
      "policies": .array(candidates.indices.map(policy)), "front": .array(front.map { .integer($0) }),
      "finalists": .array(selection.finalists.map { .integer($0) }),
      "notToldApart": .array(selection.survivors.map { .integer($0) }),
      "best": selection.best.map { .integer($0) } ?? .null, "decided": .bool(selection.isDecided),
    ]
    if let confirmation { answer["confirmation"] = json(confirmation) }
    answer["patch"] = .array(
      patch.operations.map { .object(["file": .string($0.path), "operations": .array($0.operations)]) })
    answer["sets"] = .array(patch.sets.map { .string($0) })
    return .object(answer)
  }

  private func policy(_ index: Int) -> JSON {
    let candidate = candidates[index]
    let values = zip(tuner.space.dimensions, candidate.values).map { dimension, value in
      (dimension.name, value.map { JSON.string($0) } ?? .null)
    }
    return .object([
      "policy": .integer(index), "origin": .string(candidate.origin.rawValue),
      "values": .object(JSONObject(uniqueMembers: values)), "replications": .integer(candidate.replications),
      "goal": JSONExporter.number(candidate.value), "violation": JSONExporter.number(candidate.violation),
      "p99Seconds": JSONExporter.number(candidate.aside?.p99), "cost": JSONExporter.number(candidate.aside?.cost),
      "failedRatio": JSONExporter.number(candidate.aside?.failed), "fate": .string(fate(index)),
    ])
  }

  private func json(_ confirmation: TuneConfirmation) -> JSON {
    .object([
      "seed": Int(exactly: confirmation.seed).map { .integer($0) } ?? .null,
      "replications": .integer(confirmation.replications), "better": .bool(confirmation.isBetter),
      "todayHolds": .bool(confirmation.todayHolds), "tunedHolds": .bool(confirmation.tunedHolds),
      "metrics": .array(
        confirmation.rows.map { row in
          .object([
            "metric": .string(row.name), "today": JSONExporter.number(row.today),
            "tuned": JSONExporter.number(row.tuned), "difference": JSONExporter.number(row.difference),
            "lower": JSONExporter.number(row.interval?.lower), "upper": JSONExporter.number(row.interval?.upper),
          ])
        }),
    ])
  }
}
