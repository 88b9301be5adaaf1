// Planning: what a capacity planner asks, each an answer that takes many runs: which scenario is varied, which runs
// are made of it, and what they allow to conclude.

package import Scenario
package import Simulation
package import StatesLanguage

/// A scenario of which values change from run to run. Its files are read once, so that all runs are of the same ones,
/// whatever is saved meanwhile.
package struct VariedScenario: Sendable {
  /// A value at one place of the scenario, or within one of its definitions, as `--set path=value` writes it.
  package struct Change: Hashable, Sendable {
    let path: String
    let value: String

    package init(path: String, value: String) {
      self.path = path
      self.value = value
    }

    /// `path=value`; nil: it is none.
    package init?(_ assignment: String) {
      guard let (path, value) = ScenarioReader.splitAssignment(assignment) else { return nil }
      self.init(path: path, value: value)
    }

    var text: String { path + "=" + value }
  }

  /// Not all of what the scenario says can be read.
  package struct Invalid: Error {
    package let diagnostics: [Diagnostic]
  }

  package let file: String
  /// What is changed in every run.
  let sets: [Change]
  /// In place of the scenario's own; nil: its own.
  let seed: UInt64?
  let replications: Int?
  /// Of the scenario as `sets` change it.
  package let plan: Plan
  private let files: FileSnapshot

  /// `files`: that are known already.
  package init(
    file: String, sets: [Change] = [], seed: UInt64? = nil, replications: Int? = nil,
    files known: FileSnapshot = FileSnapshot()
  ) throws {
    self.file = file
    self.sets = sets
    self.seed = seed
    self.replications = replications
    var files = known
    plan = try Self.plan(file, sets, seed, replications, &files)
    self.files = files
  }

  /// The text of the scenario's own file, as it was read.
  package var bytes: [UInt8] {
    var files = files
    return (try? files.bytes(of: file)) ?? []
  }

  /// With these values in place. Each is read anew: workers that shared one would wait for each other's reference
  /// counts. Throws `Invalid` where a value does not fit its place.
  package func plan(_ changes: [Change]) throws -> Plan {
    var files = files
    return try Self.plan(file, sets + changes, seed, replications, &files)
  }

  /// All files that plans with these values in place are read from.
  func files(of changes: [[Change]]) throws -> FileSnapshot {
    var files = files
    for changes in changes { _ = try Self.plan(file, sets + changes, seed, replications, &files) }
    return files
  }

  private static func plan(
    _ file: String, _ sets: [Change], _ seed: UInt64?, _ replications: Int?, _ files: inout FileSnapshot
  ) throws -> Plan {
    let (plan, diagnostics) = try ScenarioReader.read(
      file: file, from: &files, sets: sets.map { ($0.path, $0.value) })
    guard var plan else { throw Invalid(diagnostics: diagnostics.filter { $0.severity == .error }) }
    if let seed { plan.seed = seed }
    if let replications {
      plan.replications = replications
      plan.hasFixedReplications = true
    }
    plan.source?.overrides = Plan.Source.Overrides(sets: sets.map(\.text), seed: seed, replications: replications)
    return plan
  }
}
