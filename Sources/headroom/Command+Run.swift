import ArgumentParser
import Foundation
import Mocks
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario and write its report.",
    discussion: """
      Prints the result and writes report.html, summary.json and CSV files to a folder. The same scenario, seed and \
      version give the same bytes, for any number of jobs. What `validate` warns of comes first, on standard error. \
      Where work is lost and the scenario expects nothing, a warning says so there, with --quiet too.

      EXAMPLES
        headroom run Scenarios/nested-fanout.yaml
        headroom run Scenarios/nested-fanout.yaml --replications 40 --jobs 4
        headroom run Scenarios/nested-fanout.yaml --seed 7 --out seed-7
        headroom run order.yaml --set quotas.StartExecution.refill=600/s
        headroom run order.yaml --mock replies.json
        headroom run order.yaml --executions --replications 1
      """)

  @Argument(
    help: ArgumentHelp("The scenario, a YAML file, or - for standard input.", valueName: "scenario"),
    completion: .file())
  var scenario: String

  @OptionGroup
  var overrides: PlanOverrides

  @OptionGroup
  var mocks: MockOptions

  @Option(parsing: .unconditional, help: "Replications that run at once (default: one per processor).")
  var jobs: Int?

  @Option(
    parsing: .unconditional, help: "Most replications that the precision may take (default: 500), or --stop-early.")
  var maxReplications: Int?

  @Option(help: "Folder of the results (default: Reports/<name of the scenario>).", completion: .directory)
  var out: String?

  @Flag(help: "Leave out histograms.csv, *.hgrm, trace.pftrace, and recording.bin, by which commands know the run.")
  var noRecording = false

  @Flag(help: "Keep no single executions to look at: to draw them, a small part of the run is simulated again.")
  var noExemplars = false

  @Flag(help: "Write executions.csv: a row for each execution. The run takes longer.")
  var executions = false

  @OptionGroup(title: "Gate")
  var results: ResultOptions

  @OptionGroup(title: "Gate")
  var gate: GateOptions

  @OptionGroup(title: "Array jobs")
  var sharding: ShardingOptions

  @OptionGroup
  var silenced: SilencedRules

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if let jobs, !PlanOverrides.numbers.contains(jobs) { throw PlanOverrides.refusal("--jobs", jobs) }
    if let maxReplications {
      guard PlanOverrides.numbers.contains(maxReplications) else {
        throw PlanOverrides.refusal("--max-replications", maxReplications)
      }
      if overrides.replications != nil {
        throw ValidationError("--replications says how many there are: --max-replications has nothing to say")
      }
    }
    if gate.stopEarly, gate.baseline != nil {
      throw ValidationError("--stop-early cannot be with --baseline: both sides have as many replications")
    }
    if noExemplars, results.otlp != nil {
      throw ValidationError("--no-exemplars keeps no executions, which --otlp writes")
    }
    if out == "" { throw ValidationError("--out takes the name of a folder") }
    if scenario == StandardInput.argument, sharding.isGiven {
      throw ValidationError("shards read the scenario by themselves: standard input is there once")
    }
    try sharding.check(
      judgedBy: results.names + (gate.baseline == nil ? [] : ["--baseline"]) + (gate.stopEarly ? ["--stop-early"] : [])
    )
  }

  /// Whether what decides the number of replications is there.
  private func checkStopping(_ plan: Plan) throws {
    if maxReplications != nil, plan.precision.isEmpty, !gate.stopEarly {
      throw CommandFailure(.invalid, ["\(scenario): error: --max-replications needs a precision, which it has not"])
    }
    guard gate.stopEarly else { return }
    if plan.expectations.isEmpty {
      throw CommandFailure(.invalid, ["\(scenario): error: --stop-early needs something that is expected"])
    }
    if !plan.precision.isEmpty {
      throw CommandFailure(
        .invalid, ["\(scenario): error: its precision says how many replications there are: --stop-early cannot"])
    }
  }

  mutating func run() async throws {
    Interrupt.watch()
    if let emit = sharding.emit { return try write(emit) }
    var files = FileSnapshot()
    scenario = try StandardInput.name(scenario, in: &files)
    try mocks.check()
    var plan = try readPlan(&files)
    try checkStopping(plan)
    if let shard = try sharding.given() { return try await write(shard, of: plan, files) }
    try results.check()
    var baseline = try baseline(of: plan)
    baseline?.record(plan.expectations)
    let folder = try ResultFolder(path: try out ?? ResultFolder.defaultPath(of: plan.name, in: scenario))
    var model: ReportModel
    do {
      plan = try await withWarmup(plan, files)
      let spool = executions ? ExecutionSpool(try folder.temporaryFile(), shown: "\(folder.path)/executions.csv") : nil
      var result = try await result(of: plan, files, spool)
      if !noRecording { result.sortSamples() }
      model = ReportModel(plan: plan, result: result, version: Headroom.version)
      try KeptExemplars.keep(in: &result, of: &model, plan)
      if let baseline { model.judge(against: try await baseline.result(jobs: jobs)) }
      try conclusion.write(
        model, RunRecord(order, plan, result, model.verdicts, files),
        spool?.file(result.recordings.map(\.replication)), to: folder)
    } catch {
      folder.discard()
      throw error
    }
    try conclusion.conclude(model, plan, in: folder)
  }

  private var conclusion: RunConclusion {
    RunConclusion(scenario: scenario, isRecorded: !noRecording, results: results, output: output, color: color)
  }

  /// The plan with the warm-up that its own executions show, which it takes a run without one to see.
  func withWarmup(_ plan: Plan, _ files: FileSnapshot) async throws -> Plan {
    guard plan.warmupOrigin == .sought else { return plan }
    var pilot = plan
    pilot.replications = plan.checkpoints[0]
    pilot.precision = []
    pilot.stopsEarly = false
    return plan.withWarmup(foundIn: try await result(of: pilot, files).series)
  }

  /// With the same random numbers, where it is a scenario.
  private func baseline(of plan: Plan) throws -> ComparedSide? {
    guard let path = gate.baseline else { return nil }
    try ComparedSide.checkBase(path)
    var same = overrides
    same.sets = []
    if !File.isFolder(path) { (same.seed, same.replications) = (plan.seed, plan.replications) }
    let side = try ComparedSide(path, same, mayHaveChanged: false, output)
    var facts = RunFacts(plan, version: Headroom.version)
    if plan.warmupOrigin == .sought { facts = facts.with(warmupOf: side.facts) }
    let reasons = Comparability.reasons(base: side.facts, candidate: facts, named: [])
    guard reasons.isEmpty else { throw CommandFailure(.invalid, reasons.map { "error: incomparable: \($0)" }) }
    return side
  }

  private func result(
    of plan: Plan, _ files: FileSnapshot, _ spool: ExecutionSpool? = nil
  ) async throws -> RunResult {
    try await Replications.result(of: plan, jobs: jobs, output, keeper: spool, copy: copy(of: plan, files))
  }

  /// Reads a plan equal to this one, for each worker.
  func copy(of plan: Plan, _ files: FileSnapshot) -> @Sendable () throws -> Plan {
    { [self] in
      var files = files
      var copy = try readPlan(&files, again: true)
      (copy.warmup, copy.warmupOrigin, copy.replications) = (plan.warmup, plan.warmupOrigin, plan.replications)
      copy.stopsEarly = plan.stopsEarly
      return copy
    }
  }

  var order: RunOrder {
    let sets = overrides.changes + mocks.changes(of: scenario)
    return RunOrder(
      scenario: scenario, sets: sets.map { $0.path + "=" + $0.value }, seed: overrides.seed,
      replications: overrides.replications, maxReplications: maxReplications, judge: gate.judge,
      stopsEarly: gate.stopEarly)
  }

  /// The scenario's plan as the command line changes it. A second time, from the same files, it has nothing new to say.
  func readPlan(_ files: inout FileSnapshot, again: Bool = false) throws -> Plan {
    var (plan, diagnostics) = try order.plan(
      from: &files, lints: !(output.quiet || again), silenced: silenced.set, output)
    plan.keepsExemplars = !noExemplars
    if again { return plan }
    for line in output.shown(diagnostics) { Terminal.complain(line) }
    if !output.quiet {
      for line in plan.account.mocks?.forms(plan.account.machines) ?? [] { Terminal.complain(line) }
    }
    return plan
  }
}
