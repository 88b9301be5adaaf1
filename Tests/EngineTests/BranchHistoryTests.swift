import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// The history of branches and iterations that fail. Sources: histories recorded on AWS, and where it says so measured
/// there by others.
@Suite struct BranchHistoryTests {
  /// A Parallel of these branches; each is the text of a state named `S0`, `S1` and so on.
  static func parallel(_ branches: [String], _ fields: String = "", rest: String = "") -> String {
    let all = branches.enumerated().map { Story.states("S\($0.offset)", "\"S\($0.offset)\": \($0.element)") }
    return Story.states(
      "All",
      "\"All\": {\"Type\": \"Parallel\", \"End\": true\(fields), \"Branches\": [\(all.joined(separator: ","))]}\(rest)")
  }

  static let post = #"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "End": true}"#
  static let call = "{\"Type\": \"Task\", \"Resource\": \"\(Story.function)\", \"End\": true}"
  static let wait = #"{"Type": "Wait", "Seconds": 9, "End": true}"#

  /// From `ParallelStateStarted` (event 3) to the end, of which no event but the last points to an aborted one.
  static func end(_ branches: [String], answer: TaskReply = .error("Boom")) throws -> [String] {
    let story = try Story(parallel(branches)) { _ in answer }
    return Array(story.chain.dropFirst(3))
  }

