import JSON
import Testing

@testable import StatesLanguage

@Suite struct AWSValidationTests {
  /// What AWS says about a definition: `CODE: message at location`.
  static func refusals(_ definition: String, isExpress: Bool = false) -> [String] {
    let (_, found) = StateMachine.validate(Array(definition.utf8), file: "f", isExpress: isExpress)
    return AWSValidation(found).diagnostics.map { "\($0.code.rawValue): \($0.message) at \($0.location ?? "null")" }
  }

  @Test(arguments: [
    ("", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
    (" \n", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
    ("[1]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
    ("\"{}\"", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
    ("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"),
    (
      machine(#""A": {"Type": "Wait", "Timestamp": "now", "End": true}"#),
      "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp"
    ),
    (
      machine(#""A": {"Type": "Pass", "InputPath": "x", "End": true}"#),
      "SCHEMA_VALIDATION_FAILED: The value for the field 'InputPath' must be a valid JSONPath at /States/A/InputPath"
    ),
    (
      machine(#""A": {"Type": "Pass", "Parameters": {"a": {"b.$": "x"}}, "End": true}"#),
      "SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function "
        + "call at /States/A/Parameters"
    ),
    (
      machine(
        #""A": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$", "IsNull": true, "Next": "C"}]}, "#
          + #""C": {"Type": "Succeed"}"#),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Default"
    ),
    (
      machine(#""A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}"#),
      #"MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B"#
    ),
    (
      machine(
        #""A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "#
          + #""Default": "C"}, "C": {"Type": "Succeed"}"#),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Choices[0]/Next"
    ),
    (
      machine(#""A": {"Type": "Parallel", "Branches": [], "End": true}"#),
      "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Branches"
    ),
    (
      machine(
        #""A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "#
          + #""End": true}}}, {"StartAt": "C", "States": {"C": {"Type": "Succeed", "Foo": 1}}}]}"#),
      "SCHEMA_VALIDATION_FAILED: Field 'Foo' is not supported at /States/A/Branches[1]/States/C"
    ),
  ])
  func refusals(definition: String, text: String) {
    #expect(Self.refusals(definition) == [text])
  }

  /// The answer of ValidateStateMachineDefinition where AWS names no place, and where Jackson does.
  @Test func textsThatAreNoDefinition() {
    func response(_ text: String) -> JSON {
      AWSValidation(StateMachine.validate(Array(text.utf8), file: "f", isExpress: false).diagnostics).response
    }
    let blank: JSON = [
      "code": "SCHEMA_VALIDATION_FAILED", "message": "Definition must be a valid JSON object", "severity": "ERROR",
    ]
    #expect(response("") == ["diagnostics": [blank], "result": "FAIL", "truncated": false])
    let place = #"[Source: (String)"not a definition"; line: 1, column: 4]"#
    let token: JSON = [
      "code": "INVALID_JSON_DESCRIPTION", "severity": "ERROR", "location": .string(place),
      "message": .string(
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
          + "'false')\n at \(place)"),
    ]
    #expect(response("not a definition") == ["diagnostics": [token], "result": "FAIL", "truncated": false])
  }

  @Test func aRefusalNamesJacksonsPlaceToo() {
    let place = #"[Source: (String)"{}}"; line: 1, column: 4]"#
    let start = #"[Source: (String)"{}}"; line: 1, column: 0]"#
    let message = "Unexpected close marker '}': expected ']' (for root starting at \(start))\n at \(place)"
    #expect(Self.refusals("{}}") == ["INVALID_JSON_DESCRIPTION: \(message) at \(place)"])
  }

  /// Our own words say more.
  @Test(arguments: [
    ("{ // c\n}", "1:3: error: found '/', expected a member's name in double quotes", "JSON has no comments"),
    ("{\"a\": 1 # c\n}", "1:9: error: found '#', expected ',' or '}'", "JSON has no comments"),
    (#"{"Resources": {}}"#, "", "this looks like a template of CloudFormation"),
  ])
  func hintsForOtherForms(text: String, problem: String, hint: String) {
    let found = problems(text)
    #expect(found.hasPrefix(problem) && found.contains("hint: " + hint), "\(found)")
  }

  /// Source: answers of ValidateStateMachineDefinition that the floci project has published, 2026-08 and 2026-09.
  @Test(arguments: [
    (#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}"#, [end]),
    (
      #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Pass", "Next": "A"}"#,
      [end]
    ),
    (
      #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Pass", "End": true}"#,
      [#"MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C"#]
    ),
    (
      #""A": {"Type": "Pass", "Next": "NOPE"}"#,
      ["MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next", end]
    ),
    (
      #""A": {"Type": "Pass", "End": true, "Catch": []}"#,
      ["SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/A"]
    ),
    (
      #""A": {"Type": "Pass", "End": true, "Output": 1}"#,
      [
        "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for "
          + "the 'JSONata' QueryLanguage at /States/A"
      ]
    ),
  ])
  func measuredRefusals(states: String, texts: [String]) {
    #expect(Self.refusals(machine(states)) == texts)
    // What never ends is refused, but can be run.
    let found = StateMachine.parse(Array(machine(states).utf8), file: "f").diagnostics
    #expect(!AWSValidation(found).diagnostics.contains { $0.code == .missingEndState })
  }

  private static let end = "MISSING_END_STATE: Workflow has no terminal state at null"

  @Test func severalRefusalsAreOneMessage() {
    let (_, found) = StateMachine.validate(Array(machine(#""A": {"Type": "Wait"}"#).utf8), file: "f", isExpress: false)
    let validation = AWSValidation(found)
    #expect(!validation.isValid)
    #expect(
      validation.refusal
        == "Invalid State Machine Definition: '"
        + validation.diagnostics.map { "\($0.code.rawValue): \($0.message) at \($0.location ?? "null")" }.joined(
          separator: ", ")
        + "'")
    #expect(validation.diagnostics.count == 2)
  }

  /// What only we cannot do yet, and lint, are nothing to AWS; what we cannot run is no machine.
  @Test func whatOnlyWeRefuseIsFineForAWS() {
    let text = #"""
      {"StartAt": "A", "States": {"A": {"Type": "Map", "End": true, "ItemReader": {"Resource": \#
      "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "PARQUET"}, "Parameters": {}}, \#
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, \#
      "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}}}
      """#
    let (machine, found) = StateMachine.validate(Array(text.utf8), file: "f", isExpress: false)
    #expect(machine == nil && found.count == 1)
    let response: JSON = ["diagnostics": [], "result": "OK", "truncated": false]
    #expect(AWSValidation(found).response == response)
    #expect(AWSValidation(found).refusal == nil)
  }

  @Test(arguments: [(".sync", 1), (".waitForTaskToken", 1), ("", 0)])
  func expressMachinesDoNotWait(pattern: String, count: Int) {
    let definition = machine(nested(#""Comment": "c""#, pattern: pattern))
    let refusals = Self.refusals(definition, isExpress: true)
    #expect(refusals.count == count)
    #expect(refusals.allSatisfy { $0.contains("Express state machine does not support '\(pattern)'") })
    #expect(Self.refusals(definition) == [])
  }
}
