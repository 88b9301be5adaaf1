import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Which executions count, and how long they are waited for.
@Suite struct CountedTests {
  static let function = ARNs.function("F")
  static let call = #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(function)","End":true}}}"#

  static func poisson(_ perSecond: Double, seconds: Int) -> LoadStream {
    LoadStream(
      machine: 0, arrivals: .poisson(perSecond: perSecond, duration: .seconds(seconds)), input: [:], retry: .none)
  }

  static func trace(_ arrivals: [(seconds: Int, input: JSON)]) -> LoadStream {
    LoadStream(
      machine: 0, arrivals: .trace(arrivals.map { (.zero + .seconds($0.seconds), $0.input) }), input: [:],
      retry: .none)
  }

  static func at(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

  /// Cutting off what has not ended by the end of the load loses the longest: a bias of -Var(W)/T, for M/M/1 at .8 over
  /// 1,000 s -25/1,000 s. Executions that are waited for, while others come, are as long as ever.
  @Test func theEndOfTheLoadCutsNobodyOff() throws {
    func means(_ horizon: Plan.Horizon) throws -> [Double] {
      var service = ServiceModel(name: Self.function, latency: try .exponential(mean: 1))
      service.concurrency = .queue(limit: 1)
      let plan = World.plan(
        [try MachineModel("Root", .standard, Self.call)], services: [service],
        load: [Self.poisson(0.8, seconds: 1_200)], warmup: .seconds(200), horizon: horizon, seed: 3)
      return try (0..<120).map {
        let root = try simulate(plan, replication: $0).machines[0]
        return root.latency.sum * 1e-9 / 800
      }
    }
    // Sums by the expected number, so that both have one denominator: the cut-off ones lose more.
    let cut = try means(.at(Self.at(1_200)))
    let counted = try means(.counted(atLatest: Self.at(2_400)))
    #expect(zip(cut, counted).allSatisfy { $0 <= $1 })
    let estimate = Estimate(replications: counted)
    let halfWidth = try #require(estimate.halfWidth)
    #expect(abs(estimate.mean - 5) <= halfWidth, "\(estimate.mean) ± \(halfWidth)")
  }

  /// Those that count are the same, and have the same lives, whoever comes after them.
  @Test func arrivalsGoOnUntilTheLastThatCountsHasEnded() throws {
    func run(_ horizon: Plan.Horizon) throws -> Recording {
      let service = ServiceModel(name: Self.function, latency: try .exponential(mean: 20))
      return try simulate(
        World.plan(
          [try MachineModel("Root", .standard, Self.call)], services: [service], load: [Self.poisson(2, seconds: 100)],
          warmup: .seconds(30), horizon: horizon), replication: 0)
    }
    let drained = try run(.drained)
    let counted = try run(.counted(atLatest: Self.at(1_000)))
    let (one, other) = (drained.machines[0], counted.machines[0])
    #expect(one.started == other.started && one.latency.sum == other.latency.sum && other.running == 0)
    #expect(other.succeeded == other.started && counted.outside.arrived == other.started)
    #expect(counted.outside.unfinished == 0 && counted.outside.succeeded == other.started)
    let calls = counted.calls[.startExecution]
    #expect(calls.admitted > drained.calls[.startExecution].admitted, "others come")
    #expect(counted.makespan <= drained.makespan && counted.makespan > .seconds(100))
    // Two per second, as before: those of the warm-up and those that come after the load do not count.
    let expected = 2 * (counted.makespan.seconds - 70)
    #expect(abs(Double(calls.admitted - other.started) - expected) < 5 * expected.squareRoot())
  }

  /// They are not waited for for ever, and those that have not ended are counted as running.
  @Test func theLastAreWaitedForSoLong() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000,"End":true}}}"#
    let load = LoadStream(
      machine: 0, arrivals: .constant(.perSecond(10), duration: .seconds(10)), input: [:], retry: .none)
    let recording = try simulate(
      World.plan(
        [try MachineModel("Root", .standard, wait)], load: [load], warmup: .seconds(4),
        horizon: .counted(atLatest: Self.at(15))), replication: 0)
    let root = recording.machines[0]
    #expect((root.started, root.running, root.succeeded) == (60, 60, 0))
    #expect(recording.outside.unfinished == 60 && recording.calls[.startExecution].admitted == 150)
  }

  /// Patterns that have an end have it: the run is over when nothing is left.
  @Test func burstsEnd() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":7,"End":true}}}"#
    var late = World.burst(5)
    late.arrivals = .burst(count: 5, at: Self.at(10))
    let recording = try simulate(
      World.plan(
        [try MachineModel("Root", .standard, wait)], load: [World.burst(3), late], warmup: .seconds(5),
        horizon: .counted(atLatest: Self.at(100))), replication: 0)
    #expect(recording.machines[0].started == 5 && recording.machines[0].succeeded == 5)
    #expect(recording.calls[.startExecution].admitted == 8 && recording.makespan == .seconds(17))
  }

  /// A stream that was over before the end of the load does not begin again.
  @Test func onlyWhatTheEndCutsOffGoesOn() throws {
    let service = ServiceModel(name: Self.function, latency: .zero)
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":50,"End":true}}}"#
    let load = [
      LoadStream(machine: 1, arrivals: .constant(.perSecond(1), duration: .seconds(60)), input: [:], retry: .none),
      LoadStream(machine: 0, arrivals: .constant(.perSecond(1), duration: .seconds(30)), input: [:], retry: .none),
    ]
    let machines = [try MachineModel("Short", .standard, Self.call), try MachineModel("Long", .standard, wait)]
    let recording = try simulate(
      World.plan(
        machines, services: [service], load: load, warmup: .seconds(10), horizon: .counted(atLatest: Self.at(300))),
      replication: 0)
    #expect(recording.machines.map(\.started) == [20, 50])
    // The last that counts comes at 59 s and ends at 109 s; by then 110 have come, the last one at that instant.
    #expect((139...140).contains(recording.calls[.startExecution].admitted))
  }

  static let choosy = """
    {"StartAt":"Which","States":{"Which":{"Type":"Choice","Choices":[{"Variable":"$.bad","BooleanEquals":true,
    "Next":"Bad"}],"Default":"Good"},"Good":{"Type":"Succeed"},"Bad":{"Type":"Fail","Error":"Bad"}}}
    """

  /// Counts, ratios, errors and outcomes leave the warm-up out as distributions do.
  @Test(arguments: [Plan.Horizon.drained, .at(.zero + .seconds(60)), .counted(atLatest: .zero + .seconds(60))])
  func countsRespectTheWarmup(horizon: Plan.Horizon) throws {
    let load = Self.trace([(0, ["bad": true]), (1, ["bad": true]), (10, ["bad": false]), (11, ["bad": true])])
    let recording = try simulate(
      World.plan(
        [try MachineModel("Root", .standard, Self.choosy)], load: [load], warmup: .seconds(5), horizon: horizon),
      replication: 0)
    let root = recording.machines[0]
    #expect((root.started, root.succeeded, root.failed, root.running) == (2, 1, 1, 0))
    #expect(recording.errors.map(\.ended) == [1] && recording.errors.map(\.count) == [1])
    #expect(recording.outside.arrived == 2 && recording.outside.failed == 1)
    #expect(recording.calls[.startExecution].admitted == 4, "calls are those of the whole run")
    #expect(recording.transitions == 8)
  }

  @Test func whoGaveUpInTheWarmupDoesNotCount() throws {
    var late = World.burst(4)
    late.arrivals = .burst(count: 4, at: Self.at(100))
    let recording = try simulate(
      World.plan(
        [try MachineModel("Root", .standard, World.pass)], quotas: World.bucket(3, 1), load: [World.burst(9), late],
        warmup: .seconds(50)), replication: 0)
    #expect((recording.machines[0].started, recording.machines[0].rejected) == (3, 1))
    #expect(recording.errors.map(\.fatal) == [1])
    #expect(recording.calls[.startExecution].throttled == 7)
    #expect(recording.machines[0].retriesPerAdmittedCall.count == 3)
  }

  /// An execution counts if its root does: a child that a root of the warm-up starts later does not.
  @Test(arguments: ["", ".sync:2"]) func childrenCountWithTheirRoot(pattern: String) throws {
    let root = """
      {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"Next":"Start"},"Start":{"Type":"Task","Resource":
      "arn:aws:states:::states:startExecution\(pattern)","Parameters":{"StateMachineArn":"\(ARNs.machine("Leaf"))",
      "Input":{}},"End":true}}}
      """
    let service = ServiceModel(name: Self.function, latency: try .constant(.seconds(30)))
    let recording = try simulate(
      World.plan(
        [try MachineModel("Root", .standard, root), try MachineModel("Leaf", .standard, Self.call)],
        services: [service], load: [Self.trace([(0, [:]), (6, [:])])], warmup: .seconds(5),
        horizon: .counted(atLatest: Self.at(500))), replication: 0)
    #expect(recording.machines.map(\.started) == [1, 1] && recording.machines.map(\.succeeded) == [1, 1])
    #expect(recording.machines[1].startedBy == [1, 0] && recording.makespan == .seconds(46))
    #expect(recording.tasks.map(\.attempts.count) == [1, 1])
    #expect(recording.latencyByDepth.map(\.count) == [1, 1])
  }

  static let studies: [(load: [LoadStream], warmup: Int, study: Plan.Study)] = [
    ([poisson(1, seconds: 9)], 0, .terminating), ([poisson(1, seconds: 9)], 1, .steadyState),
    ([World.burst(1)], 1, .terminating), ([poisson(1, seconds: 9), World.burst(1)], 1, .terminating),
    ([trace([(0, [:])])], 1, .terminating), ([], 1, .terminating),
    (
      [
        LoadStream(
          machine: 0, arrivals: .ramp(fromPerSecond: 1, toPerSecond: 2, duration: .seconds(9)), input: [:],
          retry: .none)
      ], 1, .terminating
    ),
    (
      [LoadStream(machine: 0, arrivals: .constant(.perSecond(1), duration: .seconds(9)), input: [:], retry: .none)], 1,
      .steadyState
    ),
  ]

  @Test(arguments: CountedTests.studies.indices) func aStudyHasItsKind(index: Int) throws {
    let row = Self.studies[index]
    let plan = World.plan(
      [try MachineModel("Root", .standard, World.pass)], load: row.load, warmup: .seconds(row.warmup))
    #expect(plan.study == row.study)
  }
}
