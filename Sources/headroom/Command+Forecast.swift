import ArgumentParser
import Planning
import Report
import Simulation

struct Forecast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Say how probable it is that an execution comes to a hard limit.",
    discussion: """
      Of each machine: history events against 25,000, the duration of Express executions against five minutes, the \
      size of inputs against 256 KiB; of the account: open executions. Where ten executions or more have come to a \
      limit, the share of those that did is the answer, with its interval. Where fewer have, the largest twentieth of \
      the values is fitted with a generalised Pareto law, and the answer is an extrapolation, which is named so; it is \
      refused where the law does not fit, or where the values are too few or too much alike.

      --vary asks at other loads: a,b,c are these values, lo..hi is a range, of which --points values are taken. Of \
      each Map within a Standard machine the table says how many items a history has room for, as the definition has \
      it.

      Prints tables and writes report.html, forecast.json and forecast.csv.

      EXAMPLES
        headroom forecast Scenarios/polling.yaml
        headroom forecast order.yaml --vary load.0.arrivals.poisson=1/s..8/s \\
          --points 4
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(
    help: ArgumentHelp("Ask at each of these values of one place of the scenario.", valueName: "path=values"))
  var vary: String?

  @Option(parsing: .unconditional, help: "Values that are taken of a range.")
  var points = 5

  @OptionGroup
  var study: LedgerStudy

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    _ = try changes()
    if !(2...1_000).contains(points) {
      throw ValidationError("--points is a number from 2 to 1000, not \(points)")
    }
  }

  /// One list for each load.
  private func changes() throws -> [[VariedScenario.Change]] {
    guard let vary else { return [[]] }
    let variation = try Variation.argument(vary)
    var values: [String] = []
    switch variation.values {
    case .list(let list): values = list
    case .range(let scale):
      for point in 0..<max(2, points) {
        let text = scale.text(scale.value(at: Double(point) / Double(max(2, points) - 1)))
        if !values.contains(text) { values.append(text) }
      }
    }
    return values.map { [VariedScenario.Change(path: variation.path, value: $0)] }
  }

  func run() async throws {
    Interrupt.watch()
    let varied = try study.overrides.varied(scenario)
    let folder = try study.options.folder(of: varied.plan, in: scenario, prefix: "forecast-")
    let answer: ForecastAnswer
    do {
      answer = try await self.answer(varied)
      try folder.writeResult(answer.files())
    } catch {
      folder.discard()
      throw error
    }
    try study.options.show(
      json: answer.jsonFile.text, text: answer.text(color: color.areShown, width: Terminal.width), name: "Forecast",
      folder,
      output, colored: color.areShown)
  }

  private func answer(_ varied: VariedScenario) async throws -> ForecastAnswer {
    var found: [ForecastAnswer.Point] = []
    var (retries, replications) = ([Int: [String: Double]](), 0)
    for changes in try changes() {
      let prepared = try await study.prepare(varied, output, changes: changes)
      var (actual, without) = (ForecastSamples(prepared.plan), ForecastSamples(prepared.plan))
      let isFirst = found.isEmpty
      var tasks: [TaskRecording] = []
      let pairs = try await study.pairs(prepared, lifted: .all, output) { one, other in
        actual.add(one)
        without.add(other)
        if isFirst { tasks += one.tasks }
      }
      if isFirst { (retries, replications) = (ForecastAnswer.retries(tasks), pairs.count) }
      found.append(
        ForecastAnswer.point(changes, actual: actual, without: without, seed: prepared.plan.seed))
    }
    return ForecastAnswer(
      plan: varied.plan, replications: replications, points: found, retries: retries, version: Headroom.version)
  }
}
