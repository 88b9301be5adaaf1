import Prelude
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

/// What was lost comes first, then why, then what would help.
@Suite struct DamageTests {
  private func place(
    _ kind: ErrorRecord.Kind, _ error: String = "", machine: Int = 0, state: String = "S"
  ) -> ErrorRecord.Place {
    ErrorRecord.Place(machine: machine, state: state, kind: kind, error: error)
  }

  private func recording(
    failed: Int = 0, rejected: Int = 0, of arrived: Int, _ rows: [ErrorRecord] = []
  ) -> Recording {
    var recording = Samples.standard[0]
    recording.outside.arrived = arrived
    (recording.outside.failed, recording.outside.rejected) = (failed, rejected)
    recording.outside.succeeded = arrived - failed - rejected
    recording.errors = rows
    return recording
  }

  private func row(_ place: ErrorRecord.Place, root: ErrorRecord.Place? = nil, lost: Int, cause: String = "")
    -> ErrorRecord
  {
    var row = ErrorRecord(place)
    row.root = root
    row.fatal = lost
    if place.kind != .rejected { (row.ended, row.endedOutside) = (lost, lost) }
    row.cause = cause
    return row
  }

  @Test func theFirstLineIsTheDamageAndTheNextTheCause() {
    let boom = row(place(.error, "Boom"), lost: 50, cause: "no luck.")
    let model = Samples.model(recordings: [recording(failed: 50, of: 50, [boom])])
    let lines = model.text(color: false, width: 100).split(separator: "\n")
    #expect(lines[0] == "100 % of 50 executions did not succeed: 50 failed.")
    #expect(lines[1] == "  50 failed at Root.S with Boom: no luck.")
    #expect(model.text(color: true, width: 100).hasPrefix("\u{1B}[31m100 %"))
  }

  @Test func aNestedFailureIsExplainedByItsRoot() {
    let child = place(.error, "Boom", machine: 1, state: "F")
    var inner = row(child, lost: 3, cause: "no luck")
    inner.endedOutside = 0
    let outer = row(place(.error, "States.TaskFailed"), root: child, lost: 3)
    let findings = Samples.model(recordings: [recording(failed: 3, of: 10, [inner, outer])]).findings
    #expect(findings[1].text == "3 failed at Root.S with States.TaskFailed, which came of Boom at Leaf.F: no luck.")
  }

  /// 24,000 calls in 60 s: (24,000 − 1,300) / 300 − 60 = 15.7 s of backlog.
  @Test func whatCanBeCarriedIsSaidInNumbers() {
    var plan = Samples.plan()
    plan.load[0].arrivals = .constant(.perSecond(400), duration: .seconds(60))
    plan.load[0].retry = .policy(
      RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 3, maxDelay: nil, fullJitter: false))
    var lost = recording(rejected: 4_701, of: 24_000, [row(place(.rejected, "ThrottlingException"), lost: 4_701)])
    lost.calls[.startExecution].admitted = 19_299
    let findings = Samples.model(plan, [lost]).findings
    #expect(findings[0].text == "20 % of 24,000 executions did not succeed: 4,701 rejected.")
    #expect(
      findings[2].text == "You offer 400 calls of StartExecution a second, and 300/s can be carried once the bucket of "
        + "1,300 is empty, after 13.0 s: ask for 400/s, or offer 300 executions a second; the last retry comes after "
        + "7.00 s, the backlog needs 15.7 s.")
  }

  /// Every root starts a child: of the 4,000 calls 1,300 are carried at once, and the rest in 9 s.
  @Test func aBurstIsHeldAgainstTheBucketWithAllItsCalls() throws {
    let starter = try MachineModel(
      "Root", .standard,
      """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Leaf"))"},
      "Retry":[{"ErrorEquals":["E"],"MaxAttempts":3}],"End":true}}}
      """)
    var plan = Samples.plan(machines: [starter, Samples.machine("Leaf")])
    plan.load[0].arrivals = .burst(count: 2_000, at: .zero)
    var lost = recording(failed: 500, of: 2_000, [row(place(.throttled, "E"), lost: 500)])
    lost.calls[.startExecution].admitted = 3_500
    lost.machines[1].rejected = 500
    #expect(
      Samples.model(plan, [lost]).findings[2].text == "4,000 calls of StartExecution, 2 for each execution, meet a "
        + "bucket of 1,300 with 300/s: ask for a larger one, or spread them over 13.3 s; the last retry comes after "
        + "7.00 s, the backlog needs 9.00 s.")
  }

  @Test func noLimitBindsOnlyWhereNothingFailed() {
    var failing = recording(failed: 2, of: 500)
    failing.calls[.startExecution].throttled = 0
    for index in failing.machines.indices { failing.machines[index].parts = [0, 0, 0, 0, 9, 0, 0, 1] }
    let texts = Samples.model(recordings: [failing]).findings.map(\.text)
    #expect(!texts.contains { $0.contains("No limit binds") })
    #expect(texts.contains { $0.hasPrefix("None of 5,500 calls was refused; most of Root's") })
  }

  @Test func whereWorkWasLostTheBucketDoesNotDecideTheEnd() {
    #expect(Samples.shared.findings.contains { $0.text.contains("cannot be over before") })
    let model = Samples.model(recordings: [recording(rejected: 1, of: 500)])
    #expect(!model.findings.contains { $0.text.contains("cannot be over before") })
  }

  @Test func aRoundCostsTheEventsOfItsStates() throws {
    let poll = try MachineModel(
      "Poll", .standard,
      """
      {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"T"},"T":{"Type":"Task","Resource":
      "\(ARNs.function("F"))","Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"E"}],
      "Default":"W"},"E":{"Type":"Succeed"}}}
      """)
    let rounds = Rounds(machine: poll.definition)
    for name in ["W", "T", "C"] {
      #expect(rounds.events(around: try #require(poll.definition.states.firstIndex { $0.name == name })) == 9)
    }
    #expect(rounds.events(around: try #require(poll.definition.states.firstIndex { $0.name == "E" })) == nil)
    let plan = Samples.plan(machines: [poll, Samples.machine("Leaf")])
    let lost = recording(failed: 3, of: 3, [row(place(.historyFull, state: "C"), lost: 3)])
    #expect(Samples.model(plan, [lost]).findings[1].text.contains("costs 9 events, so that about 2,777 rounds fill it"))
  }

  @Test func rowsOfAllReplicationsAddUp() {
    var first = recording(of: 1, [row(place(.error, "A"), lost: 1, cause: "first")])
    var second = recording(of: 1, [row(place(.error, "A"), lost: 2, cause: "second")])
    (first.replication, second.replication) = (3, 7)
    let table = ErrorTable([first, second])
    #expect(table.rows.count == 1)
    #expect(table.rows[0].fatal == 3 && table.rows[0].cause == "first" && table.rows[0].replication == 3)
  }

  /// As many names of a state are kept of all replications as of one.
  @Test func namesOfAllReplicationsAreBounded() {
    let many = (0..<3).map { replication in
      recording(of: 1, (0..<60).map { row(place(.error, "E\(replication * 60 + $0)"), lost: 1) })
    }
    let table = ErrorTable(many)
    #expect(table.rows.count == 65 && table.rows.reduce(0) { $0 + $1.fatal } == 180)
  }
}
