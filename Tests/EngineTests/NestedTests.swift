import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@Suite struct NestedTests {
  /// Starts `Child` by a pattern; more fields of the Task, more members of its Parameters.
  static func start(
    _ pattern: String, state: String = "Start", parameters: String = #""Input": {"a": 1}"#,
    fields: String = #", "End": true"#, service: String = "states", machine: String = "Child"
  ) -> String {
    """
    "\(state)": {"Type": "Task", "Resource": "arn:aws:states:::\(service):startExecution\(pattern)",
      "Parameters": {"StateMachineArn": "\(ARNs.machine(machine))", \(parameters)}\(fields)}
    """
  }

  static let working = Story.states(
    "Wait",
    """
    "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Answer"},
    "Answer": {"Type": "Pass", "Result": {"b": 2}, "End": true}
    """
  )
  static let failing = Story.states("Fail", #""Fail": {"Type": "Fail", "Error": "Broken", "Cause": "why"}"#)

  static func story(_ states: String, start: String = "Start", child: String = working) throws -> Story {
    try Story(Story.states(start, states), children: ["Child": child])
  }

  static let described = [
    "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "RedriveCount", "RedriveStatus",
    "RedriveStatusReason", "StartDate", "StateMachineArn", "Status", "StopDate",
  ]

  @Test(arguments: [(".sync", #"{"a":1}"#, #"{"b":2}"#), (".sync:2", ["a": 1], ["b": 2])] as [(String, JSON, JSON)])
  func aTaskThatWaitsForItsChildGetsItsDescription(pattern: String, input: JSON, output: JSON) throws {
    let story = try Self.story(Self.start(pattern, parameters: #""Input": {"a": 1}, "Name": "n""#))
    let description = try #require(story.outcome.output)
    #expect(description.keys == Self.described)
    #expect(description["Input"] == input && description["Output"] == output)
    #expect(description["Name"] == "n" && description["Status"] == "SUCCEEDED")
    #expect(description["ExecutionArn"] == "arn:aws:states:us-east-1:123456789012:execution:Child:n")
    #expect(description["StartDate"] == 1_735_689_600_000 && description["StopDate"] == 1_735_689_602_000)
    #expect(story.duration == 2)
    #expect(story.types.contains("TaskSubmitted"))
  }

  @Test(arguments: [".sync", ".sync:2"])
  func aFailedChildFailsTheTask(pattern: String) throws {
    let story = try Self.story(Self.start(pattern), child: Self.failing)
    #expect(story.outcome.error == "States.TaskFailed")
    let cause = try JSON.parse(try #require(story.outcome.cause))
    #expect(cause["Error"] == "Broken" && cause["Cause"] == "why" && cause["Status"] == "FAILED")
    #expect(cause["Output"] == nil && cause["RedriveStatus"] == "REDRIVABLE")
  }

  @Test func aChildThatTimesOutIsNoTimeoutOfTheTask() throws {
    let child = Story.states(
      "Wait", #""Wait": {"Type": "Wait", "Seconds": 60, "End": true}"#, rest: ", \"TimeoutSeconds\": 3")
    let story = try Self.story(Self.start(".sync"), child: child)
    #expect(story.outcome.error == "States.TaskFailed" && story.duration == 3)
    let cause = try JSON.parse(try #require(story.outcome.cause))
    #expect(cause["Status"] == "TIMED_OUT" && cause["Error"] == nil && cause["Cause"] == nil)
  }

  @Test func aTaskThatDoesNotWaitGoesOnAtOnce() throws {
    let story = try Self.story(Self.start(""))
    #expect(story.duration == 0)
    #expect(story.outcome.output?.keys == ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"])
    #expect(!story.types.contains("TaskSubmitted"))
  }

  @Test func theSDKAnswersWithoutMetadata() throws {
    let story = try Self.story(Self.start("", service: "aws-sdk:sfn"))
    #expect(story.outcome.output?.keys == ["ExecutionArn", "StartDate"])
    #expect(story.outcome.output?["StartDate"] == "2025-01-01T00:00:00.000Z")
  }

  @Test(
    arguments: [
      (#""Input": null"#, [:]), (#""Name": "x""#, [:]), (#""Input": "{\"a\": [1]}""#, ["a": [1]]), (#""Input": 7"#, 7),
      (#""Input": "\"text\"""#, "text"),
    ] as [(String, JSON)])
  func whatTheChildIsGiven(parameters: String, input: JSON) throws {
    let child = Story.states("Keep", #""Keep": {"Type": "Pass", "End": true}"#)
    let story = try Self.story(Self.start(".sync:2", parameters: parameters), child: child)
    #expect(story.outcome.output?["Output"] == input)
  }

  @Test(arguments: [
    ("states", "", "Nobody", "StepFunctions.StateMachineDoesNotExistException"),
    ("aws-sdk:sfn", "", "Nobody", "Sfn.StateMachineDoesNotExistException"),
    ("states", #", "Name": "two words""#, "Child", "StepFunctions.InvalidNameException"),
    ("states", #", "Name": """#, "Child", "StepFunctions.InvalidNameException"),
    ("states", #", "Name": "a/b""#, "Child", "StepFunctions.InvalidNameException"),
    ("states", ", \"Name\": \"\(String(repeating: "n", count: 81))\"", "Child", "StepFunctions.InvalidNameException"),
    ("states", ", \"Name\": \"\(String(repeating: "ü", count: 80))\"", "Child", nil),
    // A letter with a combining mark is two.
    (
      "states", ", \"Name\": \"\(String(repeating: "u\u{308}", count: 41))\"", "Child",
      "StepFunctions.InvalidNameException"
    ),
    ("states", ", \"Name\": \"a\u{A0}b\"", "Child", "StepFunctions.InvalidNameException"),
  ])
  func refusals(service: String, name: String, machine: String, error: String?) throws {
    let start = Self.start("", parameters: "\"Input\": {}\(name)", service: service, machine: machine)
    let outcome = try Self.story(start).outcome
    #expect(outcome.error == error)
    #expect(outcome.status == (error == nil ? .succeeded : .failed))
  }

  @Test func anInputThatIsNoJSONIsRefused() throws {
    let story = try Self.story(Self.start("", parameters: #""Input": "plain""#))
    #expect(story.outcome.error == "StepFunctions.InvalidExecutionInputException")
  }

  /// Two starts with one name, the second after a wait.
  static func twice(wait: Int, secondInput: String) -> String {
    start("", parameters: #""Name": "n", "Input": {"a": 1}"#, fields: #", "ResultPath": "$.first", "Next": "Wait""#)
      + ", \"Wait\": {\"Type\": \"Wait\", \"Seconds\": \(wait), \"Next\": \"Second\"}, "
      + start(
        "", state: "Second", parameters: "\"Name\": \"n\", \"Input\": \(secondInput)",
        fields: #", "ResultPath": "$.second", "End": true"#)
  }

  @Test(arguments: [(1, #"{"a": 1}"#, true), (1, #"{"a": 2}"#, false), (3, #"{"a": 1}"#, false)])
  func aNameIsTheSameExecutionWhileItRunsWithTheSameInput(wait: Int, input: String, isSame: Bool) throws {
    let story = try Self.story(Self.twice(wait: wait, secondInput: input))
    if isSame {
      let output = try #require(story.outcome.output)
      #expect(output["first"]?["ExecutionArn"] == output["second"]?["ExecutionArn"])
      #expect(output["first"]?["ExecutionArn"] != nil)
    } else {
      #expect(story.outcome.error == "StepFunctions.ExecutionAlreadyExistsException")
    }
  }

  /// The name of a child that was stopped is closed; that of one that runs would be given out again.
  @Test func aTaskThatTimesOutStopsItsChild() throws {
    let parameters = #""Name": "n", "Input": {}"#
    let states =
      Self.start(
        ".sync", parameters: parameters,
        fields: #", "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Pause"}], "End": true"#)
      + #", "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Again"}, "#
      + Self.start("", state: "Again", parameters: parameters)
    let slow = Story.states("Wait", #""Wait": {"Type": "Wait", "Seconds": 60, "End": true}"#)
    let story = try Self.story(states, child: slow)
    #expect(story.outcome.error == "StepFunctions.ExecutionAlreadyExistsException")
    #expect(story.duration == 2)
  }

  /// All three start one execution, and are told of its end.
  @Test(arguments: [NestedTests.working, failing])
  func manyTasksMayWaitForOneChild(child: String) throws {
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Start", "States": {
        \(Self.start(".sync:2", parameters: #""Name": "n", "Input": {}"#))}}}
      """
    let story = try Story(Story.states("All", map), children: ["Child": child], input: [1, 2, 3])
    #expect(story.outcome.status == (child == Self.working ? .succeeded : .failed))
    guard child == Self.working, case .array(let outputs)? = story.outcome.output else { return }
    #expect(outputs.map { $0["Output"] } == [["b": 2], ["b": 2], ["b": 2]])
    #expect(Set(outputs.map { $0["ExecutionArn"] }).count == 1)
    #expect(story.duration == 2)
  }

  /// Recorded on AWS for the Standard form of the call.
  @Test(arguments: ["", ".sync", ".sync:2", ".waitForTaskToken"])
  func aStartThatIsRefusedIsNotSubmitted(pattern: String) throws {
    let story = try Self.story(Self.start(pattern, parameters: #""Input": {}, "Name": "two words""#))
    #expect(
      story.chain.dropFirst() == [
        "TaskStateEntered 0", "TaskScheduled 2", "TaskStarted 3", "TaskFailed 4", "ExecutionFailed 5",
      ])
  }

  /// A service's own error refuses the start of a job; any other is the job's.
  @Test(arguments: [("Batch.ClientException", 5), ("States.TaskFailed", 6)])
  func aJobThatIsRefusedIsNotSubmitted(error: String, events: Int) throws {
    let job = #""Job": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "End": true}"#
    var service = ServiceModel(name: "arn:aws:states:::batch:submitJob.sync", latency: .zero)
    service.errors = [.init(name: error, cause: nil, probability: 1)]
    let story = try Story(Story.states("Job", job), services: [service])
    #expect(story.outcome.error == error && story.outcome.events.count == events + 1)
    #expect(story.types.contains("TaskSubmitted") == (events == 6))
  }

  /// A Standard parent waits for an Express child as for any other. Source: AWS's sample projects.
  @Test(arguments: [(".sync", #"{"b":2}"#), (".sync:2", ["b": 2])] as [(String, JSON)])
  func anExpressChildIsWaitedFor(pattern: String, output: JSON) throws {
    var quotas = Story.quotas()
    quotas[.startExecution] = .tokens(capacity: 1, refill: .perSecond(0))
    quotas[.startExpressExecution] = .tokens(capacity: 1, refill: .perSecond(0))
    let twice =
      Self.start(pattern, fields: #", "ResultPath": "$.first", "Next": "Second""#) + ", "
      + Self.start(pattern, state: "Second")
    let story = try Story(
      Story.states("Start", twice), children: ["Child": Self.working], express: ["Child"], quotas: quotas)
    let first = try #require(story.events("TaskSucceeded").first?.details["output"]?.parsed)
    #expect(first.keys == Self.described && first["Output"] == output && first["RedriveStatus"] == "NOT_REDRIVABLE")
    #expect(first["ExecutionArn"]?.string?.contains(":express:Child:") == true)
    #expect(story.duration == 2 && story.outcome.error == "StepFunctions.AWSStepFunctionsException")
  }

  @Test func anExpressChildThatFailsFailsTheTask() throws {
    let story = try Story(
      Story.states("Start", Self.start(".sync")), children: ["Child": Self.failing], express: ["Child"])
    #expect(story.outcome.error == "States.TaskFailed")
    let cause = try JSON.parse(try #require(story.outcome.cause))
    #expect(cause["Error"] == "Broken" && cause["Status"] == "FAILED" && cause["Output"] == nil)
    #expect(cause["RedriveStatus"] == "NOT_REDRIVABLE")
  }

  @Test func anExpressChildMayUseANameAgain() throws {
    let story = try Story(
      Story.states("Start", Self.twice(wait: 1, secondInput: #"{"a": 2}"#)), children: ["Child": Self.working],
      express: ["Child"])
    let output = try #require(story.outcome.output)
    let first = output["first"]?["ExecutionArn"]?.string ?? ""
    #expect(first.hasPrefix("arn:aws:states:us-east-1:123456789012:express:Child:n:"))
    #expect(first != output["second"]?["ExecutionArn"]?.string)
  }
}
