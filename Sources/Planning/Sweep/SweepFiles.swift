package import JSON
package import Report
import Simulation
import Statistics

extension SweepAnswer {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    [
      ReportFile("report.html") { SweepPage(answer: self).html }, ReportFile("sweep.json") { json.prettyText + "\n" },
      ReportFile("sweep.csv") { csv },
      ReportFile(SweepJournal.name) { SweepJournal.text(hash: sweep.hash, points: results) },
    ]
  }

  private var csv: String {
    let paths = sweep.design.variations.map(\.path)
    var table = CSVTable(columns: ["point"] + paths + ["metric", "mean", "lower", "upper", "n", "verdict"])
    for (point, row) in results.enumerated() {
      let values = sweep.design.points[point].values
      for (metric, measured) in zip(sweep.metrics, row) {
        table.add(point)
        for value in values { table.add(value) }
        table.add(metric.name)
        for number in [measured.value, measured.interval?.lower, measured.interval?.upper] {
          table.add(Number.exact(number))
        }
        table.add(measured.count)
        table.add(measured.outcome?.words ?? "")
        table.endRow()
      }
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  package var json: JSON {
    let plan = sweep.scenario.plan
    let source: JSONObject = ["path": .string(sweep.scenario.file), "sha256": .string(plan.source?.hash ?? "")]
    return .object([
      "schemaVersion": 1, "version": .string(sweep.version), "scenario": .string(plan.name),
      "scenarioFile": .object(source), "seed": Int(exactly: plan.seed).map { .integer($0) } ?? .string("\(plan.seed)"),
      "hash": .string(sweep.hash), "confidence": .double(0.95),
      "overrides": .array(sweep.scenario.sets.map { .string($0.text) }),
      "paths": .array(sweep.design.variations.map(json)),
      "metrics": .array(
        sweep.metrics.map { metric in
          .object([
            "metric": .string(metric.name),
            "expectation": metric.isExpected ? .string(metric.expectation.text) : .null,
          ])
        }),
      "points": .array(results.indices.map(json)), "ranking": .array(ranking.map { .integer($0) }),
      "influences": .array(influences.map(json)),
    ])
  }

  private func json(_ variation: Variation) -> JSON {
    switch variation.values {
    case .list(let values):
      .object(["path": .string(variation.path), "values": .array(values.map { .string($0) })])
    case .range(let scale):
      .object([
        "path": .string(variation.path), "from": .string(scale.text(scale.low)), "to": .string(scale.text(scale.high)),
        "logarithmic": .bool(scale.isLogarithmic),
      ])
    }
  }

  private func json(_ point: Int) -> JSON {
    .object([
      "point": .integer(point), "values": .array(sweep.design.points[point].values.map { .string($0) }),
      "metrics": .array(
        zip(sweep.metrics, results[point]).map { metric, measured in
          .object([
            "metric": .string(metric.name), "mean": JSONExporter.number(measured.value),
            "lower": JSONExporter.number(measured.interval?.lower),
            "upper": JSONExporter.number(measured.interval?.upper), "n": .integer(measured.count),
            "verdict": measured.outcome.map { .string($0.words) } ?? .null,
          ])
        }),
    ])
  }

  private func json(_ influence: Influence) -> JSON {
    .object([
      "metric": .string(sweep.metrics[influence.metric].name),
      "path": .string(sweep.design.variations[influence.path].path),
      "partialRankCorrelation": JSONExporter.number(influence.coefficient.correlation),
      "lower": JSONExporter.number(influence.coefficient.interval.lower),
      "upper": JSONExporter.number(influence.coefficient.interval.upper),
    ])
  }
}
