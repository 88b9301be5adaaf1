import ArgumentParser
import Planning
import Prelude
import Report
import Scenario
import Simulation

struct Cost: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Say what executions cost, each and in a month, and how much of it throttling adds.",
    discussion: """
      Simulates a scenario as it is and without the account's quotas, as `ledger` does, and prices what is billed: \
      transitions of Standard workflows, retries among them; requests and gigabyte-hours of Express ones. The run is \
      made a month first, because the prices of gigabyte-hours fall with a month's total. Sums are whole numbers, \
      and what has to be rounded is rounded once. What each machine would cost as the other type stands beside it.

      Prices are AWS's list for the scenario's Region. `prices:` in the scenario, or --set, has others: transition, \
      request, gigabyteHour and transitionsPerStart. A gate on the cost is an expectation of the scenario: \
      cost.perExecution < 0.02.

      Prints a table and writes report.html, cost.json and cost.csv.

      EXAMPLES
        headroom cost Scenarios/nested-fanout.yaml --every 1d
        headroom cost order.yaml --free-tier --infracost infracost-usage.yml
        headroom cost order.yaml --set prices.transition=0.0000279
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(
    help: ArgumentHelp("How long a month is (default: 30.4375d).", valueName: "duration"),
    transform: { try CostDuration.read($0, "--month") })
  var month: Span = Prices.month

  @Option(
    help: ArgumentHelp(
      "How often the scenario's load comes (default: it goes on; one that comes at once: once a month).",
      valueName: "duration"), transform: { try CostDuration.read($0, "--every") })
  var every: Span?

  @Flag(help: "The account's 4,000 free transitions a month are there for these workflows.")
  var freeTier = false

  @Option(
    help: ArgumentHelp("Write a month's usage for Infracost.", valueName: "file"), completion: .file())
  var infracost: String?

  @OptionGroup
  var study: LedgerStudy

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func run() async throws {
    Interrupt.watch()
    try checkUsageFile()
    let varied = try study.overrides.varied(scenario)
    let prepared = try await study.prepare(varied, output)
    let folder = try study.options.folder(of: prepared.plan, in: scenario, prefix: "cost-")
    let answer: CostAnswer
    do {
      answer = try await self.answer(prepared)
      try folder.writeResult(answer.files())
    } catch {
      folder.discard()
      throw error
    }
    try finish(answer, folder)
  }

  private func answer(_ prepared: LedgerStudy.Prepared) async throws -> CostAnswer {
    var observed = CostObservations()
    let pairs = try await study.pairs(prepared, lifted: .all, output) { actual, _ in observed.add(actual) }
    return CostAnswer(
      plan: prepared.plan, pairs: pairs, rate: CostRate(plan: prepared.plan, month: month, every: every),
      observed: observed, version: Headroom.version, freeTier: freeTier)
  }

  // Not inlined: typed errors within an asynchronous function end the optimiser of Swift 6.3.

  @inline(never)
  private func checkUsageFile() throws {
    if let infracost { try File.checkWritable(infracost) }
  }

  @inline(never)
  private func finish(_ answer: CostAnswer, _ folder: ResultFolder) throws {
    if let infracost { try File.replace(with: answer.infracostFile, at: infracost) }
    try study.options.show(
      json: answer.jsonFile.text, text: answer.text(color: color.areShown, width: Terminal.width), name: "Cost", folder,
      output, colored: color.areShown)
  }
}

/// `30.4375d`, and what scenarios call a duration.
enum CostDuration {
  static func read(_ text: String, _ option: String) throws -> Span {
    let day: UInt64 = 86_400_000_000_000
    guard let (decimal, unit) = DecimalText.split(text), let scale = unit == "d" ? day : Span.unit(unit),
      let nanoseconds = decimal.scaled(by: scale), nanoseconds > 0
    else { throw ValidationError("\(option) takes a duration such as 30.4375d or 12h, not \"\(text)\"") }
    return Span(nanoseconds: nanoseconds)
  }
}
