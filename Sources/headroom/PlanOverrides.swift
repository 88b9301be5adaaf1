import ArgumentParser
import Planning
import Scenario
import Simulation
import StatesLanguage

/// What the command line changes of a scenario, for every command that simulates it.
struct PlanOverrides: ParsableArguments {
  @Option(parsing: .unconditional, help: "Determines every random draw, in place of the scenario's seed.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Independent repetitions, in place of the scenario's number.")
  var replications: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a value of the scenario, as load.0.arrivals.poisson=3/s.", valueName: "path=value"))
  var sets: [String] = []

  @OptionGroup
  var substitutions: SubstitutionOptions

  /// All that replaces values, in its order.
  var changes: [(path: String, value: String)] {
    substitutions.sets + sets.compactMap(ScenarioReader.splitAssignment)
  }

  /// As another command line says it.
  var words: [String] {
    changes.flatMap { ["--set", $0.path + "=" + $0.value] } + (seed.map { ["--seed", String($0)] } ?? [])
      + (replications.map { ["--replications", String($0)] } ?? [])
  }

  /// The scenario, changed so, for whoever varies it further.
  @inline(never)
  func varied(_ scenario: String) throws -> VariedScenario {
    try VariedScenario(
      file: scenario, sets: changes.map { VariedScenario.Change(path: $0.path, value: $0.value) }, seed: seed,
      replications: replications)
  }

  static let numbers = 1...100_000

  static func refusal(_ option: String, _ value: Int) -> ValidationError {
    ValidationError("\(option) is a number from 1 to 100000, not \(value)")
  }

  func validate() throws {
    if let replications, !Self.numbers.contains(replications) {
      throw Self.refusal("--replications", replications)
    }
    for set in sets where ScenarioReader.splitAssignment(set) == nil {
      throw ValidationError("--set takes path=value, not \"\(set)\"")
    }
  }

  /// The scenario's plan, changed so; it knows how, for whoever has to say how to run it again.
  func readPlan(
    _ scenario: String, from files: inout FileSnapshot, lints: Bool, silenced: Set<String>
  ) throws(FileFailure) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    var (plan, diagnostics) = try TemplateScenario.read(
      file: scenario, from: &files, sets: changes, lints: lints, silenced: silenced)
    if let seed { plan?.seed = seed }
    if let replications {
      plan?.replications = replications
      plan?.hasFixedReplications = true
    }
    plan?.source?.overrides = Plan.Source.Overrides(
      sets: changes.map { $0.path + "=" + $0.value }, seed: seed, replications: replications)
    return (plan, diagnostics)
  }
}
