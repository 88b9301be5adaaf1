import ArgumentParser
import Foundation
import JSON
import Planning
import Report
import Scenario
import Simulation

struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Simulate a scenario at many values of what it says, and show how its numbers respond.",
    discussion: """
      --vary path=a,b,c takes each of these values, several of them all combinations. --vary path=lo..hi fills a \
      range with --points points of a Sobol sequence, lo..hi:log one of factors; several ranges share the points, and \
      lists are combined with each. A path leads to any value of the scenario, as with --set, or into a definition: \
      stateMachines.Root."Run Middle".Retry.0.MaxAttempts. Every point has the same seed and replications, so that \
      what differs is what was varied.

      Measures what the scenario expects, what --metric names as expectations do, and latencies, failures and \
      throttling of what outside callers start. Prints the best and the worst points and what matters most; writes \
      report.html with maps and curves, sweep.csv and sweep.json. Finished points are kept in sweep.journal at once: \
      the same command goes on where it was stopped or killed, and ends with the same bytes. What an unmet \
      expectation says of a point is no failure of the sweep: the exit code is 0.

      EXAMPLES
        headroom sweep order.yaml --vary services.Pay.concurrency=50,100,200
        headroom sweep order.yaml --vary load.0.arrivals.poisson=0.5/s..6/s
        headroom sweep order.yaml --vary load.0.arrivals.burst=50..500 \\
          --vary quotas.StartExecution.refill=300/s,600/s --points 32
        headroom sweep order.yaml --metric Order.failed.ratio \\
          --vary 'stateMachines.Order."Charge card".Retry.0.MaxAttempts=1..10'
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(help: ArgumentHelp("Which values one place takes; once for each place.", valueName: "path=values"))
  var vary: [String] = []

  @Option(parsing: .unconditional, help: "Points over the ranges (default: 64).")
  var points: Int?

  @Option(
    name: .customLong("metric"),
    help: ArgumentHelp("Measure this too, named as in expect.", valueName: "metric"))
  var metrics: [String] = []

  @OptionGroup
  var overrides: PlanOverrides

  @OptionGroup
  var options: AnswerOptions

  @Flag(help: "Throw away what the journal in the folder has, of whatever sweep it is.")
  var startOver = false

  @OptionGroup
  var sharding: ShardingOptions

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if let points, !PlanOverrides.numbers.contains(points) { throw PlanOverrides.refusal("--points", points) }
    try sharding.check(judgedBy: options.json ? ["--json"] : [])
    if vary.isEmpty { throw ValidationError("a sweep needs something to vary: --vary path=a,b,c or path=lo..hi") }
    let variations = try Self.variations(vary)
    let hasRange = variations.contains { if case .range = $0.values { true } else { false } }
    if points != nil, !hasRange { throw ValidationError("--points is of ranges, and no --vary has one: path=lo..hi") }
  }

  static func variations(_ arguments: [String]) throws -> [Variation] {
    try arguments.map { try Variation.argument($0) }
  }

  func run() async throws {
    Interrupt.watch()
    let sweep = try prepare()
    let place = try options.place(of: sweep.scenario.plan, in: scenario, prefix: "sweep-")
    if let engine = sharding.emit { return try write(engine, of: sweep, to: place) }
    if let shard = try sharding.given() { return try await write(shard, of: sweep, to: place) }
    let folder = try ResultFolder(path: place)
    let answer: SweepAnswer
    do {
      _ = mkdir(folder.path, 0o777)
      let all = Array(sweep.design.points.indices)
      let results = try await results(of: sweep, all, journal: folder.path + "/" + SweepJournal.name)
      answer = SweepAnswer(sweep, sweep.design.points.indices.compactMap { results[$0] })
      try folder.writeResult(answer.files())
    } catch {
      folder.discard()
      throw error
    }
    try options.show(
      json: answer.json.prettyText + "\n", text: answer.text(color: color.areShown, width: Terminal.width),
      name: "Sweep", folder, output, colored: color.areShown)
  }

  private func prepare() throws -> Sweep {
    let varied = try overrides.varied(scenario)
    return try Sweep(varied, Self.variations(vary), points: points ?? 64, asked: metrics, version: Headroom.version)
  }

  /// What is not in the journal yet is run.
  func results(
    of sweep: Sweep, _ points: [Int], journal path: String
  ) async throws -> [Int: [MeasuredValue]] {
    let status = StatusLine(output)
    defer { status.clear() }
    let began = ContinuousClock.now
    let journal = try journal(path, of: sweep)
    let before = Double(journal.finished.count) / Double(max(1, points.count))
    do {
      return try await sweep.run(
        points: points, journal: journal, jobs: options.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
        isCancelled: { Interrupt.isRequested }
      ) { progress in
        status.update {
          let share = (progress.share - before) / max(1e-9, 1 - before)
          let left = StudyProgress.timeLeft(share, .now - began)
          let count = "\(Number.grouped(progress.done)) of \(Number.grouped(progress.of)) points"
          return [count, left].compactMap(\.self).joined(separator: "  ")
        }
      }
    } catch SimulationError.interrupted {
      throw CommandFailure(
        .interrupted,
        [
          "interrupted: the points that are finished are in \(path)",
          "    hint: the same command goes on with the rest",
        ])
    }
  }

  private func journal(_ path: String, of sweep: Sweep) throws -> SweepJournal {
    do throws(SweepJournal.Trouble) {
      return try SweepJournal(
        path: path, hash: sweep.hash, points: sweep.design.points.count, metrics: sweep.metrics.count,
        startsOver: startOver)
    } catch {
      switch error {
      case .file(let failure): throw failure
      case .foreign(let finished, let all):
        throw CommandFailure(
          .invalid,
          [
            "\(path): error: \(finished) of \(all) points of another sweep are in it: the scenario, a file that it "
              + "names, or what is varied has changed since",
            "    hint: --start-over throws them away; --out takes another folder",
          ])
      }
    }
  }
}
