import JSON
import Scenario
import StatesLanguage
import Templates

extension Target {
  /// A template, which becomes a scenario or problems that have places; what is written can be read.
  func deployment(_ bytes: [UInt8]) {
    let template = folder + "t.yaml"
    let scenario = folder + "made/scenario.yaml"
    var options = TemplateOptions()
    options.parameters = [("Stage", "prod")]
    var files = FileSnapshot()
    files.assume(bytes, of: template)
    guard let (translation, notes) = try? Template.translate([template], to: scenario, options, &files) else {
      return require(false, "what is in memory can be read")
    }
    for note in notes {
      require(!note.message.isEmpty && note.position.line > 0 && note.position.column > 0, "a place")
      if note.file == template { check([note], of: bytes) }
    }
    guard let translation else { return require(notes.contains { $0.severity == .error }, "a scenario or errors") }
    var again = FileSnapshot()
    again.assume(bytes, of: template)
    let second = try? Template.translate([template], to: scenario, options, &again).translation
    require(second?.scenario == translation.scenario, "the same template, the same bytes")
    translation.assume(scenario, in: &files)
    guard let (_, problems) = try? ScenarioReader.read(file: scenario, from: &files) else {
      return require(false, "a scenario in memory can be read")
    }
    for problem in problems where problem.file == scenario {
      let broken = [ReadingProblem.syntax, .type, .unknownField, .missingField, .repeatedField].map(\.rawValue)
      require(!broken.contains(problem.rule ?? ""), "what is written is a scenario: \(problem.text)")
    }
    for problem in problems.map({ translation.located($0, scenario: scenario) }) where problem.file == template {
      check([problem], of: bytes)
    }
  }
}
