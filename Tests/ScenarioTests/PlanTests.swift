import JSON
import Prelude
import StatesLanguage
import StepFunctions
import Testing

@testable import Chance
@testable import Scenario
@testable import Simulation

@Suite struct PlanTests {
  private func plan(_ yaml: String, _ files: [String: String] = [:]) throws -> Plan {
    let folder = try Sample.folder(files)
    let (plan, diagnostics) = folder.read(yaml)
    #expect(diagnostics.map(\.text) == [])
    return try #require(plan)
  }

  @Test func whatIsNotWrittenHasDefaults() throws {
    let plan = try plan("region: us-east-1\n" + Sample.machines + Sample.load)
    #expect(plan.name == "s")
    #expect(plan.seed == 1)
    #expect(plan.replications == 1)
    #expect(plan.horizon == .drained)
    #expect(plan.warmup == .zero)
    #expect(plan.quotaProfile == "us-east-1 (class A), 2026-09")
    #expect(plan.overheadsProfile == "measured")
    #expect(plan.account.overheads.notify.constantSpan == .milliseconds(1_400))
    #expect(plan.account.accountID == "123456789012")
    #expect(plan.account.machines[0].arn == "arn:aws:states:us-east-1:123456789012:stateMachine:Root")
    #expect(plan.account.machines[0].kind == .standard)
    #expect(plan.account.machines[0].definitionBytes == Sample.pass.utf8.count)
    #expect(plan.account.quotas[.startExecution] == .tokens(capacity: 1_300, refill: .perSecond(300)))
    #expect(plan.account.stopChildren)
    #expect(plan.load[0].input.typical(seed: 1) == .object([:]))
  }

  @Test func otherRegionsHaveSmallerBuckets() throws {
    let plan = try plan("region: eu-central-1\n" + Sample.machines + Sample.load)
    #expect(plan.quotaProfile == "eu-central-1 (class B), 2026-09")
    #expect(plan.account.quotas[.startExecution] == .tokens(capacity: 800, refill: .perSecond(150)))
    #expect(plan.account.quotas[.stateTransition] == .tokens(capacity: 800, refill: .perSecond(800)))
    #expect(plan.account.quotas[.stopExecution] == .tokens(capacity: 500, refill: .perSecond(25)))
    #expect(plan.account.quotas[.startExpressExecution] == .tokens(capacity: 6_000, refill: .perSecond(6_000)))
  }

  @Test func callersMayCallStartSyncExecution() throws {
    let yaml = """
      region: us-east-1
      stateMachines: { Root: { definition: pass.asl.json, type: EXPRESS } }
      load:
        - { start: Root, api: StartSyncExecution, arrivals: { burst: 1 } }
        - { start: Root, arrivals: { burst: 1 } }
      quotas: { StartSyncExecution: { bucket: 10, refill: 5/s } }
      """
    let plan = try plan(yaml)
    #expect(plan.load.map(\.isSync) == [true, false])
    #expect(plan.account.quotas[.startSyncExecution] == .tokens(capacity: 10, refill: .perSecond(5)))
    #expect(try self.plan(Sample.base).account.quotas[.startSyncExecution] == .unlimited)
  }

  @Test func activitiesHaveWorkers() throws {
    let arn = "arn:aws:states:us-east-1:123456789012:activity:Review"
    let yaml = """
      region: eu-central-1
      stateMachines: { Root: { definition: t.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      services:
        "\(arn)": { workers: 5, latency: 2s, poll: 1s, heartbeat: 10s, workerName: anna }
      quotas: { SendTaskFailure: unlimited }
      """
    let account = try plan(yaml, ["t.asl.json": Sample.task(arn)]).account
    let workers = try #require(account.services[0].workers)
    #expect(workers.count == 5 && workers.heartbeat == .seconds(10) && workers.name == "anna")
    #expect(workers.poll.constantSpan == .seconds(1))
    #expect(account.quotas[.getActivityTask] == .tokens(capacity: 1_500, refill: .perSecond(300)))
    #expect(account.quotas[.sendTaskFailure] == .unlimited)
  }

  @Test func versionsAreMachinesAndAliasesRouteToThem() throws {
    let yaml = """
      region: us-east-1
      stateMachines:
        Root:
          definition: pass.asl.json
          versions: { 1: pass.asl.json, 2: pass.asl.json }
          aliases: { live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ], old: [ { version: 1 } ] }
      load: [ { start: "Root:2", arrivals: { burst: 1 } } ]
      """
    let plan = try plan(yaml)
    #expect(plan.account.machines.map(\.name) == ["Root", "Root:1", "Root:2"])
    #expect(plan.account.machines.map(\.version) == [nil, "1", "2"])
    #expect(Set(plan.account.machines.map(\.arn)) == ["arn:aws:states:us-east-1:123456789012:stateMachine:Root"])
    #expect(plan.account.aliases.map(\.name) == ["Root:live", "Root:old"])
    #expect(plan.account.aliases[0].routes.map(\.machine) == [1, 2])
    #expect(plan.account.aliases.map { $0.routes.map(\.weight) } == [[90, 10], [100]])
    #expect(plan.load[0].machine == 2)
  }

