import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Rates, outages and latencies under load: closed forms, and that a change of one moves no draw of another service.
@Suite struct ServiceHazardTests {
  static let names = [ARNs.function("F"), ARNs.function("G")]

  static func service(_ index: Int, _ latency: Distribution) -> ServiceModel {
    ServiceModel(name: names[index], latency: latency)
  }

  static func task(_ index: Int, _ next: String) -> String {
    """
    {"Type":"Task","Resource":"\(names[index])","Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,
    "MaxAttempts":1000,"MaxDelaySeconds":9,"JitterStrategy":"FULL"}],\(next)}
    """
  }

  static func run(
    _ services: [ServiceModel], _ arrivals: LoadStream.Arrivals, replication: Int = 0, retries: Bool = true,
    until: Span? = nil, outages: [APIAction: [ServiceModel.Outage]] = [:], retry: CallerRetry = .none
  ) throws -> Recording {
    let first = retries ? task(0, #""Next":"G""#) : #"{"Type":"Task","Resource":"\#(names[0])","End":true}"#
    let definition = #"{"StartAt":"F","States":{"F":\#(first)\#(retries ? #","G":"# + task(1, #""End":true"#) : "")}}"#
    let load = LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: retry)
    var plan = World.plan(
      [try MachineModel("Root", .standard, definition)], services: services, load: [load],
      horizon: until.map { .at(.zero + $0) } ?? .drained, seed: 12)
    plan.account.outages = outages
    return try simulate(plan, replication: replication)
  }

  // MARK: Common random numbers

  static func changes() throws -> [(String, (inout ServiceModel) throws -> Void)] {
    let whole = (Instant.zero, Instant.zero + .seconds(100))
    let down = ServiceModel.ErrorChance(name: "Down", cause: nil, probability: 1)
    func limit(_ excess: ServiceModel.RateLimit.Excess) -> ServiceModel.RateRule {
      .limited(.init(capacity: 3, refill: .perSecond(2), excess: excess))
    }
    return [
      ("outage", { $0.outages = [.init(from: whole.0, until: whole.1, share: 0.5, errors: [down])] }),
      ("slow", { $0.outages = [.init(from: whole.0, until: whole.1, share: 0.5, slowdown: 4)] }),
      ("refused", { $0.rate = limit(.refuse(error: nil)) }), ("in line", { $0.rate = limit(.queue) }),
      (
        "mixture",
        { $0.latency = try .mixture([(1, .exponential(mean: 0.1)), (1, .uniform(from: 1, to: 3))]) }
      ),
      (
        "loaded",
        { $0.loaded = .init(base: $0.latency, perCall: .seconds(1), network: try .exponential(mean: 0.5)) }
      ),
      (
        "cold",
        { service in
          service.function = FunctionModel(coldStart: try .exponential(mean: 2))
          service.function?.keepAlive = .milliseconds(100)
        }
      ),
      (
        "expressions",
        { service in
          service.latencyExpression = try CallExpression(.latency, name: "l", parsing: "$random() * 2 + $call / 99")
          service.errorExpression = try CallExpression(.errors, name: "e", parsing: "$random() < 0.1 ? 'Odd'")
          service.result = .expression(try CallExpression(.result, name: "r", parsing: "[$random(), $attempt]"))
        }
      ),
      (
        "table",
        { service in
          var use = TableUse(.put, of: "T", key: try CallExpression(.key, name: "k", parsing: "1"))
          use.condition = try CallExpression(.condition, name: "c", parsing: "$random() < 0.5")
          use.value = try CallExpression(.value, name: "v", parsing: "$call")
          service.shared = .table(use)
        }
      ),
    ]
  }

