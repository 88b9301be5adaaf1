import Schema
import StatesLanguage
import StepFunctions

/// The account: quotas, and how AWS behaves.
extension ScenarioGrammar {
  static let account: [Key] = [
    Key(
      "quotas", .block(quotas), "Quotas that are not those of the Region.", unset: "AWS's defaults for the Region",
      source: "AWS general reference and Service Quotas API, \(QuotaProfile.date)"),
    Key("outages", .block(actionOutages), "When an action of the API refuses calls, without taking a token."),
    Key(
      "overheads", .either([.word(["measured", "none"]), .block(overheads)]),
      "Step Functions' own latencies; missing keys are as measured.",
      unset: "measured", source: "histories recorded in us-west-2, 2026-09", example: "measured"),
    Key("prices", .block(prices), "What AWS charges, in dollars.", unset: "AWS's list for the Region, of 2026-09"),
    Key(
      "mapRunsTakeTokens", .flag, "Do a Map Run's children take StartExecution tokens?", unset: "false",
      source: "an assumption: AWS does not say"),
    Key(
      "stopChildren", .flag, "Does a failing parent stop the children that its .sync Tasks wait for?", unset: "true",
      source: "recorded on AWS"),
    Key(
      "throttleError", error, "What a Task sees when its StartExecution is throttled.", unset: ErrorName.throttledStart,
      source: "recorded on AWS"),
    Key(
      "openExecutionsError", error, "What a Task sees when the account has all the open executions that it may have.",
      unset: ErrorName.tooManyOpen, source: "likely, and not documented by AWS"),
    Key(
      "integrationRetries", .either([.whole(0...1_000), .block(integrationRetry)]),
      "Retries of a throttled call before its Task sees the error.",
      unset: "0", source: "unknown of AWS; the other keys are by default the AWS SDK for Java's", example: "3"),
    Key(
      "syncTakesDescribe", .flag, "Does a .sync Task describe its child for a token?", unset: "false",
      source: "an assumption: AWS does not say"),
    Key(
      "redrive", .term("REDRIVE"), "Redrives of all streams that start Standard machines and have none of their own.",
      unset: "none", example: "{ after: 5m, times: 1 }"),
  ]

  // MARK: Quotas

  static let quotas = Block(buckets + numbers + functionLimits)

  private static let buckets: [Key] = APIAction.allCases.map { action in
    let isPace = QuotaReader.paces.contains(action)
    return Key(
      action.name, .term(isPace ? "PACE" : "BUCKET"),
      isPace
        ? "How fast one Map Run starts its children." : "The token bucket of \(action.name): its size, its refill.",
      unset: "that of the Region", example: "{ bucket: 1300, refill: 300/s }")
  }

  private static let numbers: [Key] = [
    limit("OpenExecutions", "Executions that are open at once.", least: 1, "1000000"),
    limit("InlineMapConcurrency", "Iterations of an inline Map at once.", least: 1, "40"),
    limit("HistoryEvents", "Events of an execution's history.", least: 3, "25000"),
    Key(
      "StatesPerInstant", .either([.whole(1...Int.max), unlimited]),
      "States that an execution enters while time stands still, after which the run ends: no quota of AWS.",
      unset: "1000000", example: "1000000"),
    limit("OpenMapRuns", "Map Runs that are open at once.", least: 1, "1000"),
    limit("MapRunConcurrency", "Children of a Map Run at once.", least: 1, "10000"),
    Key(
      "PayloadBytes", .either([size, unlimited]), "The size of an input, an output or a payload.",
      unset: "that of the Region", example: "256KiB"),
    Key(
      "VariableBytes", .either([size, unlimited]), "The size of all variables of an execution.",
      unset: "that of the Region", example: "10MiB"),
  ]

  private static let functionLimits: [Key] = [
    Key(
      "LambdaConcurrency", .either([.whole(1...QuotaReader.mostConcurrency), unlimited]),
      "Concurrency that all functions share.", unset: "1000", example: "1000"),
    Key(
      "LambdaRequests", .term("PACE"), "Requests to functions without reserved concurrency.",
      unset: "ten times the concurrency, a second and at once", example: "{ bucket: 10000, refill: 10000/s }"),
  ]

