import Engine
import JSON
import StepFunctions
import Testing

@Suite struct LimitTests {
  /// Counts up to `$.end`, four events a round, and succeeds with two more.
  static let counting = Story.states(
    "Count",
    """
    "Count": {"Type": "Pass", "Next": "Enough", "Parameters": {"n.$": "States.MathAdd($.n, 1)", "end.$": "$.end"}},
    "Enough": {"Type": "Choice", "Default": "Count",
      "Choices": [{"Variable": "$.n", "NumericEqualsPath": "$.end", "Next": "Done"}]},
    "Done": {"Type": "Succeed"}
    """)

  /// 1 + 4 n + 2 + 1 events.
  @Test(arguments: [(6_249, true), (6_250, false)])
  func aHistoryHasTwentyFiveThousandEvents(rounds: Int, isEnough: Bool) throws {
    let story = try Story(Self.counting, input: ["n": 0, "end": .integer(rounds)])
    let last = try #require(story.outcome.events.last)
    #expect(last.id == 25_000 && story.outcome.events.count == 25_000)
    #expect(last.type == (isEnough ? "ExecutionSucceeded" : "ExecutionFailed"))
    if !isEnough {
      #expect(story.outcome.error == "States.Runtime")
      #expect(
        story.outcome.cause == "The execution reached the maximum number of history events (25000).")
    }
  }

  @Test func anExpressExecutionHasNoSuchLimitButFiveMinutes() throws {
    let long = try Story(Self.counting, express: ["Parent"], input: ["n": 0, "end": 6_250])
    #expect(long.outcome.status == "SUCCEEDED" && long.outcome.events.count == 25_004)
    let wait = Story.states("Wait", #""Wait": {"Type": "Wait", "Seconds": 301, "End": true}"#)
    let slow = try Story(wait, express: ["Parent"])
    #expect(slow.outcome.status == "TIMED_OUT" && slow.duration == 300)
  }

  @Test(arguments: Array(3...40))
  func theLastEventOfAFullHistoryIsTheEnd(limit: Int) throws {
    let story = try Story(Self.counting, input: ["n": 0, "end": 99], quotas: Story.quotas(historyEvents: limit))
    #expect(story.outcome.status == "FAILED")
    #expect(story.outcome.events.map(\.id) == Array(1...limit))
    #expect(story.types.last == "ExecutionFailed" && !story.types.dropLast().contains("ExecutionFailed"))
  }

  /// Wherever the history ends: it is complete, or its last event is the failure.
  @Test func aHistoryIsCompleteOrEndsWithTheFailure() throws {
    let input = ForkTests.waits([1, 2, 3, 4, 5, 6])
    let all = try Story(ForkTests.map(), input: input).outcome.events.count
    for limit in 3...all + 2 {
      let story = try Story(ForkTests.map(), input: input, quotas: Story.quotas(historyEvents: limit))
      #expect(story.outcome.status == (limit >= all ? "SUCCEEDED" : "FAILED"), "limit \(limit)")
      #expect(story.types.last == (limit >= all ? "ExecutionSucceeded" : "ExecutionFailed"), "limit \(limit)")
      #expect(story.outcome.events.count == min(limit, all), "limit \(limit)")
    }
  }

  @Test func aLoopThatLetsNoTimePassEndsTheRun() throws {
    let loop = Story.states("Loop", #""Loop": {"Type": "Pass", "Next": "Loop"}"#)
    let endless = #expect(throws: Interpreter.Endless.self) {
      _ = try Story(loop, quotas: Story.quotas(historyEvents: nil, statesPerInstant: 500))
    }
    #expect(endless?.state == "Loop" && endless?.states == 500 && endless?.file == "Parent")
  }

  @Test func executionsThatStartOneAnotherWithoutTimePassingEndTheRun() throws {
    let again = Story.states("Again", NestedTests.start(".sync", state: "Again", machine: "Parent"))
    let endless = #expect(throws: Interpreter.Endless.self) {
      _ = try Story(again, quotas: Story.quotas(statesPerInstant: 500))
    }
    #expect(endless?.state == "Again")
  }

  @Test(arguments: [(262_144, "SUCCEEDED"), (262_145, "FAILED")])
  func theOutputOfAPassMayHaveSoManyBytes(bytes: Int, status: String) throws {
    let pass = #""Twice": {"Type": "Pass", "End": true, "Parameters": {"x.$": "States.Format('{}{}', $.x, $.y)"}}"#
    let x = String(repeating: "x", count: 100_000)
    let y = String(repeating: "y", count: bytes - 100_000 - #"{"x":""}"#.utf8.count)
    let story = try Story(Story.states("Twice", pass), input: ["x": .string(x), "y": .string(y)])
    #expect(story.outcome.status == status)
    if status == "FAILED" { #expect(story.outcome.error == "States.DataLimitExceeded") }
  }
}
