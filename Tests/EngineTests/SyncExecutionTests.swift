import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// `aws-sdk:sfn:startSyncExecution`: the answer of the call is the outcome of an Express execution.
@Suite struct SyncExecutionTests {
  static func start(
    parameters: String = #""Input": {"a": 1}"#, fields: String = #", "End": true"#, machine: String = "Child",
    pattern: String = ""
  ) -> String {
    """
    "Start": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution\(pattern)",
      "Parameters": {"StateMachineArn": "\(ARNs.machine(machine))", \(parameters)}\(fields)}
    """
  }

  static func story(
    _ start: String, child: String = NestedTests.working, express: Set<String> = ["Child"],
    quotas: Quotas = Story.quotas(), more: String = ""
  ) throws -> Story {
    try Story(Story.states("Start", start + more), children: ["Child": child], express: express, quotas: quotas)
  }

  @Test(arguments: [["Child"], ["Child", "Parent"]] as [Set<String>])
  func theAnswerIsTheChildsOutcome(express: Set<String>) throws {
    let parameters = #""Input": {"a": 1}, "Name": "n", "TraceHeader": "Root=1""#
    let story = try Self.story(Self.start(parameters: parameters), express: express)
    let response = try #require(story.outcome.output)
    #expect(
      response.keys == [
        "BillingDetails", "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "StartDate",
        "StateMachineArn", "Status", "StopDate", "TraceHeader",
      ])
    #expect(response["BillingDetails"] == ["BilledDurationInMilliseconds": 2_000, "BilledMemoryUsedInMB": 64])
    #expect(response["Input"] == #"{"a":1}"# && response["Output"] == #"{"b":2}"#)
    #expect(response["Name"] == "n" && response["Status"] == "SUCCEEDED" && response["TraceHeader"] == "Root=1")
    #expect(response["StartDate"] == "2025-01-01T00:00:00.000Z" && response["StopDate"] == "2025-01-01T00:00:02.000Z")
    let arn = response["ExecutionArn"]?.string ?? ""
    #expect(arn.hasPrefix("arn:aws:states:us-east-1:123456789012:express:Child:n:"))
    #expect(story.duration == 2)
    let types = ["TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited"]
    #expect(story.types == ["ExecutionStarted"] + types + ["ExecutionSucceeded"])
  }

  @Test func aFailedChildDoesNotFailTheTask() throws {
    let story = try Self.story(Self.start(), child: NestedTests.failing)
    let response = try #require(story.outcome.output)
    #expect(response["Status"] == "FAILED" && response["Error"] == "Broken" && response["Cause"] == "why")
    #expect(response["Output"] == nil && response["OutputDetails"] == ["Included": true])
    #expect(response["BillingDetails"]?["BilledDurationInMilliseconds"] == 100)
  }

  @Test(arguments: [(", \"TimeoutSeconds\": 3", 3.0), ("", 300)])
  func aChildThatTimesOutDoesNeither(rest: String, seconds: Double) throws {
    let child = Story.states("Wait", #""Wait": {"Type": "Wait", "Seconds": 600, "End": true}"#, rest: rest)
    let story = try Self.story(Self.start(), child: child)
    #expect(story.outcome.output?["Status"] == "TIMED_OUT" && story.duration == seconds)
  }

  @Test(
    arguments: [
      ("Child", [], "Sfn.StateMachineTypeNotSupportedException"),
      ("Nobody", ["Child"], "Sfn.StateMachineDoesNotExistException"),
    ] as [(String, Set<String>, String)])
  func refusals(machine: String, express: Set<String>, error: String) throws {
    let outcome = try Self.story(Self.start(machine: machine), express: express).outcome
    #expect(outcome.error == error)
  }

  /// The bucket of Express starts is empty, that of StartSyncExecution is not there unless it is set.
  @Test func theCallTakesNoTokenOfStartExecution() throws {
    var quotas = Story.quotas()
    quotas[.startExpressExecution] = .tokens(capacity: 0, refill: .perSecond(0))
    #expect(try Self.story(Self.start(), quotas: quotas).outcome.status == .succeeded)
    quotas[.startSyncExecution] = .tokens(capacity: 0, refill: .perSecond(1))
    let outcome = try Self.story(Self.start(), quotas: quotas).outcome
    #expect(outcome.error == "Sfn.SfnException" && outcome.cause?.hasPrefix("Rate exceeded (Service: Sfn,") == true)
  }

  @Test(arguments: [true, false])
  func aThrottledCallIsRetried(history: Bool) throws {
    var quotas = Story.quotas()
    quotas[.startSyncExecution] = .tokens(capacity: 1, refill: Rate(count: 1, per: .seconds(4)))
    let retry = #", "Retry": [{"ErrorEquals": ["Sfn.SfnException"], "IntervalSeconds": 3, "BackoffRate": 1}]"#
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Start", "States": {
        \(Self.start(fields: ", \"End\": true" + retry))}}}
      """
    let story = try Story(
      Story.states("All", map), children: ["Child": NestedTests.working], express: ["Child"], input: [1, 2],
      quotas: quotas, history: history)
    #expect(story.outcome.status == .succeeded && story.duration == 8)
  }

  /// The second start finds the name free and the child of the first one running on: Express children are not stopped.
  @Test func aTaskThatTimesOutLeavesItsChildRunning() throws {
    let fields =
      #", "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Pause"}], "End": true"#
    let more = #", "Pause": {"Type": "Wait", "Seconds": 5, "End": true}"#
    let story = try Self.story(Self.start(fields: fields), more: more)
    #expect(story.outcome.status == .succeeded && story.duration == 6)
    #expect(story.seconds("TaskTimedOut") == [1])
  }

  @Test func theTokenOfACallWithOneIsWaitedForAfterTheAnswer() throws {
    let fields = #", "TimeoutSeconds": 9, "End": true"#
    let story = try Self.story(Self.start(fields: fields, pattern: ".waitForTaskToken"))
    #expect(story.seconds("TaskSubmitted") == [2] && story.outcome.error == "States.Timeout" && story.duration == 9)
  }
}
