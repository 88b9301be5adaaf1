import Schema
import Simulation

/// Who calls from outside.
extension ScenarioGrammar {
  static let stream = Block([
    Key("name", text, "What its draws are keyed by.", unset: "its machine's name", example: "campaign"),
    Key("start", name, "The machine that it starts.", required: true, example: "Root"),
    Key(
      "api", .word(["StartExecution", "StartSyncExecution"]),
      "The action that callers call; StartSyncExecution is for Express machines.",
      unset: "StartExecution", example: "StartExecution"),
    Key("arrivals", .term("ARRIVALS"), "When callers come.", required: true, example: "{ burst: 10 }"),
    Key("at", duration, "When the stream begins, since the run began.", unset: "0s", example: "5m"),
    Key(
      "for", duration, "How long arrivals go on: of all kinds but burst, trace and steps.", example: "15m",
      needs: ("for", "arrivals: { poisson: 2/s }")),
    Key(
      "batch", .term("COUNT"), "How many executions each arrival starts.", unset: "1", example: "{ from: 1, to: 30 }"),
    Key("input", .term("INPUT"), "The input of each execution.", unset: "{ }", example: "{ order: { $index: 1 } }"),
    Key(
      "admission", .term("ADMISSION"), "What stands before the calls.", unset: "none",
      example: "{ queue: { rate: 200/s } }"),
    Key(
      "retry", .term("RETRY"),
      "What an outside caller does when refused; standard and adaptive are the AWS SDKs' modes.", unset: "none",
      example: "standard"),
    Key(
      "redrive", .term("REDRIVE"), "Redrives of executions that end without success.", unset: "the scenario's redrive",
      example: "{ after: 5m, times: 1 }"),
  ])

  static let loadTerms: [Term] = [
    Term("ARRIVALS", .block(arrivals), "When callers come.", example: "{ burst: 10 }"),
    Term(
      "RETRY", .either([.word(["none", "standard", "adaptive"]), .block(retry)]),
      "What an outside caller does when refused; standard and adaptive are the AWS SDKs' modes.",
      example: "standard"),
    Term(
      "ADMISSION", .either([.word(["none"]), .block(admission)]), "What stands before the calls.",
      example: "{ queue: { rate: 200/s } }"),
    Term(
      "SPACING", .word(LoadStream.Spacing.allCases.map(\.rawValue)),
      "How arrivals of a curve are spaced: at random, or evenly.", example: "even"),
    Term(
      "REDRIVE", .either([.word(["none"]), .block(redrive)]), "When an outside caller has its execution redriven.",
      example: "{ after: 5m, times: 1 }"),
    Term(
      "INPUT",
      .either([.json, .block(fileReference), .block(literalInput), .block(expressionInput), .term("DRAW")]),
      "JSON in which draws may stand; a file of it; a literal without draws; an expression over $index and $time.",
      example: "{ order: { $index: 1 } }"),
    Term(
      "DRAW", .block(draws), "Stands for a value that is drawn for each execution.",
      example: "{ $integer: { from: 1, to: 9 } }"),
    Term(
      "LENGTH", .either([.whole(0...1_000_000_000), unlimited]), "How many may wait.", example: "1000"),
  ]

  // MARK: Arrivals

  static let arrivals = Block(
    [
      Key("burst", .whole(1...100_000_000), "So many at once.", example: "10"),
      kind("rate", rate, "At even intervals.", "50/s"),
      kind("poisson", rate, "At random: a Poisson process.", "2/s"),
      kind("ramp", .block(ramp), "A rate that grows or falls evenly.", "{ from: 1/s, to: 9/s }"),
      Key(
        "steps", .list(.block(step), count: 1...Int.max), "One rate after another.",
        example: "[ { rate: 5/s, for: 10m }, { rate: 20/s, for: 2m } ]"),
      kind("spike", .block(spike), "A base rate with a peak.", "{ base: 20/s, peak: 100/s, from: 5m, to: 7m }"),
      kind(
        "sine", .block(sine), "A rate like a day's: mean + amplitude · sin(2π (t − phase) / period).",
        "{ mean: 40/s, amplitude: 20/s, period: 24h, phase: 6h }"),
      kind(
        "schedule", .text("SCHEDULE", example: "rate(5 minutes)"),
        "cron(0/5 * * * ? *), rate(5 minutes) or */5 * * * *, in UTC; a run begins on Wednesday, 2025-01-01, at 00:00.",
        "\"rate(5 minutes)\""),
      kind(
        "users", .either([.whole(1...1_000_000), .block(users)]),
        "A closed loop: each waits for its execution's end, and thinks.",
        "{ count: 50, think: { exponential: { mean: 10s } } }"),
      Key(
        "trace", .either([.text("FILE", example: "trace.csv"), .block(trace)]), "A CSV file: time_seconds[,input].",
        example: "trace.csv"),
      Key(
        "at", duration, "When a burst comes, since the stream began.", unset: "0s", example: "5s",
        needs: ("at", "burst: 10")),
      Key(
        "spacing", .term("SPACING"), "Of ramp, steps, spike and sine: at random, or evenly.", unset: "poisson",
        example: "even", needs: ("spacing", "steps: [ { rate: 5/s, for: 10m } ]")),
    ], kinds: ["burst", "rate", "poisson", "ramp", "steps", "spike", "sine", "schedule", "users", "trace"])

