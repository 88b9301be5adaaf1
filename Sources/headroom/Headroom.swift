// headroom: the command line. Arguments, files, progress and exit codes live here, and nothing that decides a number.

import ArgumentParser
import CCommit
import Scenario
import StatesLanguage

@main
struct Headroom: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "headroom",
    abstract: "How much load can nested Step Functions workflows take, and what gives way first?",
    discussion: """
      Runs real workflow definitions (Amazon States Language) in virtual time against a modelled AWS account: token \
      buckets, quotas, retry policies, services with latency and failure.

      EXAMPLES
        headroom init template.yaml
        headroom run Scenarios/nested-fanout.yaml
        headroom validate Scenarios/*.yaml
        headroom execute order.asl.json --input '{"items": [1, 2]}'
        headroom replay Scenarios/canary.yaml --execution failed
        headroom fit histories/ --scenario order.yaml --write
        headroom compare main/order.yaml order.yaml
        headroom capacity order.yaml --target 5/s
        headroom recover Scenarios/outage.yaml
        headroom ledger Scenarios/nested-fanout.yaml
        headroom cost Scenarios/nested-fanout.yaml
        headroom forecast Scenarios/nested-fanout.yaml
        headroom explain load.arrivals

      EXIT CODES
        0    fine
        1    internal error
        2    compare, run --baseline: something regressed
        3    invalid scenario, definition or input, a loop that takes no time, or
             sides that are incomparable
        4    execute: the execution did not succeed, or the state's error was not
             caught
        5    replay: nothing failed or was started; compare: there is no base
        6    no expectation is missed, but one or more are undecided; likewise
             the metrics of compare --strict; capacity: no load can be named
        64   wrong usage
        74   a file cannot be read or written
        99   an expectation of the scenario is not met; capacity: --target is more
             than the scenario takes; fit: the model is off by more than --tolerance
        105  interrupted
      """,
    version: versionText,
    subcommands: [
      Init.self, Run.self, Validate.self, Execute.self, Replay.self, Fit.self, Compare.self, Capacity.self,
      SweepCommand.self, Tune.self, Ledger.self, Cost.self, Forecast.self, Recover.self, ReportAgain.self, Merge.self,
      List.self, Explain.self, SchemaCommand.self, Install.self,
    ])

  /// What results name: it changes where their numbers may.
  static let version = "0.1.0"

  /// What is installed, to the commit: no result names that, since the same numbers come of another one.
  static var versionText: String {
    let commit = String(cString: headroom_commit())
    return "\(version) (\(commit.isEmpty ? "" : "commit \(commit), ")quotas of \(QuotaProfile.date))"
  }

  static func main() async {
    do {
      try checkCommand(CommandLine.arguments.dropFirst())
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard let failure = CommandFailure(error) else { exit(withError: error) }
      for line in failure.lines { Terminal.complain(line) }
      exit(withError: failure.code)
    }
  }

  /// A first word that is no command is wrong, whatever follows: the parser would print the general help for
  /// `headroom nosuch --help`, and call it a success.
  private static func checkCommand(_ arguments: ArraySlice<String>) throws {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments
    let commands = configuration.subcommands.map { $0._commandName }
    guard let word = words.first, !word.hasPrefix("-"), word != "help", !commands.contains(word) else { return }
    let advice = suggestion(for: word, among: commands + ["help"]).map { " Did you mean '\($0)'?" } ?? ""
    throw ValidationError("There is no command '\(word)'.\(advice)")
  }
}
