import StepFunctions
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

/// Verdicts on differences of made-up recordings.
@Suite struct ComparisonTests {
  /// Twelve replications of roots of about 10 s; `noise` is what the sides do not share.
  private func recordings(
    _ factor: Double = 1, noise: Double = 0, roots: Int = 1_000, replications: Int = 12, lost: Int = 0
  ) -> [Recording] {
    (0..<replications).map { replication in
      var machine = MachineRecording()
      (machine.started, machine.succeeded, machine.failed) = (roots, roots - lost, lost)
      let shared = 1 + 0.05 * Double(replication % 4)
      let own = 1 + noise * (replication.isMultiple(of: 2) ? 1 : -1)
      for index in 0..<(roots - lost) {
        machine.latency.add(Int64((10 + Double(index) / Double(roots)) * shared * own * factor * 1e9))
      }
      return Recording(replication: replication, machines: [machine], tasks: [], series: TimeSeries())
    }
  }

  private func comparison(
    _ base: [Recording], _ candidate: [Recording], expectations: [Simulation.Expectation] = [],
    threshold: Double = 0.01, seed: UInt64 = 42
  ) -> Comparison {
    let plan = Samples.plan(machines: [Samples.machine("Root")], expectations: expectations)
    var other = plan
    other.seed = seed
    return Comparison(
      base: ComparedRun(Samples.model(plan, base)), candidate: ComparedRun(Samples.model(other, candidate)), gates: [],
      threshold: threshold, version: "1")
  }

