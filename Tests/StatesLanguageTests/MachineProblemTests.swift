import Testing

@Suite struct MachineProblemTests {
  @Test(arguments: [
    Row(
      #"""
        
      [1]
      """#,
      "2:1: error: the state machine must be an object, found an array"),
    Row(
      "{}",
      "1:1: error: These fields are required: [States, StartAt] in the state machine"),
    Row(
      #"{"StartAt": "A", "States": {}}"#,
      #"1:28: error: Value cannot be empty: "States" needs at least one state"#),
    Row(
      #"{"States": {"A": {"Type": "Succeed"}}}"#,
      "1:1: error: These fields are required: [StartAt] in the state machine"),
    Row(
      #"{"StartAt": 1, "States": {"A": {"Type": "Succeed"}}}"#,
      #"1:13: error: "StartAt" must be a string, found the number 1"#),
    Row(
      #"{"StartAt": "A", "States": []}"#,
      #"1:28: error: "States" must be an object, found an array"#),
    Row(
      #"{"StartAt": "a", "States": {"A": {"Type": "Succeed"}}}"#,
      #"""
      1:13: error: "StartAt" of the state machine names the unknown state "a"
          hint: did you mean "A"?
      """#),
    Row(
      #"{"StartAt": "A", "Version": "2.0", "States": {"A": {"Type": "Succeed"}}}"#,
      #"1:29: error: "Version" must be "1.0", found "2.0""#),
    Row(
      #"{"StartAt": "A", "Comment": 3, "TimeoutSeconds": 0, "States": {"A": {"Type": "Succeed"}}}"#,
      #"""
      1:29: error: "Comment" must be a string, found the number 3
      1:50: error: "TimeoutSeconds" must be a whole number from 1 to 99999999, found the number 0
      """#),
    Row(
      #"{"StartAt": "A", "TimeoutSecond": 5, "States": {"A": {"Type": "Succeed"}}}"#,
      #"""
      1:18: error: unknown field "TimeoutSecond" in the state machine
          hint: did you mean "TimeoutSeconds"?
      """#),
    Row(
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Succeed"}},
      "StartAt": "B"}
      """#,
      #"""
      2:1: error: duplicate field "StartAt"
          hint: the first one is at 1:2
      """#),
    Row(
      #"""
      {"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Pass", "QueryLanguage": \#
      "JSONPath", "End": true}}}
      """#,
      #"""
      1:96: error: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine
      """#),
    Row(
      #"{"StartAt": "A", "QueryLanguage": "SQL", "States": {"A": {"Type": "Succeed"}}}"#,
      #"1:35: error: "QueryLanguage" must be "JSONPath" or "JSONata", found the string "SQL""#),
  ])
  func machines(row: Row) {
    #expect(problems(row.definition) == row.problems)
  }

  @Test(arguments: [
    Row(
      #""A": 3"#,
      #"2:6: error: state "A" must be an object, found the number 3"#),
    Row(
      #""A": {"End": true}"#,
      #"2:1: error: These fields are required: [Type] in state "A""#),
    Row(
      #""A": {"Type": "Tsak", "End": true}"#,
      #"""
      2:15: error: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, \#
      Parallel, Map], found the string "Tsak"
          hint: did you mean "Task"?
      """#),
    Row(
      #""A": {"Type": "TypeThatDoesNotExist", "End": true}"#,
      #"""
      2:15: error: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, \#
      Parallel, Map], found the string "TypeThatDoesNotExist"
      """#),
    Row(
      #""A": {"Type": 7}"#,
      #"""
      2:15: error: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, \#
      Parallel, Map], found the number 7
      """#),
    Row(
      #""A": {"type": "Pass", "End": true}"#,
      #"""
      2:1: error: These fields are required: [Type] in state "A"
          hint: "type" is there; is it meant to be "Type"?
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Reslt": 1}"#,
      #"""
      2:36: error: unknown field "Reslt" in Pass state "A"
          hint: did you mean "Result"?
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Banana": 1}"#,
      #"""
      2:36: error: unknown field "Banana" in Pass state "A"
          hint: allowed here: Assign, Comment, End, InputPath, Next, OutputPath, Parameters, QueryLanguage, Result, \#
      ResultPath, Type
      """#),
    Row(
      #""A": {"Type": "Succeed", "End": true}"#,
      #"""
      2:26: error: unknown field "End" in Succeed state "A"
          hint: "End" is a field of Task, Wait, Pass, Parallel, Map states
      """#),
    Row(
      #""A": {"Type": "Fail", "Next": "A"}"#,
      #"""
      2:23: error: unknown field "Next" in Fail state "A"
          hint: "Next" is a field of Task, Wait, Pass, Parallel, Map states
      """#),
    Row(
      #"""
      "A": {"Type": "Pass", "End": true,
      "End": true}
      """#,
      #"""
      3:1: error: duplicate field "End"
          hint: the first one is at 2:23
      """#),
    Row(
      #"""
      "A": {"Type": "Pass", "End": true, "Result": [{"x": 1,
      "x": 2}]}
      """#,
      #"""
      3:1: error: duplicate field "x"
          hint: the first one is at 2:48
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Comment": null}"#,
      #"2:47: error: "Comment" must be a string, found null"#),
    Row(
      #""": {"Type": "Pass", "End": true}"#,
      #"""
      1:13: error: "StartAt" of the state machine names the unknown state "A"
          hint: "States" has no state of that name
      2:1: error: a state's name has 1 to 80 characters, this one has 0: ""
      """#),
    Row(
      #"""
      "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN": {"Type": "Pass", \#
      "End": true}
      """#,
      #"""
      1:13: error: "StartAt" of the state machine names the unknown state "A"
          hint: "States" has no state of that name
      2:1: error: a state's name has 1 to 80 characters, this one has 81: \#
      "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN..."
      """#),
    Row(
      #"""
      "A": {"Type": "Pass", "End": true, "Assign": {"a": 1},
      "Output": 1}
      """#,
      #"""
      3:1: error: unknown field "Output" in Pass state "A"
          hint: "Output" belongs to JSONata, and the state's query language is JSONPath
      """#),
    Row(
      #""A": {"Type": "Wait", "End": true}"#,
      #"""
      2:1: error: Wait state "A" needs exactly one of "Seconds", "SecondsPath", "Timestamp" or "TimestampPath", \#
      found none of them
      """#),
    Row(
      #""A": {"Type": "Wait", "Seconds": 1, "Timestamp": "2020-01-01T00:00:00Z", "End": true}"#,
      #"""
      2:37: error: Wait state "A" needs exactly one of "Seconds", "SecondsPath", "Timestamp" or \#
      "TimestampPath", found "Timestamp" besides "Seconds"
      """#),
    Row(
      #""A": {"Type": "Wait", "Seconds": -1, "End": true}"#,
      #"2:34: error: "Seconds" must be a whole number from 0 to 99999999, found the number -1"#),
    Row(
      #""A": {"Type": "Wait", "Seconds": 1.5, "End": true}"#,
      #"2:34: error: "Seconds" must be a whole number from 0 to 99999999, found the number 1.5"#),
    Row(
      #""A": {"Type": "Wait", "Seconds": "5", "End": true}"#,
      #"""
      2:34: error: "Seconds" must be a whole number from 0 to 99999999, found the string "5"
          hint: write the number without quotation marks
      """#),
    Row(
      #""A": {"Type": "Wait", "Timestamp": "2016-12-05T21:29:29", "End": true}"#,
      #"""
      2:36: error: String does not match RFC3339 timestamp: "Timestamp" is the string "2016-12-05T21:29:29"
          hint: expected a date, "T", a time and a zone, as in "2025-01-31T09:30:00Z" or "2025-01-31T09:30:00+01:00"
      """#),
    Row(
      #""A": {"Type": "Wait", "Timestamp": 5, "End": true}"#,
      #"2:36: error: "Timestamp" must be a string, found the number 5"#),
    Row(
      #""A": {"Type": "Wait", "SecondsPath": "$.a[*]", "End": true}"#,
      #"""
      2:38: error: "SecondsPath" must be a reference path, which names one place, found "$.a[*]"
          hint: wildcards, slices, filters and ".." may select several values
      """#),
    Row(
      #""A": {"Type": "Fail", "Error": "E", "ErrorPath": "$.e", "Cause": 5}"#,
      #"""
      2:37: error: Fail state "A" has both "Error" and "ErrorPath", of which only one may be there
      2:66: error: "Cause" must be a string, found the number 5
      """#),
  ])
  func states(row: Row) {
    #expect(problems(machine(row.definition)) == row.problems)
  }
}