  private static func limit(_ name: String, _ meaning: String, least: Int, _ example: String) -> Key {
    Key(name, .either([.whole(least...Int.max), unlimited]), meaning, unset: "that of the Region", example: example)
  }

  static let accountTerms: [Term] = [
    Term(
      "BUCKET", .either([.block(bucket), unlimited]),
      "A token bucket of an account; either of bucket and refill alone leaves the other as it is.",
      example: "{ bucket: 1300, refill: 300/s }"),
    Term(
      "PACE", .either([.block(pace), unlimited]), "The same of what is no bucket of the account.",
      example: "{ bucket: 1000, refill: 100/s }"),
  ]

  static let pace = Block([
    Key(
      "bucket", .whole(0...1_000_000_000), "How many tokens the full bucket has.", unset: "as it is", example: "1300",
      needs: ("bucket", "refill: 300/s")),
    Key(
      "refill", rate, "How fast tokens come back.", unset: "as it is", example: "300/s",
      needs: ("refill", "bucket: 1300")),
  ])

  static let bucket =
    pace + [
      Key(
        "steps", duration, "Tokens come together, so often; at most 60s.", unset: "0s: continuously",
        source: "an assumption: how EC2 describes its buckets", example: "1s",
        needs: ("steps", "bucket: 1300, refill: 300/s")),
      Key(
        "lag", duration, "The first refusal comes so long after the first call without a token; at most 1h.",
        unset: "0s", source: "of another action", example: "2s", needs: ("lag", "bucket: 1300, refill: 300/s")),
    ]

  // MARK: Behaviour

  static let actionOutages = Block(
    APIAction.called.map { action in
      Key(
        action.name, .list(.block(actionOutage)), "When \(action.name) is away.",
        example: "[ { at: 10m, for: 3m, error: StepFunctions.AWSStepFunctionsException } ]")
    })

  static let actionOutage = Block(
    outageTimes + [
      Key("error", error, "What Tasks fail with.", example: "StepFunctions.AWSStepFunctionsException")
    ], kinds: ["error"])

  static let overheads = Block([
    overhead("start", "From a Task's start call to its child's start.", "125ms"),
    overhead("firstState", "From an execution's start to its first state.", "25ms"),
    overhead("stateEntry", "Between two states.", "0s"),
    overhead("end", "From the last state to the end of the execution.", "25ms"),
    overhead("notify", "From a child's end until its parent learns of it.", "1.4s"),
    overhead("abort", "Until a child is stopped.", "100ms"),
    overhead("mapRunStart", "From a distributed Map's start to its first child.", "560ms"),
    overhead("mapRunNext", "From a freed slot of a Map Run to the next child.", "650ms"),
    overhead("mapRunEnd", "From the last child's end to the end of the distributed Map.", "1190ms"),
  ])

  private static func overhead(_ name: String, _ meaning: String, _ measured: String) -> Key {
    Key(name, latency, meaning, unset: measured, source: "histories recorded in us-west-2, 2026-09", example: measured)
  }

  static let prices = Block([
    Key(
      "transition", .number(0...1_000_000), "Dollars of a state transition of a Standard workflow.", example: "0.000025"
    ),
    Key("request", .number(0...1_000_000), "Dollars of a request of an Express workflow.", example: "0.000001"),
    Key(
      "gigabyteHour", .either([.number(0...1_000_000), .list(.number(0...1_000_000), count: 3...3)]),
      "Dollars of a gigabyte-hour: one price, or one of a month's first 1,000, the next 4,000, and the rest.",
      example: "[0.06, 0.03, 0.01642]"),
    Key("transitionsPerStart", .whole(0...10), "Transitions that are billed for a start.", unset: "0", example: "0"),
  ])

  static let integrationRetry = Block([
    Key("maxAttempts", .whole(0...1_000), "Retries after the first call.", required: true, example: "3"),
    Key("interval", duration, "The wait before the first retry.", unset: "500ms", example: "500ms"),
    Key("rate", .number(1...1e6), "By how much each wait is longer.", unset: "2", example: "2"),
    Key("maxDelay", duration, "The longest wait.", unset: "20s", example: "20s"),
    Key(
      "jitter", .word(["NONE", "FULL"]), "FULL draws each wait from nothing to its length.", unset: "FULL",
      example: "FULL"),
  ])
}
