import Schema
import StepFunctions

/// What Tasks call.
extension ScenarioGrammar {
  static let expression = Shape.term("EXPRESSION")

  static let service = Block(answers + limits + sharedState + workers, mayBeEmpty: true)

  private static let answers: [Key] = [
    Key(
      "latency", .either([latency, .term("LOADED"), expression]), "How long a call takes, failed ones too.",
      required: true, example: "{ lognormal: { p50: 120ms, p99: 900ms } }"),
    Key(
      "errors", .either([.term("ERRORS"), expression]), "What calls fail with, each by its probability.",
      unset: "nothing fails", example: "[ { name: Lambda.TooManyRequestsException, probability: 0.001 } ]"),
    Key(
      "result", .term("RESULT"), "What a call returns.", unset: "{ }; of a lock or a table what was read",
      example: "{ status: paid }"),
    Key("callback", .term("CALLBACK"), "Answers the token of a .waitForTaskToken call."),
    Key("answersToken", .term("ANSWER"), "Answers the task token that stands in the request."),
  ]

  private static let limits: [Key] = [
    Key(
      "concurrency", .term("CONCURRENCY"),
      "How many calls are in progress at once; N alone refuses the others as Lambda does.",
      unset: "unlimited", example: "200"),
    Key(
      "rate", .term("LIMIT"), "A token bucket before the slots of concurrency.",
      unset: "AWS's default for http:invoke and batch:submitJob, else unlimited",
      source: "AWS guide, Quotas for Step Functions, 2026-09", example: "{ bucket: 100, refill: 50/s, excess: queue }"),
    Key(
      "outages", .list(.term("OUTAGE")), "When the service is down, or slow.",
      example: "[ { at: 10m, for: 3m, errors: Database.Unavailable } ]"),
    Key(
      "abandoned", .word(["drop", "run"]),
      "What becomes of a call in line whose Task has timed out: it leaves the line, or has its turn.",
      unset: "drop", example: "run", needs: ("abandoned", "concurrency: { limit: 10, excess: queue }")),
    Key(
      "lambda", .term("LAMBDA"), "The service is a Lambda function: execution environments, in place of concurrency."),
  ]

  private static let workers: [Key] = [
    Key("workers", positive, "Of an activity: how many workers there are.", example: "5"),
    Key(
      "poll", latency, "How long a free worker takes until it asks for the next task.", unset: "0s", example: "50ms",
      needs: ("poll", "workers: 5")),
    Key(
      "heartbeat", duration, "How often a worker sends heartbeats.", unset: "never", example: "10s",
      needs: ("heartbeat", "workers: 5")),
    Key(
      "workerName", text, "Who asks, as GetActivityTask says.", example: "packer", needs: ("workerName", "workers: 5")),
  ]

  private static let sharedState: [Key] = [
    Key(
      "lock", .term("LOCK"), "A counting lock, as an item of DynamoDB that calls change by conditions.",
      example: "{ acquire: door, limit: 5 }"),
    Key(
      "table", .term("TABLE"), "A table of items, of which a call reads or writes one.",
      example: "{ get: orders, key: $request.Key }"),
  ]

  // MARK: Latency and limits

  static let loadedLatency = Block([
    Key("loaded", .block(loaded), "Grows with the calls in progress.", required: true)
  ])

  static let loaded = Block([
    Key("base", latency, "What a call takes that is alone.", required: true, example: "1s"),
    Key("perCall", duration, "Added for each call in progress, this one included.", required: true, example: "10ms"),
    Key("network", latency, "Drawn for each way, outside of the service.", unset: "0s", example: "5ms"),
  ])

  static let concurrency = Block([
    Key("limit", positive, "So many calls at once.", required: true, example: "200"),
    Key(
      "excess", .either([.word(["queue"]), error]),
      "What becomes of the others: they wait in line, or fail with this error.",
      unset: FunctionModel.throttled, example: "queue"),
  ])

