import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Tasks that wait for their token, answered by the child that was given it.
@Suite struct CallbackTests {
  /// `steps`: waits in seconds (numbers) and answers (actions of `aws-sdk:sfn` with parameters), one after another.
  static func child(_ steps: [String]) -> String {
    let states = steps.enumerated().map { index, step in
      let next = index + 1 < steps.count ? "\"Next\": \"S\(index + 1)\"" : "\"End\": true"
      if let seconds = Int(step) { return "\"S\(index)\": {\"Type\": \"Wait\", \"Seconds\": \(seconds), \(next)}" }
      let parts = step.split(separator: " ", maxSplits: 1)
      let more = parts.count > 1 ? ", \(parts[1])" : ""
      return """
        "S\(index)": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:\(parts[0])", "ResultPath": null,
          "Parameters": {"TaskToken.$": "$.token"\(more)}, \(next)}
        """
    }
    return Story.states("S0", states.joined(separator: ", "))
  }

  static func story(_ steps: [String], pattern: String = ".waitForTaskToken", fields: String = "") throws -> Story {
    let start = NestedTests.start(
      pattern, parameters: #""Input": {"token.$": "$$.Task.Token"}"#, fields: #", "End": true"# + fields)
    return try Story(Story.states("Start", start), children: ["Child": Self.child(steps)])
  }

  @Test(arguments: [#""Output": {"a": 1}"#, #""Output": "{\"a\": 1}""#])
  func successHandsOnTheOutput(output: String) throws {
    let story = try Self.story(["3", "sendTaskSuccess \(output)"])
    #expect(story.outcome.output == ["a": 1])
    #expect(story.duration == 3)
    #expect(
      story.types.dropFirst() == [
        "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited",
        "ExecutionSucceeded",
      ])
  }

  @Test func failureFailsTheTask() throws {
    let story = try Self.story(["2", #"sendTaskFailure "Error": "Broken", "Cause": "why""#])
    #expect(story.outcome.error == "Broken" && story.outcome.cause == "why")
    #expect(story.duration == 2)
  }

  @Test(arguments: [
    (["8", "sendTaskHeartbeat", "8", #"sendTaskSuccess "Output": {}"#], Execution.Status.succeeded, 16.0),
    (["8", "8", #"sendTaskSuccess "Output": {}"#], .failed, 10),
    (["8", "sendTaskHeartbeat", "11", #"sendTaskSuccess "Output": {}"#], .failed, 18),
    (["4", "sendTaskHeartbeat", "1", "sendTaskHeartbeat", "60"], .failed, 15),
  ])
  func heartbeatsPutOffTheTimeout(steps: [String], status: Execution.Status, seconds: Double) throws {
    let story = try Self.story(steps, fields: #", "HeartbeatSeconds": 10"#)
    #expect(story.outcome.status == status)
    #expect(story.duration == seconds)
    if status == .failed { #expect(story.outcome.error == "States.Timeout") }
  }

  @Test func aTokenMayAnswerATaskThatWaitsForItsChild() throws {
    let story = try Self.story(["1", #"sendTaskSuccess "Output": {"early": true}"#, "60"], pattern: ".sync")
    #expect(story.outcome.output == ["early": true])
    #expect(story.duration == 1)
  }

  @Test func nobodyAnswers() throws {
    let story = try Self.story(["1"])
    #expect(story.outcome.status == .running)
  }

  /// The parent answers a token itself: one that is none, and one whose Task is over.
  @Test(arguments: [("none", "Sfn.InvalidTokenException"), ("stale", "Sfn.TaskTimedOutException")])
  func aTokenThatNobodyWaitsFor(token: String, error: String) throws {
    let echo = NestedTests.start(
      ".sync:2", parameters: #""Input": {"token.$": "$$.Task.Token"}"#, fields: #", "Next": "Answer""#)
    let path = token == "none" ? "\"TaskToken\": \"none\"" : "\"TaskToken.$\": \"$.Input.token\""
    let answer = """
      , "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
        "Parameters": {\(path), "Output": {}}}
      """
    let child = Story.states("Keep", #""Keep": {"Type": "Pass", "End": true}"#)
    let story = try Story(Story.states("Start", echo + answer), children: ["Child": child])
    #expect(story.outcome.error == error)
  }

  @Test func everyAttemptHasAnotherToken() throws {
    let start = NestedTests.start(
      ".waitForTaskToken", parameters: #""Input": {"token.$": "$$.Task.Token"}"#,
      fields: #", "TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}], "End": true"#)
    let story = try Story(Story.states("Start", start), children: ["Child": Self.child(["7", "sendTaskHeartbeat"])])
    let tokens = story.events("TaskScheduled").map { $0.details["parameters"]?.parsed["Input"]?["token"]?.string }
    #expect(tokens.count == 2 && tokens[0] != nil && tokens[0] != tokens[1])
    #expect(story.outcome.error == "States.Timeout" && story.duration == 11)
  }

  @Test(arguments: [(nil, Execution.Status.succeeded), ("Broken", .failed)])
  func aServiceAnswersTheTokenLater(error: String?, status: Execution.Status) throws {
    var queue = ServiceModel(name: "arn:aws:states:::sqs:sendMessage", latency: try .constant(.seconds(1)))
    queue.result = .constant(["sent": true])
    queue.callback = ServiceModel.Callback(after: try .constant(.seconds(4)), error: error)
    let task = """
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}
      """
    let story = try Story(Story.states("Ask", task), services: [queue])
    #expect(story.outcome.status == status && story.outcome.error == error)
    #expect(story.seconds("TaskSubmitted") == [1] && story.duration == 5)
  }
}