  private static func kind(_ name: String, _ shape: Shape, _ meaning: String, _ example: String) -> Key {
    Key(name, shape, meaning, example: example, needs: ("arrivals", "for: 15m"))
  }

  static let ramp = Block([
    Key("from", rate, "The rate at the beginning.", required: true, example: "1/s"),
    Key("to", rate, "The rate at the end.", required: true, example: "9/s"),
  ])

  static let step = Block([
    Key("rate", rate, "The rate of this step.", required: true, example: "5/s"),
    Key("for", duration, "How long this step lasts.", required: true, example: "10m"),
  ])

  static let spike = Block([
    Key("base", rate, "The rate before and after.", required: true, example: "20/s"),
    Key("peak", rate, "The rate of the spike.", required: true, example: "100/s"),
    Key("from", duration, "When the spike begins.", required: true, example: "5m"),
    Key("to", duration, "When the spike ends.", required: true, example: "7m"),
  ])

  static let sine = Block([
    Key("mean", rate, "The mean rate.", required: true, example: "40/s"),
    Key(
      "amplitude", rate, "How far it goes above and below the mean.", required: true, example: "20/s"),
    Key("period", duration, "How long until it repeats.", required: true, example: "24h"),
    Key("phase", duration, "When it goes up through the mean.", unset: "0s", example: "6h"),
  ])

  static let users = Block([
    Key("count", .whole(1...1_000_000), "How many there are.", required: true, example: "50"),
    Key("think", latency, "How long each thinks before it starts.", required: true, example: "10s"),
  ])

  static let trace = Block([
    Key("file", .text("FILE", example: "trace.csv"), "The CSV file.", required: true, example: "trace.csv"),
    Key("scale", .number(1e-6...1e6), "How many times as fast it is played.", unset: "1", example: "10"),
    Key("times", .whole(1...1_000_000), "How often it is played.", unset: "1", example: "5"),
    Key(
      "every", duration, "From the beginning of one to that of the next.", unset: "its length and its mean gap",
      example: "24h", needs: ("every", "times: 2")),
  ])

  // MARK: Callers

  static let retry = Block([
    Key("interval", duration, "The wait before the first retry.", unset: "1s", example: "1s"),
    Key("rate", .number(1...1e6), "By how much each wait is longer.", unset: "2", example: "2"),
    Key("maxAttempts", .whole(0...99_999_999), "Retries after the first call.", unset: "3", example: "3"),
    Key("maxDelay", duration, "The longest wait.", unset: "unlimited", example: "60s"),
    Key(
      "jitter", .word(["NONE", "FULL"]), "FULL draws each wait from nothing to its length.", unset: "NONE",
      example: "FULL"),
  ])

  static let redrive = Block([
    Key("after", duration, "How long after its end an execution is redriven.", required: true, example: "5m"),
    Key("times", .whole(1...10_000), "How often.", unset: "1", example: "2"),
  ])

  static let admission = Block(choiceOf: [
    Key("queue", .block(queue), "Lets so many a second through.", example: "{ rate: 200/s }"),
    Key(
      "semaphore", .either([positive, .block(semaphore)]), "So many executions of the stream at once.", example: "500"),
    Key(
      "bucket", .block(clientBucket), "The client's own token bucket, for each of its calls.",
      example: "{ bucket: 1300, refill: 300/s }"),
    Key("breaker", .block(breaker), "A circuit breaker.", example: "{ refusals: 10, open: 30s }"),
    Key("sqs", .block(eventSource), "Messages of SQS that a Lambda function takes.", example: "{ batch: 10 }"),
  ])

  private static func length(_ unset: String) -> Key {
    Key("length", .term("LENGTH"), "How many may wait; others are rejected.", unset: unset, example: "1000")
  }

  static let queue = Block([
    Key("rate", rate, "How many go through.", required: true, example: "200/s"), length("unlimited"),
  ])

  static let semaphore = Block([
    Key("limit", positive, "How many at once.", required: true, example: "500"), length("unlimited"),
  ])

  static let clientBucket = Block([
    Key("bucket", positive, "How many tokens the full bucket has.", required: true, example: "1300"),
    Key("refill", rate, "How fast tokens come back.", required: true, example: "300/s"), length("unlimited"),
  ])

