import ArgumentParser
import Foundation
import JSON
import Planning
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

struct Tune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for a better retry policy or concurrency, and write the change of the definition.",
    discussion: """
      --policy names what may change: a state (Root."Run Middle": the retrier that meets refused calls, and a Map's \
      MaxConcurrency), one of its retriers (Root."Run Middle".Retry.1), a caller (load.0), or all, which gives all \
      retriers and callers one policy. --vary path=values adds any other value, as sweep has it. The goal is a metric \
      as expectations name it, or cost; --subject-to says what has to hold.

      64 policies, today's and AWS's default among them, get few replications each, and the better half goes on with \
      twice as many. Those that are left are compared on new replications until the best is known with 95 %. It is \
      set against today's with another seed: where it is not better by more than --indifference, the answer is to \
      keep yours, which is no failure. Prints the change as a unified diff; writes report.html, tune.csv, pareto.csv, \
      tune.json, tune.diff and patch.json (RFC 6902). --write changes the definition.

      EXAMPLES
        headroom tune order.yaml --policy 'Order."Charge"' --minimise cost
        headroom tune order.yaml --policy load.0 --maximise Order.succeeded
        headroom tune order.yaml --policy all --minimise Order.latency.p99 --write
        headroom tune order.yaml --policy all --minimise cost \\
          --subject-to 'Order.failed.ratio < 0.1%'
        headroom tune order.yaml --vary services.Pay.concurrency=10..200 \\
          --minimise Order.latency.mean
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(
    name: .customLong("policy"), help: ArgumentHelp("A state, a caller, or all; repeatable.", valueName: "policy"))
  var policies: [String] = []

  @Option(help: ArgumentHelp("What else may be chosen.", valueName: "path=values"))
  var vary: [String] = []

  @Option(help: ArgumentHelp("The goal: less of it is better.", valueName: "metric|cost"))
  var minimise: String?

  @Option(help: ArgumentHelp("The goal: more of it is better.", valueName: "metric"))
  var maximise: String?

  @Option(
    name: .customLong("subject-to"),
    help: ArgumentHelp("What the policy has to meet, as a line of expect; repeatable.", valueName: "expectation"))
  var constraints: [String] = []

  @Option(help: ArgumentHelp("A difference that is none, of today's value (default: 2%).", valueName: "share"))
  var indifference: ComparisonGate.Threshold?

  @Option(parsing: .unconditional, help: "Policies to begin with (default: 64).")
  var points: Int?

  @Option(parsing: .unconditional, help: "Most replications of a finalist (default: 500).")
  var maxReplications: Int?

  @OptionGroup
  var overrides: PlanOverrides

  @OptionGroup
  var options: AnswerOptions

  @Flag(help: "Change the definition's file, where a better policy is found.")
  var write = false

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    for (name, value) in [("--points", points), ("--max-replications", maxReplications)] {
      if let value, !PlanOverrides.numbers.contains(value) { throw PlanOverrides.refusal(name, value) }
    }
    if policies.isEmpty, vary.isEmpty {
      throw ValidationError("say what may change: --policy 'Machine.\"State\"', --policy all, or --vary path=values")
    }
    guard (minimise == nil) != (maximise == nil) else {
      throw ValidationError("say one goal: --minimise METRIC, --minimise cost or --maximise METRIC")
    }
    if let maxReplications, maxReplications < 2 {
      throw ValidationError("--max-replications is at least 2: one says nothing of chance")
    }
    if indifference?.metric != nil || indifference?.share == 0 {
      throw ValidationError("--indifference is a share above 0, as 2%")
    }
    _ = try SweepCommand.variations(vary)
  }

  func run() async throws {
    Interrupt.watch()
    let tuner = try prepare()
    let folder = try options.folder(of: tuner.scenario.plan, in: scenario, prefix: "tune-")
    let answer: TuneAnswer
    let patch: TunePatch
    do {
      answer = try await search(tuner)
      patch = try TunePatch(answer)
      try folder.writeResult(answer.files(patch))
    } catch {
      folder.discard()
      throw error
    }
    if write {
      for file in patch.files { try File.replace(with: ReportFile(file.path) { file.new }, at: file.path) }
    }
    if options.json {
      try Terminal.output(answer.json(patch).prettyText + "\n")
    } else if !output.quiet {
      try Terminal.output(answer.text(patch, color: color.areShown, width: Terminal.width), colored: color.areShown)
      if write { for file in patch.files { try Terminal.output("Changed: \(file.path)\n") } }
      try Terminal.output("Tune: \(folder.path)/report.html\n")
    }
  }

  private func search(_ tuner: Tuner) async throws -> TuneAnswer {
    let progress = StudyProgress("screening", output)
    defer { progress.clear() }
    let workers = Workers(jobs: options.jobs) { progress.update($0) }
    return try await tuner.search(workers: workers) { progress.begin($0) }
  }

  private func prepare() throws -> Tuner {
    let varied = try overrides.varied(scenario)
    let plan = varied.plan
    let space: TuneSpace
    do throws(TuneSpace.Problem) {
      space = try TuneSpace(plan, policies: policies, variations: (try? SweepCommand.variations(vary)) ?? [])
    } catch {
      throw CommandFailure(.invalid, "error: " + error.message, hint: error.hint)
    }
    var settings = Tuner.Settings()
    if let points { settings.points = points }
    if let maxReplications { settings.mostReplications = maxReplications }
    let tuner = Tuner(varied, space, try goal(plan), settings, version: Headroom.version)
    try tuner.check()
    return tuner
  }

  private func goal(_ plan: Plan) throws -> TuneGoal {
    let (name, option) = maximise.map { ($0, "--maximise") } ?? (minimise ?? "", "--minimise")
    var measure = TuneGoal.Measure.cost
    if name != "cost" || maximise != nil {
      let found = try ScenarioReader.metrics([name], of: plan, option: option)
      guard let metric = found.first else { throw CommandFailure(.invalid, ["error: \(option) \(name): it is none"]) }
      measure = .metric(MeasuredMetric(asked: metric))
    }
    let expected = try ScenarioReader.expectations(constraints, of: plan, option: "--subject-to")
    return TuneGoal(
      measure, isMaximised: maximise != nil, constraints: expected.map { MeasuredMetric(expected: $0) },
      indifference: indifference?.share ?? 0.02)
  }
}
