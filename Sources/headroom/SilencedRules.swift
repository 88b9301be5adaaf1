import ArgumentParser
import Scenario
import StatesLanguage

/// The option `--silence` of the commands that warn.
struct SilencedRules: ParsableArguments {
  @Option(
    name: .customLong("silence"),
    help: ArgumentHelp(
      "Leave out the warnings of a rule, whose name stands in brackets behind them.", valueName: "rule"))
  var rules: [String] = []

  var set: Set<String> { Set(rules) }

  func validate() throws {
    for rule in rules {
      guard let (_, message, hint) = Rules.refusalToSilence(rule) else { continue }
      throw ValidationError("--silence: " + message + (hint.map { "; \($0)" } ?? ""))
    }
  }
}
