import Testing

/// Problems of states in JSONata, and of variables in either language.
@Suite struct JSONataProblemTests {
  private func state(_ row: Row) -> String {
    "{\"StartAt\": \"A\", \"QueryLanguage\": \"JSONata\", \"States\": {\n\(row.definition)\n}}"
  }

  @Test(arguments: [
    Row(#""A": {"Type": "Pass", "End": true, "Output": "{% $states.input %}", "Assign": {"x": "{% 1 %}"}}"#, ""),
    Row(#""A": {"Type": "Pass", "End": true, "Output": " {% is text %}"}"#, ""),
    Row(
      #""A": {"Type": "Pass", "End": true, "Output": {"a": ["{% 1 + %}"]}}"#,
      #"2:60: error: "{% 1 + %}" is no valid JSONata expression: S0207: Unexpected end of expression"#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Output": "{% 1"}"#,
      #"""
      2:51: error: "{% 1" is no valid JSONata expression: an expression that begins with '{%' must end with '%}'
          hint: a text that is no expression must not begin with '{%'
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Output": "{% 1 + name %}"}"#,
      #"""
      2:54: error: "{% 1 + name %}" is no valid JSONata expression: 'name' reads the expression's own input, which \#
      Step Functions does not have
          hint: write $states.input.name
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Output": "{% $$.x %}"}"#,
      #"""
      2:50: error: "{% $$.x %}" is no valid JSONata expression: '$$' reads the expression's own input, which Step \#
      Functions does not have
          hint: the state's input is $states.input
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "InputPath": "$.x"}"#,
      #"""
      2:36: error: unknown field "InputPath" in Pass state "A"
          hint: "InputPath" belongs to JSONPath, and the state's query language is JSONata
      """#),
    Row(
      #"""
      "A": {"Type": "Map", "End": true, "Items": 5, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": \#
      "Succeed"}}}}
      """#,
      #"2:44: error: "Items" must be an array or a JSONata expression, found the number 5"#),
    Row(
      #""A": {"Type": "Choice", "Choices": [{"Condition": 1, "Next": "B"}, {"Next": "B"}]}, "B": {"Type": "Succeed"}"#,
      #"""
      2:51: error: "Condition" must be a JSONata expression, or true or false, found the number 1
      2:68: error: These fields are required: [Condition] in rule 1 of Choice state "A"
      """#),
    Row(
      #""A": {"Type": "Wait", "End": true, "Seconds": "5"}"#,
      #"""
      2:47: error: "Seconds" must be a whole number from 0 to 99999999, found the string "5"
          hint: write the number without quotation marks
      """#),
    Row(
      #""A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution"}"#,
      #"""
      2:1: error: Task state "A" starts an execution but has no "Arguments"
          hint: add "Arguments": {"StateMachineArn": "..."}
      """#),
    Row(
      #"""
      "A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution", "Arguments": \#
      "{% $now() %}"}
      """#,
      ""),
    Row(
      #"""
      "A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution", "Arguments": \#
      {"StateMachineARN": "m"}}
      """#,
      #"""
      2:104: error: unknown member "StateMachineARN" in "Arguments" of Task state "A"
          hint: did you mean "StateMachineArn"?
      """#),
    Row(
      #"""
      "A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::sqs:sendMessage", "TimeoutSeconds": "{% \#
      1 %}", "Credentials": {"RoleArn": "{% $states.input.role %}"}, "Arguments": {}}
      """#,
      ""),
  ])
  func states(row: Row) {
    #expect(problems(state(row)) == row.problems)
  }

  @Test(arguments: [
    Row(#""A": {"Type": "Pass", "End": true, "Assign": {"x.$": "$", "_ä9": 1}}"#, ""),
    Row(
      #""A": {"Type": "Pass", "End": true, "Assign": {"a.b": 1, "9": 1, "states": 1, "": 1}}"#,
      #"""
      2:47: error: "a.b" in "Assign" of Pass state "A" is no name of a variable
          hint: a variable gets its value as a whole; a part of it cannot be assigned
      2:57: error: "9" in "Assign" of Pass state "A" is no name of a variable
          hint: 1 to 80 letters, digits and _, of which the first is no digit
      2:65: error: "states" in "Assign" of Pass state "A" is a reserved name, not a variable's
      2:78: error: "" in "Assign" of Pass state "A" is no name of a variable
          hint: 1 to 80 letters, digits and _, of which the first is no digit
      """#),
    Row(
      #""A": {"Type": "Pass", "End": true, "Assign": [1]}"#,
      #"2:46: error: "Assign" must be an object, found an array"#),
    Row(
      #""A": {"Type": "Pass", "End": true, "ResultPath": "$x"}"#,
      #"""
      2:52: error: The value for the field 'ResultPath' must be a valid Reference Path, "$x" is not: found a variable
          hint: "Assign" writes to variables
      """#),
    Row(
      #"""
      "A": {"Type": "Parallel", "Assign": {"later": 1}, "Next": "C", "Branches": [{"StartAt": "B", "States": {
      "B": {"Type": "Pass", "End": true, "Assign": {"x": 1, "own": 1}}}}, {"StartAt": "D", "States": {
      "D": {"Type": "Pass", "End": true, "Assign": {"own": 1, "later": 1}}}}]},
      "C": {"Type": "Pass", "End": true, "Assign": {"x": 2}}
      """#,
      #"""
      3:47: error: the variable "x" belongs to the scope around this one, which can only be read here
          hint: it is assigned at 5:47; take another name
      4:57: error: the variable "later" belongs to the scope around this one, which can only be read here
          hint: it is assigned at 2:38; take another name
      """#),
    // The Catch of P1 leaves the name to the states of P1, nested ones too, but not to those of P2.
    Row(
      #"""
      "A": {"Type": "Parallel", "Next": "P", "Catch": [{"ErrorEquals": ["E"], "Assign": {"x": 1}, "Next": "P"}], \#
      "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "I", "Assign": {"y": 1}}, "I": {\#
      "Type": "Map", "End": true, "ItemProcessor": {"StartAt": "C", "States": {\#
      "C": {"Type": "Pass", "End": true, "Assign": {"x": 2}}}}}}}]},
      "P": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "D", "States": {
      "D": {"Type": "Pass", "End": true, "Assign": {"x": 3, "y": 3}}}}}
      """#,
      #"""
      4:47: error: the variable "x" belongs to the scope around this one, which can only be read here
          hint: it is assigned at 2:84; take another name
      """#),
    // What the fork itself assigns counts all the same.
    Row(
      #"""
      "A": {"Type": "Map", "End": true, "Assign": {"x": 0}, "Catch": [{"ErrorEquals": ["E"], "Assign": {"x": 1}, \#
      "Next": "Z"}], "ItemProcessor": {"StartAt": "B", "States": {
      "B": {"Type": "Pass", "End": true, "Assign": {"x": 2}}}}},
      "Z": {"Type": "Succeed"}
      """#,
      #"""
      3:47: error: the variable "x" belongs to the scope around this one, which can only be read here
          hint: it is assigned at 2:46; take another name
      """#),
    // So does what the Catch of another state assigns.
    Row(
      #"""
      "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "M", "Catch": [\#
      {"ErrorEquals": ["E"], "Next": "M", "Assign": {"x": 1}}]},
      "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {
      "B": {"Type": "Pass", "End": true, "Assign": {"x": 2}}}}}
      """#,
      #"""
      4:47: error: the variable "x" belongs to the scope around this one, which can only be read here
          hint: it is assigned at 2:139; take another name
      """#),
    Row(
      #"""
      "A": {"Type": "Map", "Assign": {"x": 1}, "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": \#
      "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {
      "B": {"Type": "Pass", "End": true, "Assign": {"x": 1}}}}}
      """#, ""),
    Row(
      #"""
      "A": {"Type": "Pass", "Next": "B", "Assign": {"count": 1}},
      "B": {"Type": "Pass", "InputPath": "$coumt.x", "Parameters": {"a": [{"b.$": "States.Array($name, $count)"}]}, \#
      "Next": "C"},
      "C": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true, \#
      "Output": "{% ($own := 1; $map([1], function($i) { $i + $own + $count + $sum([1]) + $total }))%}"}
      """#,
      #"""
      3:36: warning: no "Assign" gives a value to the variable "coumt"
          hint: did you mean "$count"?
      3:62: warning: no "Assign" gives a value to the variable "name"
      4:74: warning: no "Assign" gives a value to the variable "total"
      """#),
  ])
  func variables(row: Row) {
    #expect(problems(machine(row.definition)) == row.problems)
  }
}
