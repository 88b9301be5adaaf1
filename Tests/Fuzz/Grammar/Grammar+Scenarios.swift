import JSON

/// Scenarios with all that they name, small enough to be simulated.
extension Grammar {
  mutating func simulation() -> Bundle {
    let isExpress = oneIn(2)
    var files = [
      ("s.yaml", scenario(isExpress: isExpress)), ("root.asl.json", (oneIn(2) ? fanOut() : machine()).text),
      ("fast.asl.json", machine(size: 3, isExpress: isExpress).text),
      ("child.asl.json", oneIn(2) ? machine(size: 3).text : Self.done), ("input.json", Corpus.payloads[below(2)]),
      ("latencies.csv", "0.5\n0.25\n1e-3\n"),
      ("trace.csv", "time_seconds,input\n0.5,\"{\"\"n\"\": [1]}\"\n1,2\n1,\n"),
    ]
    if oneIn(4) { files.append(("sets", list(1, 3, by: "\n") { $0.set() })) }
    files += objects()
    return Bundle(files: files)
  }

  private static let done = #"{"StartAt":"D","States":{"D":{"Type":"Succeed"}}}"#

  private mutating func scenario(isExpress: Bool) -> String {
    var lines = ["region: \(oneIn(20) ? pick(["us-west-2", "eu-west-1", "nowhere"]) : "us-east-1")"]
    lines.append("account: \"123456789012\"")
    if oneIn(2) { lines.append("name: fuzz") }
    if oneIn(2) { lines.append("seed: \(below(1_000))") }
    let hasVersions = oneIn(2)
    lines += machineLines(isExpress: isExpress, hasVersions: hasVersions)
    lines.append("s3: { b: objects }")
    lines += serviceLines()
    lines.append("load:")
    lines += some(1, 3) { "  - \($0.stream(isExpress: isExpress))" }
    lines += quotaLines()
    if oneIn(4) { lines.append("mocks: \(plainMocks().text)") }
    lines.append("overheads: \(oneIn(2) ? pick(["measured", "none"]) : overheads())")
    if oneIn(4) { lines.append("mapRunsTakeTokens: \(pick(["true", "false"]))") }
    if oneIn(4) { lines.append("stopChildren: \(pick(["true", "false"]))") }
    if oneIn(4) { lines.append("throttleError: Busy") }
    if oneIn(4) { lines.append("openExecutionsError: Busy") }
    if oneIn(3) { lines.append("warmup: \(pick(["1s", "500ms", "0s"]))") }
    lines.append("until: \(pick(["1m", "10m", "20s", "30s"]))")
    lines.append("replications: \(1 + below(3))")
    if oneIn(2) { lines += ["expect:"] + some(1, 5) { "  - \($0.expectation())" } }
    return lines.joined(separator: "\n")
  }

  private mutating func set() -> String {
    pick([
      "seed=7", "load.0.arrivals={ burst: 3 }", "load.1=~", "quotas.StartExecution.refill=5/s",
      "services.\"F\".latency=1s",
      "overheads=none", "a..b=1", "services.\"x=1", "load.9.start=Root", "expect=[ makespan < 1s ]", "name.x=1",
      "warmup=[",
      "quotas.OpenExecutions=3", "until=5s",
    ])
  }

  private mutating func machineLines(isExpress: Bool, hasVersions: Bool) -> [String] {
    var child = "definition: child.asl.json"
    if hasVersions {
      child += ", versions: { 1: child.asl.json, 2: fast.asl.json }"
      let routes = pick(["{ version: 1, weight: 100 }", "{ version: 1, weight: 90 }, { version: 2, weight: 10 }"])
      child += ", aliases: { live: [ \(routes) ] }"
    }
    return [
      "stateMachines:", "  Root: { definition: root.asl.json }",
      "  Fast: { definition: fast.asl.json\(isExpress ? ", type: EXPRESS" : "") }", "  Child: { \(child) }",
    ]
  }

