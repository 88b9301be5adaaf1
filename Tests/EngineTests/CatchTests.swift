import Engine
import JSON
import StepFunctions
import TestSupport
import Testing

@Suite struct CatchTests {
  static func story(
    _ fields: String = "", catcher: String = #""ErrorEquals": ["States.ALL"]"#, input: JSON = ["kept": 1],
    reply: TaskReply
  ) throws -> Story {
    let task = Story.task(
      "Work", "\"Catch\": [{\(catcher), \"Next\": \"Caught\"}]\(fields.isEmpty ? "" : ", " + fields)")
    return try Story(Story.states("Work", task + RetryTests.caught), input: input) { _ in reply }
  }

  static let failure = TaskReply.failure(error: "A", cause: "why")

  @Test(arguments: [
    ("", #"{"Error": "A", "Cause": "why"}"#), (#", "ResultPath": "$""#, #"{"Error": "A", "Cause": "why"}"#),
    (#", "ResultPath": null"#, #"{"kept": 1}"#),
    (#", "ResultPath": "$.failure""#, #"{"kept": 1, "failure": {"Error": "A", "Cause": "why"}}"#),
    (#", "ResultPath": "$.a.b""#, #"{"kept": 1, "a": {"b": {"Error": "A", "Cause": "why"}}}"#),
  ])
  func theErrorIsPlacedInTheRawInput(resultPath: String, output: String) throws {
    let story = try Self.story(
      #""InputPath": "$.kept", "OutputPath": "$.nothing", "ResultSelector": {"x.$": "$.none"}"#,
      catcher: "\"ErrorEquals\": [\"A\"]\(resultPath)", reply: Self.failure)
    #expect(try story.outcome.output == JSON.parse(output))
  }

  @Test func aFailureWithoutNameOrCauseIsNullWhereItIsCaught() throws {
    let story = try Self.story(reply: .failure(error: nil, cause: nil))
    #expect(story.outcome.output == ["Error": .null, "Cause": .null])
    #expect(story.events("LambdaFunctionFailed")[0].details == [:])
  }

  @Test func aTimeoutHasAnEmptyCauseWhereItIsCaught() throws {
    let story = try Self.story(#""TimeoutSeconds": 4"#, reply: .never)
    #expect(story.outcome.output == ["Error": "States.Timeout", "Cause": ""])
    #expect(story.duration == 4)
  }

  @Test func nothingCatchesARuntimeError() throws {
    let story = try Self.story(
      #""OutputPath": "$.missing""#, catcher: #""ErrorEquals": ["States.Runtime"]"#, reply: .success([:]))
    #expect(story.outcome.status == .failed && story.outcome.error == "States.Runtime")
    #expect(story.outcome.cause?.contains("the state 'Work' (entered at the event id #2)") == true)
    #expect(story.types.suffix(2) == ["LambdaFunctionSucceeded", "ExecutionFailed"])
  }

  /// The text's quotation marks count: 262,144 bytes are allowed.
  @Test(arguments: [(262_142, false), (262_143, true)])
  func aResultAboveTheLimitIsAnErrorThatCanBeCaught(characters: Int, isTooLarge: Bool) throws {
    let story = try Self.story(reply: .success(.string(String(repeating: "x", count: characters))))
    #expect(story.outcome.status == .succeeded)
    guard isTooLarge else { return #expect(story.outcome.output?.string?.utf8.count == characters) }
    #expect(story.outcome.output?["Error"] == "States.DataLimitExceeded")
    #expect(
      story.outcome.output?["Cause"]
        == .string(
          "The state/task '\(Story.function)' returned a result with a size exceeding the maximum number of bytes "
            + "service limit."))
  }

  @Test func theFirstCatcherThatMatchesIsTaken() throws {
    let task = Story.task(
      "Work",
      """
      "Catch": [{"ErrorEquals": ["B"], "Next": "Other"}, {"ErrorEquals": ["States.TaskFailed"], "Next": "Caught"},
        {"ErrorEquals": ["States.ALL"], "Next": "Other"}]
      """)
    let rest = RetryTests.caught + #", "Other": {"Type": "Fail"}"#
    #expect(try Story(Story.states("Work", task + rest)) { _ in Self.failure }.outcome.status == .succeeded)
  }
}
