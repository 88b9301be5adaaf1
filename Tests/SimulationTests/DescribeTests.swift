import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Tasks that look at executions.
@Suite struct DescribeTests {
  private static let describe = "arn:aws:states:::aws-sdk:sfn:describeExecution"

  /// Starts a child, and polls it every two seconds until it no longer runs; then `last`.
  private static func poller(_ last: String = #"{"Type":"Pass","End":true}"#) -> String {
    """
    {"StartAt":"Start","States":{
    "Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":{"StateMachineArn":
    "\(ARNs.machine("Child"))","Input":{"a":1}},"ResultPath":"$.child","Next":"Wait"},
    "Wait":{"Type":"Wait","Seconds":2,"Next":"Poll"},
    "Poll":{"Type":"Task","Resource":"\(describe)","Parameters":{"ExecutionArn.$":"$.child.ExecutionArn"},
    "ResultPath":"$.found","Next":"IsOver"},
    "IsOver":{"Type":"Choice","Choices":[{"Variable":"$.found.Status","StringEquals":"RUNNING","Next":"Wait"}],
    "Default":"Last"},
    "Last":\(last)}}
    """
  }

  private static func run(
    _ child: String, _ kind: MachineModel.Kind = .standard, root: String = poller(), burst: Int = 1,
    services: [ServiceModel] = [], quotas: Quotas = .unlimited
  ) throws -> Recording {
    let plan = World.plan(
      [try MachineModel("Root", .standard, root), try MachineModel("Child", kind, child)], services: services,
      quotas: quotas, load: [World.burst(burst)])
    return try simulate(plan, replication: 0)
  }

  private static let waits = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
  private static let fails = """
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"F"},
    "F":{"Type":"Fail","Error":"Broken","Cause":"why"}}}
    """
  private static func choice(_ test: String) -> String {
    #"{"Type":"Choice","Choices":[{"And":[\#(test)],"Next":"Good"}],"Default":"Bad"},"#
      + #""Good":{"Type":"Succeed"},"Bad":{"Type":"Fail"}"#
  }
  private static func equals(_ member: String, _ value: String) -> String {
    #"{"Variable":"$.found.\#(member)","StringEquals":"\#(value)"}"#
  }

  @Test func aPollSeesWhatTheExecutionIs() throws {
    let recording = try Self.run(Self.waits)
    // Polled at 2, 4 and 6 s.
    #expect(recording.makespan == .seconds(6))
    #expect(recording.machines[0].succeeded == 1)
    #expect(recording.paced[Int(APIAction.describeExecution.rawValue)] == 3)
  }

  @Test func itsOutputIsText() throws {
    let test = [Self.equals("Status", "SUCCEEDED"), Self.equals("Output", #"{\"a\":1}"#)].joined(separator: ",")
    #expect(try Self.run(Self.waits, root: Self.poller(Self.choice(test))).machines[0].succeeded == 1)
  }

  @Test func aFailureHasErrorAndCause() throws {
    let test = [Self.equals("Status", "FAILED"), Self.equals("Error", "Broken"), Self.equals("Cause", "why")]
    let root = Self.poller(Self.choice(test.joined(separator: ",")))
    #expect(try Self.run(Self.fails, root: root).machines[0].succeeded == 1)
  }

  /// AWS keeps nothing of an Express execution that could be read.
  @Test(arguments: [("express", "Sfn.InvalidArnException"), ("unknown", "Sfn.ExecutionDoesNotExistException")])
  func notAllCanBeDescribed(kind: String, error: String) throws {
    let unknown = """
      {"StartAt":"Poll","States":{"Poll":{"Type":"Task","Resource":"\(Self.describe)","Parameters":{"ExecutionArn":
      "arn:aws:states:us-east-1:123456789012:execution:Child:x"},"End":true}}}
      """
    let recording =
      kind == "express"
      ? try Self.run(Self.waits, .express) : try Self.run(Self.waits, root: unknown)
    #expect(recording.machines[0].failed == 1)
    #expect(recording.errors.map(\.place.error) == [error])
  }

  @Test func pollsTakeTokens() throws {
    var quotas = Quotas.unlimited
    quotas[.describeExecution] = .tokens(capacity: 1, refill: .perSecond(0))
    let recording = try Self.run(Self.waits, burst: 3, quotas: quotas)
    #expect(recording.machines[0].failed == 3)
    let error = try #require(recording.errors.first { $0.place.machine == 0 })
    #expect(error.place.error == "Sfn.SfnException" && error.cause.contains("Rate exceeded"))
  }

  /// As scenarios were written before.
  @Test func aServiceThatIsNamedAnswers() throws {
    var named = ServiceModel(name: Self.describe, latency: .zero)
    named.result = .constant(["Status": "SUCCEEDED"])
    #expect(try Self.run(Self.waits, services: [named]).makespan == .seconds(5))
    var rest = named
    rest.name = "*"
    #expect(try Self.run(Self.waits, services: [rest]).makespan == .seconds(6))
  }

  /// As many as run at once may be asked for: a semaphore that counts executions.
  @Test func listsTellWhatRuns() throws {
    let root = """
      {"StartAt":"List","States":{"List":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:listExecutions",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))","StatusFilter":"RUNNING"},
      "ResultSelector":{"count.$":"States.ArrayLength($.Executions)"},"Next":"IsFree"},
      "IsFree":{"Type":"Choice","Choices":[{"Variable":"$.count","NumericLessThan":1,"Next":"Start"}],
      "Default":"Wait"},
      "Wait":{"Type":"Wait","Seconds":1,"Next":"List"},
      "Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{
      "StateMachineArn":"\(ARNs.machine("Child"))"},"End":true}}}
      """
    let recording = try Self.run(Self.waits, root: root, burst: 3)
    // One after the other: 5 s each, and whoever finds none running starts the next.
    #expect(recording.machines[0].succeeded == 3)
    #expect(recording.makespan == .seconds(15))
  }

  /// By default the end of a child comes as an event, and takes no token.
  @Test(arguments: [(false, 0), (true, 3)])
  func syncTasksMayTakeThem(takes: Bool, count: Int) throws {
    var quotas = Quotas.unlimited
    quotas[.describeExecution] = .tokens(capacity: 1, refill: .perSecond(1))
    var plan = World.plan(
      [
        try MachineModel("Root", .standard, World.starter("Child", pattern: ".sync:2", maxAttempts: 0)),
        try MachineModel("Child", .standard, World.pass),
      ], quotas: quotas, load: [World.burst(3)])
    plan.account.syncTakesDescribe = takes
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 3)
    #expect(recording.makespan == .seconds(takes ? 2 : 0))
    let paced = recording.paced.isEmpty ? 0 : recording.paced[Int(APIAction.describeExecution.rawValue)]
    #expect(paced == count)
  }
}
