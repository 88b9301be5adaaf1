import Fitting
import JSON
import Mocks
import Planning
import Report
import Scenario
import Schema

/// The formats of the files that Headroom reads and writes.
enum Documents {
  static let all: [Grammar] = [
    ScenarioGrammar.grammar, MockGrammar.grammar, JSONExporter.grammar, Comparison.grammar, CapacityAnswer.grammar,
    SweepAnswer.grammar, TuneAnswer.grammar, LedgerAnswer.grammar, CostAnswer.grammar, ForecastAnswer.grammar,
    Recovery.grammar, FitAnswer.grammar,
  ]

  static func schemaText(of grammar: Grammar) -> String {
    grammar.jsonSchema(version: Headroom.version, value: ScenarioReader.json).prettyText + "\n"
  }
}