  @Test func aTaskThatFailsIsClosedBeforeItsParallel() throws {
    #expect(
      try Self.end([Self.post]) == [
        "TaskStateEntered 3", "TaskScheduled 4", "TaskStarted 5", "TaskFailed 6", "TaskStateAborted 7",
        "ParallelStateFailed 7", "ExecutionFailed 9",
      ])
    #expect(
      try Self.end([Self.call], answer: .timedOut) == [
        "TaskStateEntered 3", "LambdaFunctionScheduled 4", "LambdaFunctionStarted 5", "LambdaFunctionTimedOut 6",
        "TaskStateAborted 7", "ParallelStateFailed 7", "ExecutionFailed 9",
      ])
  }

  @Test func whatIsCutIsClosedInTheOrderOfTheBranches() throws {
    let timed = Self.post.replacing("\"Parameters\"", with: #""TimeoutSeconds": 2, "Parameters""#)
    #expect(
      try Self.end([Self.wait, timed, Self.wait], answer: .never) == [
        "WaitStateEntered 3", "TaskStateEntered 3", "TaskScheduled 5", "TaskStarted 6", "WaitStateEntered 3",
        "TaskTimedOut 7", "WaitStateAborted 9", "TaskStateAborted 9", "WaitStateAborted 9", "ParallelStateFailed 9",
        "ExecutionFailed 13",
      ])
  }

  @Test func aRetriedParallelStartsAgainAfterTheFailure() throws {
    let retry = #", "Retry": [{"ErrorEquals": ["Boom"], "MaxAttempts": 1}]"#
    let story = try Story(Self.parallel([Self.post], retry)) { _ in .error("Boom") }
    #expect(
      story.chain.dropFirst(7) == [
        "TaskStateAborted 7", "ParallelStateStarted 7", "TaskStateEntered 9", "TaskScheduled 10", "TaskStarted 11",
        "TaskFailed 12", "TaskStateAborted 13", "ParallelStateFailed 13", "ExecutionFailed 15",
      ])
    #expect(story.events("TaskStateAborted").allSatisfy { $0.detailsKey == nil })
  }

  /// A Fail state, and a Pass whose expression fails, are over with the event that says so.
  @Test(arguments: [
    (#"{"Type": "Fail"}"#, ["FailStateEntered 3", "ParallelStateFailed 4", "ExecutionFailed 5"]),
    (
      #"{"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.none %}", "End": true}"#,
      ["PassStateEntered 3", "EvaluationFailed 3", "ParallelStateFailed 5", "ExecutionFailed 6"]
    ),
  ])
  func otherStatesLeaveNothingOpen(state: String, end: [String]) throws {
    #expect(try Self.end([state]) == end)
  }

  /// Measured on AWS by others: States.Runtime ends the execution from within, and nothing is written of what it cuts.
  @Test(arguments: [true, false])
  func aRuntimeErrorEndsTheExecution(isMap: Bool) throws {
    let pass = #"{"Type": "Pass", "InputPath": "$.none", "End": true}"#
    let task = Self.post.replacing("{}", with: #"{"x.$": "$.none"}"#)
    for state in [pass, task] {
      let type = state == pass ? "Pass" : "Task"
      let map = """
        "All": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {
          "StartAt": "S", "States": {"S": \(state)}}}
        """
      let catcher = #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Rest"}]"#
      let rest = #", "Rest": {"Type": "Pass", "End": true}"#
      let text = isMap ? Story.states("All", map) : Self.parallel([Self.wait, state], catcher, rest: rest)
      let story = try Story(text, input: isMap ? [1, 2] : [:])
      #expect(story.outcome.error == "States.Runtime" && story.duration == 0)
      let last = story.outcome.events.count
      #expect(story.chain.suffix(2) == ["\(type)StateEntered \(isMap ? 4 : 3)", "ExecutionFailed \(last - 1)"])
    }
  }

  /// A Task that answers the token of another branch ends its own execution thereby.
  @Test func anAnswerMayEndTheExecutionThatGaveIt() throws {
    let asking = Story.states(
      "Ask",
      """
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": {"t.$": "$$.Task.Token"}, "OutputPath": "$.none"}
      """)
    let answering = Story.states(
      "Get",
      Story.task("Get", #""Next": "Answer""#) + """
        , "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
          "Parameters": {"TaskToken.$": "$", "Output": {}}}
        """)
    let both = "\"All\": {\"Type\": \"Parallel\", \"End\": true, \"Branches\": [\(asking), \(answering)]}"
    var token = JSON.null
    let story = try Story(Story.states("All", both)) { call in
      switch call.state {
      case "Ask":
        token = call.parameters["t"] ?? .null
        return .submitted([:], then: .never)
      case "Get": return .success(token)
      default: return nil
      }
    }
    #expect(story.outcome.error == "States.Runtime")
    #expect(story.types.suffix(2) == ["TaskSucceeded", "ExecutionFailed"])
  }

  /// A redrive goes on with all branches, that which failed and those that were cut.
  @Test func whatARuntimeErrorEndedIsRedriven() throws {
    let wait = #"{"Type": "Wait", "Seconds": 3, "End": true}"#
    let timed = #"{"Type": "Pass", "InputPath": "$$.Execution.RedriveTime", "End": true}"#
    let story = try Story(Self.parallel([wait, timed]), input: ["i": 1], redrives: 1)
    #expect(story.outcome.status == .succeeded && story.duration == 3)
    #expect(story.outcome.output == [["i": 1], "2025-01-01T00:00:00.000Z"])
    #expect(story.types.filter { $0.hasSuffix("Entered") }.count == 3)
  }

  @Test func aCatchWhoseOutputFailsFailsTheStateAgain() throws {
    let catcher = """
      , "QueryLanguage": "JSONata",
      "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.input.none %}", "Next": "Rest"}]
      """
    let rest = #", "Rest": {"Type": "Pass", "End": true}"#
    let story = try Story(Self.parallel([#"{"Type": "Fail", "Error": "A"}"#], catcher, rest: rest))
    #expect(
      story.chain.suffix(5) == [
        "FailStateEntered 3", "ParallelStateFailed 4", "EvaluationFailed 4", "ParallelStateFailed 6",
        "ExecutionFailed 7",
      ])
  }

  @Test(arguments: [
    (#", "ResultSelector": {"x.$": "$.none"}"#, ["ParallelStateSucceeded 5", "ExecutionFailed 6"]),
    (#", "ResultPath": "$[0]""#, ["ParallelStateSucceeded 5", "ExecutionFailed 6"]),
    (
      #", "QueryLanguage": "JSONata", "Output": "{% $states.input.none %}""#,
      ["ParallelStateSucceeded 5", "EvaluationFailed 6", "ParallelStateFailed 7", "ExecutionFailed 8"]
    ),
  ])
  func whatFailsAfterTheBranchesFollowsTheirSuccess(field: String, end: [String]) throws {
    let story = try Story(Self.parallel([#"{"Type": "Pass", "End": true}"#], field))
    #expect(story.chain.suffix(end.count) == end[...])
  }

  // MARK: Map

  static func map(_ state: String, _ fields: String = "") -> String {
    let processor = "{\"StartAt\": \"S\", \"States\": {\"S\": \(state)}}"
    return Story.states(
      "All", "\"All\": {\"Type\": \"Map\"\(fields), \"End\": true, \"ItemProcessor\": \(processor)}")
  }

  /// The first so many iterations have started before any of them does anything.
  @Test(arguments: [(0, 4), (1, 1), (3, 3), (9, 4)])
  func iterationsThatStartAtOnceSaySoFirst(concurrency: Int, atOnce: Int) throws {
    let story = try Story(
      Self.map(#"{"Type": "Pass", "End": true}"#, ", \"MaxConcurrency\": \(concurrency)"), input: [1, 2, 3, 4])
    let types = story.types.dropFirst(3)
    #expect(types.prefix { $0 == "MapIterationStarted" }.count == atOnce)
    #expect(types.filter { $0 == "MapIterationStarted" }.count == 4)
    let entered = story.events("PassStateEntered")
    #expect(entered.map { $0.details["input"] } == ["1", "2", "3", "4"])
    #expect(entered.prefix(atOnce).map(\.previousEventID) == Array(4..<4 + atOnce))
  }

  /// An answer that takes no time comes after what the other iterations do of themselves.
  @Test func noTaskIsAnsweredBeforeItsSiblingsHaveCalled() throws {
    let story = try Story(Self.map(Self.post), input: [1, 2]) { _ in .success([:]) }
    let calls = ["TaskStateEntered", "TaskScheduled", "TaskStarted"]
    let ends = ["TaskSucceeded", "TaskStateExited", "MapIterationSucceeded"]
    let inside = Array(story.types.dropFirst(5).dropLast(3))
    #expect(inside == [calls, calls, ends, ends].flatMap(\.self))
  }

  @Test func openIterationsAreClosedInTheirOrder() throws {
    let map = Self.map(Self.post)
    let story = try Story(map, input: [1, 2, 3]) { call in call.ordinal == 1 ? .error("Boom") : .never }
    let failure = try #require(story.events("TaskFailed").first).id
    let types = [
      "MapIterationAborted", "TaskStateAborted", "MapIterationFailed", "TaskStateAborted", "MapIterationAborted",
      "TaskStateAborted", "MapStateFailed",
    ]
    #expect(story.chain.dropFirst(failure).dropLast() == types.map { "\($0) \(failure)" }[...])
    let iterations = story.outcome.events.filter { ["MapIterationAborted", "MapIterationFailed"].contains($0.type) }
    #expect(iterations.map { $0.details["index"] } == [0, 1, 2])
  }

  @Test func iterationsThatFailTogetherHaveAllFailed() throws {
    let timeout = Self.post.replacing("\"Parameters\"", with: #""TimeoutSeconds": 2, "Parameters""#)
    let story = try Story(Self.map(timeout), input: [1, 2]) { _ in .never }
    let first = try #require(story.events("TaskTimedOut").first).id
    let types = ["MapIterationFailed", "TaskStateAborted", "MapIterationFailed", "TaskStateAborted", "MapStateFailed"]
    #expect(story.chain.dropFirst(first + 1).dropLast() == types.map { "\($0) \(first)" }[...])
  }

  /// Whether the history is kept or counted: the limit on its events strikes at the same time.
  @Test(arguments: [[0, 0, 0], [1, 0, 1], [1, 1, 0], [2, 0, 0], [1, 2, 1, 1]])
  func closingIsCounted(items: [Int]) throws {
    let waits = """
      "All": {"Type": "Map", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Later"}], "End": true,
        "ItemProcessor": {"StartAt": "C", "States": {
          "C": {"Type": "Choice", "Default": "W", "Choices": [
            {"Variable": "$", "NumericEquals": 0, "Next": "Post"}, {"Variable": "$", "NumericEquals": 2, "Next": "F"}]},
          "F": {"Type": "Fail"}, "W": {"Type": "Wait", "Seconds": 9, "End": true}, "Post": \(Self.post)}}},
      "Later": {"Type": "Wait", "Seconds": 5, "Next": "Last"}, "Last": {"Type": "Pass", "End": true}
      """
    let input = JSON.array(items.map(JSON.integer))
    let all = try Story(Story.states("All", waits), input: input) { _ in .error("Boom") }.outcome.events.count
    for limit in all - 4...all + 1 {
      let stories = try [true, false].map { history in
        try Story(
          Story.states("All", waits), input: input, quotas: Story.quotas(historyEvents: limit), history: history
        ) { _ in .error("Boom") }
      }
      #expect(stories.map(\.outcome.status) == Array(repeating: limit < all ? .failed : .succeeded, count: 2))
      #expect(stories[0].duration == stories[1].duration)
    }
  }
}
