package import Schema
import Simulation

/// What a scenario may say. The readers take their keys from it; `schema`, `explain` and README's table are made of it.
package enum ScenarioGrammar {
  package static let grammar = Grammar(
    "scenario", title: "A scenario of Headroom",
    meaning:
      "Everything that determines a run: the state machines, what they call, who calls them, and what is expected.",
    .block(root), terms: laws + serviceTerms + loadTerms + accountTerms, takesQuotedNumbers: true)

  static let root = Block(identity + machines + account + study)

  private static let identity: [Key] = [
    Key("name", text, "Names the results and their folder.", unset: "the file's name without its extensions"),
    Key(
      "region", .word(QuotaProfile.regions), "The AWS Region, which picks the quotas and prices.", required: true,
      source: "AWS general reference, Step Functions endpoints and quotas, \(QuotaProfile.date)", example: "us-east-1"),
    Key(
      "account",
      .either([.form("ACCOUNT", pattern: "^[0-9]{12}$", example: "\"123456789012\""), .whole(0...999_999_999_999)]),
      "The account's 12 digits, quoted, as ARNs have them.", unset: "that of the ARNs in the definitions",
      example: "\"123456789012\""),
    Key("seed", .whole(0...Int.max), "The same seed gives the same bytes.", unset: "1", example: "42"),
    Key(
      "replications", .whole(1...100_000),
      "How often the whole run is repeated with other random numbers; 20 allow conclusions.",
      unset: "1, by which no time and no share can be decided", example: "20"),
  ]

  private static let study: [Key] = [
    Key(
      "warmup", .either([duration, .word(["auto"])]),
      "Who should have started before counts in no distribution, count or ratio; auto finds it by MSER-5.", unset: "0s",
      example: "0s"),
    Key(
      "until", .either([.word(["drained", "counted"]), .block(counted), duration]),
      "When a run ends: when nothing runs any more, when all that counts has ended, or at a time.",
      unset: "drained; with a warm-up, counted", example: "drained"),
    Key(
      "precision", .map("METRIC", example: "Root.latency.mean", percent),
      "How precisely figures are to be known: replications go on until their half-widths are as small a share.",
      unset: "the number of replications is fixed", example: "{ Root.latency.mean: 5% }"),
    Key(
      "expect",
      .either([
        .word(["default"]), .list(.form("EXPECTATION", pattern: "^default$|[<>=]", example: "makespan < 5m")), .null,
      ]),
      """
      What must hold: lines METRIC COMPARISON VALUE. default: nothing failed, timed out or was rejected, and no \
      history came near its limit.
      """,
      unset: "nothing is expected", example: "[ Root.latency.p99 < 30s, Root.failed.ratio < 0.002 ]"),
    Key(
      "mocks", .either([file, .block(mockFile), .map("KEY", example: "Charge", .json), .null]),
      "What Tasks answer, in place of who they call: a mock file, or its answers by state, service or machine.",
      unset: "services answer", example: "replies.json"),
    Key("lint", .block(lint), "Which warnings are not wanted."),
  ]

  static let counted = Block(
    [
      Key(
        "counted", duration, "How long the last executions that count are waited for.", required: true, example: "30m")
    ], kinds: ["counted"])

  static let mockFile = Block([
    Key(
      "file", .text("FILE", example: "replies.json"), "The mock file: `headroom schema mock` has its format.",
      required: true, example: "replies.json"),
    Key(
      "testCase", .text("NAME", example: "HappyPath"), "The test case, of a file of AWS Step Functions Local.",
      example: "HappyPath"),
  ])

  static let lint = Block([
    Key(
      "silence", .list(.text("RULE", example: "throttle.unsaved")),
      "Rules whose warnings are not wanted; errors cannot be silenced.",
      example: "[throttle.unsaved]")
  ])

  // MARK: Values

  static let text = Shape.text("TEXT", example: "text")
  static let name = Shape.text("NAME", example: "Root")
  static let file = Shape.text("FILE", example: "root.asl.json")
  static let error = Shape.text("ERROR", example: "Service.Unavailable")
  static let duration = Shape.form("DURATION", pattern: number + "(ns|us|ms|s|m|h)$", example: "30s")
  static let rate = Shape.form("RATE", pattern: number + "/(s|m|h)$", example: "100/s")
  static let size = Shape.either([
    .form("SIZE", pattern: number + "(B|KiB|MiB|GiB)$", example: "256KiB"), .whole(2...Int.max),
  ])
  static let percent = Shape.either([.form("PERCENT", pattern: number + "%$", example: "5%"), .number(0...1)])
  static let unlimited = Shape.word(["unlimited"])
  static let positive = Shape.whole(1...1_000_000_000)
  static let share = Shape.number(0...1)
  static let number = "^[0-9]+(\\.[0-9]+)?"
}
