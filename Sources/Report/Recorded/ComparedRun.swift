package import JSON
package import Simulation

/// One side of a comparison: a run that was simulated just now, or one that a folder has recorded.
package struct ComparedRun: Sendable {
  package private(set) var facts: RunFacts
  private(set) var values: any RunValues
  /// As `summary.json` has it.
  let summary: JSON

  package init(_ model: ReportModel) {
    self.init(model, summary: JSONExporter(model: model).summary())
  }

  init(_ model: ReportModel, summary: JSON) {
    facts = RunFacts(model.plan, version: model.version)
    facts.replications = model.recordings.count
    let tasks = model.recordings.first?.tasks ?? []
    for machine in facts.machines.indices {
      facts.machines[machine].tasks = tasks.filter { $0.machine == machine }.map(\.state)
    }
    values = SimulatedValues(recordings: model.recordings)
    self.summary = summary
  }

  init(_ facts: RunFacts, _ values: RecordedValues, summary: JSON) {
    self.facts = facts
    self.values = values
    self.summary = summary
  }

  /// What the scenario expected, as its reader understands the lines that the recording has.
  package mutating func expect(_ expectations: [Expectation]) { facts.expectations = expectations }

  /// The first replications alone: what is not in the other side's recording is paired with nothing.
  func prefix(_ count: Int) -> ComparedRun {
    guard count < values.count else { return self }
    var run = self
    run.values = values.prefix(count)
    return run
  }

  /// With the other's values.
  func sharing(_ other: ComparedRun) -> ComparedRun {
    var run = self
    run.values = other.values
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
