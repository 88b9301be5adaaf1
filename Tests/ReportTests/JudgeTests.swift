import StepFunctions
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

/// Verdicts by intervals over the replications.
@Suite struct JudgeTests {
  /// Roots of 1 to 10 s, evenly; every replication is a tenth slower than the one before.
  private func recordings(
    _ replications: Int = 20, roots: Int = 1_000, change: (inout MachineRecording) -> Void = { _ in }
  ) -> [Recording] {
    (0..<replications).map { replication in
      var machine = MachineRecording()
      (machine.started, machine.succeeded) = (roots, roots)
      for index in 0..<roots {
        let seconds = (1 + 9 * Double(index) / Double(roots)) * (1 + 0.01 * Double(replication))
        machine.latency.add(Int64(seconds * 1e9))
      }
      change(&machine)
      return Recording(replication: replication, machines: [machine], tasks: [], series: TimeSeries())
    }
  }

  private func verdict(_ expectation: Simulation.Expectation, _ recordings: [Recording]) throws -> Verdict {
    let plan = Samples.plan(machines: [Samples.machine("Root")], expectations: [expectation])
    return try #require(Samples.model(plan, recordings).verdicts.first)
  }

  private func latency(
    _ statistic: Metric.Statistic?, _ comparison: Simulation.Expectation.Comparison, _ seconds: Double,
    for share: Double? = nil
  ) -> Simulation.Expectation {
    Samples.expectation("Root", .latency, statistic, comparison, seconds, for: share)
  }

  @Test(
    arguments: [
      (Metric.Statistic.p99, 15, Verdict.Outcome.met), (.p99, 11.4, .undecided), (.p99, 9, .notMet), (.p50, 7, .met),
      (.p50, 6.03, .undecided), (.p50, 5, .notMet), (.mean, 7, .met), (.mean, 6.03, .undecided), (.mean, 5, .notMet),
    ] as [(Metric.Statistic, Double, Verdict.Outcome)])
  func theIntervalDecides(statistic: Metric.Statistic, bound: Double, outcome: Verdict.Outcome) throws {
    let recordings = recordings()
    #expect(try verdict(latency(statistic, .less, bound), recordings).outcome == outcome)
    let opposite: [Verdict.Outcome: Verdict.Outcome] = [.met: .notMet, .notMet: .met, .undecided: .undecided]
    #expect(try verdict(latency(statistic, .greaterOrEqual, bound), recordings).outcome == opposite[outcome])
  }

