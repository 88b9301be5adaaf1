import Testing

@Suite struct ErrorHandlingProblemTests {
  private func inTask(_ field: String, _ row: Row) -> String {
    let resource = "arn:aws:lambda:us-east-1:1:function:f"
    return machine(
      "\"A\": {\"Type\": \"Task\", \"Resource\": \"\(resource)\", \"End\": true, \"\(field)\": [\n\(row.definition)]}")
  }

  @Test(arguments: [
    Row(
      "3",
      #"3:1: error: Retry entry 0 of Task state "A" must be an object, found the number 3"#),
    Row(
      #"{"IntervalSeconds": 1}"#,
      #"3:1: error: These fields are required: [ErrorEquals] in Retry entry 0 of Task state "A""#),
    Row(
      #"{"ErrorEquals": []}"#,
      #"3:17: error: Value cannot be empty: "ErrorEquals" of Retry entry 0 of Task state "A""#),
    Row(
      #"{"ErrorEquals": "E"}"#,
      #"3:17: error: "ErrorEquals" must be an array of error names, found the string "E""#),
    Row(
      #"{"ErrorEquals": [1, ""]}"#,
      #"""
      3:18: error: "ErrorEquals" holds error names, found the number 1
      3:21: error: "ErrorEquals" holds error names, found the string ""
      """#),
    Row(
      #"{"ErrorEquals": ["E", "States.ALL"]}"#,
      #"3:23: error: "States.ALL" must stand alone in "ErrorEquals" of Retry entry 0 of Task state "A""#),
    Row(
      #"""
      {"ErrorEquals": ["States.ALL"]},
      {"ErrorEquals": ["E"]}
      """#,
      #"""
      3:18: error: "States.ALL" must be in the last entry, found it in Retry entry 0 of Task state "A"
          hint: no entry after it could ever match
      """#),
    Row(
      #"{"ErrorEquals": ["States.TaskFaild"]}"#,
      #"""
      3:18: warning: no error is called "States.TaskFaild": names that begin with "States." are reserved
          hint: did you mean "States.TaskFailed"?
      """#),
    Row(
      #"{"ErrorEquals": ["E"], "IntervalSeconds": 0}"#,
      #"3:43: error: "IntervalSeconds" must be a whole number from 1 to 99999999, found the number 0"#),
    Row(
      #"{"ErrorEquals": ["E"], "IntervalSeconds": 100000000}"#,
      #"3:43: error: "IntervalSeconds" must be a whole number from 1 to 99999999, found the number 100000000"#),
    Row(
      #"{"ErrorEquals": ["E"], "IntervalSeconds": 1.5}"#,
      #"3:43: error: "IntervalSeconds" must be a whole number from 1 to 99999999, found the number 1.5"#),
    Row(
      #"{"ErrorEquals": ["E"], "MaxAttempts": -1}"#,
      #"3:39: error: "MaxAttempts" must be a whole number from 0 to 99999999, found the number -1"#),
    Row(
      #"{"ErrorEquals": ["E"], "MaxAttempts": 100000000}"#,
      #"3:39: error: "MaxAttempts" must be a whole number from 0 to 99999999, found the number 100000000"#),
    Row(
      #"{"ErrorEquals": ["E"], "BackoffRate": 0.99}"#,
      #"3:39: error: "BackoffRate" must be a number of at least 1.0, found the number 0.99"#),
    Row(
      #"{"ErrorEquals": ["E"], "BackoffRate": "2"}"#,
      #"3:39: error: "BackoffRate" must be a number of at least 1.0, found the string "2""#),
    Row(
      #"{"ErrorEquals": ["E"], "MaxDelaySeconds": 0}"#,
      #"3:43: error: "MaxDelaySeconds" must be a whole number from 1 to 31622400, found the number 0"#),
    Row(
      #"{"ErrorEquals": ["E"], "MaxDelaySeconds": 31622401}"#,
      #"3:43: error: "MaxDelaySeconds" must be a whole number from 1 to 31622400, found the number 31622401"#),
    Row(
      #"{"ErrorEquals": ["E"], "JitterStrategy": "full"}"#,
      #"3:42: error: "JitterStrategy" must be "FULL" or "NONE", found the string "full""#),
    Row(
      #"{"ErrorEquals": ["E"], "MaxAttempt": 2}"#,
      #"""
      3:24: error: unknown field "MaxAttempt" in Retry entry 0 of Task state "A"
          hint: did you mean "MaxAttempts"?
      """#),
  ])
  func retriers(row: Row) {
    #expect(problems(inTask("Retry", row)) == row.problems)
  }

  @Test(arguments: [
    Row(
      #"{"ErrorEquals": ["E"]}"#,
      #"3:1: error: These fields are required: [Next] in Catch entry 0 of Task state "A""#),
    Row(
      #"{"ErrorEquals": ["E"], "Next": "Q"}"#,
      #"""
      3:32: error: "Next" of Catch entry 0 of Task state "A" names the unknown state "Q"
          hint: "States" has no state of that name
      """#),
    Row(
      #"{"ErrorEquals": ["E"], "Next": "A", "ResultPath": 5}"#,
      #"3:51: error: "ResultPath" must be a string, found the number 5"#),
    Row(
      #"{"Next": "A"}"#,
      #"3:1: error: These fields are required: [ErrorEquals] in Catch entry 0 of Task state "A""#),
    Row(
      #"{"ErrorEquals": ["E"], "Next": "A", "Assign": {}, "Output": 1}"#,
      #"""
      3:51: error: unknown field "Output" in Catch entry 0 of Task state "A"
          hint: "Output" belongs to JSONata, and the state's query language is JSONPath
      """#),
  ])
  func catchers(row: Row) {
    #expect(problems(inTask("Catch", row)) == row.problems)
  }

  /// Names that begin with `States.` are reserved, but AWS takes them from a Fail state, and whoever catches them.
  @Test(arguments: [(#""Error": "States.OutOfStock""#, true), (#""Error": "States.Other""#, false)])
  func whatAFailStateRaisesCanBeCaught(error: String, isRaised: Bool) {
    let definition = machine(
      #"""
      "A": {"Type": "Parallel", "End": true, "Catch": [{"ErrorEquals": ["States.OutOfStock"], "Next": "C"}], \#
      "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Fail", \#(error)}}}]}, "C": {"Type": "Succeed"}
      """#)
    #expect(problems(definition).isEmpty == isRaised)
  }
}
