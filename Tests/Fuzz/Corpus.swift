/// What the mutations begin with: small texts that together touch every feature of their readers.
enum Corpus {
  static let paths = [
    "$", "$$", "$.a", "$.n", "$.i", "$.s", "$.t", "$.v", "$.k", "$.n[0]", "$.n[1]", "$.a[1].x", "$.b.c", "$.o", "$.e",
    "$.a.b.c", "$['a']['b c'].d", "$.a[0]", "$.a[-1].b[0]", "$.a[0,1,-1]", "$.a[1:3].b", "$.a[-2:]",
    "$.a[:1]",
    "$..b", "$..*", "$.*.b", "$.a[*].x", "$['a','b']", "$['a','b'].c[1,2].stddev()", "$.n.length()", "$.n.sum()",
    "$.a[0]['b'][-1:2][*]..c[?(@.x > 1 && !(@['y'] == 'z' || $.a in [1,'q']))].length()",
    "$.a[?(@.x == 1 || @.y != 'a')].x", "$.a[?(@.x)]", "$.a[?(@.x nin [1, 2] && @.y != null)]",
    "$.a[?(@.x >= -1.5e3)]..y.max()", "$$.Execution.Input.a", "$$.Map.Item.Value['x']", "$$.State.RetryCount",
    "$$.Task.Token", "$x.a[1].x", "$v", "$x['a']..b", "States.MathAdd($v, $x.n[0])",
    "States.Format('{} \\{ \\'', States.MathAdd($.n[0], -1.5), $$.Execution['Id'], States.ArrayRange(1, 9, 2), null)",
    "States.ArrayGetItem(States.StringSplit(States.Base64Decode('YQ=='), ','), States.MathRandom(0, 9, 3))",
    "States.ArrayPartition($.n, 2)", "States.ArrayContains($.n, 1)", "States.ArrayUnique($.n)",
    "States.ArrayLength($.n)", "States.JsonMerge($, $.a[0], false)", "States.StringToJson('{\"a\": [1e5, -0]}')",
    "States.JsonToString($.a)", "States.Base64Encode($.s)", "States.Hash($.s, 'SHA-256')", "States.Hash('x', 'MD5')",
    "States.UUID()", "States.Array(1, 'two', null, true, $.a, States.Array())",
  ]

  static let templates = [
    #"{"a.$": "$.a", "b": 1, "c": {"d.$": "$$.Execution.Id", "e": [1, {"f.$": "States.UUID()"}, null]}}"#,
    #"{"x.$": "States.Format('{}-{}', $.s, States.ArrayLength($.n))", "y.$": "$..b", "z": {"$": 1, ".$": "$"}}"#,
    #"{"Input.$": "States.JsonMerge($, $$.Execution.Input, false)", "Name.$": "States.Hash($.s, 'MD5')", "n": 1e5}"#,
    #"[{"a.$": "$.a[?(@.x > 0)].x"}, [[{"b.$": "States.ArrayPartition($.n, 2)"}]], "text", 1.5, true]"#,
    #"{"x.$": "$x", "v.$": "States.Format('{}', $v)", "none.$": "$none"}"#,
    #"{"deep": {"er": {"still": {"k.$": "States.ArrayRange(0, 1000, 7)", "l.$": "States.MathRandom(1, 9)"}}}}"#,
  ]

  static let payloads = [
    #"{"a": [{"b": [1, {"c": {"x": 2, "y": "z"}}], "x": 1, "y": "abc"}, {"x": 3, "b c": {"d": null}}, 2, "q"], "#
      + #""b": {"c": [1.5, -2, 1e3]}, "n": [3, 1, 4, 1, 5, 9.5], "s": "text, with \u00e9 \ud83d\ude00 \"quotes\"", "#
      + #""t": "2024-02-29T12:30:45.123Z", "i": 3, "z": false, "o": {}, "e": []}"#,
    #"{"k": "go", "v": 2, "i": 0, "n": [1, 2, 3], "t": "1970-01-01T00:00:00Z", "s": "", "a": [[], {}, [[]]]}"#,
    #"[1, -1, 0.5, 1e10, 1E-5, "\n\t\\\/", null, true, {"a": {"a": {"a": [[[0]]]}}}]"#,
    #"{"v": 9223372036854775807, "i": -9223372036854775808, "n": [1e308, 5e-324, -0.0, 18446744073709551615]}"#,
    #""just text""#, "0", "null", "{}",
  ]

