import Foundation
import JSON
import Planning
import Report
import Scenario
import Simulation
import StatesLanguage

/// A side of a comparison: a scenario, or the folder of a run's results. What such a folder has recorded is taken as it
/// is, whatever has become of the scenario; where it has recorded nothing, or something else is asked for, its scenario
/// is simulated again. The same scenario gives the same numbers, and the folder's own say whether it still is the same.
struct ComparedSide {
  private enum Origin {
    case recorded(ComparedRun, Plan)
    case simulated(Simulated)
  }
  private struct Simulated {
    var plan: Plan
    let source: ReplaySource
    let files: FileSnapshot
    /// The summary that the run has to give again; nil: there is none, or something else is asked for.
    let recorded: JSON?
  }
  private var origin: Origin
  private let path: String
  private let writtenBy: String?
  private let output: OutputOptions

  init(
    _ path: String, _ overrides: PlanOverrides, changes: [String] = [], mayHaveChanged: Bool, _ output: OutputOptions
  ) throws {
    self.output = output
    self.path = path
    let isAsItWas =
      overrides.changes.isEmpty && changes.isEmpty && overrides.seed == nil && overrides.replications == nil
    if isAsItWas, !mayHaveChanged, let record = try Self.record(in: path, output) {
      origin = .recorded(record.run, record.plan)
      writtenBy = record.version
      return
    }
    var changed = overrides
    changed.sets += changes
    let source = try ReplaySource(path, changed)
    var files = FileSnapshot()
    let plan = try source.plan(mayHaveChanged: mayHaveChanged, from: &files, output)
    writtenBy = source.summary?["version"]?.string
    origin = .simulated(
      Simulated(
        plan: plan, source: source, files: files, recorded: isAsItWas && !mayHaveChanged ? source.summary : nil))
  }

  var facts: RunFacts {
    switch origin {
    case .recorded(let run, _): run.facts
    case .simulated(let side): RunFacts(side.plan, version: Headroom.version)
    }
  }

  /// Where the folder's version is another one, in words.
  var note: String? {
    guard let writtenBy, writtenBy != Headroom.version else { return nil }
    let what =
      switch origin {
      case .recorded: "its recording is compared by"
      case .simulated: "it is simulated again by"
      }
    return "\(path) was written by version \(writtenBy); \(what) \(Headroom.version)."
  }

  /// What an option asks of it, named as in `expect`.
  func metrics(_ names: [String], option: String) throws -> [Expectation] {
    let plan =
      switch origin {
      case .recorded(_, let plan): plan
      case .simulated(let side): side.plan
      }
    return try ScenarioReader.metrics(names, of: plan, option: option)
  }

  /// Has it recorded what these are asked of, where it is still to run.
  mutating func record(_ expectations: [Expectation]) {
    guard case .simulated(var side) = origin else { return }
    side.plan.record(expectations)
    origin = .simulated(side)
  }

  /// A scenario whose warm-up was still to be found has that of the run that it is compared with.
  mutating func takeWarmup(of other: ComparedSide) {
    guard case .recorded(_, let plan) = other.origin, case .simulated(var side) = origin,
      side.plan.warmupOrigin == .sought
    else { return }
    (side.plan.warmup, side.plan.warmupOrigin) = (plan.warmup, plan.warmupOrigin)
    origin = .simulated(side)
  }

  func result(jobs: Int?) async throws -> ComparedRun {
    switch origin {
    case .recorded(let run, _): run
    case .simulated(let side): ComparedRun(try await model(side, jobs: jobs))
    }
  }

  private func model(_ side: Simulated, jobs: Int?) async throws -> ReportModel {
    let result = try await Replications.result(of: side.plan, jobs: jobs, output) { [output] in
      var files = side.files
      var copy = try side.source.plan(mayHaveChanged: true, from: &files, output)
      (copy.warmup, copy.warmupOrigin) = (side.plan.warmup, side.plan.warmupOrigin)
      copy.windows = side.plan.windows
      return copy
    }
    let model = ReportModel(plan: side.plan, result: result, version: Headroom.version)
    if note == nil, let recorded = side.recorded, !model.hasNumbers(of: recorded) {
      throw CommandFailure(
        .invalid,
        [
          "\(path): error: its scenario gives other numbers now: a file that \(side.source.scenario) names "
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
    if FileManager.default.fileExists(atPath: file("summary.json", in: path)) { return }
    throw CommandFailure(
      .noBase,
      [
        "error: there is no base to compare with: "
          + (isThere ? "\(path) holds no summary.json" : "there is no \(path)"),
        "    hint: headroom run writes a folder of results",
      ])
  }

  private static func file(_ name: String, in folder: String) -> String {
    folder + (folder.hasSuffix("/") ? "" : "/") + name
  }

  /// nil: there is none, or it is of another run than the summary beside it.
  private static func record(
    in path: String, _ output: OutputOptions
  ) throws -> (run: ComparedRun, plan: Plan, version: String)? {
    let name = file(RunRecord.name, in: path)
    guard File.isFolder(path), FileManager.default.fileExists(atPath: name) else {
      guard FileManager.default.fileExists(atPath: file("recording.json", in: path)) else { return nil }
      throw CommandFailure(
        .invalid,
        [
          "\(path): error: its recording is of an earlier version, in a form that is no longer read",
          "    hint: run it again, or have its scenario simulated again with --changed",
        ])
    }
    let record = try RunRecord(try File.read(name), file: name, output)
    let model = record.model(version: record.head.header.version)
    guard try record.isOf(model, in: path) else { return nil }
    return (ComparedRun(model, drawing: record.head.drawing), record.plan, record.head.header.version)
  }
}
