import Prelude
import StepFunctions
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

@Suite struct FindingTests {
  @Test func throttlingIsSaidInOneSentence() {
    let first = Samples.shared.findings[0]
    #expect(first.weight == .binding)
    #expect(
      first.text == "StartExecution refused 94 % of its calls; the bucket ran empty in 41 of 60 s; 83 % of Root's "
        + "latency was backing off after throttled calls. 5,500 calls through a bucket of 1,300 with 300/s cannot be "
        + "over before 14.0 s; this took 60.1 ± 0.2 s.")
  }

  /// 4,200 calls beyond the bucket in half of 14 seconds, or in what is expected.
  @Test func whatWouldHelpIsSaidInNumbers() {
    let found = Samples.shared.findings.filter { $0.weight == .cure }
    let words = "To be over in 7.00 s at best, in place of 14.0 s, StartExecution needs a refill of 600/s; or spread"
    #expect(found.count == 1 && found[0].text.hasPrefix(words), "\(found)")
    let bound = Samples.expectation("Root", .latency, .p50, .less, 1)
    let judged = Samples.model(Samples.plan(expectations: [bound]), Samples.standard)
    let other = judged.findings.first { $0.weight == .cure }?.text ?? ""
    #expect(judged.verdicts[0].outcome != .notMet || other.hasPrefix("To be over in 1.00 s at best"), "\(other)")
    #expect(judged.verdicts[0].outcome == .notMet)
  }

  @Test func callsWaitUntilTheyAreAdmittedOrGivenUp() {
    // Five are wanted at once: two are admitted, one and then another give up, and one waits on.
    let rows: [[LevelSeries.Count: Int]] = [
      [.completed: 2, .lost: 2, .unfinished: 1, .admitted: 2], [.rejected: 2], [:],
    ]
    let counts = rows.flatMap { row in LevelSeries.Count.allCases.map { row[$0] ?? 0 } }
    let level = LevelSeries(
      machine: 0, depth: 0, counts: counts, latencies: [0, 0, 0], sketch: LatencySketch())
    var series = TimeSeries()
    series.bins = Array(repeating: TimeSeries.Bin(), count: 10)
    series.bins[0].calls[.startExecution].admitted = 2
    series.levels = [level]
    var total = SeriesTotal(Samples.plan().account)
    total.add(series)
    let average = AverageSeries(total, serviceCount: 1, actions: [.startExecution])
    #expect(average.waiting(atDepth: 0, Samples.plan()) == [3] + Array(repeating: 1, count: 9))
    #expect(average.waiting(atDepth: 1, Samples.plan()) == Array(repeating: 0, count: 10))
    #expect(average.shownEnd == 3, "two bins of ten, and a little more")
    #expect(average.cutText?.hasSuffix(": nothing happens after.") == true, "\(average.cutText ?? "")")
  }

  @Test func theRarestStragglersAreNotShown() {
    func series(late: Int, lost: Int = 0) -> AverageSeries {
      var series = TimeSeries()
      series.bins = Array(repeating: TimeSeries.Bin(), count: 10)
      series.bins[1].transitions = 1_000
      series.bins[9].transitions = late
      let counts = (0..<10).flatMap { bin in LevelSeries.Count.allCases.map { $0 == .failed && bin == 8 ? lost : 0 } }
      series.levels = [
        LevelSeries(
          machine: 0, depth: 0, counts: counts, latencies: Array(repeating: 0, count: 10), sketch: LatencySketch())
      ]
      var total = SeriesTotal(Samples.plan().account)
      total.add(series)
      return AverageSeries(total, serviceCount: 1, actions: [.startExecution])
    }
    #expect(series(late: 1).shownEnd == 3)
    #expect(series(late: 1).cutText?.hasSuffix(": less than 0.1 % of what happens comes after.") == true)
    #expect(series(late: 2).shownEnd == 10)
    #expect(series(late: 1, lost: 1).shownEnd == 10, "no loss is left out")
  }

  @Test func withoutRefusalsNoLimitBinds() {
    let recordings = Samples.standard.map { recording in
      var quiet = recording
      quiet.calls[.startExecution].throttled = 0
      for index in quiet.machines.indices { quiet.machines[index].failed = 0 }
      for index in quiet.machines.indices { quiet.machines[index].parts = [0, 0, 0, 0, 9, 0, 0, 1] }
      return quiet
    }
    let findings = Samples.model(recordings: recordings).findings
    #expect(
      findings[0].text
        == "No limit binds: none of 5,500 calls was refused; most of Root's latency, 90 %, was services at work.")
  }

  @Test func aFewRefusalsDoNotBind() {
    var recording = Samples.standard[0]
    recording.calls[.startExecution].throttled = 3
    for index in recording.machines.indices { recording.machines[index].failed = 0 }
    for index in recording.machines.indices { recording.machines[index].parts = [0, 0, 0, 0, 9, 0, 0, 1] }
    let findings = Samples.model(recordings: [recording]).findings
    #expect(findings[0].text == "No limit binds; most of Root's latency, 90 %, was services at work.")
    #expect(findings[1].weight == .notable && findings[1].text.hasPrefix("StartExecution refused 0.055 % of its calls"))
  }

  @Test func theLargestShareBinds() {
    var recording = Samples.standard[0]
    recording.calls[.startExecution].throttled = 0
    recording.machines[0].parts = [6, 0, 0, 1, 3, 0, 0, 0]
    recording.machines[1].parts = [5, 0, 0, 3, 2, 0, 0, 0]
    let findings = Samples.model(recordings: [recording]).findings
    #expect(
      findings[0].text.hasPrefix(
        "StateTransition delayed executions: 60 % of Root's latency was waiting for a StateTransition token"))
    #expect(
      findings[1].text == "A service's concurrency held work up: 30 % of Leaf's latency was queueing at services.")
    #expect(findings[1].weight == .notable)
  }

  @Test func failuresNameTheErrorThatEndedMost() {
    var recording = Samples.standard[0]
    recording.machines[0].failed = 5
    recording.machines[1].timedOut = 2
    let text = Samples.model(recordings: [recording]).findings.map(\.text).joined(separator: "\n")
    #expect(text.contains("5 executions of Root failed or timed out, "))
    #expect(text.contains("that started, most by Busy at Root.Start."))
    #expect(text.contains("4 executions of Leaf failed or timed out, "))
  }

  @Test func whatStillRunsAndWhatGaveUpIsSaid() {
    var recording = Samples.standard[0]
    recording.machines[0].running = 7
    recording.machines[1].rejected = 4
    recording.largestHistory = 24_000
    let model = Samples.model(recordings: [recording])
    let text = model.findings.map(\.text).joined(separator: "\n")
    #expect(text.contains("Executions still running when the run ended: 7 of Root. They are counted"))
    #expect(text.contains("Callers gave up on 4 executions of Leaf"))
    #expect(text.contains("The longest history had 24,000 events of the 25,000"))
    #expect(text.contains("498 executions of Root are too few for p99, which needs 1,000: --replications 3"))
    let screen = model.text(color: false, width: 100)
    #expect(screen.contains("running") && screen.contains("rejected"))
  }

  @Test(
    arguments: [
      (22_200, 1300, 300, 69.6666666666), (1300, 1300, 300, 0), (10, 1300, 300, 0), (9761, 1300, 300, 28.2033333333),
    ] as [(Double, Int, Int, Double)])
  func theBucketBoundsTheFinish(calls: Double, capacity: Int, refill: Int, seconds: Double) throws {
    let bucket = Quotas.Bucket.tokens(capacity: capacity, refill: .perSecond(refill))
    #expect(abs(try #require(Action.earliestFinish(calls, bucket)) - seconds) < 1e-6)
    #expect(Action.earliestFinish(calls, .unlimited) == nil)
    #expect(Action.earliestFinish(calls, .tokens(capacity: 1, refill: .perSecond(0))) == nil)
  }

  @Test func seriesOfDifferentWidthsAndLengthsAverage() {
    var (short, long) = (TimeSeries(), TimeSeries(width: .seconds(2)))
    for second in 0..<4 {
      var bin = TimeSeries.Bin()
      (bin.calls[.startExecution].admitted, bin.tokensLeft, bin.open) = (10 * (second + 1), 0, 5)
      short.bins.append(bin)
    }
    for _ in 0..<3 {
      var bin = TimeSeries.Bin()
      (bin.calls[.startExecution].throttled, bin.tokensLeft, bin.open) = (8, 100, 1)
      long.bins.append(bin)
    }
    var account = Samples.plan().account
    account.quotas[.startExecution] = .tokens(capacity: 30, refill: .perSecond(10))
    for order in [[short, long], [long, short]] {
      var total = SeriesTotal(account)
      for one in order { total.add(one) }
      let series = AverageSeries(total, serviceCount: 1, actions: [.startExecution])
      #expect(series.width == 2)
      #expect(series.bins.map { $0.calls[.startExecution].admitted } == [7.5, 17.5, 0])
      #expect(series.bins.map { $0.calls[.startExecution].throttled } == [2, 2, 2])
      #expect(series.bins.map(\.tokensLeft) == [50, 50, 60])
      #expect(series.bins.map(\.open) == [3, 3, 3])
    }
  }

  @Test func occurrencesCountEveryValueOnce() {
    var sample = Sample()
    for (value, count) in [(0, 5), (1, 1), (7, 3), (400, 2)] { for _ in 0..<count { sample.add(Int64(value)) } }
    let spread = Spread([sample], unit: .calls)
    #expect(spread.occurrences().map { [Int($0.value), $0.count] } == [[0, 5], [1, 1], [7, 3], [400, 2]])
    #expect(spread.occurrences(limit: 2).map { [Int($0.value), $0.count] } == [[0, 5], [1, 6]])
    #expect(Spread([], unit: .calls).occurrences().isEmpty)
  }
}