  @Test func quotasAreSetOneByOne() throws {
    let quotas = """
      quotas:
        StartExecution: { refill: 0.5/s }
        StateTransition: unlimited
        OpenExecutions: 10
        InlineMapConcurrency: unlimited
        PayloadBytes: 1MiB
        StatesPerInstant: 50
      """
    let plan = try plan(Sample.base + quotas)
    #expect(plan.account.quotas[.startExecution] == .tokens(capacity: 1_300, refill: Rate(count: 1, per: .seconds(2))))
    #expect(plan.account.quotas[.stateTransition] == .unlimited)
    #expect(plan.account.quotas.openExecutions == 10)
    #expect(plan.account.quotas.inlineMapConcurrency == nil)
    #expect(plan.account.quotas.historyEvents == 25_000)
    #expect(plan.account.quotas.payloadBytes == 1_048_576)
    #expect(plan.account.quotas.statesPerInstant == 50)
    let changed =
      "StartExecution (refill 0.5/s), StateTransition unlimited, OpenExecutions 10, InlineMapConcurrency unlimited, "
      + "StatesPerInstant 50, PayloadBytes 1MiB"
    #expect(plan.quotaProfile == "us-east-1 (class A), 2026-09; set here: " + changed)
  }

  @Test func overheadsAreNoneOrSetOneByOne() throws {
    let none = try plan(Sample.base + "overheads: none")
    #expect(none.overheadsProfile == "none")
    #expect(none.account.overheads.start.isZero && none.account.overheads.notify.isZero)
    let custom = try plan(Sample.base + "overheads: { notify: { uniform: { from: 1s, to: 2s } }, abort: 0s }")
    #expect(custom.overheadsProfile == "custom")
    #expect(custom.account.overheads.notify.mean == 1.5)
    #expect(custom.account.overheads.abort.isZero)
    #expect(custom.account.overheads.start.constantSpan == .milliseconds(125))
  }

  @Test func loadStreamsKeepTheirOrder() throws {
    let load = """
      load:
        - { start: Root, arrivals: { burst: 5, at: 250ms }, input: { a: [1, 0.5, yes, 0o17, "2", null, ~, true] } }
        - { start: Root, arrivals: { rate: 3000/m }, for: 2m, retry: standard }
        - { start: Root, arrivals: { poisson: 2.16/s }, for: 1h, retry: adaptive }
        - { start: Root, arrivals: { ramp: { from: 0/s, to: 9/s } }, for: 10s, input: { file: in.json } }
        - { start: Root, arrivals: { trace: t.csv }, retry: { maxAttempts: 0, maxDelay: 60s, jitter: FULL } }
      """
    let files = ["in.json": "[7]", "t.csv": "time_seconds,input\r\n0.1,\r\n0.1,\"{\"\"b\"\":1}\"\r\n2,3\r\n"]
    let streams = try plan("region: us-east-1\n" + Sample.machines + load, files).load
    guard case .burst(5, at: Instant(nanoseconds: 250_000_000)) = streams[0].arrivals,
      case .constant(Rate.perSecond(50), duration: .seconds(120)) = streams[1].arrivals,
      case .curve(.constant(2.16), .poisson, duration: .seconds(3_600)) = streams[2].arrivals,
      case .curve(.ramp(from: 0, to: 9, over: .seconds(10)), .poisson, duration: .seconds(10)) = streams[3].arrivals,
      case .timetable(let trace) = streams[4].arrivals
    else {
      Issue.record("found \(streams.map(\.arrivals))")
      return
    }
    let input: JSON = ["a": [1, 0.5, "yes", "0o17", "2", .null, .null, true]]
    #expect(streams[0].input.typical(seed: 1) == input)
    #expect(streams[3].input.typical(seed: 1) == [7])
    #expect(trace.rows.map(\.at.nanoseconds) == [100_000_000, 100_000_000, 2_000_000_000])
    #expect(trace.rows.map(\.input) == [nil, ["b": 1], 3])
    guard case .none = streams[0].retry, case .standard = streams[1].retry, case .adaptive = streams[2].retry,
      case .policy(let policy) = streams[4].retry
    else {
      Issue.record("found \(streams.map(\.retry))")
      return
    }
    #expect(policy.interval == .seconds(1) && policy.rate == 2 && policy.maxAttempts == 0)
    #expect(policy.maxDelay == .seconds(60) && policy.fullJitter)
  }

