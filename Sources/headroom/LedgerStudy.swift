import ArgumentParser
import Planning
import Report
import Scenario
import Simulation

/// What commands have in common that simulate a scenario as it is and without its quotas.
struct LedgerStudy: ParsableArguments {
  @OptionGroup
  var overrides: PlanOverrides

  @Option(parsing: .unconditional, help: "Replications that run at once (default: one per processor).")
  var jobs: Int?

  @Option(help: "Folder of the answer (default: Reports/<command>-<name of the scenario>).", completion: .directory)
  var out: String?

  @Flag(help: "Print the answer as JSON.")
  var json = false

  func validate() throws {
    if let jobs, !PlanOverrides.numbers.contains(jobs) { throw PlanOverrides.refusal("--jobs", jobs) }
    if out == "" { throw ValidationError("--out takes the name of a folder") }
  }

  /// A scenario's plan, and how to make more of it.
  struct Prepared: Sendable {
    let plan: Plan
    let copy: @Sendable () throws -> Plan
  }

  /// With the warm-up that its own executions show, where it is to be found.
  func prepare(
    _ varied: VariedScenario, _ output: OutputOptions, changes: [VariedScenario.Change] = []
  ) async throws -> Prepared {
    let plan = try varied.plan(changes)
    let replications = plan.checkpoints[0]
    let prepared = Prepared(plan: Self.fixed(plan, replications)) {
      Self.fixed(try varied.plan(changes), replications)
    }
    guard plan.warmupOrigin == .sought else { return prepared }
    let line = StudyProgress("warm-up", output)
    defer { line.clear() }
    let pilot = try await Workers(jobs: jobs) { line.update($0) }.run(0..<replications, of: prepared.copy)
    let found = prepared.plan.withWarmup(foundIn: pilot.series)
    return Prepared(plan: found) {
      var copy = try prepared.copy()
      (copy.warmup, copy.warmupOrigin) = (found.warmup, found.warmupOrigin)
      return copy
    }
  }

  // What throws typed errors is not inlined into asynchronous functions: the optimiser of Swift 6.3 crashes there.

  /// A precision would have it go on until something else is known well enough.
  private static func fixed(_ plan: Plan, _ replications: Int) -> Plan {
    var plan = plan
    plan.replications = replications
    plan.precision = []
    plan.stopsEarly = false
    return plan
  }

  func pairs(
    _ prepared: Prepared, lifted: LiftedQuotas, _ output: OutputOptions,
    each: (_ actual: Recording, _ counterfactual: Recording) -> Void = { _, _ in }
  ) async throws -> [LedgerPair] {
    let line = StudyProgress("with and without quotas", output)
    defer { line.clear() }
    return try await LedgerRuns(
      plan: prepared.copy, lifted: lifted, workers: Workers(jobs: jobs) { line.update($0) }
    ).pairs(each: each)
  }

  // MARK: Results

  @inline(never)
  func folder(of plan: Plan, in scenario: String, prefix: String) throws -> ResultFolder {
    try ResultFolder(path: try out ?? ResultFolder.defaultPath(of: plan.name, in: scenario, prefix: prefix))
  }

  @inline(never)
  func show(
    json file: ReportFile, text: String, name: String, _ folder: ResultFolder, _ output: OutputOptions, colored: Bool
  ) throws {
    if json {
      try Terminal.output(String(decoding: file.bytes, as: UTF8.self))
    } else if !output.quiet {
      try Terminal.output(text, colored: colored)
      try Terminal.output("\(name): \(folder.path)/report.html\n")
    }
  }
}