  @Test func aChangedServiceMovesNoDrawOfAnother() throws {
    var services = [
      Self.service(0, try .exponential(mean: 0.5)),
      Self.service(1, try .mixture([(9, .exponential(mean: 0.5)), (1, .gamma(mean: 4, shape: 2))])),
    ]
    for index in 0..<2 { services[index].errors = [.init(name: "Flaky", cause: nil, probability: 0.2)] }
    let arrivals = LoadStream.Arrivals.poisson(perSecond: 4, duration: .seconds(60))
    let plain = try Self.run(services, arrivals)
    #expect(plain.services[1].calls > 240 && plain.machines[0].succeeded == plain.machines[0].started)
    for (name, change) in try Self.changes() {
      var changed = services
      try change(&changed[0])
      let run = try Self.run(changed, arrivals)
      #expect(run.services[1].calls == plain.services[1].calls, "\(name)")
      #expect(run.services[1].busy == plain.services[1].busy, "\(name)")
      #expect(run.machines[0].latency.sum != plain.machines[0].latency.sum, "\(name)")
      // What turns calls away, or has them wait, moves none of the service's own.
      if name == "refused" || name == "in line" { #expect(run.services[0].busy == plain.services[0].busy, "\(name)") }
      #expect((run.services[0].refused > 0) == (name == "refused"))
    }
  }

  /// A semaphore makes executions wait, and moves no draw of what they do while they hold it.
  @Test func aLockMovesNoDrawOfAnotherService() throws {
    func run(limit: Int) throws -> Recording {
      var services = [
        Self.service(0, try .exponential(mean: 0.05)), Self.service(1, try .exponential(mean: 1)),
        ServiceModel(name: ARNs.function("H"), latency: try .exponential(mean: 0.05)),
      ]
      services[0].shared = .lock(LockUse(.acquire(limit: limit), of: "L"))
      services[2].shared = .lock(LockUse(.release, of: "L"))
      let release = #"{"Type":"Task","Resource":"\#(services[2].name)","End":true}"#
      let states = #""F":\#(Self.task(0, #""Next":"G""#)),"G":\#(Self.task(1, #""Next":"H""#)),"H":\#(release)"#
      let machine = try MachineModel("Root", .standard, #"{"StartAt":"F","States":{\#(states)}}"#)
      let arrivals = LoadStream.Arrivals.poisson(perSecond: 2, duration: .seconds(60))
      let load = LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: .none)
      return try simulate(World.plan([machine], services: services, load: [load], seed: 12), replication: 0)
    }
    let (free, held) = (try run(limit: 1_000), try run(limit: 3))
    #expect(
      held.services[0].calls > free.services[0].calls && held.machines[0].latency.sum > free.machines[0].latency.sum)
    #expect(held.services[1].calls == free.services[1].calls && held.services[1].busy == free.services[1].busy)
    #expect(held.services[2].busy == free.services[2].busy)
  }

