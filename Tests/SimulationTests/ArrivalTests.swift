import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// When outside callers come.
@Suite struct ArrivalTests {
  static let hour = Span.seconds(3_600)
  static let curves: [RateCurve] = [
    .constant(3), .ramp(from: 0, to: 9, over: hour), .ramp(from: 9, to: 0, over: hour),
    .steps([
      .init(rate: 5, length: .seconds(600)), .init(rate: 0, length: .seconds(900)), .init(rate: 8, length: hour),
    ]),
    .spike(base: 2, peak: 10, from: .seconds(900), to: .seconds(1_020)),
    .spike(base: 0, peak: 10, from: .seconds(900), to: .seconds(1_020)),
    .sine(mean: 40, amplitude: 20, period: hour, phase: .seconds(700)),
    .sine(mean: 4, amplitude: 4, period: .seconds(60), phase: .zero),
  ]

  /// By Simpson's rule, within each stretch that has no jump.
  private static func integral(_ curve: RateCurve, _ from: Double, _ to: Double) -> Double {
    let steps = 200
    let width = (to - from) / Double(steps)
    return (0..<steps).reduce(0) { sum, step in
      let start = from + Double(step) * width
      let ends = curve.rate(at: start + width * 1e-6) + curve.rate(at: start + width * (1 - 1e-6))
      return sum + (ends + 4 * curve.rate(at: start + width / 2)) * width / 6
    }
  }

  @Test(arguments: curves)
  func totalsAreTheIntegralOfTheRate(curve: RateCurve) {
    let cumulative = CumulativeRate(curve)
    var sum = 0.0
    for start in stride(from: 0.0, to: 3_600, by: 60) {
      sum += Self.integral(curve, start, start + 60)
      #expect(abs(cumulative.total(by: start + 60) - sum) < 1e-3 * max(1, sum))
    }
  }

  @Test(arguments: curves)
  func theInverseTellsWhenTheTotalIsPassed(curve: RateCurve) {
    let cumulative = CumulativeRate(curve)
    let all = cumulative.total(by: 3_600)
    var before = 0.0
    for step in 0..<997 {
      let total = all * Double(step) / 997
      let time = cumulative.time(of: total)
      #expect(time >= before && time < 3_600)
      #expect(abs(cumulative.total(by: time) - total) < 1e-6)
      // The first moment at which there are more, not the first at which there are as many.
      if curve.rate(at: time) > 0.1 { #expect(cumulative.total(by: time + 1e-3) > total) }
      before = time
    }
  }

  @Test func whatIsOverBringsNothing() {
    let steps = CumulativeRate(.steps([.init(rate: 2, length: .seconds(10)), .init(rate: 0, length: .seconds(10))]))
    #expect(steps.time(of: 19.999) < 10 && steps.time(of: 20) == .infinity)
  }

  // MARK: Streams

  static func times(_ stream: LoadStream, seed: UInt64 = 1, replication: Int = 0) -> [Double] {
    let key = StreamKey(seed: seed, replication: replication, purpose: .arrivals)
    var clock = ArrivalClock(stream, end: stream.end, random: key.stream(entity: 1))
    var times: [Double] = []
    while let next = clock.next() { times.append((next - .zero).seconds) }
    return times
  }

  static func stream(_ arrivals: LoadStream.Arrivals, at start: Span = .zero) -> LoadStream {
    var stream = LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: .none)
    stream.start = .zero + start
    return stream
  }

  @Test(arguments: curves)
  func asManyComeAsTheCurveSays(curve: RateCurve) {
    let expected = CumulativeRate(curve).total(by: 3_600)
    let replications = 10
    let counts = (0..<replications).map {
      Double(Self.times(Self.stream(.curve(curve, .poisson, duration: Self.hour)), replication: $0).count)
    }
    let mean = counts.reduce(0, +) / Double(replications)
    #expect(abs(mean - expected) < 4 * (expected / Double(replications)).squareRoot())
    let even = Self.times(Self.stream(.curve(curve, .even, duration: Self.hour)))
    #expect(abs(Double(even.count) - expected) <= 1)
  }

