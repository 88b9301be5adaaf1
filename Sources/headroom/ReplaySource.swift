import JSON
import Scenario
import Simulation
import StatesLanguage

/// What is to be run again: a scenario as the command line changes it, or as the run did whose results lie in a folder.
struct ReplaySource {
  let scenario: String
  private var overrides: PlanOverrides
  /// The scenario's hash when it was run; nil: it was given by itself.
  private var hash: String?
  /// Of what it names, by path; empty where the folder's version did not say.
  private var hashes: [String: String] = [:]
  /// As it was given.
  let path: String
  /// What the run in the folder left.
  private(set) var summary: JSON?

  init(_ path: String, _ given: PlanOverrides) throws {
    self.path = path
    overrides = given
    guard File.isFolder(path) else {
      scenario = path
      return
    }
    let file = path + (path.hasSuffix("/") ? "" : "/") + "summary.json"
    let summary: JSON
    do {
      summary = try JSON.parse(try File.read(file))
    } catch let error as JSONSyntaxError {
      throw Diagnostic(error, in: file)
    }
    guard let source = summary["scenarioFile"], let scenario = source["path"]?.string,
      let hash = source["sha256"]?.string
    else {
      throw CommandFailure(
        .invalid,
        [
          "\(file): error: it does not say which scenario it is of",
          "    hint: take a scenario, or the folder of a run's results",
        ])
    }
    self.scenario = scenario
    self.hash = hash
    for file in source["files"]?.elements ?? [] {
      if let path = file["path"]?.string { hashes[path] = file["sha256"]?.string }
    }
    self.summary = summary
    if case .array(let sets)? = source["overrides"] { overrides.sets = sets.compactMap(\.string) + given.sets }
    if overrides.seed == nil, let seed = summary["seed"] { overrides.seed = UInt64(seed.string ?? seed.text) }
    if overrides.replications == nil, let count = summary["replications"].flatMap({ Int($0.text) }) {
      overrides.replications = PlanOverrides.numbers.contains(count) ? count : nil
    }
  }

  /// `mayHaveChanged`: another scenario than was run is fine.
  func plan(mayHaveChanged: Bool, from files: inout FileSnapshot, _ output: OutputOptions) throws -> Plan {
    let (plan, diagnostics) = try overrides.readPlan(scenario, from: &files, lints: false, silenced: [])
    guard let plan else { throw CommandFailure(.invalid, output.shown(diagnostics)) }
    if !mayHaveChanged, let source = plan.source {
      let now = [(path: scenario, hash: source.hash)] + source.files
      for file in now {
        guard let was = file.path == scenario ? hash : hashes[file.path], file.hash != was else { continue }
        throw hasChanged(file.path, now: file.hash, was: was)
      }
    }
    return plan
  }

  private func hasChanged(_ file: String, now: String, was: String) -> CommandFailure {
    let hashes = "its SHA-256 is \(now.prefix(12))…, and was \(was.prefix(12))…"
    return CommandFailure(
      .invalid,
      [
        "\(file): error: it has changed since \(path) was written of it: \(hashes)",
        "    hint: run it again, or take it as it is now with --changed",
      ])
  }
}
