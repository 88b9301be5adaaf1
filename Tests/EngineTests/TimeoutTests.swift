import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@Suite struct TimeoutTests {
  static func story(_ fields: String, input: JSON = [:], latency: Int = 1_000) throws -> Story {
    try Story(
      Story.states("Work", Story.task("Work", fields)), services: [try Story.service(.seconds(latency))], input: input)
  }

  @Test(arguments: [
    (#""TimeoutSeconds": 5"#, 5.0), (#""TimeoutSecondsPath": "$.limit""#, 7),
    (#""TimeoutSeconds": 50, "HeartbeatSeconds": 3"#, 3), (#""HeartbeatSecondsPath": "$.limit""#, 7),
  ])
  func aTaskWithoutAnswerTimesOut(fields: String, seconds: Double) throws {
    let story = try Self.story(fields, input: ["limit": 7])
    #expect(story.outcome.status == .failed && story.outcome.error == "States.Timeout" && story.outcome.cause == nil)
    #expect(story.duration == seconds)
    #expect(story.events("LambdaFunctionTimedOut").map(\.details) == [["error": "States.Timeout"]])
  }

  @Test func anAnswerInTimeIsTaken() throws {
    #expect(try Self.story(#""TimeoutSeconds": 5"#, latency: 4).outcome.status == .succeeded)
  }

  @Test func everyAttemptHasItsOwnTimeout() throws {
    let retry = #""TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 2}]"#
    let story = try Self.story(retry)
    #expect(story.seconds("LambdaFunctionScheduled") == [0, 6, 13])
    #expect(story.duration == 18)
  }

  @Test(arguments: [(3, Execution.Status.succeeded, 3.0), (8, .timedOut, 5)])
  func aMachineHasATimeoutToo(wait: Int, status: Execution.Status, seconds: Double) throws {
    let wait = "\"Wait\": {\"Type\": \"Wait\", \"Seconds\": \(wait), \"End\": true}"
    let story = try Story(Story.states("Wait", wait, rest: ", \"TimeoutSeconds\": 5"))
    #expect(story.outcome.status == status)
    #expect(story.outcome.error == nil && story.outcome.cause == nil)
    #expect(story.duration == seconds)
    if status == .timedOut {
      #expect(story.types == ["ExecutionStarted", "WaitStateEntered", "ExecutionTimedOut"])
      #expect(story.outcome.events[2].details == ["error": "States.Timeout"])
    }
  }

  @Test func anExecutionThatIsStoppedIsAborted() throws {
    let wait = #""Wait": {"Type": "Wait", "Seconds": 60, "End": true}"#
    let story = try Story(Story.states("Wait", wait), stoppedAfter: .seconds(9))
    #expect(story.outcome.status == .aborted && story.outcome.error == nil)
    #expect(story.duration == 9)
    #expect(story.outcome.events.last?.previousEventID == 0)
  }

  /// A leap year, and the longest Wait there is.
  @Test(arguments: [31_622_400, 99_999_999])
  func aWaitMayTakeYears(seconds: Int) throws {
    let wait = "\"Wait\": {\"Type\": \"Wait\", \"Seconds\": \(seconds), \"End\": true}"
    #expect(try Story(Story.states("Wait", wait)).outcome.duration == .seconds(seconds))
  }

  /// Virtual time begins with 2025.
  @Test(arguments: [
    ("2025-01-01T00:01:00Z", 60.0), ("2025-01-01T01:00:00.5+01:00", 0.5), ("2024-12-31T23:59:59Z", 0),
    ("2026-01-01T00:00:00Z", 31_536_000),
  ])
  func aWaitMayEndAtATimeOfTheCalendar(timestamp: String, seconds: Double) throws {
    let wait = #""Wait": {"Type": "Wait", "TimestampPath": "$.until", "End": true}"#
    #expect(try Story(Story.states("Wait", wait), input: ["until": .string(timestamp)]).duration == seconds)
  }
}
