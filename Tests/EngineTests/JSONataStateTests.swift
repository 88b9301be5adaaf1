import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// States in JSONata. Source of events and causes: histories recorded on AWS.
@Suite struct JSONataStateTests {
  private static func machine(_ states: String) -> String {
    "{\"StartAt\": \"A\", \"QueryLanguage\": \"JSONata\", \"States\": {\(states)}}"
  }

  private static func pass(_ output: String) -> String {
    machine("\"A\": {\"Type\": \"Pass\", \"End\": true, \"Output\": \(output)}")
  }

  @Test(
    arguments: [
      ("\"{% $states.input.n + 1 %}\"", "8"), ("{\"a\": [\"{% $states.input.n %}\", 1, \"x\"]}", #"{"a":[7,1,"x"]}"#),
      ("\"{%$states.context.Execution.Name%}\"", "\"story\""), ("\"{% $type($states.result) %}\"", nil),
      ("\"{% $states.context.State.Name %}\"", "\"A\""), ("\"{% $count($keys($states)) %}\"", "2"),
      ("\"{% $partition([1..5], 2) %}\"", "[[1,2],[3,4],[5]]"), ("\"{% $range(0, 9, 3) %}\"", "[0,3,6,9]"),
      ("\"{% $hash('a', 'MD5') %}\"", "\"0cc175b9c0f1b6a831c399e269772661\""), ("\"{% $parse('[1,{}]') %}\"", "[1,{}]"),
      ("\"{% $random(7) = $random(7) and $random(7) < 1 %}\"", "true"), ("\"{% $length($uuid()) %}\"", "36"),
      ("\"{% $uuid() = $uuid() %}\"", "false"), ("\"{% $now() %}\"", "\"2025-01-01T00:00:00.000Z\""),
      ("\"{% [] %}\"", "[]"), ("\"{% null %}\"", "null"), ("{\"k.$\": \"$.n\"}", #"{"k.$":"$.n"}"#),
    ] as [(String, String?)])
  func outputs(output: String, expected: String?) throws {
    let story = try Story(Self.pass(output), input: ["n": 7, "list": [1]])
    #expect(story.outcome.output?.text == expected)
    #expect(story.outcome.error == (expected == nil ? "States.QueryEvaluationError" : nil))
  }

  @Test(arguments: [
    ("{% $nothing %}", "returned nothing (undefined)."),
    ("{% $eval('1') %}", "threw an error during evaluation. T1006: Attempted to invoke a non-function"),
    (
      "{% $parse('[1') %}",
      "threw an error during evaluation. D3137: Invalid JSON: found the end of the text, expected ',' or ']'"
    ),
    (
      "{% (function($n) { 1 + $n($n) })(function($n) { 1 + $n($n) }) %}",
      "threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. "
        + "Consider rewriting as tail-recursive."
    ),
  ])
  func failures(expression: String, what: String) throws {
    let story = try Story(Self.pass("{\"a\": [0, \"\(expression)\"]}"))
    let text = expression.dropFirst(3).dropLast(3)
    let cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression "
      + "'\(text)' specified for the field 'Output/a[1]' \(what)"
    #expect(story.outcome.cause == cause)
    #expect(story.types == ["ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed"])
    let event = try #require(story.events("EvaluationFailed").first)
    #expect(event.previousEventID == 0)
    #expect(
      event.details == [
        "state": "A", "location": "Output/a[1]", "error": "States.QueryEvaluationError", "cause": .string(cause),
      ])
  }

  /// A failed evaluation is an error like others: Retry repeats the Task, Catch goes on with its output.
  @Test func evaluationErrorsAreCaught() throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Task", "Resource": "\#(Story.function)", "End": true, "Arguments": {"n": "{% $states.input.n %}"},
        "Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1, "IntervalSeconds": 5}],
        "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "B",
          "Assign": {"e": "{% $states.errorOutput.Error %}"},
          "Output": {"in": "{% $states.input %}", "result": "{% $exists($states.result) %}"}}],
        "Output": "{% $states.result.missing %}"},
      "B": {"Type": "Pass", "Output": ["{% $e %}", "{% $states.input %}"], "End": true}
      """#)
    let story = try Story(text, input: ["n": 1]) { .success($0.parameters) }
    #expect(story.outcome.output == ["States.QueryEvaluationError", ["in": ["n": 1], "result": false]])
    #expect(story.duration == 5)
    #expect(
      story.types == [
        "ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
        "LambdaFunctionSucceeded", "EvaluationFailed", "LambdaFunctionScheduled", "LambdaFunctionStarted",
        "LambdaFunctionSucceeded", "EvaluationFailed", "TaskStateExited", "PassStateEntered", "PassStateExited",
        "ExecutionSucceeded",
      ])
    // What was done before the evaluation is what its failure follows.
    #expect(story.events("EvaluationFailed").map(\.previousEventID) == [5, 9])
  }

  @Test func tasksGetArgumentsAndGiveResults() throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Task", "Resource": "\#(Story.function)", "Next": "B",
        "TimeoutSeconds": "{% $states.input.limit %}", "Arguments": "{% $states.input.payload %}",
        "Assign": {"total": "{% $sum($states.result) %}"}},
      "B": {"Type": "Parallel", "Arguments": {"r": "{% $states.input %}"}, "Output": "{% $states.result ~> $sum %}",
        "End": true, "Branches": [
          {"StartAt": "C", "States": {"C": {"Type": "Pass", "Output": "{% $count($states.input.r) %}", "End": true}}},
          {"StartAt": "D", "States": {"D": {"Type": "Pass", "Output": "{% $total %}", "End": true}}}]}
      """#)
    var seen: [JSON] = []
    let story = try Story(text, input: ["limit": 9, "payload": [1, 2]]) {
      seen.append($0.parameters)
      return .success([10, 20])
    }
    #expect(seen == [[1, 2]])
    #expect(story.outcome.output == 32)
    #expect(story.events("LambdaFunctionScheduled").first?.details["timeoutInSeconds"] == 9)
  }

  @Test func mapsTakeItemsSelectorsAndConcurrency() throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Map", "Items": "{% $states.input.waits %}", "End": true,
        "MaxConcurrency": "{% $states.input.at %}",
        "ItemSelector": {"w": "{% $states.context.Map.Item.Value %}", "i": "{% $states.context.Map.Item.Index %}",
          "n": "{% $count($states.input.waits) %}"},
        "ItemProcessor": {"StartAt": "W", "States": {
          "W": {"Type": "Wait", "Seconds": "{% $states.input.w %}", "End": true,
            "Output": "{% $states.input.i * $states.input.n %}"}}}}
      """#)
    let story = try Story(text, input: ["waits": [3, 2, 1], "at": 2])
    #expect(story.outcome.output == [0, 3, 6])
    #expect(story.duration == 3)
    let empty = try Story(text, input: ["waits": [], "at": 0])
    #expect(empty.outcome.output == [])
  }

  @Test func choicesNeedBooleans() throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Choice", "Default": "D", "Output": "{% 'default' %}", "Choices": [
        {"Condition": "{% $states.input.c %}", "Next": "D", "Output": {"by": "{% $states.input.c %}"}},
        {"Condition": false, "Next": "D"}]}, "D": {"Type": "Succeed"}
      """#)
    #expect(try Story(text, input: ["c": true]).outcome.output == ["by": true])
    #expect(try Story(text, input: ["c": false]).outcome.output == "default")
    let wrong = try Story(text, input: ["c": "yes"])
    let cause = try #require(wrong.outcome.cause)
    #expect(
      cause.hasSuffix(
        "The JSONata expression '$states.input.c' specified for the field 'Choices[0]/Condition' returned an "
          + "unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\""))
  }

  @Test(
    arguments: [
      ("\"Seconds\": \"{% $states.input %}\"", 2 as JSON, 2.0, nil),
      ("\"Seconds\": \"{% $states.input %}\"", 3.0, 3, nil),
      ("\"Seconds\": \"{% $states.input %}\"", -1, 0, "Seconds"),
      ("\"Seconds\": \"{% $states.input %}\"", 1.5, 0, "Seconds"),
      ("\"Seconds\": \"{% $states.input %}\"", "2", 0, "Seconds"),
      ("\"Timestamp\": \"{% $states.input %}\"", "2025-01-01T00:01:00Z", 60, nil),
      ("\"Timestamp\": \"{% $states.input %}\"", "tomorrow", 0, "Timestamp"),
      ("\"Timestamp\": \"{% $fromMillis($millis() + 5000) %}\"", .null, 5, nil),
    ] as [(String, JSON, Double, String?)])
  func waits(field: String, input: JSON, seconds: Double, location: String?) throws {
    let story = try Story(Self.machine("\"A\": {\"Type\": \"Wait\", \"End\": true, \(field)}"), input: input)
    #expect(story.duration == seconds)
    #expect(story.events("EvaluationFailed").first?.details["location"]?.string == location)
    #expect(story.outcome.error == location.map { _ in "States.QueryEvaluationError" })
  }

  @Test func everyVisitDrawsAnew() throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Pass", "Output": ["{% $uuid() %}"], "Next": "B"},
      "B": {"Type": "Pass", "Output": "{% $append($states.input, $uuid()) %}", "Next": "C"},
      "C": {"Type": "Choice", "Default": "D",
        "Choices": [{"Condition": "{% $count($states.input) < 5 %}", "Next": "B"}]},
      "D": {"Type": "Succeed", "Output": "{% $count($distinct($states.input)) %}"}
      """#)
    #expect(try Story(text).outcome.output == 5)
  }

  /// Whatever state makes it, and whether or not it reads the result.
  @Test(arguments: [
    #"{"Type": "Succeed", "Output": "{% $pad('', 300) %}"}"#,
    #"{"Type": "Wait", "Seconds": 0, "End": true, "Output": "{% $pad('', 300) %}"}"#,
    #"{"Type": "Choice", "Choices": [{"Condition": true, "Next": "Z", "Output": "{% $pad('', 300) %}"}]}"#,
    #"{"Type": "Choice", "Default": "Z", "Output": "{% $pad('', 300) %}", "Choices": [{"Condition": false, "#
      + #""Next": "Z"}]}"#,
    #"{"Type": "Task", "Resource": "F", "End": true, "Output": "{% $pad('', 300) %}"}"#,
    #"{"Type": "Map", "Items": [1], "End": true, "Output": "{% $pad('', 300) %}", "ItemProcessor": {"StartAt": "I", "#
      + #""States": {"I": {"Type": "Succeed"}}}}"#,
  ])
  func outputsAreLimited(state: String) throws {
    var quotas = Story.quotas()
    quotas.payloadBytes = 256
    let rest = state.contains("\"Z\"") ? #", "Z": {"Type": "Succeed"}"# : ""
    let text = Self.machine("\"A\": \(state.replacing("\"F\"", with: "\"\(Story.function)\""))\(rest)")
    let story = try Story(text, quotas: quotas) { _ in .success([:]) }
    #expect(story.outcome.error == "States.DataLimitExceeded")
  }

  @Test func failsWithWhatTheExpressionsSay() throws {
    let text = Self.machine(
      #""A": {"Type": "Fail", "Error": "{% $states.input.e %}", "Cause": "{% 'c' & $states.input.n %}"}"#)
    let story = try Story(text, input: ["e": "Boom", "n": 1])
    #expect(story.outcome.error == "Boom" && story.outcome.cause == "c1")
    #expect(try Story(text, input: ["e": 5, "n": 1]).outcome.error == "States.QueryEvaluationError")
  }

  /// Nested starts in JSONata run as in JSONPath, without a history too.
  @Test(arguments: [true, false])
  func nestedStarts(history: Bool) throws {
    let text = Self.machine(
      #"""
      "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
        "Arguments": {"StateMachineArn": "{% $states.input.arn %}", "Input": {"v": "{% $states.input.v %}"},
          "Name": "{% 'child-' & $states.context.Execution.Name %}"},
        "Output": {"out": "{% $states.result.Output %}", "name": "{% $states.result.Name %}"}}
      """#)
    let child = Self.machine(#""A": {"Type": "Pass", "Output": "{% $states.input.v * 2 %}", "End": true}"#)
    let story = try Story(
      text, children: ["Child": child], input: ["arn": .string(ARNs.machine("Child")), "v": 21], history: history)
    #expect(story.outcome.output == ["out": 42, "name": "child-story"])
  }
}
