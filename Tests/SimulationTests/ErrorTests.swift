import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// Every error has a row that says where it was met, what became of it, and what it came of.
@Suite struct ErrorTests {
  /// `Root.Start error<Child.F Boom: retried 1 caught 0 fatal 1 ended 1`
  private func text(_ recording: Recording, _ plan: Plan) -> [String] {
    func text(_ place: ErrorRecord.Place) -> String {
      "\(plan.account.machines[place.machine].name).\(place.state) \(place.kind) \(place.error)"
    }
    return recording.errors.map { row in
      let ends = [row.retried, row.caught, row.fatal, row.ended].map { String($0) }.joined(separator: " ")
      return "\(text(row.place))\(row.root.map { " < " + text($0) } ?? ""): \(ends)"
    }
  }

  private func lines(_ machines: [(String, String)], quotas: Quotas = .unlimited, input: JSON = [:]) throws -> [String]
  {
    let plan = World.plan(
      try machines.map { try MachineModel($0.0, .standard, $0.1) }, quotas: quotas,
      load: [World.burst(2, input: input)])
    return text(try simulate(plan, replication: 0), plan)
  }

  private static let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Boom","Cause":"no luck"}}}"#
  private static func parent(_ more: String) -> String {
    """
    {"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
    "Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))","Input":{}}\(more),"End":true}
    \(more.contains("Catch") ? #","Ok":{"Type":"Succeed"}"# : "")}}
    """
  }
  private static let once = #","Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1}]"#
  private static let caught = #","Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"Ok"}]"#

