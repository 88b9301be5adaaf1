import Scenario
import Simulation
import StatesLanguage
import Templates

/// Reads a scenario, or a template as the scenario that `init` would make of it: nothing is written, and problems stand
/// where the template has them.
enum TemplateScenario {
  /// As `ScenarioReader.read`. Afterwards `files` holds the scenario in the template's place, so that it is read as one
  /// from then on.
  static func read(
    file: String, from files: inout FileSnapshot, sets: [(path: String, value: String)], lints: Bool,
    silenced: Set<String>
  ) throws(FileFailure) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    guard Template.isTemplate(file, &files) else {
      return try ScenarioReader.read(file: file, from: &files, sets: sets, lints: lints, silenced: silenced)
    }
    let (translation, notes) = try Template.translate([file], to: file, TemplateOptions(), &files)
    guard let translation else { return (nil, notes) }
    translation.assume(file, in: &files)
    let (plan, problems) = try ScenarioReader.read(
      file: file, from: &files, sets: sets, lints: lints, silenced: silenced)
    // What is wrong with a definition is wrong with each version of it, and that is one place.
    var seen: Set<Diagnostic> = []
    let located = problems.map { translation.located($0, scenario: file) }
    return (translation.isValid ? plan : nil, (notes + located).filter { seen.insert($0).inserted })
  }
}
