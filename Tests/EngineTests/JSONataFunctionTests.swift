import JSON
import StepFunctions
import TestSupport
import Testing

/// The functions that Step Functions adds to JSONata, its limits, and results that are no JSON. Source: answers of AWS
/// that others have published.
@Suite struct JSONataFunctionTests {
  private static func machine(_ state: String) -> String {
    #"{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {\#(state)}}}"#
  }

  /// The value of an expression, or what its failure says after the field's name.
  private func answer(_ expression: String, input: JSON = [:]) throws -> String {
    let state = #""Type": "Pass", "End": true, "Output": \#(JSON.string("{% \(expression) %}").text)"#
    let story = try Story(Self.machine(state), input: input)
    if let output = story.outcome.output { return output.text }
    #expect(story.outcome.error == "States.QueryEvaluationError")
    let cause = story.outcome.cause ?? ""
    return cause.components(after: "specified for the field 'Output' ") ?? cause
  }

  @Test(arguments: [
    ("$random(42)", "0.7275636800328681"), ("$random(0)", "0.730967787376657"), ("$random(7)", "0.7306990420600421"),
    ("$random(0.9) = $random(0)", "true"), ("$random(-0.9) = $random(0)", "true"),
    ("$random(-1)", "0.26894263088050496"),
    ("$random(1e300) = $random(9223372036854775807)", "true"),
    (
      "$random(9007199254740993) = $random(9007199254740992)",
      "false"
    ), ("$random(1/0) = $random(1e19)", "true"), ("$random() = $random()", "false"),
    ("$partition([1,2,3,4,5], 2)", "[[1,2],[3,4],[5]]"), ("$partition([1,2,3,4,5], 2.9)", "[[1,2],[3,4],[5]]"),
    ("$partition([0], 1)", "[[0]]"), ("$partition([1,2,3])", "[[1,2,3]]"), ("$partition([1,2], 1e30)", "[[1,2]]"),
    ("$partition(7, 2)", "[[7]]"), ("$range(0, 6, 2)", "[0,2,4,6]"), ("$range(1.7, 5, 1)", "[1,2,3,4,5]"),
    ("$range(-1.7, 2, 1)", "[-1,0,1,2]"), ("$range(-2.9, 0, 1)", "[-2,-1,0]"), ("$range(5, 1, -1.5)", "[5,4,3,2,1]"),
    ("$range(3, 3, 1)", "3"), ("$type($range(3, 3, 1))", "\"number\""), ("[$range(3, 3, 1)]", "[3]"),
    ("$count($range(1, 200000, 1))", "200000"), ("$exists($range(5, 1, 1))", "false"),
    ("$count($range(-9223372036854775808, 9223372036854775807, 9223372036854775807))", "3"),
    ("$hash('Hello', 'MD5')", "\"8b1a9953c4611296a827abf8c47804d7\""),
    ("$parse('{\"n\":9223372036854775807}').n", "9223372036854775807"), ("$parse('[1.0, 1e2]')", "[1,100]"),
    (#"$parse('{"a:\\"":":"}')"#, #"{"a:\"":":"}"#),
    ("$parse('{\"b\":1,\"a\":[{\"b\":2}]}')", "{\"b\":1,\"a\":[{\"b\":2}]}"), ("$exists($parse('null'))", "true"),
    ("$map(['{\"a\":1}', '2'], $parse)", "[{\"a\":1},2]"),
    (
      "$string($parse('9223372036854775808'))",
      "\"9223372036854776000\""
    ),
  ])
  func values(expression: String, expected: String) throws { #expect(try answer(expression) == expected) }

  @Test(arguments: [
    "$range(1, 5)", "$range(1, 5, 0)", "$range(1, 5, 0.5)", "$range(5, 1, 1)", "$range($nothing, 5, 1)",
    "$partition([1,2], 0)", "$partition([1,2], -0.5)", "$partition([], 2)", "$partition([])", "$partition($nothing, 2)",
    "$hash('a')", "$parse()", "$parse($nothing)",
  ])
  func nothing(expression: String) throws { #expect(try answer(expression) == "returned nothing (undefined).") }

  @Test(arguments: [
    ("$partition(null, 2)", "T0412"), ("$partition([1], -1)", "D3137: Second argument must be zero or greater"),
    ("$partition([1], 'a')", "T0410"), ("$partition([1], 2, 3)", "T0410"), ("$range(1)", "T0410"),
    ("$range(1, 5, 1, 1)", "T0410"), ("$hash(42, 'MD5')", "T0410"), ("$hash('a', 5)", "T0410"),
    ("$hash('a', 'md5')", "D3137"), ("$parse(null)", "T0410"), ("$parse('{}', 'x')", "T0410"),
    ("$parse('')", "D3137: Invalid JSON"), ("$parse('[1,2] [3]')", "D3137: Invalid JSON"),
    ("$parse('1e400')", "D3137: Invalid JSON"), ("$parse('{\"a\":1,\"a\":2}')", "D3137: Invalid JSON"),
    ("$parse('[{\"b\":{\"a\":1,\"a\":1}}]')", "D3137: Invalid JSON"), ("$random(1, 2)", "T0410"),
    ("$random(null)", "T0410"), ("$uuid('seed')", "T0410"), ("$eval('1')", "T1006"),
  ])
  func refusals(expression: String, code: String) throws {
    let answer = try answer(expression)
    #expect(answer.hasPrefix("threw an error during evaluation. \(code)"), "\(answer)")
  }

  static let stackOverflow =
    "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive."
  static let memory = "Expression evaluation memory limit exceeded: Check for excessive memory usage"
  static let recursion = "($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(%))"
  static let doubling = "($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', %)))"

  @Test(arguments: [
    (recursion, "31", "31", "32", stackOverflow), (doubling, "22", "4194304", "23", memory),
    ("$count([1..%])", "873782", "873782", "873783", memory),
    ("$count($range(1, %, 1))", "873782", "873782", "1e15", memory),
    ("$count($range(%, 1, -1))", "1", "1", "873783", memory),
  ])
  func limits(expression: String, fits: String, value: String, exceeds: String, words: String) throws {
    #expect(try answer(expression.replacing("%", with: fits)) == value)
    let failure = try answer(expression.replacing("%", with: exceeds))
    #expect(failure == "threw an error during evaluation: " + words)
  }

  @Test func statesHandOnNumbersAsTheyAre() throws {
    let input: JSON = ["id": 1_541_815_603_606_036_480, "x": .double(2), "all": [.double(1e3)]]
    let expression = "{'id': $states.input.id, 'text': 'order-' & $states.input.id, 'next': $states.input.id + 1}"
    #expect(
      try answer(expression, input: input)
        == #"{"id":1541815603606036480,"text":"order-1541815603606036480","next":1541815603606036481}"#)
    #expect(try answer("$states.input", input: input) == #"{"id":1541815603606036480,"x":2,"all":[1000]}"#)
    #expect(try answer("$states.input.x", input: input) == "2")
    #expect(try answer("[1/0, {'k': -1/0}]") == #"["Infinity",{"k":"-Infinity"}]"#)
  }

  @Test(arguments: [
    (#""Type": "Pass", "End": true, "Output": "%""#, "Output"),
    (#""Type": "Pass", "End": true, "Output": {"a": [1, "%"]}"#, "Output/a[1]"),
    (#""Type": "Pass", "End": true, "Assign": {"v": "%"}"#, "Assign/v"),
    (
      #""Type": "Choice", "Default": "Z", "Choices": [{"Condition": "%", "Next": "Z"}]}, "Z": {"Type": "Succeed""#,
      "Choices[0]/Condition"
    ),
    (#""Type": "Wait", "End": true, "Seconds": "%""#, "Seconds"),
    (#""Type": "Wait", "End": true, "Timestamp": "%""#, "Timestamp"),
    (#""Type": "Task", "Resource": "\#(Story.function)", "End": true, "Arguments": {"x": "%"}"#, "Arguments/x"),
    (#""Type": "Task", "Resource": "\#(Story.function)", "End": true, "TimeoutSeconds": "%""#, "TimeoutSeconds"),
    (#""Type": "Fail", "Error": "%""#, "Error"), (#""Type": "Fail", "Cause": "%""#, "Cause"),
    (
      #""Type": "Map", "End": true, "Items": "%","#
        + #""ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}"#,
      "Items"
    ),
  ])
  func functionsAreNoResults(state: String, field: String) throws {
    for expression in ["$sum", "/a/", "function($x) { $x }", "[1, $sum]", "{'f': [$sum]}"] {
      let text = Self.machine(state.replacing("%", with: "{% \(expression) %}"))
      let story = try Story(text) { .success($0.parameters) }
      #expect(story.outcome.error == "States.QueryEvaluationError")
      let words =
        "The JSONata expression '\(expression)' specified for the field '\(field)' returned an unsupported result type."
      #expect(story.outcome.cause?.hasSuffix(words) == true, "\(story.outcome.cause ?? "no cause")")
    }
  }
}

extension String {
  /// What stands behind the first occurrence of a text.
  fileprivate func components(after text: String) -> String? {
    firstRange(of: text).map { String(self[$0.upperBound...]) }
  }
}
