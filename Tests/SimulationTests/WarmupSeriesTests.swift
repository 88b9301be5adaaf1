import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// The series in which a warm-up is found.
@Suite struct WarmupSeriesTests {
  /// Two executions start in each second; the first so many seconds they take longer.
  private func level(slow: Int, seconds: Int = 400, depth: Int = 0) throws -> LevelSeries {
    var log = LevelLog()
    defer { log.deallocate() }
    for second in 0..<seconds {
      let latency = Int64(second < slow ? 10 * (slow - second) : 1) * 1_000_000_000
      for _ in 0..<2 { log.add(.succeeded, latency: latency, start: second, end: second) }
    }
    return try #require(log.series(machine: 0, depth: depth, width: .seconds(1)))
  }

  private func plan(end: Int) throws -> Plan {
    let arrivals = LoadStream.Arrivals.poisson(perSecond: 2, duration: .seconds(end))
    var plan = World.plan(
      [try .init("Root", .standard, World.pass)],
      load: [LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: .none)])
    plan.warmupOrigin = .sought
    return plan
  }

  @Test func binsHoldFiveExecutionsAndEndWithTheLoad() throws {
    let levels = [try level(slow: 0), try level(slow: 0, depth: 1)]
    let series = WarmupSeries(try plan(end: 300), levels, width: .seconds(1))
    #expect(series.step == .seconds(3) && series.values.count == 100)
    #expect(series.values.allSatisfy { $0 == 1 })
  }

  @Test func theTransientIsDeleted() throws {
    let plan = try plan(end: 400)
    var total = SeriesTotal(plan.account)
    var series = TimeSeries(bins: [TimeSeries.Bin()])
    series.levels = [try level(slow: 45)]
    total.add(series)
    let found = plan.withWarmup(foundIn: total)
    #expect(found.warmup == .seconds(45) && found.warmupOrigin == .found && found.study == .steadyState)
    series.levels = [try level(slow: 390)]
    total = SeriesTotal(plan.account)
    total.add(series)
    #expect(plan.withWarmup(foundIn: total).warmupOrigin == .atLimit)
  }

  @Test func fewExecutionsTellNothing() throws {
    let found = try plan(end: 400).withWarmup(foundIn: SeriesTotal(plan(end: 400).account))
    #expect(found.warmup == .zero && found.warmupOrigin == .atLimit)
  }
}