  static let scenarios = [
    """
    name: fuzz
    region: us-east-1
    seed: 42
    stateMachines:
      Root:  { definition: root.asl.json }
      Fast: { definition: fast.asl.json, type: EXPRESS }
    services:
      "arn:aws:lambda:us-east-1:123456789012:function:Charge":
        latency: { lognormal: { p50: 120ms, p99: 900ms } }
        errors: [ { name: Lambda.TooManyRequestsException, cause: "busy", probability: 0.001 } ]
        concurrency: { limit: 200, excess: queue }
        result: { list: [1, {a: [b]}, null] }
      F: { latency: 5ms, concurrency: 3, result: echo }
      "arn:aws:states:us-east-1:123456789012:activity:a": { workers: 2, latency: { empirical: latencies.csv } }
    load:
      - { start: Root, arrivals: { poisson: 2/s }, for: 15m, input: { a: [1, 2] },
          retry: { interval: 1s, rate: 2, maxAttempts: 3, maxDelay: 60s, jitter: FULL } }
      - { start: Fast, arrivals: { ramp: { from: 1/s, to: 30/m } }, for: 90s, retry: adaptive }
    quotas: { StartExecution: { bucket: 1300, refill: 300/s }, OpenExecutions: 1000, PayloadBytes: 256KiB }
    overheads: measured
    stopChildren: false
    warmup: 2m
    until: 1h
    replications: 20
    expect:
      - Root.latency.p99 < 30s
      - Root.failed.ratio <= 0.001
      - StartExecution.throttled == 0
      - Fast.started >= 10
    """,
    """
    region: eu-west-1
    account: "123456789012"
    stateMachines: { Root: { definition: root.asl.json } }
    services:
      F: { latency: { uniform: { from: 1ms, to: 2s } } }
      G: { latency: { gamma: { mean: 1s, shape: 2 } }, callback: { after: { weibull: { scale: 1s, shape: 0.5 } } } }
      "arn:aws:lambda:us-east-1:123456789012:function:Charge": { latency: { pareto: { scale: 10ms, shape: 2.5 } } }
      "arn:aws:states:us-east-1:123456789012:activity:a": { workers: 2, latency: 1s }
    load: [ { start: Root, arrivals: { burst: 10, at: 250us }, input: { file: input.json } },
      { start: Root, arrivals: { trace: trace.csv } }, { start: Root, arrivals: { rate: 0.5/s }, for: 1m } ]
    quotas: { StateTransition: unlimited, HistoryEvents: 100, StatesPerInstant: 1000, InlineMapConcurrency: 5 }
    overheads: { start: { exponential: { mean: 100ms } }, notify: 0s, end: { lognormal: { mean: 5ms, sigma: 1 } } }
    throttleError: Some.Error
    openExecutionsError: Other.Error
    until: drained
    expect: [ "makespan < 5m", "transitions > 0", "Root.duration.mean < 1s" ]
    """,
    """
    # anchors, block text, quoted keys, tags
    name: &n "yaml"
    region: us-east-1
    stateMachines: &m
      ? Root
      : definition: !!str fast.asl.json
    services:
      "F":
        latency: 1s
        result: |
          text
            more
    load:
    - start: Root
      arrivals: {burst: 1}
      input:
        a: *n
        b: [plain, 'it''s', 0x1F, 1_000, .inf, ~, yes, "\\x41"]
        c: >-
          folded
          text
    overheads: none
    """,
  ]

  /// Files that the scenarios name.
  static let files = [
    "root.asl.json": definitions[0],
    "fast.asl.json": #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#,
    "input.json": payloads[0],
    "latencies.csv": "0.5\n0.25\n1e-3\n",
    "trace.csv": "time_seconds,input\n0.5,\"{\"\"a\"\": 1}\"\n1,2\n",
  ]

  /// What distributed Maps read.
  static let objects = [
    "items.csv": "a,b\n1,\"x\"\"\ny\"\n2\n,,,\n\"3", "items.json": payloads[0], "list.json": "[1, {\"a\": [2]}, null]",
    "lines.jsonl": "{\"a\": 1}\n[2]\n\n{",
  ]
}
