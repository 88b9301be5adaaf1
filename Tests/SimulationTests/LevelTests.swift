import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// What a recording holds of each machine at each nesting depth, over time.
@Suite struct LevelTests {
  private func sum(_ level: LevelSeries, _ counts: LevelSeries.Count...) -> Int {
    counts.reduce(0) { $0 + Int(level.values($1).reduce(0, +)) }
  }

  @Test func whatLevelsHoldAddsUpToTheCounts() throws {
    let recording = try simulate(RunTests.fanOut(maxAttempts: 100), replication: 0)
    let series = recording.series.levels
    #expect(series.map(\.depth) == [0, 1] && series.map(\.machine) == [0, 1])
    #expect(series.map { sum($0, .admitted) } == [30, 150])
    #expect(series.map { sum($0, .throttled) }.reduce(0, +) == recording.calls[.startExecution].throttled)
    #expect(series.allSatisfy { sum($0, .throttled) > 0 })
    for (level, machine) in zip(series, recording.machines) {
      #expect(sum(level, .succeeded) == machine.succeeded && sum(level, .completed) == machine.succeeded)
      #expect(sum(level, .failed, .timedOut, .aborted, .rejected, .lost, .unfinished) == 0)
      #expect(abs(level.latencySums.reduce(0, +) - machine.latency.sum * 1e-9) < 1e-6)
    }
    #expect(recording.levels.map(\.ended) == [30, 150] && recording.levels.map(\.children) == [150, 0])
    #expect(recording.levels.reduce(0) { $0 + $1.transitions } == recording.transitions)
    #expect(recording.levels.reduce(0) { $0 + $1.events } == recording.historyEvents)
    #expect(recording.levels[0].retries == series[1].values(.throttled).reduce(0) { $0 + Int($1) })
    #expect(recording.services.map(\.calls) == [150])
  }

  @Test func whoGivesUpIsLostWhereItWasWanted() throws {
    let recording = try simulate(RunTests.fanOut(maxAttempts: 0, quotas: World.bucket(40, 1)), replication: 0)
    let outside = recording.series.levels[0]
    #expect(sum(outside, .lost) == recording.outside.unsuccessful)
    #expect(sum(outside, .rejected) == recording.outside.rejected)
    let nested = try #require(recording.levels.last)
    #expect(nested.depth == 1 && nested.givenUp == recording.machines[1].rejected && nested.givenUp > 0)
  }

