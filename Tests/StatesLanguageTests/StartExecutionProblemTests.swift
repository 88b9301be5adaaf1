import Testing

@Suite struct StartExecutionProblemTests {
  private func task(_ row: Row) -> String {
    machine("\"A\": {\"Type\": \"Task\", \"End\": true,\n\(row.definition)}")
  }

  @Test(arguments: [
    Row(
      #""Resource": "arn:aws:states:::states:startExecution.sync:2""#,
      #"""
      2:1: error: Task state "A" starts an execution but has no "Parameters"
          hint: add "Parameters": {"StateMachineArn": "..."}
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": []
      """#,
      #"4:15: error: "Parameters" must be an object, found an array"#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"Input": {}}
      """#,
      #"""
      4:1: error: "Parameters" of Task state "A" must name the machine to start in "StateMachineArn"
          hint: "StateMachineArn": "arn:aws:states:...", or "StateMachineArn.$": "$.path"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineARN": "x"}
      """#,
      #"""
      4:16: error: unknown member "StateMachineARN" in "Parameters" of Task state "A"
          hint: did you mean "StateMachineArn"?
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x", "Banana": 1}
      """#,
      #"""
      4:40: error: unknown member "Banana" in "Parameters" of Task state "A"
          hint: StartExecution takes "StateMachineArn", "Input", "Name" or "TraceHeader", each also with ".$"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
      "Parameters": {"StateMachineArn": "x", "IncludedData": "METADATA_ONLY"}
      """#,
      #"""
      4:40: error: unknown member "IncludedData" in "Parameters" of Task state "A"
          hint: StartSyncExecution takes "StateMachineArn", "Input", "Name" or "TraceHeader", each also with ".$"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": {"Ref": "C"}, "Name": 7, "Input": 5}
      """#,
      #"""
      4:35: error: "StateMachineArn" must be a string, found an object
          hint: a value from the state's input is written "StateMachineArn.$": "$.path"
      4:57: error: "Name" must be a string, found the number 7
          hint: a value from the state's input is written "Name.$": "$.path"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x",
      "Retry": [{"ErrorEquals": ["States.ALL"]}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]}
      """#,
      #"""
      5:1: error: "Retry" stands inside "Parameters" of Task state "A", which is the request of StartExecution; \#
      it belongs beside "Parameters", as a field of the state itself
          hint: move "Retry" out of the braces of "Parameters"
      6:1: error: "Catch" stands inside "Parameters" of Task state "A", which is the request of StartExecution; \#
      it belongs beside "Parameters", as a field of the state itself
          hint: move "Catch" out of the braces of "Parameters"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x",
      "TimeoutSeconds.$": "$.t",
      "ResultPath": "$.r"}
      """#,
      #"""
      5:1: error: "TimeoutSeconds.$" stands inside "Parameters" of Task state "A", which is the request of \#
      StartExecution; it belongs beside "Parameters", as a field of the state itself
          hint: move "TimeoutSeconds" out of the braces of "Parameters"
      6:1: error: "ResultPath" stands inside "Parameters" of Task state "A", which is the request of \#
      StartExecution; it belongs beside "Parameters", as a field of the state itself
          hint: move "ResultPath" out of the braces of "Parameters"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution",
      "Parameters": {"StateMachineArn.$": "$.a",
      "End": true}
      """#,
      #"""
      5:1: error: "End" stands inside "Parameters" of Task state "A", which is the request of StartExecution; \#
      it belongs beside "Parameters", as a field of the state itself
          hint: move "End" out of the braces of "Parameters"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Parameters": {"End": true,
      "Retry": [{"ErrorEquals": ["E"]}],
      "Catch": [{"ErrorEquals": ["E"], "Next": "A"}]}
      """#,
      #"""
      4:16: warning: "End" stands inside "Parameters" of Task state "A" and is sent as data; as a field of the \#
      state itself it belongs beside "Parameters"
      5:1: warning: "Retry" stands inside "Parameters" of Task state "A" and is sent as data; as a field of the \#
      state itself it belongs beside "Parameters"
      6:1: warning: "Catch" stands inside "Parameters" of Task state "A" and is sent as data; as a field of the \#
      state itself it belongs beside "Parameters"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Parameters": {"End": false, "Next": "A", "Retry": 3, "Catch": [], "TimeoutSeconds": 5}
      """#,
      ""),
    Row(
      #"""
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName": "f",
      "End": true}
      """#,
      #"""
      5:1: warning: "End" stands inside "Parameters" of Task state "A" and is sent as data; as a field of the \#
      state itself it belongs beside "Parameters"
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x"},
      "Retry": [{"ErrorEquals": ["StepFunctions.ExecutionLimitExceeded"]}]
      """#,
      #"""
      5:28: warning: "StepFunctions.ExecutionLimitExceeded" is the name in AWS's guide, but a refused \#
      StartExecution fails with other names: no retrier of Task state "A" matches a throttled start
          hint: add "StepFunctions.AWSStepFunctionsException" (rate exceeded) and \#
      "StepFunctions.ExecutionLimitExceededException" (too many open executions)
      """#),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x"},
      "Retry": [{"ErrorEquals": ["StepFunctions.ExecutionLimitExceeded"]}, {"ErrorEquals": ["States.TaskFailed"]}]
      """#,
      ""),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x"},
      "Retry": [{"ErrorEquals": ["StepFunctions.ExecutionLimitExceeded", \#
      "StepFunctions.AWSStepFunctionsException"]}]
      """#,
      ""),
    Row(
      #"""
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x"},
      "Retry": [{"ErrorEquals": ["States.Timeout"]}]
      """#,
      ""),
  ])
  func requests(row: Row) {
    #expect(problems(task(row)) == row.problems)
  }

  @Test(arguments: [
    Row(
      #"""
      "A": {"Type": "Task", "Next": "B", "Resource": "x",
      "Retry": 5, "Catch": [{"ErrorEquals": ["E"], "Next": "C"}]},
      "B": {"Type": "Succeed"},
      "C": {"Type": "Task", "QueryLanguage": "JSONata", "End": true,
      "Resource": "arn:aws:states:::lambda:invoke", "Credentials": {},
      "Catch": [{"ErrorEquals": ["E"], "Output": 1, "Next": "D"}]},
      "D": {"Type": "Succeed"}
      """#,
      #"""
      2:48: error: "Resource" of Task state "A" is "x": expected a Lambda function's ARN, an activity's ARN or \#
      "arn:aws:states:::service:action"
      3:10: error: "Retry" must be an array of objects, found the number 5
      6:62: error: The field 'RoleArn' is required but was missing in "Credentials" of Task state "C"
      """#),
    Row(
      #"""
      "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "x",
      "Next": "B"}},
      "B": {"Type": "Succeed"}
      """#,
      #"""
      4:1: error: "Next" stands inside "Parameters" of Task state "A", which is the request of StartExecution; \#
      it belongs beside "Parameters", as a field of the state itself
          hint: move "Next" out of the braces of "Parameters"
      """#),
    Row(
      #"""
      "A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}],
      "Parameters": {"End": true}}
      """#,
      #"""
      3:16: warning: "End" stands inside "Parameters" of Parallel state "A" and is sent as data; as a field of \#
      the state itself it belongs beside "Parameters"
      """#),
  ])
  func transitions(row: Row) {
    #expect(problems(machine(row.definition)) == row.problems)
  }
}
