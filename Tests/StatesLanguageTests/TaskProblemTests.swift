import Testing

@Suite struct TaskProblemTests {
  private func task(_ row: Row) -> String {
    machine("\"A\": {\"Type\": \"Task\", \"End\": true,\n\(row.definition)}")
  }

  @Test(arguments: [
    Row(
      #""Resource": "lambda:invoke""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "lambda:invoke": expected a Lambda function's ARN, an \#
      activity's ARN or "arn:aws:states:::service:action"
      """#),
    Row(
      #""Resource": "${FunctionArn}""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "${FunctionArn}": expected a Lambda function's ARN, an \#
      activity's ARN or "arn:aws:states:::service:action"
          hint: replace ${...} by its value first, as a deployment would
      """#),
    Row(
      #""Resource": "arn:azure:states:::lambda:invoke""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:azure:states:::lambda:invoke": the partition "azure" \#
      must be "aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e" or "aws-iso-f"
      """#),
    Row(
      #""Resource": "arn:aws:lambda:us-east-1:1:function""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:lambda:us-east-1:1:function": a function's ARN \#
      reads arn:aws:lambda:REGION:ACCOUNT:function:NAME, with or without a qualifier
      """#),
    Row(
      #""Resource": "arn:aws:lambda:us-east-1:1:function:""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:lambda:us-east-1:1:function:": a function's ARN \#
      reads arn:aws:lambda:REGION:ACCOUNT:function:NAME, with or without a qualifier
      """#),
    Row(
      #""Resource": "arn:aws:states:us-east-1:1:activity:""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:us-east-1:1:activity:": an activity's ARN \#
      reads arn:aws:states:REGION:ACCOUNT:activity:NAME
      """#),
    Row(
      #""Resource": "arn:aws:states:us-east-1:1:stateMachine:C""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:us-east-1:1:stateMachine:C": a state machine \#
      is not a resource of a Task
          hint: use "arn:aws:states:::states:startExecution" and name the machine in "StateMachineArn" of \#
      "Parameters"
      """#),
    Row(
      #""Resource": "arn:aws:states:::lambda""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::lambda": a service integration reads \#
      arn:aws:states:::service:action
      """#),
    Row(
      #""Resource": "arn:aws:states:::aws-sdk:sfn""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::aws-sdk:sfn": an SDK integration reads \#
      arn:aws:states:::aws-sdk:service:action
      """#),
    Row(
      #""Resource": "arn:aws:states:::ecs:runTask.snc""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::ecs:runTask.snc": unknown pattern ".snc", \#
      expected nothing or ".sync", ".sync:2" or ".waitForTaskToken"
          hint: did you mean ".sync"?
      """#),
    Row(
      #""Resource": "arn:aws:states:::ecs:runTask.sync:3""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::ecs:runTask.sync:3": unknown pattern \#
      ".sync:3", expected nothing or ".sync", ".sync:2" or ".waitForTaskToken"
          hint: did you mean ".sync:2"?
      """#),
    Row(
      #""Resource": "arn:aws:states:::states:startExecutions""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::states:startExecutions": the optimized \#
      integration "states" has no action "startExecutions", only "startExecution"
          hint: did you mean "startExecution"?
      """#),
    Row(
      #""Resource": "arn:aws:states:::aws-sdk:sfn:startExecution.sync""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::aws-sdk:sfn:startExecution.sync": an SDK \#
      integration cannot wait by ".sync"
          hint: "arn:aws:states:::states:startExecution.sync" can
      """#),
    Row(
      #""Resource": "arn:aws:s3:::bucket""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:s3:::bucket": expected a Lambda function's ARN, an \#
      activity's ARN or "arn:aws:states:::service:action"
      """#),
    Row(
      #""Comment": """#,
      #"2:1: error: These fields are required: [Resource] in Task state "A""#),
    Row(
      #""Resource": 5"#,
      #"3:13: error: "Resource" must be a string, found the number 5"#),
    Row(
      #""Resource": "arn:aws:states:::states:sendTask""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::states:sendTask": the optimized \#
      integration "states" has no action "sendTask", only "startExecution"
          hint: other actions of Step Functions are called by "aws-sdk:sfn"
      """#),
    Row(
      #""Resource": "arn:aws:states:::sqs:sendMessage.waitForTasktoken""#,
      #"""
      3:13: error: "Resource" of Task state "A" is "arn:aws:states:::sqs:sendMessage.waitForTasktoken": unknown \#
      pattern ".waitForTasktoken", expected nothing or ".sync", ".sync:2" or ".waitForTaskToken"
          hint: did you mean ".waitForTaskToken"?
      """#),
  ])
  func resources(row: Row) {
    #expect(problems(task(row)) == row.problems)
  }

  @Test(arguments: [
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "TimeoutSeconds": 0
      """#,
      #"4:19: error: "TimeoutSeconds" must be a whole number from 1 to 99999999, found the number 0"#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "TimeoutSeconds": 5, "TimeoutSecondsPath": "$.t"
      """#,
      #"""
      4:22: error: Task state "A" has both "TimeoutSeconds" and "TimeoutSecondsPath", of which only one may be there
      """#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "TimeoutSeconds": 5, "HeartbeatSeconds": 5
      """#,
      #"4:42: error: "HeartbeatSeconds" (5) must be smaller than "TimeoutSeconds" (5)"#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "HeartbeatSeconds": 100000000
      """#,
      #"4:21: error: "HeartbeatSeconds" must be a whole number from 1 to 99999999, found the number 100000000"#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Credentials": {}
      """#,
      #"4:16: error: The field 'RoleArn' is required but was missing in "Credentials" of Task state "A""#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Credentials": "arn"
      """#,
      #"4:16: error: "Credentials" must be an object, found the string "arn""#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Arguments": {}
      """#,
      #"""
      4:1: error: unknown field "Arguments" in Task state "A"
          hint: "Arguments" belongs to JSONata, and the state's query language is JSONPath
      """#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Branches": []
      """#,
      #"""
      4:1: error: unknown field "Branches" in Task state "A"
          hint: "Branches" is a field of Parallel states
      """#),
    Row(
      #"""
      "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Parameters": {"a": 1,
      "a": 2}
      """#,
      #"""
      5:1: error: duplicate field "a"
          hint: the first one is at 4:16
      """#),
  ])
  func fields(row: Row) {
    #expect(problems(task(row)) == row.problems)
  }
}
