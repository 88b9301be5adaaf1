import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Lambda functions: environments, the concurrency that functions share, and their limits, against closed forms.
@Suite struct FunctionTests {
  static func service(
    _ name: String, _ latency: Distribution, cold: Distribution = .zero,
    _ change: (inout FunctionModel) -> Void = { _ in }
  ) -> ServiceModel {
    var service = ServiceModel(name: ARNs.function(name), latency: latency)
    var function = FunctionModel(coldStart: cold)
    change(&function)
    service.function = function
    return service
  }

  static func machine(_ name: String = "Root", calls function: String = "F") throws -> MachineModel {
    try MachineModel(
      name, .express,
      #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(ARNs.function(function))","End":true}}}"#)
  }

  static func quotas(_ concurrency: Int?, requests: Quotas.Bucket? = nil) -> Quotas {
    var quotas = Quotas.unlimited
    quotas.functions.concurrency = concurrency
    quotas.functions.requests = requests
    return quotas
  }

  static func run(
    _ services: [ServiceModel], concurrency: Int? = 1_000, requests: Quotas.Bucket? = nil,
    _ load: LoadStream.Arrivals...
  ) throws -> Recording {
    let machines = try services.indices.map { index in
      try machine(index == 0 ? "Root" : "Root\(index)", calls: index == 0 ? "F" : "F\(index)")
    }
    let streams = load.enumerated().map { LoadStream(machine: $0, arrivals: $1, input: [:], retry: .none) }
    return try simulate(
      World.plan(machines, services: services, quotas: quotas(concurrency, requests: requests), load: streams),
      replication: 0)
  }

  static func constant(_ span: Span) throws -> Distribution { try .constant(span) }

  // MARK: Closed forms

  /// Erlang's formula, of a load and its servers: facts of queueing theory, to five places.
  static let erlang: [(load: Int, servers: Int, refused: Double, tolerance: Double)] = [
    (8, 10, 0.12166, 0.006), (36, 40, 0.06537, 0.005),
  ]

  /// Poisson arrivals, no retries: of the account's concurrency as of a part that is reserved.
  @Test(arguments: erlang, [false, true])
  func refusalsOfALimitAreErlangs(
    _ row: (load: Int, servers: Int, refused: Double, tolerance: Double), isReserved: Bool
  ) throws {
    let service = Self.service("F", try .exponential(mean: 1)) { if isReserved { $0.reserved = row.servers } }
    let recording = try Self.run(
      [service], concurrency: isReserved ? nil : row.servers,
      .poisson(perSecond: Double(row.load), duration: .seconds(40_000 / row.load)))
    let (ran, refused) = (recording.services[0].calls, recording.services[0].refused)
    #expect(abs(Double(refused) / Double(ran + refused) - row.refused) < row.tolerance)
    #expect(recording.machines[0].failed == refused && recording.machines[0].succeeded == ran)
    #expect(recording.services[0].coldStarts == row.servers)
  }

  /// However short the calls are: 10 × 1,000 a second, after as many at once.
  @Test(arguments: [(1_000, 40_000), (100, 4_000)])
  func anEnvironmentServesTenRequestsASecond(concurrency: Int, served: Int) throws {
    let service = Self.service("F", try Self.constant(.milliseconds(20))) { $0.scaling = .unlimited }
    let load = LoadStream.Arrivals.constant(.perSecond(15 * concurrency), duration: .seconds(3))
    let recording = try Self.run([service], concurrency: concurrency, load)
    #expect(abs(recording.services[0].calls - served) <= 1)
    #expect(recording.services[0].calls + recording.services[0].refused == 45 * concurrency)
    #expect(recording.services[0].refusals[.requests] == recording.services[0].refused)
    let lifted = try Self.run([service], concurrency: concurrency, requests: .unlimited, load)
    #expect(lifted.services[0].refused == 0)
  }

  /// 1,000 at once and 100 a second from then on: in 10 seconds 1,000 more.
  @Test func aFunctionScalesByAThousandEnvironmentsInTenSeconds() throws {
    let service = Self.service("F", try Self.constant(.seconds(60)))
    let recording = try Self.run(
      [service], concurrency: nil, .constant(.perSecond(1_000), duration: .seconds(10)))
    // The last call comes 1 ms before the end.
    #expect(abs(recording.services[0].coldStarts - 2_000) <= 1)
    #expect(recording.services[0].calls == recording.services[0].coldStarts)
    let burst = try Self.run([service], concurrency: nil, .burst(count: 5_000, at: .zero))
    #expect(burst.services[0].calls == 1_000 && burst.services[0].refused == 4_000)
    #expect(burst.services[0].refusals[.newEnvironments] == 4_000)
  }

  // MARK: Environments

  /// A call each second: every one finds the environment of the last, as long as that is kept.
  @Test(arguments: [(900, 1), (899, 10)])
  func anEnvironmentIsKept(milliseconds: Int, coldStarts: Int) throws {
    let service = Self.service("F", try Self.constant(.milliseconds(100))) {
      $0.keepAlive = .milliseconds(milliseconds)
    }
    let recording = try Self.run([service], .constant(.perSecond(1), duration: .seconds(10)))
    #expect(recording.services[0].calls == 10 && recording.services[0].coldStarts == coldStarts)
  }

  /// The one used last is used first: of ten that a burst has made all but one are gone when the next burst comes.
  @Test func theOneUsedLastIsTakenFirst() throws {
    let service = Self.service("F", try Self.constant(.milliseconds(100))) { $0.keepAlive = .seconds(5) }
    let machines = [try Self.machine()]
    let load: [LoadStream.Arrivals] = [
      .burst(count: 10, at: .zero), .constant(.perSecond(1), duration: .seconds(20)),
      .burst(count: 10, at: .zero + .seconds(20)),
    ]
    let plan = World.plan(
      machines, services: [service], quotas: Self.quotas(1_000),
      load: load.map { LoadStream(machine: 0, arrivals: $0, input: [:], retry: .none) })
    let recording = try simulate(plan, replication: 0)
    // 11 at the beginning, of which one stays in use.
    let kept = recording.services[0].calls - recording.services[0].coldStarts
    #expect(recording.services[0].calls == 40 && (kept == 20 || kept == 21), "\(recording.services[0])")
  }

  @Test func aColdStartTakesItsTimeOnce() throws {
    let service = Self.service(
      "F",
      try Self.constant(.milliseconds(100)), cold: try Self.constant(.milliseconds(400)))
    let recording = try Self.run([service], .constant(.perSecond(1), duration: .seconds(10)))
    #expect(recording.machines[0].latency.sum == Double(9 * 100 + 500) * 1e6)
    #expect(recording.services[0].busy == (9 * 100 + 500) * 1_000_000)
  }

  // MARK: Shares

  /// Two functions share what a third has not reserved.
  @Test func functionsShareWhatIsNotReserved() throws {
    let long = try Self.constant(.seconds(60))
    let services = [
      Self.service("F", long), Self.service("F1", long), Self.service("F2", long) { $0.reserved = 30 },
    ]
    let bursts = [60, 60, 60].map { LoadStream.Arrivals.burst(count: $0, at: .zero) }
    let recording = try Self.run(services, concurrency: 100, bursts[0], bursts[1], bursts[2])
    #expect(recording.services[0].calls + recording.services[1].calls == 70)
    #expect(recording.services[2].calls == 30 && recording.services[2].refused == 30)
    #expect(recording.services[2].refusals[.concurrency] == 30)
    let none = [Self.service("F", long) { $0.reserved = 0 }]
    #expect(try Self.run(none, bursts[0]).services[0].refused == 60)
  }

  @Test func aRefusalIsLambdas() throws {
    let service = Self.service("F", try Self.constant(.seconds(1)))
    let recording = try Self.run([service], concurrency: 1, .burst(count: 2, at: .zero))
    #expect(recording.errors.map(\.place.error) == ["Lambda.TooManyRequestsException"])
  }

  // MARK: Draws

  /// Environments, cold starts and refusals move no draw of another service, nor of the calls that the function serves.
  @Test func environmentsMoveNoDraw() throws {
    let law = try Distribution.exponential(mean: 0.5)
    func run(_ change: (inout FunctionModel) -> Void, isFunction: Bool = true) throws -> Recording {
      var first = Self.service("F", law, cold: .zero, change)
      if !isFunction { first.function = nil }
      return try Self.run(
        [first, Self.service("F1", law)], .poisson(perSecond: 20, duration: .seconds(50)),
        .poisson(perSecond: 20, duration: .seconds(50)))
    }
    let plain = try run({ _ in })
    let bare = try run({ _ in }, isFunction: false)
    #expect(plain.machines[0].latency.sum == bare.machines[0].latency.sum)
    let cold = try Self.constant(.seconds(2))
    let slow = try run {
      $0.coldStart = cold
      $0.keepAlive = .seconds(1)
    }
    let few = try run { $0.reserved = 5 }
    for other in [slow, few] {
      #expect(other.machines[1].latency.sum == plain.machines[1].latency.sum)
      #expect(other.services[1].coldStarts == plain.services[1].coldStarts)
    }
    let extra = Double(slow.services[0].coldStarts) * 2e9
    #expect(abs(slow.machines[0].latency.sum - extra - plain.machines[0].latency.sum) < 1)
    #expect(few.services[0].refused > 0 && slow.services[0].coldStarts > plain.services[0].coldStarts)
  }

  /// Each replication begins cold, and is what it is by itself.
  @Test func aReplicationBeginsCold() throws {
    let service = Self.service("F", try .exponential(mean: 0.5), cold: try .exponential(mean: 1)) { $0.reserved = 8 }
    let plan = World.plan(
      [try Self.machine()], services: [service],
      load: [
        LoadStream(
          machine: 0, arrivals: .poisson(perSecond: 20, duration: .seconds(20)), input: [:], retry: .none)
      ])
    var simulator = Simulator(plan)
    for replication in 0..<3 {
      let services = try simulator.run(replication: replication).services
      #expect(try services == simulate(plan, replication: replication).services)
      #expect(services[0].refused > 0 && services[0].coldStarts == 8)
    }
  }
}
