import ArgumentParser
import JSON
import Planning
import Report
import Scenario
import Simulation
import StatesLanguage

struct Capacity: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capacity",
    abstract: "Find how much load a scenario can take, what gives way first, and what more would take.",
    discussion: """
      Looks for the largest load under which everything that the scenario expects holds, by bisection, with as many \
      replications at each load as decide it. The answer is an interval: the highest load that is met, and the lowest \
      that is not, right with the confidence that is asked for. Where it is not met, each limit is raised by a tenth \
      alone, which tells what binds; with --target, the smallest increases of quotas are found that carry it.

      Only what bounds from above is judged: a load can only make it worse. Where nothing of that kind is expected, no \
      execution of outside callers may be lost. A backlog that grows counts as not met.

      Prints the answer and writes report.html, capacity.json and capacity.csv. Exit code 6: no load can be named, \
      since the system is not monotone or metastable, or too little is decided; 99: --target is more than it takes.

      EXAMPLES
        headroom capacity order.yaml
        headroom capacity order.yaml --target 5/s \\
          --vary load.0.arrivals.poisson=0.5/s..6/s
        headroom capacity Scenarios/nested-fanout.yaml \\
          --vary load.0.arrivals.burst=20..2000 \\
          --expect 'Root.latency.p99 < 3m'
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "The load and its range, as load.0.arrivals.poisson=0.5/s..6/s (default: that of the only stream).",
      valueName: "path=low..high"))
  var vary: String?

  @Option(
    name: .customLong("expect"),
    help: ArgumentHelp("What has to hold, in place of what the scenario expects.", valueName: "line"))
  var expectations: [String] = []

  @Option(help: ArgumentHelp("A load that is wanted: whether it is carried, and what that takes.", valueName: "load"))
  var target: String?

  @Option(help: ArgumentHelp("How narrow the answer is to be (default: 2%).", valueName: "share"))
  var resolution: ShareArgument?

  @Option(help: ArgumentHelp("Of the answer (default: 95%).", valueName: "share"))
  var confidence: ShareArgument?

  @Option(parsing: .unconditional, help: "Most replications at one load (default: 250).")
  var maxReplications: Int?

  @Option(parsing: .unconditional, help: "Determines every random draw, in place of the scenario's seed.")
  var seed: UInt64?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value of the scenario, as quotas.StartExecution.refill=600/s.", valueName: "path=value"))
  var sets: [String] = []

  @OptionGroup
  var substitutions: SubstitutionOptions

  @OptionGroup
  var options: AnswerOptions

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if let maxReplications, !PlanOverrides.numbers.contains(maxReplications) {
      throw PlanOverrides.refusal("--max-replications", maxReplications)
    }
    if let share = resolution?.share, !(0.0001...1).contains(share) {
      throw ValidationError("--resolution is a share from 0.01% to 100%")
    }
    if let share = confidence?.share, !(0.5..<1).contains(share) {
      throw ValidationError("--confidence is a share from 50% to below 100%")
    }
    for set in sets where ScenarioReader.splitAssignment(set) == nil {
      throw ValidationError("--set takes path=value, not \"\(set)\"")
    }
    if let vary, try variation(vary) == nil {
      throw ValidationError("--vary takes a range, as load.0.arrivals.poisson=0.5/s..6/s, not \"\(vary)\"")
    }
  }

  private func variation(_ argument: String) throws -> (path: String, scale: Variation.Scale)? {
    let variation = try Variation.argument(argument)
    guard case .range(let scale) = variation.values, scale.low > 0 else { return nil }
    return (variation.path, scale)
  }

  func run() async throws {
    Interrupt.watch()
    let progress = StudyProgress("calibration", output)
    defer { progress.clear() }
    let answer: CapacityAnswer
    let folder: ResultFolder
    do {
      let scenario = try VariedScenario(
        file: scenario,
        sets: substitutions.sets.map { VariedScenario.Change(path: $0.path, value: $0.value) }
          + sets.compactMap(VariedScenario.Change.init), seed: seed)
      folder = try options.folder(of: scenario.plan, in: self.scenario, prefix: "capacity-")
      do {
        let study = try await study(scenario, progress)
        answer = try await study.answer()
        try folder.writeResult(answer.files())
      } catch {
        folder.discard()
        throw error
      }
    } catch let invalid as VariedScenario.Invalid {
      throw CommandFailure(.invalid, output.shown(invalid.diagnostics))
    } catch let refusal as CapacityStudy.Refusal {
      throw CommandFailure(.invalid, "\(scenario): error: \(refusal.message)", hint: refusal.hint)
    }
    progress.clear()
    try options.show(
      json: answer.json.prettyText + "\n", text: answer.text(color: color.areShown, width: Terminal.width),
      name: "Report", folder, output, colored: color.areShown)
    try judge(answer)
  }

  private func study(_ scenario: VariedScenario, _ progress: StudyProgress) async throws -> CapacityStudy {
    var question = CapacityStudy.Question()
    question.varied = try vary.flatMap { try variation($0) }
    question.expectations = try ScenarioReader.expectations(expectations, of: scenario.plan, option: "--expect")
    if let resolution { question.resolution = resolution.share }
    if let confidence { question.confidence = confidence.share }
    if let maxReplications { question.mostReplications = maxReplications }
    question.target = target
    return try await CapacityStudy(
      scenario, question, workers: Workers(jobs: options.jobs, progress: progress.update), version: Headroom.version,
      begin: progress.begin)
  }

  private func judge(_ answer: CapacityAnswer) throws {
    switch answer.outcome {
    case .found: return
    case .undecided:
      throw CommandFailure(.undecided, [answer.reservation.map { "undecided: \($0)" } ?? answer.headline])
    case .targetMissed: throw CommandFailure(.expectationFailed, ["target missed: " + answer.headline])
    }
  }
}

/// `2%` or `0.02`.
struct ShareArgument: ExpressibleByArgument {
  let share: Double

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument), number.isFinite else { return nil }
    share = isPercent ? number / 100 : number
  }
}
