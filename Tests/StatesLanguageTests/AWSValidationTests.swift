import JSON
import StatesLanguage
import Testing

@Suite struct AWSValidationTests {
  /// What AWS says about a definition: `CODE: message at location`.
  static func refusals(_ definition: String, isExpress: Bool = false) -> [String] {
    let (_, found) = StateMachine.validate(Array(definition.utf8), file: "f", isExpress: isExpress)
    return AWSValidation(found).diagnostics.map { "\($0.code.rawValue): \($0.message) at \($0.location)" }
  }

  @Test(arguments: [
    ("{", "INVALID_JSON_DESCRIPTION: found the end of the text, expected a member's name in double quotes at /"),
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
      machine(#""A": {"Type": "Pass", "Next": "B"}"#),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next"
    ),
    (
      machine(#""A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}"#),
      #"MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B"#
    ),
    (
      machine(#""A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}]}"#),
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
      "SCHEMA_VALIDATION_FAILED: Field is not supported at /States/A/Branches[1]/States/C/Foo"
    ),
  ])
  func refusals(definition: String, text: String) {
    #expect(Self.refusals(definition) == [text])
  }

  @Test func severalRefusalsAreOneMessage() {
    let (_, found) = StateMachine.validate(Array(machine(#""A": {"Type": "Wait"}"#).utf8), file: "f", isExpress: false)
    let validation = AWSValidation(found)
    #expect(!validation.isValid)
    #expect(
      validation.refusal
        == "Invalid State Machine Definition: '"
        + validation.diagnostics.map { "\($0.code.rawValue): \($0.message) at \($0.location)" }.joined(separator: ", ")
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
