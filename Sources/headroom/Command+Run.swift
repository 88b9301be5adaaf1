import ArgumentParser
import Foundation
import Report
import Scenario
import Simulation
import StatesLanguage

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a scenario and write its report.",
    discussion: """
      Prints the result and writes report.html, summary.json and CSV files to a folder. The same scenario, seed and \
      version give the same bytes, for any number of jobs. What `validate` warns of comes first, on standard error.

      EXAMPLES
        headroom run Scenarios/nested-fanout.yaml
        headroom run Scenarios/nested-fanout.yaml --replications 40 --jobs 4
        headroom run Scenarios/nested-fanout.yaml --seed 7 --out seed-7
        headroom run order.yaml --set quotas.StartExecution.refill=600/s
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(parsing: .unconditional, help: "Determines every random draw, in place of the scenario's seed.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Independent repetitions, in place of the scenario's number.")
  var replications: Int?

  @Option(parsing: .unconditional, help: "Replications that run at once (default: one per processor).")
  var jobs: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a value of the scenario, as load.0.arrivals.poisson=3/s.", valueName: "path=value"))
  var sets: [String] = []

  @Option(help: "Folder of the results (default: Reports/<name of the scenario>).", completion: .directory)
  var out: String?

  @OptionGroup var silenced: SilencedRules

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(name: .customLong("no-color"), help: "Print without colours, as when NO_COLOR is set.")
  var noColor = false

  func validate() throws {
    for (name, value) in [("--replications", replications), ("--jobs", jobs)] {
      if let value, !(1...100_000).contains(value) {
        throw ValidationError("\(name) is a number from 1 to 100000, not \(value)")
      }
    }
    for set in sets where set.firstIndex(of: "=").map({ $0 > set.startIndex }) != true {
      throw ValidationError("--set takes path=value, not \"\(set)\"")
    }
    if out == "" { throw ValidationError("--out takes the name of a folder") }
  }

  func run() async throws {
    Interrupt.watch()
    do {
      try await simulateAndReport()
    } catch let failure as FileFailure {
      Terminal.complain("error: \(failure.message)")
      throw ExitCode.fileFailure
    }
  }

  private func simulateAndReport() async throws {
    let plan = try readPlan()
    let folder = try ResultFolder(path: try out ?? defaultFolder(plan))
    let model: ReportModel
    do {
      model = ReportModel(plan: plan, recordings: try await recordings(of: plan), version: Headroom.version)
      let files = model.files()
      try Interrupt.withoutInterruption {
        if Interrupt.isRequested { throw interruption() }
        try folder.write(files)
      }
    } catch {
      folder.discard()
      throw error
    }
    if !quiet {
      try Terminal.output(model.text(color: !noColor && Terminal.showsColor, width: Terminal.width))
      try Terminal.output("Report: \(folder.path)/report.html\n")
    }
    let failed = model.verdicts.filter { !$0.met }
    for verdict in failed { Terminal.complain("expectation failed: \(verdict.text) (measured: \(verdict.measured))") }
    if !failed.isEmpty { throw ExitCode.expectationFailed }
  }

  private func recordings(of plan: Plan) async throws -> [Recording] {
    let progress = ProgressLine(replications: plan.replications, isShown: !quiet && Terminal.showsProgress)
    let replications = Replications(plan: plan, copy: { try readPlan(again: true) }, progress: progress)
    defer { progress.clear() }
    do {
      return try await replications.run(jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    } catch let error as SimulationError {
      progress.clear()
      if case .interrupted = error { throw interruption() }
      Terminal.complain(error.message + (error.hint.map { "\n    hint: \($0)" } ?? ""))
      if case .endless = error { throw ExitCode.invalid }
      throw ExitCode.failure
    }
  }

  private func interruption() -> ExitCode {
    Terminal.complain("interrupted: no results were written")
    return .interrupted
  }

  private func readPlan(again: Bool = false) throws -> Plan {
    _ = try File.read(scenario)
    let (plan, diagnostics) = ScenarioReader.read(
      file: scenario, sets: sets.map(Self.pathAndValue), lints: !(quiet || again), silenced: silenced.set)
    for diagnostic in diagnostics where diagnostic.severity == .error || !(quiet || again) {
      Terminal.complain(diagnostic.text)
    }
    guard var plan else { throw ExitCode.invalid }
    if let seed { plan.seed = seed }
    if let replications { plan.replications = replications }
    return plan
  }

  private static func pathAndValue(_ set: String) -> (path: String, value: String) {
    let equals = set.firstIndex(of: "=") ?? set.endIndex
    return (String(set[..<equals]), String(set[equals...].dropFirst()))
  }

  private func defaultFolder(_ plan: Plan) throws -> String {
    guard !plan.name.isEmpty, !plan.name.hasPrefix("."), !plan.name.contains("/") else {
      Terminal.complain(
        "\(scenario): error: the name \"\(plan.name)\" is no name for a folder\n    hint: choose one with --out")
      throw ExitCode.invalid
    }
    return "Reports/" + plan.name
  }
}
