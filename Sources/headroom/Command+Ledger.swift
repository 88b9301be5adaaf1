import ArgumentParser
import Planning
import Report
import Simulation

struct Ledger: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Say what throttling adds to what one outside execution leads to.",
    discussion: """
      Simulates a scenario twice, as it is and without the account's quotas, with the same random numbers, and \
      compares what each root has brought forth: calls for starts, transitions, retries, history events, service \
      calls, executions, and starts below roots that failed. A root is an execution that an outside caller asks for, \
      with all that it starts.

      What is added is a difference of the same roots, so that its interval, over the replications, is narrow; \
      times is the one over the other. Roots that only one side completes are listed, and left out of nothing. \
      --without lifts one quota in place of all of them: what it adds by itself.

      Prints a table and writes report.html, ledger.json, ledger.csv and ledger-roots.csv. The sums over all roots are \
      checked against the calls, transitions, events and bills that the run counts apart from them.

      EXAMPLES
        headroom ledger Scenarios/nested-fanout.yaml
        headroom ledger Scenarios/nested-fanout.yaml --without StartExecution
        headroom ledger order.yaml --replications 40 --json
      """)

  @Argument(help: ArgumentHelp("The scenario, a YAML file.", valueName: "scenario"), completion: .file())
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "Lift this quota alone, as StartExecution; several options lift several (default: all of them).",
      valueName: "quota"))
  var without: [String] = []

  @OptionGroup
  var study: LedgerStudy

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws { _ = try lifted() }

  private func lifted() throws -> LiftedQuotas {
    if without.isEmpty { return .all }
    let known = LiftedQuotas.Name.all
    return .named(
      try without.map { name in
        if let quota = known.first(where: { $0.text == name }) { return quota }
        throw ValidationError(
          "--without takes one of \(known.map(\.text).joined(separator: ", ")), not \"\(name)\"")
      })
  }

  func run() async throws {
    Interrupt.watch()
    let lifted = try lifted()
    let prepared = try await study.prepare(study.overrides.varied(scenario), output)
    let folder = try study.options.folder(of: prepared.plan, in: scenario, prefix: "ledger-")
    let answer: LedgerAnswer
    do {
      let pairs = try await study.pairs(prepared, lifted: lifted, output)
      answer = LedgerAnswer(plan: prepared.plan, pairs: pairs, lifted: lifted, version: Headroom.version)
      try folder.writeResult(answer.files())
    } catch {
      folder.discard()
      throw error
    }
    try study.options.show(
      json: answer.jsonFile.text, text: answer.text(color: color.areShown, width: Terminal.width), name: "Ledger",
      folder,
      output, colored: color.areShown)
  }
}
