import Testing

@testable import Report
@testable import Simulation

@Suite struct VerdictTests {
  struct Row: Sendable {
    let expectation: Simulation.Expectation
    let met: Bool
    let measured: String

    init(_ expectation: Simulation.Expectation, _ met: Bool, _ measured: String) {
      (self.expectation, self.met, self.measured) = (expectation, met, measured)
    }
  }

  static let rows = [
    Row(Samples.expectation("Root", .failed, .ratio, .less, 0.001), false, "0.004"),
    Row(Samples.expectation("Root", .failed, .ratio, .lessOrEqual, 0.004), true, "0.004"),
    Row(Samples.expectation("Root", .failed, nil, .equal, 2), true, "2"),
    Row(Samples.expectation("Root", .started, nil, .greaterOrEqual, 500), true, "500"),
    Row(Samples.expectation("Leaf", .running, nil, .greater, 0), false, "0"),
    Row(Samples.expectation("Root", .latency, .p99, .less, 0.001), false, ""),
    Row(
      Samples.expectation("Root", .latency, .p999, .less, 1e9), false,
      "cannot be judged: p999 needs 10,000 values, there are 1,494"),
    Row(Samples.expectation("Leaf", .latency, .p999, .less, 1e9), true, ""),
    Row(Samples.expectation("Root", .retriesPerAdmittedCall, .min, .equal, 0), true, "0"),
    Row(Samples.expectation("Root", .duration, .mean, .greater, 0), true, ""),
    Row(Samples.expectation("StartExecution", .throttled, nil, .less, 82_500), false, "82,500"),
    Row(Samples.expectation("StartExecution", .offered, nil, .equal, 88_000), true, "88,000"),
    Row(Samples.expectation("", .makespan, nil, .less, 61), true, "60.1 ± 0.2 s"),
    Row(Samples.expectation("", .peakOpen, nil, .less, 4001), false, "4,001 ± 2.5"),
    Row(
      Samples.expectation("Nobody", .started, nil, .less, 1), false,
      "cannot be judged: the result has no such machine"),
  ]

  /// The longest history of any replication is what may be too long, not the mean.
  @Test func theLongestHistoryIsThatOfAnyReplication() {
    var recordings = Samples.recordings(count: 3, roots: 10)
    for (index, events) in [10, 20_500, 20].enumerated() { recordings[index].largestHistory = events }
    let plan = Samples.plan(expectations: [Samples.expectation("", .largestHistory, nil, .less, 20_000)])
    let verdict = Samples.model(plan, recordings).verdicts[0]
    #expect(!verdict.met && verdict.measured == "20,500")
  }

  static let verdicts = Samples.model(Samples.plan(expectations: rows.map(\.expectation))).verdicts

  @Test(arguments: rows.indices) func judges(index: Int) {
    let (row, verdict) = (Self.rows[index], Self.verdicts[index])
    #expect(verdict.text == row.expectation.text)
    #expect(verdict.met == row.met)
    if !row.measured.isEmpty { #expect(verdict.measured == row.measured) }
  }

  @Test func nothingThatNeverHappenedIsMet() {
    let machines = [Samples.machine("Root"), Samples.machine("Idle")]
    var recording = Samples.standard[0]
    recording.machines[1] = MachineRecording()
    let plan = Samples.plan(
      machines: machines,
      expectations: [
        Samples.expectation("Idle", .failed, .ratio, .less, 1),
        Samples.expectation("Idle", .latency, .max, .less, 1),
      ])
    let verdicts = Samples.model(plan, [recording]).verdicts
    #expect(verdicts.map(\.met) == [false, false])
    #expect(
      verdicts.map(\.measured) == [
        "cannot be judged: no execution of Idle started", "cannot be judged: no execution succeeded",
      ])
  }

  @Test func aRatioIsWhatFailedOfWhatWasAsked() {
    var recording = Samples.standard[0]
    recording.machines[0].started = 80
    recording.machines[0].rejected = 20
    recording.machines[0].failed = 3
    recording.machines[0].timedOut = 2
    #expect(Samples.model(recordings: [recording]).machines[0].failedRatio == 0.25)
  }
}