  static let breaker = Block(
    [
      Key("refusals", positive, "Opens after so many refused calls.", example: "10"),
      Key("ratio", .number(1e-9...1), "Opens when such a share of the calls is refused.", example: "0.5"),
      Key("calls", positive, "Of at least so many calls.", unset: "20", example: "20", needs: ("calls", "ratio: 0.5")),
      Key("within", duration, "The time in which refusals are counted.", unset: "10s", example: "10s"),
      Key("open", duration, "How long it stays open.", required: true, example: "30s"),
      Key(
        "probes", .whole(1...1_000_000), "Calls in a row that must be admitted before it closes.", unset: "1",
        example: "3"),
      length("0"),
    ], kinds: ["refusals", "ratio"])

  static let eventSource = Block([
    Key(
      "batch", .whole(1...10_000), "Messages that the function takes at once.", unset: "10", source: documented,
      example: "10"),
    Key("pollers", .whole(1...10_000), "Pollers at first.", unset: "5", source: documented, example: "5"),
    Key(
      "scaling", rate, "Pollers that are added while messages wait.", unset: "300/m", source: documented,
      example: "300/m"),
    Key(
      "invocationsPerPoller", .whole(1...1_000), "Invocations of a poller at once.", unset: "10", source: documented,
      example: "10"),
    Key("concurrency", .whole(2...1_000), "Invocations at once.", unset: "1000", source: documented, example: "100"),
    Key(
      "receive", latency, "What a receipt takes.", unset: "80ms", source: "measurements of others: AWS does not say",
      example: "80ms"),
    Key("latency", latency, "What the function does before its calls.", unset: "100ms", example: "100ms"),
    Key("timeout", duration, "The function's timeout, at most 900s.", unset: "3s", source: documented, example: "3s"),
    Key(
      "visibility", duration, "How long a received message is invisible, at most 12h.", unset: "30s",
      source: documented, example: "30s"),
    Key(
      "maxReceives", .either([.whole(1...1_000), unlimited]), "Receipts after which a message is rejected.",
      unset: "5", example: "5"),
  ])

  private static let documented = "AWS Lambda guide, Using Lambda with Amazon SQS, 2026-08"

  // MARK: Inputs

  private static let literalInput = Block([Key("json", .json, "The input as it is, without draws.", required: true)])
  private static let expressionInput = Block([
    Key(
      "jsonata", .text("TEXT", example: "$index"), "A JSONata expression over $index, $member and $time.",
      required: true, example: "\"{ \\\"id\\\": $index }\"")
  ])

  static let draws = Block(choiceOf: [
    Key("$index", .whole(0...1_000_000_000_000), "Counts the stream's arrivals, from this number.", example: "1"),
    Key("$time", .word(["seconds"]), "When the execution should start, in seconds.", example: "seconds"),
    Key(
      "$number", .block(drawnNumber), "A number of a law.", example: "{ lognormal: { p50: 20, p99: 300 }, decimals: 2 }"
    ),
    Key("$integer", .term("COUNT"), "A whole number.", example: "{ from: 1, to: 9 }"),
    Key(
      "$choose", .list(.either([.block(weighted), .json]), count: 1...Int.max),
      "One of several values, each as likely, or by weights.", example: "[gold, silver]"),
    Key("$repeat", .block(repetition), "A list of drawn values."),
    Key(
      "$row", .either([.text("FILE", example: "orders.csv"), .block(rows)]),
      "A row of a CSV file, as an object by its header.", example: "orders.csv"),
    Key(
      "$jsonata", .text("TEXT", example: "$index"), "An expression over $index, $member, $item and $time.",
      example: "$index + 1"),
    Key("$json", .json, "The value as it is, without draws."),
  ])

  static let drawnNumber = numberLaw + [decimals]

  private static let decimals = Key(
    "decimals", .whole(0...9), "Rounds to so many decimal places.", unset: "not rounded", example: "2",
    needs: ("decimals", "exponential: { mean: 20 }"))

  static let weighted = Block([
    Key("weight", .number(0...1e9), "Its share of the sum of all weights.", required: true, example: "9"),
    Key("value", .json, "The value, in which draws may stand.", required: true, example: "gold"),
  ])

  static let repetition = Block([
    Key("times", .term("COUNT"), "How many elements.", required: true, example: "{ from: 1, to: 30 }"),
    Key("of", .json, "An element, in which draws may stand.", required: true, example: "{ sku: { $choose: [A, B] } }"),
  ])

  static let rows = Block([
    Key(
      "file", .text("FILE", example: "orders.csv"), "The CSV file, with a header.", required: true,
      example: "orders.csv"),
    Key("order", .word(["inTurn", "random"]), "Which row an execution gets.", unset: "inTurn", example: "random"),
    Key(
      "column", .text("NAME", example: "id"), "Only the value of this column.", unset: "the whole row", example: "id"),
  ])
}