  @Test func theIntervalHoldsTheValueAndIsShown() throws {
    let verdict = try verdict(latency(.p50, .less, 6.03), recordings())
    let (value, interval) = (try #require(verdict.value), try #require(verdict.interval))
    #expect(interval.lower < value && value < interval.upper)
    #expect(verdict.measured.contains(" s (") && verdict.measured.contains("needs ≈ "))
    #expect((verdict.replicationsNeeded ?? 0) > 20)
  }

  /// All that succeed are fast, and 41 % time out.
  @Test func whatFailsExceedsEveryBound() throws {
    let recordings = recordings { machine in
      (machine.succeeded, machine.timedOut, machine.started) = (1_000, 700, 1_700)
    }
    let verdict = try verdict(latency(.p99, .less, 15), recordings)
    #expect(verdict.outcome == .notMet)
    #expect(verdict.measured == "beyond what succeeded; 41 % did not succeed")
    #expect(try self.verdict(latency(.p50, .less, 15), recordings).outcome == .met)
    #expect(try self.verdict(latency(.max, .less, 1e6), recordings).outcome == .notMet)
    #expect(try self.verdict(latency(.mean, .less, 7), recordings).measured.hasSuffix("of the 59 % that succeeded"))
    let succeeded = Samples.expectation("Root", .latencyOfSucceeded, .p99, .less, 15)
    #expect(try self.verdict(succeeded, recordings).outcome == .met)
  }

  @Test func whatIsNotOverLeavesItOpen() throws {
    let few = recordings { $0.unfinishedAges.add(5_000_000_000) }
    #expect(try verdict(latency(.p99, .less, 15), few).outcome == .met)
    let many = recordings { $0.unfinishedAges.add(5_000_000_000, times: 30) }
    let verdict = try verdict(latency(.p99, .less, 15), many)
    #expect(verdict.outcome == .undecided && verdict.measured.contains("were not over"))
    #expect(try self.verdict(latency(.p50, .less, 15), many).outcome == .met)
    #expect(try self.verdict(latency(.p99, .less, 5), many).outcome == .notMet)
    let old = recordings { $0.unfinishedAges.add(20_000_000_000, times: 30) }
    #expect(try self.verdict(latency(.p99, .less, 15), old).outcome == .notMet)
  }

  @Test(arguments: [
    (10.0, 0.5, Verdict.Outcome.met), (10, 0.99, .notMet), (30, 0.99, .met), (30, 0.999, .undecided),
    (1e-3, 0.01, .notMet),
  ])
  func attainmentIsAShare(bound: Double, share: Double, outcome: Verdict.Outcome) throws {
    let verdict = try verdict(latency(nil, .less, bound, for: share), recordings())
    #expect(verdict.outcome == outcome)
    #expect(verdict.measured.contains("%"))
  }

  @Test func oneReplicationSaysNothingOfTheSpread() throws {
    for expectation in [
      latency(.p99, .less, 100), latency(.mean, .less, 100), Samples.expectation("Root", .failed, .ratio, .less, 0.5),
    ] {
      let verdict = try verdict(expectation, recordings(1))
      #expect(verdict.outcome == .undecided)
      #expect(verdict.measured.hasSuffix("one replication says nothing of the spread: replications: 20"))
    }
    #expect(try verdict(Samples.expectation("Root", .failed, nil, .equal, 0), recordings(1)).outcome == .met)
    #expect(try verdict(latency(.max, .less, 100), recordings(1)).outcome == .met)
  }

  /// However far away the bound is, few executions, or many that are worth few, say nothing of one in a hundred.
  @Test(arguments: [(1, 3), (2, 3), (2, 2_000), (20, 10), (3, 150)])
  func fewExecutionsDoNotSupportAPercentile(replications: Int, roots: Int) throws {
    let verdict = try verdict(latency(.p99, .less, 3_600), recordings(replications, roots: roots))
    #expect(verdict.outcome == .undecided)
    #expect(
      try self.verdict(latency(nil, .less, 3_600, for: 0.99), recordings(replications, roots: roots)).outcome
        == .undecided)
    // 299 independent ones, of which none exceeds it, say that fewer than one in a hundred do.
    if roots == 10 { #expect((30...200).contains(verdict.replicationsNeeded ?? 0)) }
    let opposite: Verdict.Outcome = replications > 1 ? .notMet : .undecided
    #expect(try self.verdict(latency(.p99, .less, 0.001), recordings(replications, roots: roots)).outcome == opposite)
  }

  @Test func whoMayStopAtSeveralLooksIsStricter() throws {
    var plan = Samples.plan(
      machines: [Samples.machine("Root")], replications: 400, expectations: [latency(.mean, .less, 6.92)])
    func outcome() throws -> Verdict.Outcome {
      try #require(Samples.model(plan, recordings(45)).verdicts.first).outcome
    }
    #expect(try outcome() == .met)
    plan.stopsEarly = true
    #expect(plan.verdictConfidence(after: 20) < 0.97 && plan.verdictConfidence(after: 30) > 0.99)
    #expect(try outcome() == .undecided)
  }

  @Test func noFailureIsAsGoodAsManyExecutionsSay() throws {
    let recordings = recordings()
    #expect(try verdict(Samples.expectation("Root", .failed, .ratio, .less, 0.001), recordings).outcome == .met)
    let verdict = try verdict(Samples.expectation("Root", .failed, .ratio, .less, 0.0001), recordings)
    #expect(verdict.outcome == .undecided && verdict.measured.hasPrefix("0 (0 – 0.000184 if independent)"))
  }

  @Test func whatWaitsIsCensored() throws {
    let recordings = recordings { $0.running = 100 }
    let verdict = try verdict(Samples.expectation("Root", .censored, .ratio, .less, 0.2), recordings)
    #expect(verdict.value == 0.1 && verdict.outcome == .met)
  }

  @Test func depthsTasksAndCallsAreAskedFor() throws {
    var recordings = recordings()
    for index in recordings.indices {
      recordings[index].latencyByDepth = [Sample(), recordings[index].machines[0].latency]
      recordings[index].tasks = [TaskRecording(machine: 0, state: "Run", resource: "")]
      for attempt in 0..<1_000 { recordings[index].tasks[0].attempts.add(attempt < 995 ? 1 : 3) }
      recordings[index].calls[.startExecution].admitted = 900
      recordings[index].calls[.startExecution].throttled = 100 + index
    }
    func expectation(_ metric: Metric, _ subject: Int, _ statistic: Metric.Statistic, _ value: Double)
      -> Simulation.Expectation
    {
      Simulation.Expectation(
        text: "", metric: metric, subject: subject, statistic: statistic, comparison: .less, value: value)
    }
    #expect(try verdict(expectation(.latencyOfDepth, 1, .p99, 15), recordings).outcome == .met)
    #expect(try verdict(expectation(.latencyOfDepth, 0, .p99, 15), recordings).outcome == .undecided)
    #expect(try verdict(expectation(.attempts, 0, .p99, 2), recordings).outcome == .met)
    #expect(try verdict(expectation(.attempts, 0, .p999, 2), recordings).outcome == .notMet)
    #expect(try verdict(expectation(.throttled, 0, .ratio, 0.2), recordings).outcome == .met)
    #expect(try verdict(expectation(.throttled, 0, .ratio, 0.1), recordings).outcome == .notMet)
  }
}
