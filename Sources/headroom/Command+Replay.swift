import ArgumentParser
import Engine
import JSON
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions
import Tracing

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a replication again, and print the history of one of its executions.",
    discussion: """
      A report names executions that failed, and the command that shows one. The whole replication is simulated, since \
      what is throttled depends on all executions, and the history of the one is printed as `execute --history` does. \
      What it was, and what became of it, is said on standard error. Without --replication the replications are looked \
      through in their order, which begins with 0.

      --execution takes the name of any execution, nested ones and Map Runs' children too, or its ARN \
      (`name:failed` is called so); `worst` is the execution of an outside caller that took longest from its first \
      call to its end, or to the end of the run; `failed` is the first of an outside caller that failed, timed out or \
      was aborted, and where there is none, the first of all others. Where nothing did, the exit code is 5. `all` \
      prints every execution of the replications as JSON lines, with its ARN: what `fit` reads. `p50`, `p99`, `p99.9` \
      and `max` are those that the report in a folder of results shows as such, as its recording.bin has them.

      EXAMPLES
        headroom replay Scenarios/canary.yaml --execution failed
        headroom replay Reports/canary --execution failed --replication 2
        headroom replay order.yaml --execution order-4711 --seed 7
        headroom replay Scenarios/nested-fanout.yaml --execution worst --spans
        headroom replay Reports/nested-fanout --execution p99 --html p99.html
        headroom replay order.yaml --execution worst --trace worst.pftrace
        headroom replay order.yaml --execution all --replication 0 > histories.jsonl
      """)

  @Argument(
    help: ArgumentHelp("The scenario, a YAML file, or the folder of a run's results.", valueName: "scenario|folder"),
    completion: .file())
  var source: String

  @Option(parsing: .unconditional, help: ArgumentHelp("Which execution.", valueName: "name|worst|failed|p99|all"))
  var execution: String

  @Option(parsing: .unconditional, help: "The replication that it is of, from 0 (default: look through all).")
  var replication: Int?

  @OptionGroup
  var overrides: PlanOverrides

  @Flag(help: "Take the scenario as it is now, though it has changed since the results were written.")
  var changed = false

  @Flag(help: "Print, after the history, what the time was spent on: a tree of states, attempts, waits and executions.")
  var spans = false

  @Option(help: "Draw what --spans prints on a page of its own, in this file.", completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Write its spans as a trace of Perfetto (ui.perfetto.dev): parallel paths of control one below the other.",
      valueName: "file"), completion: .file())
  var trace: String?

  @Option(
    help: ArgumentHelp("Write its spans as OpenTelemetry's traces: OTLP in JSON.", valueName: "file"),
    completion: .file())
  var otlp: String?

  @OptionGroup
  var output: OutputOptions

  @OptionGroup(visibility: .hidden)
  var color: ColorOptions

  func validate() throws {
    if execution.isEmpty || execution == "name:" {
      throw ValidationError("--execution takes a name, worst, failed or all")
    }
    if html == "" { throw ValidationError("--html takes the name of a file") }
    guard execution == "all" else { return }
    let ofOne = [("--spans", spans), ("--html", html != nil), ("--trace", trace != nil), ("--otlp", otlp != nil)]
    if let (option, _) = ofOne.first(where: \.1) { throw ValidationError("\(option) shows one execution, not all") }
  }

  func run() throws {
    Interrupt.watch()
    for path in [trace, otlp].compactMap(\.self) { try File.checkWritable(path) }
    let source = try ReplaySource(source, overrides)
    var files = FileSnapshot()
    let plan = try source.plan(mayHaveChanged: changed, from: &files, output)
    let recorded = try recorded(source)
    let choice = recorded.map { .named($0.name) } ?? choice
    let replications =
      try recorded.map { $0.replication..<$0.replication + 1 } ?? replications(of: plan, source.scenario)
    if execution == "all" { return try printAll(plan, replications) }
    let replay = Simulation.Replay(plan) { Interrupt.isRequested }
    let search = try replay.search(choice, in: replications)
    guard let found = search.found else { throw notFound(search, choice, in: replications, of: source.scenario) }
    let keeper = HistoryKeeper(of: found.key)
    let isTraced = spans || html != nil || trace != nil || otlp != nil
    let reader = isTraced ? SpanReader(of: found.key) : nil
    let end = try replay.watch(found, and: { reader?.watches($0) ?? false }) { sighting in
      keeper.see(sighting)
      reader?.see(sighting)
    }
    let all = reader?.finish(at: end) ?? []
    try writeTraces(of: found, all, plan)
    let words = Self.words(found, of: plan)
    if let html {
      let page = ExecutionPage(found.name, words: words, spans: all)
      try File.replace(with: ReportFile(html) { page.html(version: Headroom.version) }, at: html)
    }
    if output.quiet { return }
    let split = ExecutionPage.split(of: all)
    Terminal.complain(words + (split.isEmpty ? "" : "\n    " + split) + Self.words(others: search.others))
    try Terminal.output(keeper.events.historyText)
    guard spans else { return }
    let text = SpanText.text(all, color: color.areShown, width: Terminal.width)
    try Terminal.output("\n" + text, colored: color.areShown)
  }

  /// That of a run's report, where one of its words is given; nil: a name, or what has to be looked for.
  private func recorded(_ source: ReplaySource) throws -> Exemplar? {
    let kinds: [String: Exemplar.Kind] = ["p50": .p50, "p99": .p99, "p99.9": .p999, "max": .max]
    guard let kind = kinds[execution] else { return nil }
    let path = source.path + (source.path.hasSuffix("/") ? "" : "/") + RunRecord.name
    guard File.isFolder(source.path), let bytes = try? File.read(path) else {
      throw CommandFailure(
        .invalid,
        [
          "\(source.path): error: there is no recording that says which execution is its \(execution)",
          "    hint: take the folder of a run's results, or name:\(execution) for an execution that is called so",
        ])
    }
    let record = try RunRecord(bytes, file: path, output)
    guard let one = record.result.exemplars.first(where: { $0.kinds.contains(kind) }) else {
      throw CommandFailure(.nothingToReplay, ["\(path): no execution stands for \(execution)"])
    }
    if let replication, replication != one.replication {
      throw CommandFailure(
        .invalid,
        [
          "\(path): error: its \(execution) ran in replication \(one.replication), not in \(replication)",
          "    hint: leave --replication out",
        ])
    }
    return one
  }

  private func writeTraces(of found: Simulation.Replay.Found, _ spans: [TraceSpan], _ plan: Plan) throws {
    let traced = TracedExecution(
      name: found.name, machine: plan.account.machines[found.machine].name, replication: found.replication,
      seed: plan.seed, parts: found.parts, reason: "", spans: spans)
    if let trace { try File.replace(with: ReportFile(trace) { PerfettoTrace.bytes([traced]) }, at: trace) }
    guard let otlp else { return }
    let file = ReportFile(otlp) {
      OpenTelemetryTrace.text([traced], epoch: Account.epoch, version: Headroom.version)
    }
    try File.replace(with: file, at: otlp)
  }

  /// A line for each execution, of as many replications.
  private func printAll(_ plan: Plan, _ replications: Range<Int>) throws {
    let replay = Simulation.Replay(plan) { Interrupt.isRequested }
    let machines = plan.account.machines
    for replication in replications {
      var failure: (any Error)?
      try replay.histories(of: replication) { subject, events in
        guard failure == nil, !output.quiet else { return }
        let line: JSON = [
          "executionArn": .string(subject.arn), "stateMachineArn": .string(machines[subject.machine].arn),
          "events": .array(events.map { $0.json(epoch: Account.epoch) }),
        ]
        do { try Terminal.output(line.text + "\n") } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  private var choice: Simulation.Replay.Choice {
    switch execution {
    case "worst": .worst
    case "failed": .failed
    default: .named(execution.hasPrefix("name:") ? String(execution.dropFirst(5)) : execution)
    }
  }

  private func replications(of plan: Plan, _ scenario: String) throws -> Range<Int> {
    guard let replication else { return 0..<plan.replications }
    guard (0..<plan.replications).contains(replication) else {
      let all = plan.replications == 1 ? "0 alone" : "0 to \(plan.replications - 1)"
      throw CommandFailure(
        .invalid, ["\(scenario): error: there is no replication \(replication): the run has \(all)"])
    }
    return replication..<(replication + 1)
  }

  // MARK: Words

  private func notFound(
    _ search: Simulation.Replay.Search, _ choice: Simulation.Replay.Choice, in replications: Range<Int>,
    of scenario: String
  ) -> CommandFailure {
    let place =
      replications.count == 1
      ? "in replication \(replications.lowerBound)"
      : "in replications \(replications.lowerBound) to \(replications.upperBound - 1)"
    let count = "\(Number.grouped(search.executions)) executions"
    switch choice {
    case .worst:
      return CommandFailure(.nothingToReplay, ["\(scenario): no outside caller has started an execution \(place)"])
    case .failed:
      let running = search.running > 0 ? "; \(Number.grouped(search.running)) of them still run at the end" : ""
      return CommandFailure(
        .nothingToReplay, ["\(scenario): no execution failed, timed out or was aborted \(place) (\(count)\(running))"])
    case .named(let name):
      let hint =
        search.nearest.map { "did you mean \($0)?" } ?? "errors.csv has names, and worst and failed find an execution"
      return CommandFailure(
        .invalid,
        ["\(scenario): error: no execution \(place) is called \"\(name)\" (\(count))", "    hint: \(hint)"])
    }
  }

  private static func words(_ found: Simulation.Replay.Found, of plan: Plan) -> String {
    let error = found.error.map { " with \($0)" } ?? ""
    let machine = plan.account.machines[found.machine].name
    let kind = found.depth == 0 ? "" : ", nested at depth \(found.depth)"
    let time = Number.span(found.latency.seconds)
    return "execution \(found.name) of \(machine) in replication \(found.replication)\(kind): "
      + "\(found.status.name)\(error), \(time) after its first call"
  }

  private static func words(others: Int) -> String {
    others == 0 ? "" : "\n    hint: \(Number.grouped(others)) more have this name; an ARN tells machines apart"
  }
}