  @Test(arguments: [("", "0 0 2 2", 2), (once, "2 0 2 2", 4), (caught, "0 2 0 0", 2), (once + caught, "2 2 0 0", 4)])
  func aNestedFailureLeadsToItsRoot(more: String, ends: String, children: Int) throws {
    let root = "Child.F error Boom"
    #expect(
      Set(try lines([("Root", Self.parent(more)), ("Child", Self.fail)])) == [
        "\(root): 0 0 \(children) \(children)", "Root.Start error States.TaskFailed < \(root): \(ends)",
      ])
  }

  @Test func theInnermostErrorIsTheRootOfAllAroundIt() throws {
    let middle = Self.parent("").replacing("Start\"", with: "Mid\"")
    let root = Self.parent("").replacing("Child", with: "Middle")
    let found = try lines([("Root", root), ("Middle", middle), ("Child", Self.fail)])
    #expect(found.contains("Root.Start error States.TaskFailed < Child.F error Boom: 0 0 2 2"))
    #expect(found.contains("Middle.Mid error States.TaskFailed < Child.F error Boom: 0 0 2 2"))
  }

  @Test func theErrorOfABranchIsTheForksToo() throws {
    let map = """
      {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.a","ItemProcessor":{"StartAt":"F","States":{"F":
      {"Type":"Fail","Error":"Boom"}}},"End":true}}}
      """
    #expect(
      Set(try lines([("Root", map)], input: ["a": [1]])) == [
        "Root.F error Boom: 0 0 2 0", "Root.M error Boom < Root.F error Boom: 0 0 2 2",
      ])
  }

  @Test func aMapRunsFailureLeadsToItsChild() throws {
    let parent = try MapRunLoadTests.parent(items: 3, children: #""F":{"Type":"Fail","Error":"Boom"}"#.work)
    let plan = World.plan([parent], quotas: MapRunLoadTests.unlimited, load: [World.burst(1)])
    let found = text(try simulate(plan, replication: 0), plan)
    let name = "States.ExceedToleratedFailureThreshold"
    #expect(found.contains("Parent.Map error \(name) < Parent/Map.Work error Boom: 0 0 1 1"), "\(found)")
  }

  @Test func endsWithoutAnErrorHaveRowsToo() throws {
    let loop = """
      {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"P"},"P":{"Type":"Pass","Next":"W"}}}
      """
    var quotas = Quotas.unlimited
    quotas.historyEvents = 25_000
    #expect(try lines([("Root", loop)], quotas: quotas) == ["Root.P historyFull : 0 0 2 2"])
    let timed = loop.replacing("{\"StartAt\"", with: "{\"TimeoutSeconds\":5,\"StartAt\"")
    #expect(try lines([("Root", timed)], quotas: quotas) == ["Root.W timedOut : 0 0 2 2"])
    let express = World.plan([try MachineModel("Root", .express, loop)], load: [World.burst(1)])
    #expect(text(try simulate(express, replication: 0), express) == ["Root.W expressLimit : 0 0 1 1"])
  }

  /// Of a refused start the retries are counted by the state, and by nothing else.
  @Test func refusedStartsAreRows() throws {
    let plan = World.plan(
      [
        try MachineModel("Root", .standard, World.starter("Child", maxAttempts: 2)),
        try MachineModel("Child", .standard, World.pass),
      ], quotas: World.bucket(11, 0), load: [World.burst(10)])
    let recording = try simulate(plan, replication: 0)
    let name = "StepFunctions.AWSStepFunctionsException"
    #expect(text(recording, plan) == ["Root.Start throttled \(name): 18 0 9 9"])
    #expect(recording.tasks[0].throttled == 27)
  }

  @Test func callersThatGaveUpAreRows() throws {
    let plan = World.plan(
      [try MachineModel("Root", .standard, World.pass)], quotas: World.bucket(3, 0), load: [World.burst(10)])
    let recording = try simulate(plan, replication: 0)
    #expect(text(recording, plan) == ["Root. rejected ThrottlingException: 0 0 7 0"])
    #expect(recording.outside.arrived == 10 && recording.outside.rejected == 7 && recording.outside.succeeded == 3)
  }

  @Test func aTokenThatNobodyAnswersIsARow() throws {
    let ask = HazardTests.waiting(#""Next":"F""#).replacing("\"TimeoutSeconds\":5,", with: "")
    let plan = World.plan(
      [try MachineModel("Root", .standard, ask)],
      services: [
        ServiceModel(name: HazardTests.token, latency: .zero), ServiceModel(name: ARNs.function("F"), latency: .zero),
      ], load: [World.burst(4)])
    #expect(text(try simulate(plan, replication: 0), plan) == ["Root.W unanswered : 0 0 4 0"])
  }

  /// Data may name errors: what is kept is bounded, and what is counted is all.
  @Test func namesOutOfDataAreBounded() throws {
    let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","ErrorPath":"$.name"}}}"#
    var load = World.burst(1)
    load.arrivals = .trace((0..<100).map { (at: .zero, input: ["name": .string("E\($0)")]) })
    let plan = World.plan([try MachineModel("Root", .standard, fail)], load: [load])
    let rows = try simulate(plan, replication: 0).errors
    #expect(rows.count == ErrorLedger.rowsPerState + 1)
    #expect(rows.last?.place.kind == .others && rows.last?.ended == 100 - ErrorLedger.rowsPerState)
  }

  @Test func aSampleIsTheFirst() throws {
    let plan = World.plan([try MachineModel("Root", .standard, Self.fail)], load: [World.burst(2)])
    let row = try #require(try simulate(plan, replication: 0).errors.first)
    #expect(row.cause == "no luck" && row.execution.count == 36)
  }

  @Test func aRowThatIsMissingBreaksALaw() throws {
    let plan = World.plan([try MachineModel("Root", .standard, Self.fail)], load: [World.burst(2)])
    var recording = try simulate(plan, replication: 0)
    var totals = ErrorLedger.Totals()
    (totals.fatal, totals.ended) = (2, 2)
    #expect(recording.brokenErrorLaw(totals) == nil)
    recording.machines[0].failed = 3
    #expect(recording.brokenErrorLaw(totals)?.contains("of which [3, 0, 0] failed") == true)
    recording.errors = []
    #expect(recording.brokenErrorLaw(totals)?.contains("sum to") == true)
  }
}

extension String {
  /// The state as the one that the children of `MapRunLoadTests.parent` start at.
  fileprivate var work: String { replacing("\"F\"", with: "\"Work\"") }
}
