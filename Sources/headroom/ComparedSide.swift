import Foundation
import JSON
import Report
import Scenario
import Simulation
import StatesLanguage

/// A side of a comparison: a scenario, or the folder of a run's results, whose scenario is simulated again. The same
/// scenario gives the same numbers, and the folder's own say whether it still is the same.
struct ComparedSide {
  private(set) var plan: Plan
  private let source: ReplaySource
  private let files: FileSnapshot
  /// The summary that the run has to give again; nil: there is none, or something else is asked for.
  private let recorded: JSON?

  private let output: OutputOptions

  init(
    _ path: String, _ overrides: PlanOverrides, changes: [String] = [], mayHaveChanged: Bool, _ output: OutputOptions
  ) throws {
    self.output = output
    var changed = overrides
    changed.sets += changes
    source = try ReplaySource(path, changed)
    var files = FileSnapshot()
    plan = try source.plan(mayHaveChanged: mayHaveChanged, from: &files, output)
    self.files = files
    let isAsItWas = overrides.sets.isEmpty && changes.isEmpty && overrides.seed == nil && overrides.replications == nil
    recorded = isAsItWas && !mayHaveChanged ? source.summary : nil
  }

  /// Where the folder's version is another one, in words.
  var note: String? {
    guard let written = source.summary?["version"]?.string, written != Headroom.version else { return nil }
    return "\(source.path) was written by version \(written); it is simulated again by \(Headroom.version)."
  }

  /// Has it recorded what these are asked of.
  mutating func record(_ expectations: [Expectation]) { plan.record(expectations) }

  func result(jobs: Int?) async throws -> ReportModel {
    let result = try await Replications.result(of: plan, jobs: jobs, output) {
      [source, files, output, windows = plan.windows] in
      var files = files
      var copy = try source.plan(mayHaveChanged: true, from: &files, output)
      copy.windows = windows
      return copy
    }
    let model = ReportModel(plan: plan, result: result, version: Headroom.version)
    if note == nil, let recorded, !model.hasNumbers(of: recorded) {
      throw CommandFailure(
        .invalid,
        [
          "\(source.path): error: its scenario gives other numbers now: a file that \(source.scenario) names "
            + "has changed",
          "    hint: run it again, or take it as it is now with --changed",
        ])
    }
    return model
  }

  /// Fails where a base is to be a folder of results that is not there: a first run of a gate has none yet.
  static func checkBase(_ path: String) throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    if isThere ? !File.isFolder(path) : ScenarioReader.isScenario(file: path) { return }
    let summary = path + (path.hasSuffix("/") ? "" : "/") + "summary.json"
    if FileManager.default.fileExists(atPath: summary) { return }
    throw CommandFailure(
      .noBase,
      [
        "error: there is no base to compare with: "
          + (isThere ? "\(path) holds no summary.json" : "there is no \(path)"),
        "    hint: headroom run writes a folder of results",
      ])
  }
}