  /// When a token is answered, and whether with an error, moves no draw of the service that does, nor of what follows.
  @Test func anAnsweredTokenMovesNoDraw() throws {
    func run(_ after: Distribution, error: String? = nil) throws -> Recording {
      let root = """
        {"StartAt":"Ask","States":{"Ask":{"Type":"Task",
        "Resource":"arn:aws:states:::states:startExecution.waitForTaskToken",
        "Parameters":{"StateMachineArn":"\(ARNs.machine("Leaf"))","Input":{"token.$":"$$.Task.Token"}},"End":true}}}
        """
      let ask = """
        {"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"G",
        "Parameters":{"FunctionName":"F","Payload.$":"$"}}
        """
      let leaf = #"{"StartAt":"F","States":{"F":\#(ask),"G":\#(Self.task(1, #""End":true"#))}}"#
      var services = [Self.service(0, try .exponential(mean: 0.5)), Self.service(1, try .exponential(mean: 1))]
      services[0].tokenAnswer = TokenAnswerModel(after: after, error: error)
      let machines = [try MachineModel("Root", .standard, root), try MachineModel("Leaf", .standard, leaf)]
      let arrivals = LoadStream.Arrivals.poisson(perSecond: 2, duration: .seconds(60))
      let load = LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: .none)
      return try simulate(World.plan(machines, services: services, load: [load], seed: 4), replication: 0)
    }
    let plain = try run(.constant(.seconds(3)))
    #expect(plain.machines[0].succeeded > 90 && plain.machines[1].succeeded == plain.machines[0].succeeded)
    for changed in [try run(.exponential(mean: 3)), try run(.constant(.seconds(3)), error: "No")] {
      #expect(changed.services.map(\.calls) == plain.services.map(\.calls))
      #expect(changed.services.map(\.busy) == plain.services.map(\.busy))
      #expect(changed.machines[1].latency.sum == plain.machines[1].latency.sum)
    }
    #expect(try run(.exponential(mean: 3)).machines[0].latency.sum != plain.machines[0].latency.sum)
  }

  /// The account's own retries and buckets: the services' draws are those of another load's executions, one by one.
  @Test func theAccountMovesNoDrawOfAService() throws {
    func busy(_ change: (inout AccountModel) -> Void) throws -> (busy: Int64, latency: Double) {
      let root = World.starter("Leaf", pattern: ".sync:2", maxAttempts: 1_000)
      let leaf = #"{"StartAt":"G","States":{"G":\#(Self.task(1, #""End":true"#))}}"#
      var plan = World.plan(
        [try MachineModel("Root", .standard, root), try MachineModel("Leaf", .standard, leaf)],
        services: [Self.service(0, .zero), Self.service(1, try .exponential(mean: 1))], quotas: World.bucket(40, 5),
        load: [World.burst(40, retry: World.policy(maxAttempts: 20))])
      change(&plan.account)
      let run = try simulate(plan, replication: 0)
      #expect(run.machines[1].succeeded == 40)
      return (run.services[1].busy, run.machines[0].latency.sum)
    }
    let plain = try busy { _ in }
    let changes: [(inout AccountModel) -> Void] = [
      { $0.integrationRetry = IntegrationRetry(maxAttempts: 3) },
      { $0.quotas[timing: .startExecution] = BucketTiming(lagMilliseconds: 2_000) },
      { $0.quotas[.startExecution] = .tokens(capacity: 30, refill: .perSecond(9)) },
      { account in
        let down = ServiceModel.ErrorChance(name: "StepFunctions.AWSStepFunctionsException", cause: nil, probability: 1)
        account.outages[.startExecution] = [
          .init(from: .zero, until: .zero + .seconds(20), share: 0.5, errors: [down])
        ]
      },
    ]
    for (index, change) in changes.enumerated() {
      let changed = try busy(change)
      #expect(changed.busy == plain.busy && changed.latency != plain.latency, "\(index)")
    }
  }

  /// The errors and the lengths of time are those of a run without it.
  @Test func aBrownOutScalesWhatIsDrawn() throws {
    var service = Self.service(0, try .exponential(mean: 0.5))
    service.errors = [.init(name: "Flaky", cause: nil, probability: 0.2)]
    let other = Self.service(1, .zero)
    let arrivals = LoadStream.Arrivals.poisson(perSecond: 4, duration: .seconds(60))
    let plain = try Self.run([service, other], arrivals).services[0]
    service.outages = [.init(from: .zero, until: .zero + .seconds(10_000), slowdown: 2)]
    let slow = try Self.run([service, other], arrivals).services[0]
    #expect(slow.calls == plain.calls && abs(slow.busy - 2 * plain.busy) <= Int64(plain.calls))
  }

  // MARK: Closed forms

  /// B + r × t of what comes, in whole tokens.
  @Test func aRateTakesItsBucketAndItsRefill() throws {
    var service = Self.service(0, .zero)
    service.rate = .limited(.init(capacity: 50, refill: .perSecond(40)))
    let run = try Self.run([service], .constant(.perSecond(100), duration: .seconds(60)), retries: false)
    #expect(run.services[0].calls == 50 + 40 * 60 - 1 || run.services[0].calls == 50 + 40 * 60)
    #expect(run.services[0].calls + run.services[0].refused == 6_000)
  }

  /// A burst of 500 through a bucket of 100 and 40 a second: the last begins after (500 - 100) / 40 seconds.
  @Test func aBurstThroughARateThatQueues() throws {
    var service = Self.service(0, .zero)
    service.rate = .limited(.init(capacity: 100, refill: .perSecond(40), excess: .queue))
    let run = try Self.run([service], .burst(count: 500, at: .zero), retries: false)
    #expect(run.makespan == .seconds(10) && run.services[0].calls == 500)
  }

  /// A call finds L others in progress (PASTA) and itself: S = 1 + 0.01 (L + 1), and L = λ S (Little).
  @Test(arguments: [20.0, 40])
  func aLoadedServiceSettlesWhereItsLoadMeetsItsLatency(rate: Double) throws {
    var service = Self.service(0, .zero)
    service.loaded = .init(
      base: try .constant(.seconds(1)), perCall: .milliseconds(10), network: try .exponential(mean: 0.1))
    let means = try (0..<6).map { replication in
      let run = try Self.run(
        [service], .poisson(perSecond: rate, duration: .seconds(300)), replication: replication, retries: false)
      return Double(run.services[0].busy) / Double(run.services[0].calls) * 1e-9
    }
    let expected = 1.01 / (1 - 0.01 * rate)
    let mean = means.reduce(0, +) / 6
    // The first and the last seconds have fewer calls in progress.
    #expect(abs(mean - expected) < 0.03 * expected, "\(mean), expected \(expected)")
  }

  /// A share of the calls that begin in the window.
  @Test func anOutageMeetsItsShare() throws {
    var service = Self.service(0, .zero)
    let down = ServiceModel.ErrorChance(name: "Down", cause: nil, probability: 1)
    service.outages = [.init(from: .zero + .seconds(10), until: .zero + .seconds(50), share: 0.25, errors: [down])]
    let run = try Self.run([service], .constant(.perSecond(100), duration: .seconds(60)), retries: false)
    #expect(abs(Double(run.machines[0].failed) - 1_000) < 4 * (4_000 * 0.25 * 0.75).squareRoot())
  }

  /// With a share of a half it takes two tries at the mean.
  @Test func everyAttemptDrawsAnewWhetherItMeetsAnOutage() throws {
    var service = Self.service(0, .zero)
    let down = ServiceModel.ErrorChance(name: "Down", cause: nil, probability: 1)
    service.outages = [.init(from: .zero, until: .zero + .seconds(10_000), share: 0.5, errors: [down])]
    let run = try Self.run([service, Self.service(1, .zero)], .burst(count: 400, at: .zero))
    #expect(run.machines[0].succeeded == 400 && run.makespan < .seconds(1_000))
    #expect(abs(Double(run.services[0].calls) - 800) < 4 * (400.0 * 2).squareRoot())
  }

  /// Outside callers meet the API's outage, and try again as after a throttle; it takes no token.
  @Test func anOutageOfTheAPIRefusesCallers() throws {
    let down = ServiceModel.ErrorChance(name: "ServiceUnavailable", cause: nil, probability: 1)
    let outages: [APIAction: [ServiceModel.Outage]] = [
      .startExecution: [.init(from: .zero + .seconds(10), until: .zero + .seconds(20), errors: [down])]
    ]
    func run(_ retry: CallerRetry) throws -> Recording {
      try Self.run(
        [Self.service(0, .zero)], .constant(.perSecond(10), duration: .seconds(30)), retries: false, outages: outages,
        retry: retry)
    }
    let (lost, kept) = (try run(.none), try run(World.policy(maxAttempts: 10)))
    #expect(lost.machines[0].rejected == 100 && lost.calls[.startExecution] == CallCounts(admitted: 200))
    #expect(kept.machines[0].rejected == 0 && kept.machines[0].succeeded == 300)
  }
}