  @Test func servicesSayWhatTheyAnswer() throws {
    let services = """
      services:
        f:
          latency: { lognormal: { p50: 120ms, p99: 900ms } }
          errors: [ { name: E, cause: why, probability: 0.25 } ]
          concurrency: 200
          result: { file: out.json }
        g: { latency: { empirical: g.csv }, concurrency: { limit: 1, excess: queue }, result: echo }
        h: { latency: 0s, concurrency: { limit: 2, excess: Busy }, result: { list: [1, { a: b }] } }
        i: { latency: 1ms, callback: { after: 5s, error: No } }
      """
    let folder = try Sample.folder(["out.json": #"{ "ok": true }"#, "g.csv": "seconds\n0.1\n0.3\n"])
    let read = folder.read(Sample.base + services)
    #expect(read.diagnostics.map(\.severity) == [.warning, .warning, .warning, .warning])
    let models = try #require(read.plan).account.services
    #expect(models.map(\.name) == ["f", "g", "h", "i"])
    #expect(models[0].errors.map(\.name) == ["E"] && models[0].errors.map(\.cause) == ["why"])
    #expect(models[0].errors.map(\.probability) == [0.25])
    guard case .refuse(200, "Lambda.TooManyRequestsException") = models[0].concurrency,
      case .queue(1) = models[1].concurrency, case .refuse(2, "Busy") = models[2].concurrency,
      case .unlimited = models[3].concurrency
    else {
      Issue.record("found \(models.map(\.concurrency))")
      return
    }
    guard case .constant(let constant) = models[0].result, case .echo = models[1].result,
      case .list(let list, per: .service) = models[2].result
    else {
      Issue.record("found \(models.map(\.result))")
      return
    }
    #expect(constant == ["ok": true])
    #expect(list == [1, ["a": "b"]])
    #expect(abs(models[1].latency.mean - 0.2) < 1e-12)
    #expect(models[3].callback?.after.constantSpan == .seconds(5))
    #expect(models[3].callback?.error == "No")
  }

  /// What has one of our keys is a literal where something else stands beside it, or within `json`.
  @Test(arguments: [
    ("{ json: { jsonata: x } }", #"constant({"jsonata":"x"})"#), ("{ json: { file: a } }", #"constant({"file":"a"})"#),
    ("{ json: echo }", #"constant("echo")"#), ("{ list: [1], n: 2 }", #"constant({"list":[1],"n":2})"#),
    ("{ json: 1, n: 2 }", #"constant({"json":1,"n":2})"#),
    ("{ list: [1, { json: { list: [] } }] }", #"service [1,{"list":[]}]"#),
    ("{ list: [1], per: execution }", "execution [1]"), ("{ jsonata: $call }", "$call"),
    ("{ jsonata: { file: e.jsonata } }", "$request.n"),
  ])
  func aResultHasManyForms(yaml: String, result: String) throws {
    let folder = try Sample.folder(["e.jsonata": "$request.n"])
    let read = folder.read(Sample.base + "services: { f: { latency: 0s, result: \(yaml) } }")
    let found =
      switch try #require(read.plan).account.services[0].result {
      case .constant(let value): "constant(\(value.text))"
      case .echo: "echo"
      case .list(let values, let counting): "\(counting) \(JSON.array(values).text)"
      case .expression(let expression): expression.text
      }
    #expect(found == result)
  }

  @Test(arguments: [
    ("warmup: 1m", Plan.Horizon.counted(atLatest: Instant(nanoseconds: 600_000_000_000))),
    ("warmup: 1m\nuntil: drained", .drained), ("until: 90s", .at(Instant(nanoseconds: 90_000_000_000))), ("", .drained),
    ("until: counted", .counted(atLatest: Instant(nanoseconds: 600_000_000_000))),
    ("warmup: 1m\nuntil: { counted: 90s }", .counted(atLatest: Instant(nanoseconds: 390_000_000_000))),
  ])
  func aWarmupLetsTheRunWaitForWhatCounts(lines: String, horizon: Plan.Horizon) throws {
    let load = "load: [ { start: Root, arrivals: { rate: 1/s }, for: 5m }, { start: Root, arrivals: { burst: 1 } } ]\n"
    #expect(try plan("region: us-east-1\n" + Sample.machines + load + lines).horizon == horizon)
  }

  @Test func defaultExpectsThatNothingIsLost() throws {
    let texts = ["Root.failed == 0", "Root.timedOut == 0", "Root.rejected == 0", "largestHistory < 20000"]
    let base = "region: us-east-1\n" + Sample.machines + Sample.load
    #expect(try plan(base + "expect: default").expectations.map(\.text) == texts)
    #expect(try plan(base + "expect: [default, transitions < 5]").expectations.count == 5)
    #expect(try plan(base + "expect: default\nquotas: { HistoryEvents: unlimited }").expectations.count == 3)
  }

  @Test func expectationsSpeakOfErrorsByName() throws {
    let base = "region: us-east-1\n" + Sample.machines + Sample.load
    let found = try #require(try plan(base + "expect: [Root.errors.States.Timeout < 3]").expectations.first)
    #expect(found.metric.name == "errors.States.Timeout" && found.subject == 0 && found.value == 3)
  }

  @Test func expectationsSpeakOfTasksDepthsAndShares() throws {
    let task = Sample.task("arn:aws:lambda:us-east-1:123456789012:function:W").replacing("\"T\"", with: "\"Run. It\"")
    let expect = """
      services: { "*": { latency: 1s } }
      expect:
        - Root.Run. It.attempts.p99 < 3
        - Root."Run. It".throttled < 3
        - depth(2).latency.mean <= 1s
        - Root.latency < 30s for 99%
        - Root.latency(succeeded).p99 < 2s
        - StartExecution.throttled.ratio < 0.5
        - Root.censored.ratio < 0.5
      """
    let machines = "stateMachines: { First: { definition: t.asl.json }, Root: { definition: t.asl.json } }\n"
    let services = expect.replacing("\"*\"", with: "\"arn:aws:lambda:us-east-1:123456789012:function:W\"")
    let found = try plan("region: us-east-1\n" + machines + Sample.load + services, ["t.asl.json": task]).expectations
    #expect(found.map(\.subject) == [1, 1, 2, 1, 1, 0, 1])
    #expect(found.map(\.metric.scope) == [.task, .task, .depth, .machine, .machine, .action, .machine])
    #expect(found.map(\.share) == [nil, nil, nil, 0.99, nil, nil, nil])
    #expect(found.map(\.statistic) == [.p99, nil, .mean, nil, .p99, .ratio, .ratio])
  }

  @Test func aPlanKnowsItsFile() throws {
    let source = try #require(try plan("region: us-east-1\n" + Sample.machines + Sample.load).source)
    #expect(source.path.hasSuffix(".yaml") && source.hash.count == 64)
  }

  @Test func expectationsAreTakenApart() throws {
    let expect = """
      expect:
        - Root.latency.p99 < 1.5s
        - Root.failed.ratio<=0.001
        - StartExecution.throttled == 0
        - makespan > 69s
        - R.x.failed >= 1e3
        - statesEntered < 5
        - R.x.parts.service < 2s
      """
    let machines = "stateMachines: { Root: { definition: pass.asl.json }, R.x: { definition: pass.asl.json } }\n"
    let found = try plan("region: us-east-1\n" + machines + Sample.load + expect).expectations
    #expect(found.map(\.subject) == [0, 0, 0, 0, 1, 0, 1])
    #expect(
      found.map(\.metric.name) == [
        "latency", "failed", "throttled", "makespan", "failed", "statesEntered", "parts.service",
      ])
    #expect(found.map(\.metric.scope) == [.machine, .machine, .action, .run, .machine, .run, .machine])
    #expect(found.map(\.statistic) == [.p99, .ratio, nil, nil, nil, nil, nil])
    #expect(found.map(\.comparison) == [.less, .lessOrEqual, .equal, .greater, .greaterOrEqual, .less, .less])
    #expect(found.map(\.value) == [1.5, 0.001, 0, 69, 1_000, 5, 2])
    #expect(found[0].text == "Root.latency.p99 < 1.5s")
  }

  @Test func definitionsSayWhichAccountTheyAreIn() throws {
    let task = Sample.task(
      "arn:aws:states:::states:startExecution",
      #"{ "StateMachineArn": "arn:aws:states:us-east-1:999988887777:stateMachine:Child" }"#)
    let machines = "stateMachines: { Root: { definition: t.asl.json }, Child: { definition: pass.asl.json } }\n"
    let plan = try plan("region: us-east-1\n" + machines + Sample.load, ["t.asl.json": task])
    #expect(plan.account.accountID == "999988887777")
    #expect(plan.account.machines[1].arn == "arn:aws:states:us-east-1:999988887777:stateMachine:Child")
  }
}
