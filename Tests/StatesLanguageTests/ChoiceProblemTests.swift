import Testing

@Suite struct ChoiceProblemTests {
  private func rule(_ row: Row) -> String {
    "{\"StartAt\": \"A\", \"States\": {\"B\": {\"Type\": \"Succeed\"},\n"
      + "\"A\": {\"Type\": \"Choice\", \"Default\": \"B\", \"Choices\": [\n\(row.definition)]}}}"
  }

  @Test(arguments: [
    Row(
      "7",
      #"3:1: error: rule 0 of Choice state "A" must be an object, found the number 7"#),
    Row(
      #"{"Variable": "$.x", "IsNull": true}"#,
      #"3:1: error: These fields are required: [Next] in rule 0 of Choice state "A""#),
    Row(
      #"{"Variable": "$.x", "Next": "B"}"#,
      #"""
      3:1: error: rule 0 of Choice state "A" has no comparison
          hint: add "Variable" and an operator such as "StringEquals", or "And", "Or", "Not"
      """#),
    Row(
      #"{"IsNull": true, "Next": "B"}"#,
      #"""
      3:1: error: These fields are required: [Variable] in rule 0 of Choice state "A"
          hint: "IsNull" compares the value at "Variable"
      """#),
    Row(
      #"{"Variable": "$.x", "IsNull": "true", "Next": "B"}"#,
      #"3:31: error: "IsNull" must be true or false, found the string "true""#),
    Row(
      #"{"Variable": "$.x", "StringEqual": "a", "Next": "B"}"#,
      #"""
      3:21: error: unknown field "StringEqual" in rule 0 of Choice state "A"
          hint: did you mean "StringEquals"?
      """#),
    Row(
      #"{"Variable": "$.x", "StringEquals": 5, "Next": "B"}"#,
      #"3:37: error: "StringEquals" must be a string, found the number 5"#),
    Row(
      #"{"Variable": "$.x", "NumericLessThan": "5", "Next": "B"}"#,
      #"3:40: error: "NumericLessThan" must be a number, found the string "5""#),
    Row(
      #"{"Variable": "$.x", "BooleanEquals": 1, "Next": "B"}"#,
      #"3:38: error: "BooleanEquals" must be true or false, found the number 1"#),
    Row(
      #"{"Variable": "$.x", "TimestampEquals": "today", "Next": "B"}"#,
      #"""
      3:40: error: String does not match RFC3339 timestamp: "TimestampEquals" is the string "today"
          hint: expected a date, "T", a time and a zone, as in "2025-01-31T09:30:00Z" or "2025-01-31T09:30:00+01:00"
      """#),
    Row(
      #"{"Variable": "$.x", "StringMatches": "a\\b", "Next": "B"}"#,
      #"""
      3:38: error: "StringMatches" has a backslash that escapes nothing: the string "a\b"
          hint: only \* and \\ are escapes, each written with a doubled backslash in JSON
      """#),
    Row(
      #"{"Variable": "$.x", "IsNull": true, "IsString": true, "Next": "B"}"#,
      #"""
      3:37: error: rule 0 of Choice state "A" has both "IsNull" and "IsString", of which only one may be there
          hint: combine comparisons by "And" or "Or"
      """#),
    Row(
      #"{"And": [], "Next": "B"}"#,
      #"3:9: error: Value cannot be empty: "And" in rule 0 of Choice state "A""#),
    Row(
      #"{"Or": {}, "Next": "B"}"#,
      #"3:8: error: "Or" must be an array of conditions, found an object"#),
    Row(
      #"{"Not": [], "Next": "B"}"#,
      #"3:9: error: "Not" in rule 0 of Choice state "A" must be an object, found an array"#),
    Row(
      #"""
      {"And": [
      {"Variable": "$.x", "IsNull": true, "Next": "B"}], "Next": "B"}
      """#,
      #"""
      4:37: error: "Next" in "And" in rule 0 of Choice state "A" stands inside And, Or or Not; it belongs to \#
      the outermost rule only
      """#),
    Row(
      #"{"Not": {"And": [{"Variable": "$.x"}]}, "Next": "B"}"#,
      #"""
      3:18: error: "And" in "Not" in rule 0 of Choice state "A" has no comparison
          hint: add "Variable" and an operator such as "StringEquals", or "And", "Or", "Not"
      """#),
    Row(
      #"{"Variable": "$.x", "IsNull": true, "Next": "C"}"#,
      #"""
      3:45: error: "Next" of rule 0 of Choice state "A" names the unknown state "C"
          hint: "States" has no state of that name
      """#),
    Row(
      #"{"Condition": "{% true %}", "Next": "B"}"#,
      #"""
      3:2: error: unknown field "Condition" in rule 0 of Choice state "A"
          hint: "Condition" belongs to JSONata, and the state's query language is JSONPath
      """#),
    Row(
      #"""
      {"Variable": "$.x", "IsNull": true, "Next": "B", "Assign": {},
      "Output": 1}
      """#,
      #"""
      4:1: error: unknown field "Output" in rule 0 of Choice state "A"
          hint: "Output" belongs to JSONata, and the state's query language is JSONPath
      """#),
  ])
  func rules(row: Row) {
    #expect(problems(rule(row)) == row.problems)
  }

  @Test(arguments: [
    Row(
      #""A": {"Type": "Choice", "Default": "A"}"#,
      #"2:1: error: These fields are required: [Choices] in Choice state "A""#),
    Row(
      #""A": {"Type": "Choice", "Choices": []}"#,
      #"2:36: error: Value cannot be empty: "Choices" of Choice state "A""#),
    Row(
      #""A": {"Type": "Choice", "Choices": {}, "Default": 3}"#,
      #"""
      2:36: error: "Choices" must be an array of rules, found an object
      2:51: error: "Default" must be a string, found the number 3
      """#),
    Row(
      #"""
      "A": {"Type": "Choice", "Default": "Bee", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}]},
      "B": {"Type": "Succeed"}
      """#,
      #"""
      2:36: error: "Default" of Choice state "A" names the unknown state "Bee"
          hint: "States" has no state of that name
      """#),
    Row(
      #"""
      "A": {"Type": "Choice", "End": true, "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}]},
      "B": {"Type": "Succeed"}
      """#,
      #"""
      2:25: error: unknown field "End" in Choice state "A"
          hint: "End" is a field of Task, Wait, Pass, Parallel, Map states
      """#),
  ])
  func choices(row: Row) {
    #expect(problems(machine(row.definition)) == row.problems)
  }
}