  private mutating func serviceLines() -> [String] {
    var lines = ["services:", "  \"\(Self.activity)\": \(workers())"]
    for name in Self.functions + ["Charge", "F", "F:live", "123456789012:function:G"] where !oneIn(30) {
      lines.append("  \"\(name)\": \(service())")
    }
    for name in Self.integrations where !oneIn(30) {
      lines.append("  \"arn:aws:states:::\(name)\": \(service())")
    }
    return lines
  }

  private mutating func workers() -> String {
    if oneIn(4) { return "{ }" }
    var members = ["workers: \(1 + below(3))", "latency: \(latency())"]
    if oneIn(2) { members.append("poll: \(latency())") }
    if oneIn(3) { members.append("heartbeat: \(pick(["1s", "3s"]))") }
    if oneIn(3) { members.append("workerName: w") }
    if oneIn(3) { members.append("errors: [ { name: Busy, probability: 0.2 } ]") }
    if oneIn(3) { members.append("result: \(outcome())") }
    return "{ \(members.joined(separator: ", ")) }"
  }

  private mutating func service() -> String {
    var members = ["latency: \(latency())"]
    if oneIn(2) {
      members.append(
        "errors: [ { name: \(pick(["Busy", "Lambda.TooManyRequestsException"])), cause: c, probability: 0.3 }, "
          + "{ name: E, probability: \(pick(["0", "0.1", "0.7"])) } ]")
    }
    if oneIn(3) {
      members.append("concurrency: \(pick(["2", "{ limit: 1, excess: queue }", "{ limit: 2, excess: Busy }"]))")
    }
    if oneIn(2) { members.append("result: \(outcome())") }
    if oneIn(6) { members.append(state()) }
    if oneIn(8) { members.append("answersToken: { after: \(latency())\(oneIn(3) ? ", path: $.token" : "") }") }
    if oneIn(8), !members.contains(where: { $0.hasPrefix("concurrency") }) {
      members.append("lambda: { coldStart: \(latency()), keepAlive: 1s\(oneIn(2) ? ", reserved: 2" : "") }")
    }
    if oneIn(4) {
      let limits = ["{ bucket: 2, refill: 3/s, excess: queue }, abandoned: run", "{ bucket: 1, refill: 50/s }"]
      members.append("rate: \(pick(["unlimited"] + limits))")
    }
    if oneIn(4) {
      members.append("outages: [ { at: 1s, for: 3s, \(pick(["errors: Busy", "slowdown: 3"])), share: 0.5 } ]")
    }
    if oneIn(3) { members.append("callback: { after: \(latency())\(oneIn(2) ? ", error: Busy" : "") }") }
    return "{ \(members.joined(separator: ", ")) }"
  }

  private mutating func state() -> String {
    pick([
      "lock: { acquire: L, limit: 2 }", "lock: { release: L }", "lock: { read: L, owner: $request.n }",
      "table: { put: T, key: $call % 3, value: $request }", "table: { get: T, key: $call % 3 }",
      "table: { update: T, key: 1, value: '{ \"n\": $call }', condition: $item.n < 9 }", "table: { delete: T, key: 1 }",
    ])
  }

  private mutating func outcome() -> String {
    pick(["echo", "{ a: 1 }", "{ list: [1, { n: [1, 2] }, null] }", "{ file: input.json }", "text", "[1, 2]"])
  }

  mutating func latency() -> String {
    pick([
      "5ms", "1s", "0s", "250us", "{ uniform: { from: 1ms, to: 2s } }", "{ exponential: { mean: 100ms } }",
      "{ lognormal: { mean: 200ms, sigma: 0.5 } }", "{ lognormal: { p50: 120ms, p99: 900ms } }",
      "{ gamma: { mean: 1s, shape: 2 } }", "{ weibull: { scale: 1s, shape: 0.5 } }",
      "{ pareto: { scale: 10ms, shape: 2.5 } }", "{ empirical: latencies.csv }",
      "{ mixture: [ { weight: 2, law: 5ms }, { weight: 1, law: { exponential: { mean: 1s } } } ] }",
    ])
  }