  static let rateLimit = Block([
    Key("bucket", positive, "How many tokens the full bucket has.", required: true, example: "100"),
    Key("refill", rate, "How fast tokens come back.", required: true, example: "50/s"),
    Key(
      "excess", .either([.word(["queue"]), error]),
      "What becomes of a call without a token: it waits in line, or fails with this error.",
      unset: "the error of the Task's integration", example: "queue"),
  ])

  static let function = Block([
    Key("coldStart", latency, "What a new execution environment takes first.", required: true, example: "350ms"),
    Key(
      "keepAlive", duration, "How long an unused environment stays.", unset: "5m",
      source: "an assumption: AWS does not say",
      example: "10m"),
    Key(
      "reserved", .whole(0...QuotaReader.mostConcurrency), "Concurrency that is this function's alone.",
      unset: "none is reserved", example: "50"),
    Key(
      "scaling", .term("PACE"), "New environments: at once, and a second.", unset: "1000, 100/s",
      source: "AWS Lambda guide, scaling behaviour, 2026-08", example: "{ bucket: 1000, refill: 100/s }"),
    Key("error", error, "What refused calls fail with.", unset: FunctionModel.throttled),
  ])

  static let outage = Block(
    outageTimes + [
      Key(
        "errors", .either([error, .list(error), .list(.block(outageError))]),
        "What calls fail with that begin in it: each error alike, or by probabilities that sum to 1.",
        example: "Database.Unavailable"),
      Key("slowdown", .number(0...1e6), "How many times as long calls take that begin in it.", example: "5"),
    ], kinds: ["errors", "slowdown"])

  private static let outageError = Block([
    Key("name", error, "The error's name.", required: true, example: "Database.Unavailable"),
    Key("cause", text, "The error's cause.", unset: "none", example: "down"),
    Key("probability", share, "The share of the failing calls that fail with it.", required: true, example: "1"),
  ])

  static let outageTimes: [Key] = [
    Key("at", duration, "When it begins, since the run began.", required: true, example: "10m"),
    Key("for", duration, "How long it lasts.", required: true, example: "3m"),
    Key("share", share, "The share of the calls that meet it.", unset: "1", example: "0.5"),
  ]

  // MARK: Answers

  static let errorChance = Block([
    Key("name", error, "The error's name.", required: true, example: "Lambda.TooManyRequestsException"),
    Key("cause", text, "The error's cause.", unset: "none", example: "busy"),
    Key("probability", share, "The share of the calls that fail with it.", required: true, example: "0.001"),
  ])

  static let callback = Block([
    Key("after", latency, "How long after the call the token is answered.", required: true, example: "5s"),
    Key("error", error, "Fails the Task with this error.", unset: "the Task succeeds with the result"),
  ])

  static let tokenAnswer = Block([
    Key(
      "path", .either([.text("PATH", example: "$.Payload.token"), expression]),
      "Where the token stands in the request.",
      unset: "$.Payload.token, else the first text that is the token of a Task that waits", example: "$.Payload.token"),
    Key("after", latency, "How long after the call the token is answered.", required: true, example: "5s"),
    Key("error", error, "Fails the Task that waits with this error.", unset: "it succeeds with the result"),
  ])

  static let valueList = Block([
    Key(
      "list", .list(.json, count: 1...Int.max), "The n-th answer is the n-th value; the last one stays.",
      required: true, example: "[ { status: pending }, { status: done } ]"),
    Key(
      "per", .word(ServiceModel.Counting.allCases.map(\.rawValue)), "Whose calls are counted.", unset: "service",
      example: "execution"),
  ])

  static let fileReference = Block([
    Key("file", file, "A file, by its path from the scenario's folder.", required: true, example: "input.json")
  ])

  static let expressionFile = Block([
    Key("file", file, "A file with the expression.", required: true, example: "expression.jsonata")
  ])

  private static let literal = Block([Key("json", .json, "The value as it is, whatever its keys.", required: true)])

  static let expressionBlock = Block([
    Key(
      "jsonata", .either([.text("TEXT", example: "$request"), .block(expressionFile)]),
      "A JSONata expression over $request, $attempt, $call, $execution and $now, for each call.", required: true,
      example: "$call")
  ])

