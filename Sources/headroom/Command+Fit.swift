import ArgumentParser
import Fitting
import Foundation
import Planning
import Report
import Scenario
import StatesLanguage
import Statistics

struct Fit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit the laws of services to what an account has recorded.",
    discussion: """
      Reads execution histories, logs of Express executions and tables of latencies, and finds for each service the \
      law of its latency, its errors and results, and for the machines their arrivals, the ways of their Choices, the \
      items of their Maps and Step Functions' own latencies. Attempts that timed out count as lasting longer. Of the \
      laws (exponential, lognormal, gamma, Weibull, Pareto, two lognormals) those are refused that a parametric \
      bootstrap refuses, and of the rest the one with the lowest BIC is taken; where none fits, the data themselves.

      A recording is a file or a folder: get-execution-history as the command line or an SDK writes it (pages, lists, \
      JSON lines, several in a file), describe-execution and list-executions beside it, filter-log-events, Logs \
      Insights as JSON or CSV, or CSV with the columns seconds or milliseconds, and service, state, machine, error, \
      censored, timeout_seconds, time.

      Prints what was found and writes report.html with Q–Q plots, fit.json, fit.csv, fit.yaml with the blocks of a \
      scenario, and the files that these name. With --scenario its services are named as it names them, and --write \
      puts the fits into it; of --definition a whole scenario is made.

      EXAMPLES
        headroom fit histories/
        headroom fit histories/ --scenario order.yaml --write --check
        headroom fit logs.json --definition Order=order.asl.json
        headroom fit latencies.csv --service Charge --censored timed_out
      """)

  @Argument(
    help: ArgumentHelp("Recordings: files, or folders of them.", valueName: "recording"), completion: .file())
  var recordings: [String]

  @Option(help: "The scenario that the fits are for.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    name: .customLong("definition"),
    help: ArgumentHelp(
      "A definition to make a scenario of (default of the name: the file's).", valueName: "name=file"),
    completion: .file())
  var definitions: [String] = []

  @Flag(help: "Put the fits into the scenario.")
  var write = false

  @Flag(help: "Simulate the recorded starts with the fits, and compare execution latencies.")
  var check = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --check: exit with 99 where the quantiles are off by more on average, as 0.2.", valueName: "share"))
  var tolerance: Double?

  @Option(parsing: .unconditional, help: "Replications of the check.")
  var replications = 5

  @Option(help: "The service that rows of a table are of which name none.")
  var service: String?

  @Option(help: ArgumentHelp("The column of a table that marks what was not waited for.", valueName: "column"))
  var censored: String?

  @Option(
    help: ArgumentHelp("Laws to try: exponential, lognormal, gamma, weibull, pareto, mixture.", valueName: "law,..."))
  var laws: String?

  @Flag(help: "Try each law with a shift: a time that all have in them.")
  var shift = false

  @Option(parsing: .unconditional, help: "Samples of the bootstrap.")
  var bootstrap = 999

  @Option(parsing: .unconditional, help: "Determines the bootstrap and the check.")
  var seed: UInt64 = 1

  @Option(help: "What becomes of the recorded starts: law (a trace where none fits), trace or none.")
  var arrivals = FitScenario.Load.law

  @Option(
    help: ArgumentHelp(
      "The account's quotas: aws service-quotas list-service-quotas --service-code states.", valueName: "file"),
    completion: .file())
  var quotas: String?

  @Flag(help: "Write no recorded results and inputs down.")
  var noData = false

  @OptionGroup
  var substitutions: SubstitutionOptions

  @OptionGroup
  var options: AnswerOptions

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if recordings.isEmpty { throw ValidationError("fit takes recordings: files or folders") }
    if scenario != nil, !definitions.isEmpty { throw ValidationError("--scenario and --definition exclude each other") }
    if write, scenario == nil { throw ValidationError("--write needs --scenario") }
    if check || tolerance != nil, scenario == nil, definitions.isEmpty {
      throw ValidationError("--check needs --scenario or --definition: there is nothing to simulate")
    }
    if tolerance != nil, !check { throw ValidationError("--tolerance needs --check") }
    if let tolerance, !(tolerance > 0) { throw ValidationError("--tolerance is a share such as 0.2") }
    if !(19...100_000).contains(bootstrap) { throw ValidationError("--bootstrap is a number from 19 to 100000") }
    if !PlanOverrides.numbers.contains(replications) { throw PlanOverrides.refusal("--replications", replications) }
    _ = try lawOptions()
  }

  func run() async throws {
    Interrupt.watch()
    let target = try target()
    let reader = try read(target)
    let quotas = try readQuotas()
    let folder = try ResultFolder(path: place(target))
    do {
      let line = StudyProgress("fitting", output)
      let study = await FitStudy(
        reader.observations, jobs: jobs, options: try lawOptions(), name: target.serviceName)
      line.clear()
      if Interrupt.isRequested { throw CommandFailure.interrupted }
      let made = Made(self, target, study, reader, quotas, folder.path + "/")
      let checked = try await checked(made)
      let answer = made.answer(checked, try made.text(), version: Headroom.version)
      try finish(answer, made, folder)
      try judge(checked)
    } catch {
      folder.discard()
      throw error
    }
  }

  private var jobs: Int { options.jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func lawOptions() throws -> LawFit.Options {
    var law = LawFit.Options()
    (law.replicates, law.fitsShift, law.seed) = (bootstrap, shift, seed)
    law.isCancelled = { Interrupt.isRequested }
    guard let laws else { return law }
    let known = law.families.map(\.rawValue)
    law.families = try laws.split(separator: ",").map { name in
      guard let family = law.families.first(where: { $0.rawValue == name }) else {
        throw ValidationError("--laws takes names of \(known.joined(separator: ", ")), not \"\(name)\"")
      }
      return family
    }
    if law.families.isEmpty { throw ValidationError("--laws takes names of \(known.joined(separator: ", "))") }
    return law
  }

  private func place(_ target: FitTarget) throws -> String {
    try options.out ?? ResultFolder.defaultPath(of: target.name, in: scenario ?? recordings[0], prefix: "fit-")
  }

  // MARK: Reading

  // Not inlined: typed errors within an asynchronous function end the optimiser of Swift 6.3.

  @inline(never)
  private func target() throws -> FitTarget {
    if let scenario {
      let sets = substitutions.sets.map { VariedScenario.Change(path: $0.path, value: $0.value) }
      return FitTarget(scenario: try VariedScenario(file: scenario, sets: sets))
    }
    let last = URL(fileURLWithPath: recordings[0]).standardizedFileURL.lastPathComponent
    let name = String(last.prefix { $0 != "." })
    return FitTarget(definitions: try definitions.map(definition), name: name.isEmpty ? "recording" : name)
  }

  private func definition(_ argument: String) throws -> FitTarget.Definition {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let path = parts.count == 2 ? parts[1] : argument
    let stem = String(URL(fileURLWithPath: path).lastPathComponent.prefix { $0 != "." })
    let read = DefinitionFile(try File.read(path), file: path, substitutions: substitutions.ofDefinition)
    let (machine, diagnostics) = read.machine(file: path)
    guard let machine else { throw CommandFailure(.invalid, output.shown(diagnostics)) }
    return FitTarget.Definition(
      name: parts.count == 2 ? parts[0] : stem, path: path, states: Set(machine.everyState.map(\.name)))
  }

  @inline(never)
  private func read(_ target: FitTarget) throws -> RecordingReader {
    var options = RecordingReader.Options()
    (options.service, options.censoredColumn, options.machines) = (service, censored, target.machines)
    options.isCancelled = { Interrupt.isRequested }
    var reader = RecordingReader(options)
    try reader.read(recordings)
    if Interrupt.isRequested { throw CommandFailure.interrupted }
    for line in output.shown(reader.diagnostics.filter { $0.severity == .warning }) { Terminal.complain(line) }
    let errors = reader.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw CommandFailure(.invalid, errors.map(\.text)) }
    guard !reader.observations.calls.isEmpty || !reader.observations.executions.isEmpty else {
      throw CommandFailure(
        .invalid, "\(recordings.joined(separator: ", ")): error: no execution and no latency is recorded there",
        hint: RecordingReader.forms)
    }
    return reader
  }

  @inline(never)
  private func readQuotas() throws -> QuotaList? {
    guard let quotas else { return nil }
    let list = QuotaList(try File.read(quotas), file: quotas)
    guard list.diagnostics.isEmpty else { throw CommandFailure(.invalid, list.diagnostics.map(\.text)) }
    return list
  }

  // MARK: Check

  private func checked(_ made: Made) async throws -> FitCheck? {
    guard check else { return nil }
    let varied = try made.recordedArrivals()
    let line = StudyProgress("check", output)
    defer { line.clear() }
    return try await FitCheck(
      made.reader.observations, varied, workers: Workers(jobs: options.jobs) { line.update($0) })
  }

  private func judge(_ checked: FitCheck?) throws {
    guard let tolerance, let checked else { return }
    guard let error = checked.weightedError else {
      throw CommandFailure(.undecided, ["no machine could be compared: the tolerance is undecided"])
    }
    guard error > tolerance else { return }
    throw CommandFailure(
      .expectationFailed,
      ["the model is off by \(Number.percent(error)) on average, and \(Number.percent(tolerance)) is tolerated"])
  }

  // MARK: Writing

  @inline(never)
  private func finish(_ answer: FitAnswer, _ made: Made, _ folder: ResultFolder) throws {
    try folder.writeResult(answer.files())
    if write, let scenario, let text = try made.text() {
      try File.replace(with: ReportFile(scenario, text: { text }), at: scenario)
    }
    try options.show(
      json: answer.jsonFile.text, text: answer.text(color: color.areShown, width: Terminal.width), name: "Fit", folder,
      output, colored: color.areShown)
    guard !output.quiet, !options.json else { return }
    if let scenario {
      try Terminal.output(
        write ? "Written: \(scenario)\n" : "--write puts \(folder.path)/fit.yaml into \(scenario)\n")
    } else if made.target.canRun {
      try Terminal.output("Scenario: \(folder.path)/scenario.yaml\n")
    }
  }
}

extension FitScenario.Load: ExpressibleByArgument {}