  private mutating func stream(isExpress: Bool) -> String {
    let machine = pick(["Root", "Root", "Fast", "Child"])
    var members = ["start: \(machine)"]
    switch below(6) {
    case 0: members.append("arrivals: { trace: trace.csv }")
    case 1: members += ["arrivals: { rate: \(pick(["2/s", "90/m"])) }", "for: 9s"]
    case 2: members += ["arrivals: { poisson: 3/s }", "for: 9s"]
    case 3: members += ["arrivals: { ramp: { from: 1/s, to: 5/s } }", "for: 5s"]
    default: members.append("arrivals: { burst: \(oneIn(8) ? 400 : 1 + below(30))\(oneIn(2) ? ", at: 1s" : "") }")
    }
    members.append("input: \(oneIn(3) ? "{ n: [1, 2, 3], i: 2, s: text }" : "{ file: input.json }")")
    if oneIn(4) { members.append("api: \(machine == "Fast" && isExpress ? "StartSyncExecution" : "StartExecution")") }
    if oneIn(2) {
      members.append(
        "retry: "
          + pick([
            "none", "standard", "adaptive",
            "{ interval: 1s, rate: 2, maxAttempts: 3, maxDelay: 5s, jitter: FULL }", "{ interval: 1s, maxAttempts: 9 }",
          ]))
    }
    return "{ \(members.joined(separator: ", ")) }"
  }

  private mutating func quotaLines() -> [String] {
    let buckets = [
      "StartExecution", "StartExpressExecution", "StartSyncExecution", "StateTransition", "StopExecution",
      "GetActivityTask", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "StartMapRun",
      "MapRunStandardDispatch", "MapRunExpressDispatch",
    ]
    var lines = [
      "quotas:", "  OpenExecutions: \(3 + below(60))", "  StatesPerInstant: 300",
      "  HistoryEvents: \(pick([30, 200, 900]))",
    ]
    for name in buckets where oneIn(name == "StartExecution" ? 1 : 3) {
      lines.append("  \(name): \(pick(["unlimited", "{ bucket: 2, refill: 1/s }", "{ bucket: 5, refill: 50/s }"]))")
    }
    for (name, value) in [("InlineMapConcurrency", "2"), ("OpenMapRuns", "1"), ("MapRunConcurrency", "2")]
    where oneIn(4) {
      lines.append("  \(name): \(value)")
    }
    if oneIn(3) { lines.append("  PayloadBytes: \(pick(["300", "4KiB"]))") }
    if oneIn(4) { lines.append("  VariableBytes: 500") }
    if oneIn(3) { lines.append("  LambdaConcurrency: \(pick(["200", "unlimited"]))") }
    if oneIn(6) { lines.append("  LambdaRequests: { bucket: 2, refill: 1/s }") }
    return lines
  }

  private mutating func overheads() -> String {
    let names = [
      "start", "firstState", "stateEntry", "end", "notify", "abort", "mapRunStart", "mapRunNext", "mapRunEnd",
    ]
    let members = names.filter { _ in oneIn(2) }.map { "\($0): \(latency())" }
    return members.isEmpty ? "none" : "{ \(members.joined(separator: ", ")) }"
  }

  private mutating func expectation() -> String {
    let sign = pick(["<", "<=", ">", ">=", "=="])
    switch below(6) {
    case 0:
      let statistic = pick(["mean", "min", "p50", "p90", "p95", "p99", "p999", "max"])
      return "\(pick(["Root", "Fast"])).\(pick(["latency", "duration"])).\(statistic) \(sign) \(pick(["1s", "90ms"]))"
    case 1: return "Root.retriesPerAdmittedCall.\(pick(["mean", "p99", "max"])) \(sign) 0.5"
    case 2:
      let count = pick(["started", "succeeded", "failed", "timedOut", "aborted", "rejected", "running", "waiting"])
      return "\(pick(["Root", "Child"])).\(count) \(sign) 3"
    case 3: return "Root.failed.ratio \(sign) 0.1"
    case 4:
      let action = pick(["StartExecution", "StartExpressExecution", "StartSyncExecution"])
      return "\(action).\(pick(["throttled", "admitted", "offered"])) \(sign) 2"
    default: return pick(["makespan < 5m", "transitions > 0", "peakOpen <= 9", "historyEvents >= 10"])
    }
  }
}