  static let serviceTerms: [Term] = [
    Term(
      "LOADED", .block(loadedLatency), "A latency that grows with the calls in progress.",
      example: "{ loaded: { base: 1s, perCall: 10ms } }"),
    Term(
      "CONCURRENCY", .either([positive, .block(concurrency)]),
      "How many calls are in progress at once; N alone refuses the others as Lambda does.",
      example: "{ limit: 200, excess: queue }"),
    Term(
      "LIMIT", .either([.block(rateLimit), unlimited]), "A token bucket of a service.",
      example: "{ bucket: 100, refill: 50/s, excess: queue }"),
    Term(
      "OUTAGE", .block(outage), "A time in which calls fail, or take longer.",
      example: "{ at: 10m, for: 3m, errors: Database.Unavailable }"),
    Term("LAMBDA", .block(function), "The environments of a Lambda function.", example: "{ coldStart: 350ms }"),
    Term("LOCK", .block(lock), "What a call does to a counting lock.", example: "{ acquire: door, limit: 5 }"),
    Term(
      "TABLE", .block(table), "What a call does to an item of a table.",
      example: "{ get: orders, key: $request.Key }"),
    Term("CALLBACK", .block(callback), "When the token of a call is answered.", example: "{ after: 5s }"),
    Term(
      "ANSWER", .block(tokenAnswer), "When the token in a request is answered.",
      example: "{ path: $.Payload.token, after: 5s }"),
    Term(
      "ERRORS", .list(.block(errorChance)), "Errors by chance, whose probabilities sum to at most 1.",
      example: "[ { name: Busy, probability: 0.01 } ]"),
    Term(
      "RESULT",
      .either([.json, .word(["echo"]), .block(fileReference), expression, .block(literal), .block(valueList)]),
      "A value; echo, which gives back the request; a file; an expression; a list of values.",
      example: "{ status: paid }"),
    Term(
      "EXPRESSION", .block(expressionBlock), "What is worked out for each call.",
      example: "{ jsonata: \"$request\" }"),
    Term(
      "JSONATA", .either([.text("TEXT", example: "$request.Key"), expression]),
      "An expression that need not say that it is one.",
      example: "$request.Key"),
  ]

  // MARK: State between calls

  private static let jsonata = Shape.term("JSONATA")

  static let lock = Block(
    [
      Key("acquire", name, "Takes the lock of this name.", example: "door", needs: ("acquire", "limit: 5")),
      Key("release", name, "Gives the lock of this name back.", example: "door"),
      Key("read", name, "Reads the lock of this name.", example: "door"),
      Key("limit", positive, "How many may hold it at once.", example: "5", needs: ("limit", "acquire: door")),
      Key(
        "owner", jsonata, "Who holds it: each once.", unset: "calls are only counted", example: "$request.Owner",
        needs: ("owner", "release: door")),
      Key(
        "error", error, "What a call fails with.", unset: "DynamoDB.ConditionalCheckFailedException",
        needs: ("error", "release: door")),
    ], kinds: ["acquire", "release", "read"])

  static let table = Block(
    [
      Key("get", name, "Reads an item of this table.", example: "orders"),
      Key("put", name, "Replaces an item of this table.", example: "orders", needs: ("put", "value: $request.Item")),
      Key(
        "update", name, "Merges members into an item of this table.", example: "orders",
        needs: ("update", "value: $request.Item")),
      Key("delete", name, "Removes an item of this table.", example: "orders"),
      Key("key", jsonata, "Which item.", required: true, example: "$request.Key"),
      Key(
        "value", jsonata, "What is put, or merged into the item.", example: "$request.Item",
        needs: ("value", "put: orders")),
      Key(
        "condition", jsonata, "Fails the call where it is not true; it knows the $item.",
        example: "$not($exists($item))"),
      Key("error", error, "What a call fails with.", unset: "DynamoDB.ConditionalCheckFailedException"),
    ], kinds: ["get", "put", "update", "delete"])
}
