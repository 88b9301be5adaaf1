import ArgumentParser
import Planning
import Report
import Scenario
import Simulation
import StatesLanguage

struct Recover: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Simulate a scenario with its disturbance and without, and say whether it comes back.",
    discussion: """
      A disturbance is an outage, a spike of arrivals, or a stream that --disturbance names. Each replication runs \
      twice, with the same draws, and has recovered when the disturbed backlog stays within 5 % of the other one for \
      30 seconds and for ten median latencies. A load is stable where fewer than 5 % of the runs do not recover, \
      metastable where more than half do not, vulnerable where either cannot be told, and overloaded where its backlog \
      grows without any disturbance.

      With --vary it is a map. One range, as 20/s..60/s, is searched for where the class changes; lists, and two of \
      them, are looked at value by value.

      Prints a table and writes report.html, recovery.json, recovery.csv and goodput.csv.

      EXAMPLES
        headroom recover Scenarios/collapse.yaml --set load.0.for=2m
        headroom recover Scenarios/collapse.yaml --set load.0.for=2m \\
          --vary load.0.arrivals.spike.base=20/s..80/s
        headroom recover Scenarios/collapse.yaml --set load.0.for=2m \\
          --vary load.0.arrivals.spike.base=30/s,40/s \\
          --vary load.0.arrivals.spike.peak=60/s,80/s,100/s
        headroom recover orders.yaml --disturbance load.1
      """)

  @Argument(help: "The scenario.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    name: .customLong("vary"),
    help: ArgumentHelp(
      "Values of one place of the scenario: a,b,c or low..high; at most two.", valueName: "path=values")
  )
  var variations: [String] = []

  @Option(
    name: .customLong("disturbance"),
    help: ArgumentHelp("A stream that only the disturbed runs have, as load.1.", valueName: "stream"))
  var disturbances: [String] = []

  @OptionGroup
  var overrides: PlanOverrides

  @OptionGroup
  var options: AnswerOptions

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if variations.count > 2 { throw ValidationError("a map has two axes: --vary may be given twice") }
    for name in disturbances where Self.stream(name) == nil {
      throw ValidationError("--disturbance takes a stream such as load.1, not \"\(name)\"")
    }
  }

  private static func stream(_ name: String) -> Int? {
    guard name.hasPrefix("load."), let index = Int(name.dropFirst(5)), index >= 0 else { return nil }
    return index
  }

  func run() async throws {
    Interrupt.watch()
    let axes = try variations.map { try Variation($0) }
    let varied = try overrides.varied(scenario)
    let folder = try options.folder(of: varied.plan, in: scenario, prefix: "recover-")
    let recovery: Recovery
    do {
      recovery = try await answer(varied, axes)
      try folder.writeResult(recovery.files())
    } catch {
      folder.discard()
      throw error
    }
    try options.show(
      json: recovery.jsonText, text: recovery.text(color: color.areShown, width: Terminal.width), name: "Recovery",
      folder, output, colored: color.areShown)
  }

  private func answer(_ varied: VariedScenario, _ axes: [Variation]) async throws -> Recovery {
    let line = StudyProgress("recovery", output)
    defer { line.clear() }
    let workers = Workers(jobs: options.jobs) { line.update($0) }
    let study = RecoveryStudy(
      varied, streams: disturbances.compactMap(Self.stream), axes: axes, workers: workers, begins: { line.begin($0) })
    do {
      return try await study.run(version: Headroom.version)
    } catch let problem as Disturbance.Problem {
      throw CommandFailure(.invalid, "\(scenario): error: \(problem.message)", hint: problem.hint)
    }
  }
}
