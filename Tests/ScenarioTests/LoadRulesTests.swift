import Chance
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import Testing

@testable import Scenario
@testable import Simulation

/// The rules foretell what a run will do: here both are asked.
@Suite struct LoadRulesTests {
  static let quotas = "quotas: { StartExecution: { bucket: 50, refill: 20/s } }"

  static func nested(_ child: String, attempts: Int, jitter: String = "NONE", count: Int = 1) -> String {
    let task = """
      {"StartAt": "Run", "States": {"Run": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "\(ARN.stateMachine(child).text)", "Input": {}},
        "Retry": [{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "MaxAttempts": \(attempts),
          "JitterStrategy": "\(jitter)"}]}}}
      """
    if count == 1 { return task }
    let items = (1...count).map(String.init).joined(separator: ",")
    return """
      {"StartAt": "I", "States": {"I": {"Type": "Pass", "Result": [\(items)], "Next": "M"},
        "M": {"Type": "Map", "End": true, "ItemProcessor": \(task)}}}
      """
  }

  struct Outcome {
    var plan: Plan
    var warnings: [Diagnostic]
    var recording: Recording

    func messages(_ rule: String) -> [String] { warnings.filter { $0.rule == rule }.map(\.message) }
    func given(_ name: String) -> (rejected: Int, started: Int) {
      let index = plan.account.machines.firstIndex { $0.name == name } ?? 0
      return (recording.machines[index].rejected, recording.machines[index].started)
    }
  }

  /// A scenario of `Root`, which starts `Middle`, which starts `Leaf`: what is foretold of it and what becomes of it.
  static func outcome(
    _ more: String, root: String = Sample.pass, middle: String = Sample.pass, leaf: String = Sample.pass
  ) throws -> Outcome {
    let folder = try Folder(["root.json": root, "middle.json": middle, "leaf.json": leaf])
    let yaml = """
      region: us-east-1
      stateMachines:
        { Root: { definition: root.json }, Middle: { definition: middle.json }, Leaf: { definition: leaf.json } }
      \(more)
      """
    let (plan, found) = ScenarioReader.read(bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true)
    let valid = try #require(plan, "\(found.map(\.text))")
    return Outcome(plan: valid, warnings: found, recording: try simulate(valid, replication: 0))
  }

  /// When the bucket of StartExecution was first empty, to a second.
  static func emptyAt(_ recording: Recording) -> Double? {
    let series = recording.series
    guard let index = series.bins.firstIndex(where: { $0.calls[.startExecution].throttled > 0 }) else { return nil }
    return Double(index) * series.width.seconds
  }

  // MARK: Sustained load