  @Test(
    arguments: [
      (1, 0, 0.01, .identical), (1.05, 0, 0.01, .regressed), (0.95, 0, 0.01, .improved), (1.05, 0, 0.1, .withinNoise),
      (1.002, 0, 0.01, .withinNoise), (1.002, 0, 0, .regressed), (1.02, 0.05, 0.01, .inconclusive),
      (1.05, 0.005, 0.01, .regressed), (0.9, 0.3, 0.01, .inconclusive),
    ] as [(Double, Double, Double, ComparedRow.Outcome)])
  func theIntervalAndTheThresholdDecide(
    factor: Double, noise: Double, threshold: Double, outcome: ComparedRow.Outcome
  ) throws {
    let expectations = [Samples.expectation("Root", .latency, .mean, .less, 1)]
    let comparison = comparison(
      recordings(), recordings(factor, noise: noise), expectations: expectations, threshold: threshold)
    let row = try #require(comparison.gates.first)
    #expect(comparison.gates.count == 1 && row.name == "Root.latency.mean" && row.outcome == outcome)
    if factor != 1 { #expect(try #require(row.interval).contains(row.difference)) }
  }

  /// More is worse of latencies, and less of what succeeds.
  @Test func whatIsWorseDependsOnTheMetric() throws {
    let expectations = [Samples.expectation("Root", .succeeded, nil, .equal, 1)]
    let fewer = comparison(recordings(), recordings(roots: 900), expectations: expectations)
    #expect(fewer.gates.map(\.outcome) == [.regressed])
    let more = comparison(recordings(roots: 900), recordings(), expectations: expectations)
    #expect(more.gates.map(\.outcome) == [.improved])
  }

  @Test func withoutExpectationsLatencyAndFailuresAreTheGate() {
    func names(_ roots: Int, _ replications: Int) -> [String] {
      let all = recordings(roots: roots, replications: replications)
      return comparison(all, all).gates.map(\.name)
    }
    #expect(names(1_000, 12) == ["Root.latency.mean", "Root.latency.p99", "Root.failed.ratio"])
    // 250 executions support no p99.
    #expect(names(50, 5) == ["Root.latency.mean", "Root.latency.p95", "Root.failed.ratio"])
    #expect(names(2, 5) == ["Root.latency.mean", "Root.failed.ratio"])
  }

  /// Else a side that gives up where it would be slow looked better for it.
  @Test func whatFailsExceedsEveryPercentile() throws {
    let expectations = [Samples.expectation("Root", .latency, .p99, .less, 20)]
    let comparison = comparison(recordings(), recordings(0.9, lost: 100), expectations: expectations)
    let row = try #require(comparison.gates.first)
    #expect(row.outcome == .regressed && row.candidate == .infinity && row.candidateText == "not reached")
    #expect(row.note == "it lies among executions that did not succeed")
    let text = comparison.text(color: false, width: 100)
    #expect(text.contains("✗ Root.latency.p99: it lies among executions that did not succeed"))
  }

  @Test func aPercentileOfFewSaysNothing() throws {
    let expectations = [Samples.expectation("Root", .latency, .p99, .less, 20)]
    let few = comparison(recordings(roots: 50), recordings(1.5, roots: 50), expectations: expectations)
    let row = try #require(few.gates.first)
    #expect(row.outcome == .inconclusive && row.note == "p99 needs 1,000 executions")
    #expect(few.outcome == .inconclusive)
  }

  /// Bonferroni's intervals are wider, Holm's p values larger.
  @Test func theGateIsCorrectedForItsNumber() throws {
    let all = [Metric.Statistic.mean, .p50, .p95].map { Samples.expectation("Root", .latency, $0, .less, 1) }
    let (base, candidate) = (recordings(), recordings(1.03, noise: 0.01))
    let one = try #require(comparison(base, candidate, expectations: [all[0]]).gates.first)
    let three = try #require(comparison(base, candidate, expectations: all).gates.first)
    let (wide, narrow) = (try #require(three.interval), try #require(one.interval))
    #expect(wide.upper - wide.lower > narrow.upper - narrow.lower)
    #expect(try #require(three.adjustedPValue) > #require(one.adjustedPValue))
    #expect(three.pValue == one.pValue)
  }

  @Test func theAttainedShareIsCompared() throws {
    let expectations = [Samples.expectation("Root", .latency, nil, .less, 11, for: 0.4)]
    let row = try #require(
      comparison(recordings(), recordings(1.05), expectations: expectations).gates.first)
    #expect(row.outcome == .regressed && row.difference < 0)
  }

  @Test func otherSeedsAreNotPaired() throws {
    let comparison = comparison(recordings(), recordings(1.05), seed: 43)
    #expect(try #require(comparison.gates.first).correlation == nil)
    #expect(comparison.notes.count == 1 && comparison.text(color: false, width: 100).contains("not paired"))
  }

  /// Half of the executions a tenth faster, half a tenth slower.
  @Test func anotherShapeIsNoted() {
    let spread = recordings().enumerated().map { replication, recording in
      var recording = recording
      var latency = Sample()
      let shared = 1 + 0.05 * Double(replication % 4)
      for index in 0..<1_000 {
        let value = (10 + Double(index) / 1_000) * shared
        latency.add(Int64((value + (index % 2 == replication % 2 ? 1 : -1)) * 1e9))
      }
      recording.machines[0].latency = latency
      return recording
    }
    let found = comparison(recordings(), spread)
    #expect(found.shapes.map(\.machine) == ["Root"] && found.shapes[0].distance > 0.1)
    #expect(found.text(color: false, width: 100).contains("Latencies of Root have another shape"))
    #expect(comparison(recordings(), recordings(1.05)).shapes.isEmpty, "the mean tells it")
  }

  @Test func namesOfOneSideAreSaid() {
    let plan = Samples.plan(machines: [Samples.machine("Root")])
    let other = Samples.plan(machines: [Samples.machine("Start")])
    let comparison = Comparison(
      base: ComparedRun(Samples.model(plan, recordings())), candidate: ComparedRun(Samples.model(other, recordings())),
      gates: [], threshold: 0.01, version: "1")
    #expect(comparison.gates.map(\.outcome) == [.inconclusive, .inconclusive, .inconclusive])
    #expect(comparison.gates[0].note == "the candidate has no Root")
    #expect(comparison.notes == ["Only the base has the machine Root.", "Only the candidate has the machine Start."])
  }

  @Test func thePageDrawsBothSides() throws {
    let found = comparison(recordings(), recordings(1.05, lost: 20))
    let distribution = try #require(found.distributions.first)
    #expect(distribution.machine == "Root" && distribution.base.count == 12)
    let shifts = distribution.shifts
    #expect(shifts.map(\.p).prefix(2) == [0.05, 0.1], "20 of 1,000 that failed are beyond p99")
    #expect(!shifts.contains { $0.p > 0.98 })
    #expect(shifts.allSatisfy { $0.difference > 0.4 && $0.interval?.contains($0.difference) == true })
    let page = ComparisonPage(comparison: found).html
    for text in ["Root: both distributions", "Root: shift of the percentiles", "Kolmogorov", "<code>Root.latency.p99"] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(page.ranges(of: "class=\"line blue\"").count == 2, "wide and narrow")
  }

  @Test func thePageOfOneThatIsIdenticalSaysSo() {
    let page = ComparisonPage(comparison: comparison(recordings(), recordings())).html
    #expect(page.contains("✓ identical") && page.contains("The distributions are the same."))
  }
}