  /// One a second, each for 100 s: what is wanted and not over is known when the warm-up ends and when the run does.
  @Test func whatIsInTheSystemIsKept() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}"#
    let load = LoadStream(
      machine: 0, arrivals: .constant(.perSecond(1), duration: .seconds(200)), input: [:], retry: .none)
    let plan = World.plan(
      [try MachineModel("Root", .standard, wait)], load: [load], warmup: .milliseconds(50_500),
      horizon: .at(.zero + .milliseconds(120_500)))
    let recording = try simulate(plan, replication: 0)
    let machine = recording.machines[0]
    #expect(machine.inSystemAtWarmup == 51 && machine.inSystemAtEnd == 100 && machine.running == 70)
    #expect(machine.unfinishedAges.count == 70 && machine.unfinishedAges.min == 500_000_000)
    #expect(recording.series.levels[0].values(.unfinished).reduce(0, +) == 100)
    #expect(recording.series.levels[0].values(.completed)[..<21] == ArraySlice(repeating: 1, count: 21))
  }

  @Test func retriesAreTransitionsOfTheirOwn() throws {
    let machine = """
      {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","Retry":[{"ErrorEquals":["A"],
      "MaxAttempts":2}],"Catch":[{"ErrorEquals":["A"],"Next":"Done"}],"Next":"Done"},"Done":{"Type":"Succeed"}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    service.errors = [.init(name: "A", cause: "", probability: 1)]
    for kind in [MachineModel.Kind.standard, .express] {
      let plan = World.plan([try MachineModel("M", kind, machine)], services: [service], load: [World.burst(10)])
      let recording = try simulate(plan, replication: 0)
      let isStandard = kind == .standard
      #expect(recording.transitions == (isStandard ? 40 : 0) && recording.retries() == (isStandard ? 20 : 0))
      #expect(Metric.retriesRatio.values([recording])[0].isNaN == !isStandard)
      if isStandard { #expect(Metric.ownRetriesRatio.values([recording]) == [0.5]) }
    }
  }

  /// The service answers after a second, the callback 10 s later: no more than the second is the service's.
  @Test func waitingForACallbackIsAPartOfItsOwn() throws {
    let task = """
      {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters":{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}},"End":true}}}
      """
    var service = ServiceModel(name: "arn:aws:states:::sqs:sendMessage", latency: try .constant(.seconds(1)))
    service.callback = .init(after: try .constant(.seconds(10)), error: nil)
    let plan = World.plan([try MachineModel("M", .standard, task)], services: [service], load: [World.burst(3)])
    let machine = try simulate(plan, replication: 0).machines[0]
    #expect(machine.succeeded == 3 && machine.parts.reduce(0, +) == machine.latency.sum)
    #expect(machine.parts[Part.callback.rawValue] == 30e9 && machine.parts[Part.service.rawValue] == 3e9)
  }

  @Test func sumsDoNotDependOnTheOrder() throws {
    let plan = try RunTests.fanOut(maxAttempts: 100)
    var series = try (0..<3).map { try simulate(plan, replication: $0).series }
    // One of them is wider and odd.
    series[1].halve()
    for index in series[1].levels.indices { series[1].levels[index].halve() }
    func total(_ order: [Int]) -> String {
      var total = SeriesTotal(plan.account)
      for index in order { total.add(series[index]) }
      let filled = total.filled()
      let levels = total.levels.map { "\($0.latencySums) \($0.values(.throttled)) \($0.sketch)" }
      return "\(filled.bins) \(filled.services) \(levels)"
    }
    let first = total([0, 1, 2])
    for order in [[1, 0, 2], [2, 1, 0], [0, 2, 1]] { #expect(total(order) == first) }
  }

  /// Bins double, and those of the sketch do; nothing is lost.
  @Test func halvingKeepsTheSums() throws {
    var log = LevelLog()
    defer { log.deallocate() }
    for bin in 0..<1_000 { log.add(.succeeded, latency: 1_000_000, start: bin, end: bin) }
    for _ in 0..<5 { log.halve() }
    let series = try #require(log.series(machine: 0, depth: 0, width: .seconds(32)))
    #expect(series.binCount == 32 && series.values(.completed).reduce(0, +) == 1_000)
    #expect(series.values(.completed).first == 32 && series.values(.succeeded).last == 8)
    #expect(series.sketch.width == 32_000_000_000 && series.sketch.binCount == 32)
  }

  @Test(arguments: [1, 999, 5_000, 123_456_789, 40_000_000_000, 8_640_000_000_000_000] as [Int64])
  func aSketchIsWithinSevenPercent(nanoseconds: Int64) throws {
    var log = LevelLog()
    defer { log.deallocate() }
    log.add(.succeeded, latency: nanoseconds, start: 0, end: 0)
    let series = try #require(log.series(machine: 0, depth: 0, width: .seconds(1)))
    let value = try #require(series.sketch.quantile(0.5, inBin: 0))
    #expect(nanoseconds < 1_024 ? value < 1.1e-6 : abs(value / (Double(nanoseconds) * 1e-9) - 1) < 0.07)
  }
}

extension LevelTests {
  @Test(arguments: [
    (Execution.Status.succeeded, LevelSeries.Count.succeeded), (.failed, .failed), (.timedOut, .timedOut),
    (.aborted, .aborted),
  ])
  func endsHaveTheColumnsOfTheirStatuses(status: Execution.Status, count: LevelSeries.Count) {
    #expect(Int(status.rawValue) == count.rawValue)
  }
}
