package import JSON
import Simulation

/// One side of a comparison: a run that was simulated just now, or one that a folder has recorded.
package struct ComparedRun: Sendable {
  package private(set) var facts: RunFacts
  private(set) var values: RunValues
  /// As `summary.json` has it.
  let summary: JSON

  /// `drawing`: of the version that simulated it.
  package init(_ model: ReportModel, drawing: Int = RunFacts.drawing) {
    facts = RunFacts(model.plan, version: model.version)
    facts.drawing = drawing
    facts.replications = model.recordings.count
    values = RunValues(recordings: model.recordings)
    summary = JSONExporter(model: model).summary()
  }

  /// The first replications alone.
  func prefix(_ count: Int) -> ComparedRun {
    var run = self
    run.values = RunValues(recordings: Array(values.recordings.prefix(count)))
    return run
  }

  /// Whether every number is the same, not only those that are compared.
  func hasNumbers(of other: ComparedRun) -> Bool {
    JSONExporter.numbers(of: summary).text == JSONExporter.numbers(of: other.summary).text
  }
}

extension ReportModel {
  /// Whether `summary.json`, less what names the run and what is expected of it, is the same.
  package func hasNumbers(of summary: JSON) -> Bool {
    JSONExporter.numbers(of: JSONExporter(model: self).summary()).text == JSONExporter.numbers(of: summary).text
  }
}
