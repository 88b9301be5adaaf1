import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// What is recorded of stretches of a run.
@Suite struct WindowTests {
  private func plan(
    _ windows: [(Int, Int)], definition: String = CountedTests.call, load: LoadStream? = nil, warmup: Int = 0,
    quotas: Quotas = .unlimited, horizon: Plan.Horizon = .drained
  ) throws -> Plan {
    let service = ServiceModel(name: CountedTests.function, latency: try .constant(.seconds(3)))
    var plan = World.plan(
      [try MachineModel("Root", .standard, definition), try MachineModel("Leaf", .standard, World.pass)],
      services: [service], quotas: quotas,
      load: [load ?? CountedTests.trace((0..<100).map { ($0, [:]) })], warmup: .seconds(warmup), horizon: horizon)
    plan.windows = windows.map { Window(from: CountedTests.at($0.0), to: CountedTests.at($0.1)) }
    return plan
  }

  @Test func executionsBelongWhereTheyShouldHaveStarted() throws {
    let plan = try plan([(10, 20), (0, 100), (95, 200), (15, 25)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.windows.map { $0.machines[0].succeeded } == [10, 100, 5, 10])
    #expect(recording.windows.map { $0.machines[0].started } == [10, 100, 5, 10])
    #expect(recording.windows.map { $0.calls[.startExecution].admitted } == [10, 100, 5, 10])
    let seen = try #require(recording.within(plan.windows[1]))
    #expect(seen.machines[0].latency.mean == recording.machines[0].latency.mean)
    #expect(seen.machines[0].parts == recording.machines[0].parts && seen.machines[0].parts.reduce(0, +) == 300e9)
    #expect(seen.latencyByDepth[0].count == 100)
    #expect(recording.within(Window(from: .zero, to: CountedTests.at(1))) == nil)
  }

  @Test func theWarmUpAndTheEndCountAsElsewhere() throws {
    let plan = try plan([(10, 40), (90, 100)], warmup: 20, horizon: .at(.zero + Span(nanoseconds: 97_500_000_000)))
    let recording = try simulate(plan, replication: 0)
    let (early, late) = (recording.windows[0].machines[0], recording.windows[1].machines[0])
    #expect(early.started == 20 && early.succeeded == 20)
    #expect(late.started == 8 && late.running + late.succeeded == 8 && late.running > 0)
    #expect(late.unfinishedAges.count == late.running)
  }

  /// A burst of starts after ten seconds: those of children lie in windows of their own.
  @Test func childrenBelongWhereTheyShouldHaveStarted() throws {
    let waits = """
      {"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":10,"Next":"Start"},"Start":{"Type":"Task",
      "Resource":"arn:aws:states:::states:startExecution.sync",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Leaf"))","Input":{}},"End":true}}}
      """
    let recording = try simulate(
      plan([(0, 5), (5, 15)], definition: waits, load: World.burst(7)), replication: 0)
    #expect(recording.windows.map { $0.machines[0].succeeded } == [7, 0])
    #expect(recording.windows.map { $0.machines[1].succeeded } == [0, 7])
    #expect(recording.windows[1].latencyByDepth.map(\.count) == [0, 7])
  }

  @Test func whoGivesUpIsCountedWhereHeBegan() throws {
    let load = CountedTests.trace(Array(repeating: (5, [:]), count: 10))
    let recording = try simulate(
      plan([(0, 5), (5, 6)], load: load, quotas: World.bucket(4, 1)), replication: 0)
    #expect(recording.windows.map { $0.machines[0].rejected } == [0, 6])
    #expect(recording.windows.map { $0.machines[0].succeeded } == [0, 4])
    #expect(recording.windows[1].calls[.startExecution].throttled == 6)
  }

  @Test func nobodyPaysForWhatNobodyAsksFor() throws {
    let recording = try simulate(plan([]), replication: 0)
    #expect(recording.windows.isEmpty && recording.batches.isEmpty)
    var many = try plan([], load: CountedTests.poisson(2, seconds: 100), warmup: 10)
    many.replications = 2
    #expect(try simulate(many, replication: 0).batches.isEmpty)
  }

  /// Whatever counts of a run that is alone is in one of its batches.
  @Test func batchesAreAllOfTheRun() throws {
    var plan = try plan(
      [], load: CountedTests.poisson(2, seconds: 1_000), warmup: 100,
      horizon: .counted(atLatest: CountedTests.at(2_000)))
    plan.replications = 1
    #expect(plan.hasBatches)
    let recording = try simulate(plan, replication: 0)
    for count in [30, 20, 10] {
      let batches = recording.batches(count)
      #expect(batches.count == count)
      #expect(batches.reduce(0) { $0 + $1.machines[0].started } == recording.machines[0].started)
      #expect(batches.reduce(0) { $0 + $1.machines[0].latency.count } == recording.machines[0].latency.count)
      #expect(batches.reduce(0) { $0 + $1.machines[0].latency.sum } == recording.machines[0].latency.sum)
    }
    #expect(recording.independentBatches == 30)
  }

  @Test func squaresTellHowReplicationsDiffer() throws {
    var total = SeriesTotal(try plan([]).account)
    for open in [3, 5, 10] {
      var bin = TimeSeries.Bin()
      bin.open = open
      total.add(TimeSeries(bins: [bin]))
    }
    let values = [3.0, 5, 10]
    let filled = total.filled()
    let spread = SeriesSpread(
      try #require(filled.bins.first), try #require(filled.squares.first), of: total,
      student: total.student)
    #expect(abs(spread.open - (Estimate(replications: values).halfWidth ?? 0)) < 1e-9)
    #expect(spread.transitions == 0 && spread.transitionWait.isNaN)
    total.add(TimeSeries(width: .seconds(2), bins: [TimeSeries.Bin()]))
    #expect(total.filled().squares.isEmpty)
    var alone = SeriesTotal(try plan([]).account, isAlone: true)
    alone.add(TimeSeries(bins: [TimeSeries.Bin()]))
    #expect(alone.filled().squares.isEmpty && alone.filled().bins.count == 1)
  }
}
