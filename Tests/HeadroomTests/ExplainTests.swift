import ArgumentParser
import Foundation
import JSON
import Scenario
import Schema
import StatesLanguage
import Testing

@testable import headroom

@Suite struct ExplainTests {
  @Test(arguments: [
    (
      "services.card.lambda.keepAlive",
      """
      services.lambda.keepAlive
        How long an unused environment stays.

        type      DURATION
        default   5m
        source    an assumption: AWS does not say
        example   services: { card: { latency: { lognormal: { p50: 120ms, p99: 900ms } }, lambda: { coldStart: 350ms,
                  keepAlive: 10m } } }

      """
    ),
    (
      "ERRORS",
      """
      ERRORS
        Errors by chance, whose probabilities sum to at most 1.

        type      [ { name: ERROR, cause: TEXT, probability: 0..1 }, ... ]
        example   [ { name: Busy, probability: 0.01 } ]

        keys
          name         The error's name.
          cause        The error's cause. (default: none)
          probability  The share of the calls that fail with it.

      """
    ),
    (
      "99",
      "exit code 99: an expectation of the scenario is not met; capacity: --target is more than the scenario takes; "
        + "fit: the model is off by more than --tolerance\n"
    ),
  ]) func anEntryIsTheGrammars(word: String, text: String) throws {
    #expect(Explain.explanation(of: word) == text)
  }

  /// Everything that is listed can be asked for.
  @Test func whatIsListedIsExplained() {
    let grammar = ScenarioGrammar.grammar
    for path in grammar.paths {
      #expect(Explain.explanation(of: path.text)?.hasPrefix(path.text) == true, "\(path.text)")
    }
    for term in grammar.terms { #expect(Explain.explanation(of: term.name)?.hasPrefix(term.name) == true) }
    for rule in Rules.catalogue { #expect(Explain.explanation(of: rule.id)?.hasPrefix(rule.id) == true) }
    for code in [0, 1, 2, 3, 4, 5, 6, 64, 74, 99, 105] {
      #expect(Explain.explanation(of: String(code))?.hasPrefix("exit code \(code): ") == true)
    }
  }

  /// A key of several places says which.
  @Test func aKeyOfSeveralPlacesListsThem() throws {
    let text = try #require(Explain.explanation(of: "latency"))
    #expect(text.contains("\nservices.latency ") && text.contains("\nload.admission.sqs.latency "))
  }

  @Test(arguments: [
    ("load.arivals", "did you mean load.arrivals?"), ("replication", "did you mean replications?"),
    ("throttle.unsafed", "did you mean throttle.unsaved?"), ("zzzzzzzz", "as headroom explain lists them all"),
    ("98", "as headroom explain lists them all"), ("a..b", "as headroom explain lists them all"),
  ]) func whatIsUnknownIsWrongUsage(word: String, advice: String) throws {
    let call = try Call(["explain", word], in: Scratch())
    #expect(call.status == 64)
    #expect(call.output == "")
    #expect(call.errors.contains(advice), "\(call.errors)")
  }

  @Test func withoutAKeyTheGrammarIsPrinted() throws {
    let call = try Call(["explain"], in: Scratch())
    #expect(call.status == 0)
    #expect(call.output == ScenarioGrammar.grammar.text)
  }

  // MARK: list

  @Test func scenariosAreListedWithWhatTheyAreAbout() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.write(
      "about.yaml",
      "# yaml-language-server: $schema=x\n# What it shows: all. And more.\n" + (try scratch.read("small.yaml")))
    try scratch.write("broken.yaml", "region: nowhere\n")
    let call = try Call(["list", "."], in: scratch)
    #expect(call.status == 0)
    #expect(
      call.output == """
        scenario     machines  load               about
        about.yaml   Root      5 at once, at 0 s  What it shows: all.
        broken.yaml            3 errors
        small.yaml   Root      5 at once, at 0 s

        """)
    let json = try Call(["list", "scenarios", "small.yaml", "--json"], in: scratch)
    #expect(try JSON.parse(Array(json.output.utf8)).elements?.first?["machines"] == "Root")
  }

  @Test(arguments: List.Topic.allCases.filter { $0 != .scenarios }.map(\.rawValue))
  func everyTopicHasRows(topic: String) throws {
    let listing = try #require(List.Topic(rawValue: topic)).listing(region: "eu-west-1")
    #expect(listing.rows.count > 4)
    #expect(listing.rows.allSatisfy { $0.count == listing.columns.count && !$0[0].isEmpty })
  }

  @Test(
    arguments: [
      (["list", "nowhere"], 74, "error: there is no file or folder nowhere\n"),
      (["list", "rules", "x"], 64, "Error: \"x\" is too much: only scenarios lie in folders\n"),
      (["list", "quotas", "--region", "us-est-1"], 64, "Error: --region takes a Region that has Step Functions, not"),
    ] as [([String], Int32, String)])
  func wrongUsageIsSaid(arguments: [String], status: Int32, message: String) throws {
    let call = try Call(arguments, in: Scratch())
    #expect(call.status == status)
    #expect(call.errors.hasPrefix(message), "\(call.errors)")
  }

  // MARK: install

  @Test func allIsInstalledBelowThePrefix() throws {
    let scratch = try Scratch()
    let call = try Call(["install", "--prefix", "usr"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output.hasPrefix("installed below usr: headroom 0.1.0 ("))
    for file in Install.files.map(\.path) + ["bin/headroom"] {
      #expect(FileManager.default.fileExists(atPath: scratch.path + "/usr/" + file), "\(file)")
    }
    #expect(FileManager.default.isExecutableFile(atPath: scratch.path + "/usr/bin/headroom"))
    #expect(try scratch.read("usr/share/zsh/site-functions/_headroom").hasPrefix("#compdef headroom\n"))
    let again = try Call(["install", "--prefix", "usr", "--without-program", "--quiet"], in: scratch)
    #expect(again.status == 0 && again.output == "")
    try scratch.write("file", "")
    #expect(try Call(["install", "--prefix", "file"], in: scratch).status == 74)
  }

  @Test func theManualHasEveryCommandAndOption() throws {
    let page = Manual().text
    for command in Headroom.configuration.subcommands {
      let name = command._commandName
      #expect(page.contains("\n.SS headroom \(name)"), "\(name)")
      for option in Headroom.helpMessage(for: command).matches(of: /\n  (--[a-z0-9-]+)/) {
        let shown = option.1.replacing("-", with: "\\-")
        #expect(
          option.1 == "--version" || option.1 == "--help" || page.contains("\\fB\(shown)\\fR"), "\(name) \(option.1)")
      }
    }
    #expect(page.contains(".SH EXIT STATUS\n"))
    #expect(!page.split(separator: "\n").contains { $0.hasPrefix("'") })
  }

  @Test func theVersionNamesTheQuotas() throws {
    let call = try Call(["--version"], in: Scratch())
    #expect(call.output.contains(/^0\.1\.0 \((commit [0-9a-f]{7,40}\+?, )?quotas of \d{4}-\d{2}\)\n$/))
  }
}