  @Test func evenSpacingIsThatOfTheRate() {
    let times = Self.times(Self.stream(.curve(.constant(4), .even, duration: .seconds(2)), at: .seconds(10)))
    #expect(times == [10, 10.25, 10.5, 10.75, 11, 11.25, 11.5, 11.75])
    #expect(times == Self.times(Self.stream(.constant(.perSecond(4), duration: .seconds(2)), at: .seconds(10))))
  }

  /// Common random numbers: arrival k of a load that is twice as high comes when the unit-rate time says.
  @Test func arrivalsStayInStepWhenTheRateChanges() {
    let slow = Self.times(Self.stream(.poisson(perSecond: 2, duration: .seconds(1_000))))
    let fast = Self.times(Self.stream(.poisson(perSecond: 4, duration: .seconds(1_000))))
    #expect(slow.count > 1_800 && fast.count > slow.count)
    for (index, time) in slow.enumerated() { #expect(abs(fast[index] * 2 - time) < 1e-6) }
    let spike = Self.times(
      Self.stream(.curve(.spike(base: 2, peak: 9, from: .seconds(500), to: .seconds(510)), .poisson, duration: hour)))
    for (index, time) in slow.enumerated() where time < 500 { #expect(abs(spike[index] - time) < 1e-6) }
  }
  private let hour = Self.hour

  @Test func aTraceIsScaledAndRepeated() {
    var table = Timetable([1.0, 2, 4].map { Timetable.Row(at: .zero + Span(seconds: $0)) })
    table.scale = 2
    table.times = 2
    table.every = .seconds(10)
    #expect(Self.times(Self.stream(.timetable(table), at: .seconds(1))) == [1.5, 2, 3, 11.5, 12, 13])
  }

  // MARK: Runs

  private static func run(_ load: LoadStream, seconds: Double, until horizon: Plan.Horizon = .drained) throws
    -> Recording
  {
    let definition = """
      {"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":\(Int(seconds)),"End":true}}}
      """
    return try simulate(
      World.plan([MachineModel("Root", .standard, definition)], load: [load], horizon: horizon), replication: 0)
  }

  @Test func aBatchStartsAllOfItAtOnce() throws {
    var load = World.burst(20)
    load.batch = .constant(7)
    #expect(try Self.run(load, seconds: 1).machines[0].succeeded == 140)
    load.batch = .uniform(0...4)
    let count = try Self.run(load, seconds: 1).machines[0].succeeded
    #expect(count > 10 && count < 80 && count != 40)
  }

  /// A machine-repairman without a repairman: each user's cycle is its thought and its execution.
  @Test func usersWaitForTheirExecutionAndThink() throws {
    let users = LoadStream.Arrivals.users(count: 50, think: try .exponential(mean: 8), duration: .seconds(10_000))
    let recording = try Self.run(Self.stream(users), seconds: 2)
    let expected = 50 * 10_000.0 / 10
    // A renewal process: its count varies by the cycle's squared coefficient of variation, (8/10)².
    let deviation = (expected * 0.64).squareRoot()
    let count = Double(recording.machines[0].succeeded)
    #expect(abs(count - expected) < 4 * deviation)
    #expect(recording.machines[0].started == recording.machines[0].succeeded)
  }

  @Test func usersWithoutAThoughtDoNotStopTime() throws {
    let users = LoadStream.Arrivals.users(count: 2, think: .zero, duration: .seconds(5))
    let recording = try simulate(
      World.plan([MachineModel("Root", .standard, World.pass)], load: [Self.stream(users)]), replication: 0)
    #expect(recording.machines[0].succeeded == 9_998)
  }

  @Test func usersThatAreRefusedThinkAgain() throws {
    let users = LoadStream.Arrivals.users(count: 10, think: try .constant(.seconds(1)), duration: .seconds(100))
    let recording = try simulate(
      World.plan(
        [MachineModel("Root", .standard, World.pass)], quotas: World.bucket(5, 1), load: [Self.stream(users)]),
      replication: 0)
    #expect(recording.machines[0].succeeded == 5 + 98)
    #expect(recording.machines[0].rejected == 990 - 103)
  }
}
