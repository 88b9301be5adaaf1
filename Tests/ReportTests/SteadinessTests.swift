import Chance
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

/// M/M/1 of one second a call, and what is said of it at loads below and above what it can carry.
@Suite struct SteadinessTests {
  private static func plan(
    _ perSecond: Double, warmup: Int = 200, end: Int = 1_200, horizon: Plan.Horizon? = nil,
    expectations: [Simulation.Expectation] = []
  ) throws -> Plan {
    let definition =
      #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(ARNs.function("F"))","End":true}}}"#
    var service = ServiceModel(name: ARNs.function("F"), latency: try .exponential(mean: 1))
    service.concurrency = .queue(limit: 1)
    var plan = Samples.plan(machines: [try MachineModel("Root", .standard, definition)], expectations: expectations)
    plan.account.services = [service]
    plan.account.quotas = .unlimited
    plan.load = [
      LoadStream(
        machine: 0, arrivals: .poisson(perSecond: perSecond, duration: .seconds(end)), input: [:], retry: .none)
    ]
    plan.warmup = .seconds(warmup)
    plan.horizon = horizon ?? .counted(atLatest: .zero + .seconds(2 * end))
    return plan
  }

  private static func model(_ plan: Plan, replications: Int = 8) throws -> ReportModel {
    Samples.model(plan, try (0..<replications).map { try simulate(plan, replication: $0) })
  }

  @Test func aLongRunIsQuiet() throws {
    let model = try Self.model(Self.plan(0.8, end: 1_500))
    let steadiness = try #require(model.steadiness)
    #expect(steadiness.isReached && model.unsteadyText == nil)
    #expect(abs(try #require(steadiness.memory?.seconds) - 90) < 45)
    #expect(model.studyLine == "steady state: first 3 m 20 s deleted")
    #expect(model.findings.allSatisfy { $0.weight != .unsteady })
  }

  @Test func aSlowTransientIsTooShort() throws {
    let model = try Self.model(Self.plan(0.95))
    let text = try #require(model.unsteadyText)
    #expect(text.contains("Too short to be steady: a warm-up of "), "\(text)")
    #expect(text.contains(" counted would be enough, in place of 3 m 20 s and 16 m 40 s."), "\(text)")
    #expect(try #require(model.steadiness).impossible.isEmpty)
    #expect(model.findings[0].weight == .unsteady)
    #expect(!model.findings.contains { $0.text.hasPrefix("No limit binds") })
  }

  @Test(arguments: [1.05, 1.1])
  func moreThanCanBeCarriedIsImpossible(perSecond: Double) throws {
    let model = try Self.model(Self.plan(perSecond), replications: 20)
    let text = try #require(model.unsteadyText)
    #expect(text.hasPrefix("Backlog of Root grows by 0.") && text.contains("/s: no steady state in this run."))
    #expect(text.contains("Impossible: demand exceeds supply. 1 F call per Root: 1 at once,"), "\(text)")
    let growth = try #require(model.steadiness?.growth.first)
    #expect(growth.machine == "Root" && abs(growth.perSecond - (perSecond - 1)) < 0.05)
    let screen = model.text(color: false, width: 120)
    #expect(screen.hasPrefix("Backlog of Root grows") && screen.contains("no steady state: first 3 m 20 s deleted"))
    #expect(screen.uppercased().contains("WITH 95 % INTERVALS, OF A GROWING BACKLOG"))
    guard case .object(let summary) = try JSON.parse(Samples.file("summary.json", of: model)),
      case .object(let state) = summary["steadyState"]
    else {
      Issue.record("summary.json has no steadyState")
      return
    }
    #expect(state["reached"] == .bool(false) && state["impossible"] == ["F"])
  }

  /// Of each limit, not only of services: 1 start of 1/s.
  @Test func aBucketCanBeAskedForTooMuch() throws {
    var plan = try Self.plan(1.2)
    plan.account.services[0].concurrency = .unlimited
    plan.account.quotas[.startExecution] = .tokens(capacity: 10, refill: .perSecond(1))
    plan.load[0].retry = .policy(
      RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 99, maxDelay: .seconds(9), fullJitter: true))
    let text = try #require(Self.model(plan).unsteadyText)
    #expect(
      text.contains("demand exceeds supply. 1 StartExecution call per Root: 1/s carry 1/s; you offer 1.2/s"),
      "\(text)")
  }

  @Test func aTimeIsUndecidedUnlessItsBoundFailsAnyway() throws {
    let expectations = [
      Samples.expectation("Root", .latency, .mean, .less, 900), Samples.expectation("Root", .latency, .mean, .less, 2),
      Samples.expectation("Root", .latency, .mean, .greater, 2), Samples.expectation("Root", .failed, nil, .equal, 0),
    ]
    let plan = try Self.plan(1.1, expectations: expectations)
    let model = try Self.model(plan)
    #expect(model.verdicts.map(\.outcome) == [.undecided, .notMet, .undecided, .met])
    #expect(model.verdicts[0].measured.hasSuffix(", of a growing backlog"))
    var point = plan
    point.judging = .point
    #expect(Samples.model(point, model.recordings).verdicts.map(\.outcome) == [.met, .notMet, .met, .met])
  }

  /// Of a load that ends, or has no warm-up, nobody asks whether it is steady.
  @Test func aTerminatingStudyIsNotAsked() throws {
    let plan = try Self.plan(1.1, warmup: 0, horizon: .drained)
    #expect(try Self.model(plan, replications: 2).steadiness == nil)
  }
}
