import Engine
import JSON
import StepFunctions
import TestSupport
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
    #expect(long.outcome.status == .succeeded && long.outcome.events.count == 25_004)
    let wait = Story.states("Wait", #""Wait": {"Type": "Wait", "Seconds": 301, "End": true}"#)
    let slow = try Story(wait, express: ["Parent"])
    #expect(slow.outcome.status == .timedOut && slow.duration == 300)
  }

  @Test(arguments: Array(3...40))
  func theLastEventOfAFullHistoryIsTheEnd(limit: Int) throws {
    let story = try Story(Self.counting, input: ["n": 0, "end": 99], quotas: Story.quotas(historyEvents: limit))
    #expect(story.outcome.status == .failed)
    #expect(story.outcome.events.map(\.id) == Array(1...limit))
    #expect(story.types.last == "ExecutionFailed" && !story.types.dropLast().contains("ExecutionFailed"))
  }

  /// Wherever the history ends: it is complete, or its last event is the failure.
  @Test func aHistoryIsCompleteOrEndsWithTheFailure() throws {
    let input = ForkTests.waits([1, 2, 3, 4, 5, 6])
    let all = try Story(ForkTests.map(), input: input).outcome.events.count
    for limit in 3...all + 2 {
      let story = try Story(ForkTests.map(), input: input, quotas: Story.quotas(historyEvents: limit))
      #expect(story.outcome.status == (limit >= all ? .succeeded : .failed), "limit \(limit)")
      #expect(story.types.last == (limit >= all ? "ExecutionSucceeded" : "ExecutionFailed"), "limit \(limit)")
      #expect(story.outcome.events.count == min(limit, all), "limit \(limit)")
    }
  }

  @Test func aLoopThatLetsNoTimePassEndsTheRun() throws {
    let loop = Story.states("Loop", #""Loop": {"Type": "Pass", "Next": "Loop"}"#)
    let endless = #expect(throws: Interpreter.Endless.self) {
      _ = try Story(loop, quotas: Story.quotas(historyEvents: nil, statesPerInstant: 500))
    }
    #expect(endless?.state == "Loop" && endless?.states == 500 && endless?.file == "Parent.asl.json")
  }

  @Test func executionsThatStartOneAnotherWithoutTimePassingEndTheRun() throws {
    let again = Story.states("Again", NestedTests.start(".sync", state: "Again", machine: "Parent"))
    let endless = #expect(throws: Interpreter.Endless.self) {
      _ = try Story(again, quotas: Story.quotas(statesPerInstant: 500))
    }
    #expect(endless?.state == "Again")
  }

  /// Recorded on AWS: the Result itself may not be larger, whatever becomes of it.
  @Test(arguments: ["", #", "ResultPath": "$.r", "OutputPath": "$.i""#, #", "ResultPath": null"#], [true, false])
  func theResultOfAPassMayHaveSoManyBytes(field: String, history: Bool) throws {
    func story(_ bytes: Int) throws -> Story {
      let result = String(repeating: "x", count: bytes - 2)
      let pass = "\"Big\": {\"Type\": \"Pass\", \"Result\": \"\(result)\", \"End\": true\(field)}"
      return try Story(Story.states("Big", pass), input: ["i": 1], history: history)
    }
    #expect(try story(262_144).outcome.status == .succeeded)
    let large = try story(262_145)
    #expect(large.outcome.error == "States.DataLimitExceeded")
    #expect(
      large.outcome.cause == "The state/task 'Big' returned a result with a size exceeding the maximum number of "
        + "bytes service limit.")
    if history { #expect(large.chain.dropFirst() == ["PassStateEntered 0", "ExecutionFailed 2"]) }
  }

  /// Recorded on AWS for TimestampPath.
  @Test(
    arguments: [
      (#""SecondsPath": "$.s""#, ["s": 2_147_483_647], false), (#""SecondsPath": "$.s""#, ["s": 2_147_483_648], true),
      (#""QueryLanguage": "JSONata", "Seconds": "{% $states.input.s %}""#, ["s": 2_147_483_647], false),
      (#""QueryLanguage": "JSONata", "Seconds": "{% $states.input.s %}""#, ["s": 1e15], true),
      (#""TimestampPath": "$.t""#, ["t": "2093-01-18T03:14:07Z"], false),
      (#""TimestampPath": "$.t""#, ["t": "2093-01-19T03:14:08Z"], true),
      (#""TimestampPath": "$.t""#, ["t": "9999-12-31T23:59:59Z"], true),
      (#""Timestamp": "9999-12-31T23:59:59Z""#, [:], true),
      (#""QueryLanguage": "JSONata", "Timestamp": "{% $states.input.t %}""#, ["t": "2999-01-01T00:00:00Z"], true),
    ] as [(String, JSON, Bool)])
  func aWaitEndsWithinSixtyEightYears(field: String, input: JSON, isTooLong: Bool) throws {
    let story = try Story(
      Story.states("Long", "\"Long\": {\"Type\": \"Wait\", \"End\": true, \(field)}"), input: input)
    #expect(story.outcome.status == (isTooLong ? .failed : .succeeded))
    guard isTooLong else { return }
    #expect(story.chain.dropFirst() == ["WaitStateEntered 0", "ExecutionFailed 2"])
    #expect(story.outcome.error == "States.Runtime")
    #expect(
      story.outcome.cause == "An error occurred while executing the state 'Long' (entered at the event id #2). "
        + "Wait state delay is too long.")
  }

  @Test(arguments: [(262_144, Execution.Status.succeeded), (262_145, .failed)])
  func theOutputOfAPassMayHaveSoManyBytes(bytes: Int, status: Execution.Status) throws {
    let pass = #""Twice": {"Type": "Pass", "End": true, "Parameters": {"x.$": "States.Format('{}{}', $.x, $.y)"}}"#
    let x = String(repeating: "x", count: 100_000)
    let y = String(repeating: "y", count: bytes - 100_000 - #"{"x":""}"#.utf8.count)
    let story = try Story(Story.states("Twice", pass), input: ["x": .string(x), "y": .string(y)])
    #expect(story.outcome.status == status)
    if status == .failed { #expect(story.outcome.error == "States.DataLimitExceeded") }
  }
}
