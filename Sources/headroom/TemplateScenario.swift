import Scenario
import Simulation
import StatesLanguage
import Templates

/// Reads a scenario, or a template as the scenario that `init` would make of it: nothing is written, and problems stand
/// where the template has them.
enum TemplateScenario {
  /// Whether a file is a template.
  static func isTemplate(_ file: String) -> Bool {
    var files = FileSnapshot()
    return Template.isTemplate(file, &files)
  }

  /// As `ScenarioReader.read`. What `files` knows is taken as it is: it holds the scenario that was made before.
  static func read(
    file: String, from files: inout FileSnapshot, sets: [(path: String, value: String)], lints: Bool,
    silenced: Set<String>
  ) throws(FileFailure) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    guard !files.knows(file), isTemplate(file) else {
      return try ScenarioReader.read(file: file, from: &files, sets: sets, lints: lints, silenced: silenced)
    }
    // The template goes by the name that its scenario gets.
    var templates = FileSnapshot()
    let (translation, notes) = try Template.translate([file], to: file, TemplateOptions(), &templates)
    guard let translation else { return (nil, notes) }
    translation.assume(file, in: &files)
    let (plan, problems) = try ScenarioReader.read(
      file: file, from: &files, sets: sets, lints: lints, silenced: silenced)
    let located = problems.map { translation.located($0, scenario: file) }
    // What is wrong with a definition is wrong with each version of it, and that is one place.
    var seen: Set<Diagnostic> = []
    return (translation.isValid ? plan : nil, (notes + located).filter { seen.insert($0).inserted })
  }
}
