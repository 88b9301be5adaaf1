import ArgumentParser
import Planning
import Report
import Scenario
import Simulation

/// What commands have in common that answer by many runs: how many at once, and where the answer goes.
struct AnswerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Replications, or points of a sweep, that run at once (default: one per processor).")
  var jobs: Int?

  @Option(help: "Folder of the answer (default: Reports/<command>-<name of the scenario>).", completion: .directory)
  var out: String?

  @Flag(help: "Print the answer as JSON.")
  var json = false

  func validate() throws {
    if let jobs, !PlanOverrides.numbers.contains(jobs) { throw PlanOverrides.refusal("--jobs", jobs) }
    if out == "" { throw ValidationError("--out takes the name of a folder") }
  }

  /// `prefix` is the command's name and a hyphen.
  func place(of plan: Plan, in scenario: String, prefix: String) throws -> String {
    try out ?? ResultFolder.defaultPath(of: plan.name, in: scenario, prefix: prefix)
  }

  // What throws typed errors is not inlined into asynchronous functions: the optimiser of Swift 6.3 crashes there.

  @inline(never)
  func folder(of plan: Plan, in scenario: String, prefix: String) throws -> ResultFolder {
    try ResultFolder(path: place(of: plan, in: scenario, prefix: prefix))
  }

  /// On standard output; `text` is asked for where it is wanted.
  @inline(never)
  func show(
    json document: @autoclosure () -> String, text: @autoclosure () -> String, name: String, _ folder: ResultFolder,
    _ output: OutputOptions, colored: Bool
  ) throws {
    if json {
      try Terminal.output(document())
    } else if !output.quiet {
      try Terminal.output(text(), colored: colored)
      try Terminal.output("\(name): \(folder.path)/report.html\n")
    }
  }
}

extension ReportFile {
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Variation {
  /// As `--vary` says it; what is wrong with it is wrong usage.
  static func argument(_ text: String) throws -> Variation {
    do throws(Variation.Problem) {
      return try Variation(text)
    } catch {
      throw ValidationError(error.message + (error.hint.map { "\nhint: " + $0 } ?? ""))
    }
  }
}