  @Test func theBucketIsEmptyWhenItIsSaid() throws {
    let run = try Self.outcome("load: [ { start: Root, arrivals: { rate: 400/s }, for: 60s } ]")
    #expect(
      run.messages("load.above-refill") == [
        "StartExecution: 400/s of Root × 1 call = 400/s, and 300/s are refilled: the bucket of 1300 is empty after "
          + "1300 / (400 - 300) = 13.0 s; then what is above the refill is refused"
      ])
    // The 5,200th call, in the second before.
    #expect(Self.emptyAt(run.recording) == 12)
    #expect(run.given("Root").rejected == 4_701)
  }

  @Test(
    arguments: [
      // Streams, calls per root, when the bucket is empty.
      ("{ start: Root, arrivals: { rate: 4/s }, for: 60s }", 11, 2.1),
      ("{ start: Root, arrivals: { rate: 2/s }, for: 60s }", 11, 25.0),
      ("{ start: Root, arrivals: { rate: 2/s }, for: 20s }", 11, nil),
      ("{ start: Root, arrivals: { rate: 1/s }, for: 60s }", 11, nil),
      (
        "{ start: Root, arrivals: { rate: 1/s }, for: 1m }, { start: Middle, arrivals: { rate: 14/s }, for: 1m }", 11,
        10
      ),
      ("{ start: Root, arrivals: { poisson: 22/s }, for: 20m }", 1, 25),
      ("{ start: Root, arrivals: { poisson: 15/s }, for: 5m }", 1, nil),
      ("{ start: Root, arrivals: { ramp: { from: 10/s, to: 40/s } }, for: 60s }", 1, 34.1),
    ] as [(String, Int, Double?)])
  func everyLoadIsForetold(streams: String, calls: Int, empty: Double?) throws {
    let root = calls == 1 ? Sample.pass : Self.nested("Middle", attempts: 20, jitter: "FULL", count: calls - 1)
    let run = try Self.outcome("load: [ \(streams) ]\n" + Self.quotas, root: root)
    let said = run.messages("load.above-refill")
    #expect(said.count == (empty == nil ? 0 : 1), "\(said)")
    let measured = Self.emptyAt(run.recording)
    guard let empty else { return #expect(measured == nil) }
    #expect(try #require(said.first).contains(" \(empty) s"), "\(said)")
    // Chance moves the time of random arrivals, and of calls that come together the last finds none a little before.
    let slack = streams.contains("poisson") ? 20.0 : streams.contains("ramp") ? 6 : calls == 1 ? 1.2 : 6
    #expect(abs(try #require(measured) - empty) <= slack, "\(measured ?? -1)")
  }

  @Test func transitionsHaveABucketToo() throws {
    let run = try Self.outcome(
      """
      load: [ { start: Root, arrivals: { rate: 10/s }, for: 60s } ]
      quotas: { StateTransition: { bucket: 100, refill: 15/s } }
      """,
      root: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#)
    #expect(
      run.messages("load.above-refill") == [
        "StateTransition: 10/s of Root × 2 transitions = 20/s, and 15/s are refilled: the bucket of 100 is empty "
          + "after 100 / (20 - 15) = 20.0 s; then each waits for its token"
      ])
    // 10 s of transitions are still owed when the load ends.
    #expect(Metric.makespan.values([run.recording])[0] > 70)
  }

  /// A loop that never ends costs no more than a moment, and nothing is said of what is not known.
  @Test func aRootThatNeverEndsIsNotTried() throws {
    let forever = #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "Next": "C"}, "C": {"Type": "Choice", "Choices":
        [{"Variable": "$.done", "IsPresent": true, "Next": "E"}], "Default": "A"}, "E": {"Type": "Succeed"}}}
      """#
    let folder = try Folder(["root.json": forever])
    let found = folder.problems(
      """
      region: us-east-1
      stateMachines: { Root: { definition: root.json } }
      load: [ { start: Root, arrivals: { rate: 400/s }, for: 60s } ]
      quotas: { HistoryEvents: unlimited }
      """)
    #expect(found.allSatisfy { !$0.contains("refilled") })
  }

  // MARK: Bursts

  /// 200 roots against 50 tokens and 20 a second, which are 7.5 s for each level.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 8], ["NONE", "FULL"])
  func burstsGiveUpWhereItIsSaid(attempts: Int, jitter: String) throws {
    for count in [1, 5] {
      let callers = "{ interval: 1s, rate: 2, maxAttempts: \(attempts), jitter: \(jitter) }"
      let run = try Self.outcome(
        "load: [ { start: Root, arrivals: { burst: 200 }, retry: \(callers) } ]\n" + Self.quotas,
        root: Self.nested("Middle", attempts: max(1, attempts), jitter: jitter, count: count),
        middle: Self.nested("Leaf", attempts: max(1, attempts), jitter: jitter))
      let said = run.messages("load.impatient")
      for (machine, who) in [("Root", "the outside callers"), ("Middle", "Run of Root"), ("Leaf", "Run of Middle")] {
        let (rejected, started) = run.given(machine)
        let isSaid = said.contains { $0.contains(" \(who) ") }
        let share = Double(rejected) / Double(max(1, rejected + started))
        // Between the two it is chance's; behind a level that loses most nothing is foretold.
        if share > 0.05, rejected > 15 { #expect(!said.isEmpty, "\(machine) \(share) \(count)") }
        if rejected == 0 { #expect(!isSaid, "\(machine) \(count) \(said.filter { $0.contains(" \(who) ") })") }
      }
    }
  }

  @Test func aBurstNamesItsNumbers() throws {
    let run = try Self.outcome(
      """
      load: [ { start: Root, arrivals: { burst: 2000 },
        retry: { interval: 1s, rate: 2, maxAttempts: 3, jitter: NONE } } ]
      """,
      root: Self.nested("Middle", attempts: 3), middle: Self.nested("Leaf", attempts: 3))
    let said = run.messages("load.impatient")
    #expect(said.count == 1)
    #expect(
      said.first?.hasPrefix(
        "the burst of Root makes 2000 × 3 StartExecution calls (Root 1, Middle 1, Leaf 1) = 6000 calls; with 1300 "
          + "tokens and 300/s more the last needs (6000 - 1300) / 300/s = 15.7 s, and the last retry of Run of Root "
          + "comes after 7 s: some ") == true, "\(said)")
    #expect(run.given("Middle").rejected > 700)
  }

  @Test func outsideCallersWithoutRetryAreCounted() throws {
    let run = try Self.outcome("load: [ { start: Root, arrivals: { burst: 2000 } } ]")
    #expect(
      run.messages("load.impatient") == [
        "the burst of Root makes 2000 × 1 StartExecution call = 2000 calls; with 1300 tokens and 300/s more the last "
          + "needs (2000 - 1300) / 300/s = 2.3 s, and the outside callers do not call again: some 35 % of them give up"
      ])
    #expect(run.given("Root").rejected == 700)
  }

  /// The shipped fan-out with fewer retries than its own twenty.
  @Test(arguments: [(1, "1 s"), (2, "3 s"), (3, "7 s"), (5, "31 s")])
  func theFanOutNeedsItsRetries(attempts: Int, patience: String) throws {
    let shipped = CommittedScenarioTests.folder + "nested-fanout"
    func text(_ name: String) throws -> String {
      String(decoding: try File.read(shipped + name), as: UTF8.self)
    }
    var files: [String: String] = ["leaf.asl.json": try text("/leaf.asl.json")]
    for name in ["root.asl.json", "middle.asl.json"] {
      files[name] = try text("/" + name).replacing("\"MaxAttempts\": 20", with: "\"MaxAttempts\": \(attempts)")
    }
    let folder = try Folder(files)
    let yaml = try text(".yaml").replacing("nested-fanout/", with: "")
    let (plan, found) = ScenarioReader.read(bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true)
    let said = found.filter { $0.rule == "load.impatient" }.map(\.message)
    #expect(said.count == 2)
    #expect(said.allSatisfy { $0.contains("= 22200 calls; with 1300 tokens and 300/s more the last needs") })
    #expect(said.allSatisfy { $0.contains("(22200 - 1300) / 300/s = 69.7 s") && $0.contains("after \(patience), ") })
    let recording = try simulate(try #require(plan), replication: 0)
    // Callers of Middle and of Leaf, as it is said of both.
    #expect(recording.machines[0].rejected == 0)
    #expect(recording.machines[1].rejected > 0 && recording.machines[2].rejected > 0)
    #expect(recording.machines[0].failed > 150)
  }

  @Test func mapRunsHaveABucketToo() throws {
    let root = #"""
      {"StartAt": "I", "States": {"I": {"Type": "Pass", "Result": [1, 2], "Next": "M"},
        "M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
          "ExecutionType": "EXPRESS"}, "StartAt": "L", "States": {"L": {"Type": "Succeed"}}}}}}
      """#
    let load = "load: [ { start: Root, arrivals: { rate: 35/s }, for: 30s } ]"
    let run = try Self.outcome(load + "\noverheads: none", root: root)
    #expect(
      run.messages("load.above-refill") == [
        "StartMapRun: 35/s of Root × 1 Map Run = 35/s, and 25/s are refilled: the bucket of 25 is empty after "
          + "25 / (35 - 25) = 2.5 s; then each waits for its token"
      ])
    // Of 1,050 Map Runs the last begins 40 s after the first ones at the earliest.
    #expect(Metric.makespan.values([run.recording])[0] > 40)
  }

  // MARK: Histories

  @Test func theHistoryIsFullWhenItIsSaid() throws {
    let root = #"""
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "C"}, "C": {"Type": "Choice", "Choices":
        [{"Variable": "$.done", "BooleanEquals": true, "Next": "E"}], "Default": "W"}, "E": {"Type": "Succeed"}}}
      """#
    let run = try Self.outcome(
      """
      load: [ { start: Root, arrivals: { burst: 1 }, input: { done: false } } ]
      overheads: none
      """, root: root)
    #expect(
      run.messages("history.endless-loop") == [
        #"the loop "W" → "C" never ends once it is begun: nothing in it changes what its Choice looks at; it costs "#
          + "4 events a round: the execution fails at 25000 events, after 6249 rounds, which is 8.7 hours"
      ])
    #expect(run.messages("load.full-history").count == 1)
    #expect(run.messages("load.full-history")[0].contains(" 31250 s after its start"))
    #expect(run.recording.largestHistory == 25_000)
    #expect(Metric.makespan.values([run.recording]) == [31_250])
  }
}
