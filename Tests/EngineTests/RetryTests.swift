import Engine
import JSON
import StepFunctions
import TestSupport
import Testing

@Suite struct RetryTests {
  /// A Task whose n-th attempt fails with the n-th of these errors, and then succeeds.
  static func story(errors: [String], _ fields: String, others: String = "") throws -> Story {
    try Story(Story.states("Work", Story.task("Work", fields) + others)) { call in
      call.attempt < errors.count ? .error(errors[call.attempt]) : .success(["attempt": .integer(call.attempt)])
    }
  }

  static let twoRetriers = """
    "Retry": [{"ErrorEquals": ["A", "B"], "MaxAttempts": 2}, {"ErrorEquals": ["C"], "IntervalSeconds": 5}],
    "Catch": [{"ErrorEquals": ["B"], "Next": "Caught"}]
    """
  static let caught = #", "Caught": {"Type": "Pass", "End": true}"#

  /// Source: AWS developer guide, "Handling errors", the example of complex retries.
  @Test func eachRetrierCountsItsOwnRetries() throws {
    let story = try Self.story(errors: ["A", "B", "C", "B"], Self.twoRetriers, others: Self.caught)
    #expect(story.seconds("LambdaFunctionScheduled") == [0, 1, 3, 8])
    #expect(story.outcome.output == ["Error": "B", "Cause": .null])
    #expect(
      story.types == [
        "ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
        "LambdaFunctionFailed", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed",
        "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed", "LambdaFunctionScheduled",
        "LambdaFunctionStarted", "LambdaFunctionFailed", "TaskStateExited", "PassStateEntered", "PassStateExited",
        "ExecutionSucceeded",
      ])
  }

  @Test(arguments: [
    (#"{"ErrorEquals": ["A"]}"#, [0.0, 1, 3, 7]),
    (#"{"ErrorEquals": ["A"], "IntervalSeconds": 2, "MaxAttempts": 5, "MaxDelaySeconds": 5}"#, [0, 2, 6, 11, 16, 21]),
    (#"{"ErrorEquals": ["A"], "BackoffRate": 1.5, "MaxAttempts": 3}"#, [0, 1, 2.5, 4.75]),
    (#"{"ErrorEquals": ["A"], "BackoffRate": 1, "IntervalSeconds": 7, "MaxAttempts": 2}"#, [0, 7, 14]),
    (#"{"ErrorEquals": ["A"], "MaxAttempts": 0}"#, [0]),
    (#"{"ErrorEquals": ["B"]}"#, [0]),
    (#"{"ErrorEquals": ["B"]}, {"ErrorEquals": ["C", "A"], "MaxAttempts": 1}"#, [0, 1]),
    (#"{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["States.ALL"]}"#, [0, 1]),
  ])
  func waits(retriers: String, scheduled: [Double]) throws {
    let story = try Self.story(errors: Array(repeating: "A", count: 9), "\"Retry\": [\(retriers)]")
    #expect(story.seconds("LambdaFunctionScheduled") == scheduled)
    #expect(story.outcome.status == .failed && story.outcome.error == "A")
  }

  @Test func fullJitterWaitsNoLongerThanTheBackoff() throws {
    let retry = #""Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 100, "JitterStrategy": "FULL"}]"#
    let story = try Self.story(errors: ["A", "A", "A"], retry)
    let starts = story.seconds("LambdaFunctionScheduled")
    let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
    #expect(zip(gaps, [100, 200, 400]).allSatisfy { $0 > 0 && $0 < $1 })
    #expect(gaps.count == 3 && gaps.contains { $0 != $0.rounded() })
  }

  @Test func theContextCountsRetriesAndParametersAreEvaluatedAgain() throws {
    let fields = """
      "Parameters": {"n.$": "$$.State.RetryCount"}, "Retry": [{"ErrorEquals": ["A"]}]
      """
    let story = try Self.story(errors: ["A", "A"], fields)
    let inputs = story.events("LambdaFunctionScheduled").map { $0.details["input"]?.parsed["n"] }
    #expect(inputs == [0, 1, 2])
  }

  @Test func anotherVisitOfTheStateBeginsWithFreshCounters() throws {
    let loop = """
      , "Again": {"Type": "Choice", "Choices": [{"Variable": "$.again", "BooleanEquals": true, "Next": "Work"}],
        "Default": "Done"}, "Done": {"Type": "Succeed"}
      """
    var calls = 0
    let task = Story.task("Work", #""Next": "Again", "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 1}]"#)
    let story = try Story(Story.states("Work", task + loop)) { _ in
      calls += 1
      return calls % 2 == 1 ? .error("A") : .success(["again": .bool(calls < 6)])
    }
    #expect(story.outcome.status == .succeeded)
    #expect(story.seconds("LambdaFunctionScheduled") == [0, 1, 1, 2, 2, 3])
  }

  @Test(arguments: [
    ("States.ALL", "A", true), ("States.TaskFailed", "A", true), ("States.TaskFailed", "States.Timeout", false),
    ("States.ALL", "States.Timeout", true), ("States.Timeout", "States.HeartbeatTimeout", true),
    ("States.HeartbeatTimeout", "States.Timeout", false), ("States.ALL", "States.Runtime", false),
    ("States.Runtime", "States.Runtime", false), ("A", "AB", false), ("States.DataLimitExceeded", "A", false),
  ])
  func names(pattern: String, error: String, isRetried: Bool) throws {
    let story = try Self.story(errors: [error], "\"Retry\": [{\"ErrorEquals\": [\"\(pattern)\"]}]")
    #expect(story.outcome.status == (isRetried ? .succeeded : .failed))
  }

  @Test func aMapIsRetriedWithAllItsIterations() throws {
    let map = """
      "All": {"Type": "Map", "End": true, "MaxConcurrency": 1, "Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 3}],
        "ItemProcessor": {"StartAt": "Work", "States": {\(Story.task("Work"))}}}
      """
    var calls = 0
    let story = try Story(Story.states("All", map), input: [1, 2]) { call in
      calls += 1
      return calls == 2 ? .error("A") : .success(call.parameters)
    }
    #expect(calls == 4)
    #expect(story.outcome.output == [1, 2])
    #expect(story.seconds("MapStateStarted") == [0, 3])
    #expect(story.types.filter { $0 == "MapStateFailed" } == [])
    #expect(story.types.filter { $0 == "MapIterationFailed" }.count == 1)
  }
}
