import Testing

@testable import Report
@testable import Simulation

/// Verdicts on estimates alone.
@Suite struct VerdictTests {
  struct Row: Sendable {
    let expectation: Simulation.Expectation
    let outcome: Verdict.Outcome
    let measured: String

    init(_ expectation: Simulation.Expectation, _ outcome: Verdict.Outcome, _ measured: String) {
      (self.expectation, self.outcome, self.measured) = (expectation, outcome, measured)
    }
  }

  static let ratio = "0.004 (0.00147 – 0.00869 if independent)"

  static let rows = [
    Row(
      Samples.expectation("Root", .failed, .ratio, .less, 0.001), .notMet, ratio),
    Row(
      Samples.expectation("Root", .failed, .ratio, .lessOrEqual, 0.004), .met,
      ratio),
    Row(Samples.expectation("Root", .failed, nil, .equal, 2), .met, "2"),
    Row(Samples.expectation("Root", .started, nil, .greaterOrEqual, 500), .met, "500"),
    Row(Samples.expectation("Leaf", .running, nil, .greater, 0), .notMet, "0"),
    Row(Samples.expectation("Root", .latency, .p99, .less, 0.001), .notMet, ""),
    Row(
      Samples.expectation("Root", .latency, .p999, .less, 1e9), .undecided,
      "p999 needs 10,000 independent values, the 1,494 are worth 999"),
    Row(Samples.expectation("Leaf", .latency, .p999, .less, 1e9), .met, ""),
    Row(Samples.expectation("Root", .retriesPerAdmittedCall, .min, .equal, 0), .met, "0"),
    Row(Samples.expectation("Root", .duration, .mean, .greater, 0), .met, ""),
    Row(Samples.expectation("StartExecution", .throttled, nil, .less, 82_500), .notMet, "82,500"),
    Row(Samples.expectation("StartExecution", .offered, nil, .equal, 88_000), .met, "88,000"),
    Row(Samples.expectation("", .makespan, nil, .less, 61), .met, "60.1 ± 0.2 s"),
    Row(Samples.expectation("", .peakOpen, nil, .less, 4001), .notMet, "4,001 ± 2.5"),
    Row(
      Samples.expectation("Nobody", .started, nil, .less, 1), .undecided,
      "the result has no such machine"),
  ]

  static let verdicts = Samples.model(Samples.plan(expectations: rows.map(\.expectation), judging: .point)).verdicts

  @Test(arguments: rows.indices) func judges(index: Int) {
    let (row, verdict) = (Self.rows[index], Self.verdicts[index])
    #expect(verdict.text == row.expectation.text)
    #expect(verdict.outcome == row.outcome)
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
    #expect(verdicts.map(\.outcome) == [.undecided, .undecided])
    #expect(
      verdicts.map(\.measured) == [
        "nothing was counted", "no execution succeeded",
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
