import Testing

@Suite struct LintErrorNameTests {
  @Test(arguments: [
    LintRow(#""Retry": [{"ErrorEquals": ["E"]}, {"ErrorEquals": ["F"]}]"#),
    LintRow(#""Retry": [{"ErrorEquals": ["E"]}, {"ErrorEquals": ["F", "E"]}]"#, "3:57 entry 0 takes it first"),
    LintRow(#""Retry": [{"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["E"]}]"#, "3:68 entry 0 takes it"),
    LintRow(#""Retry": [{"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["States.Timeout"]}]"#),
    LintRow(#""Retry": [{"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["States.ALL"]}]"#),
    LintRow(#""Retry": [{"ErrorEquals": ["States.TaskFailed", "E"]}]"#),
    LintRow(
      #""HeartbeatSeconds": 5, "Retry": [{"ErrorEquals": ["States.Timeout"]}, {"ErrorEquals": "#
        + #"["States.HeartbeatTimeout"]}]"#, "3:88 entry 0 takes it first"),
    LintRow(#""HeartbeatSeconds": 5, "Retry": [{"ErrorEquals": ["States.HeartbeatTimeout"]}]"#),
    LintRow(#""Retry": [{"ErrorEquals": ["States.HeartbeatTimeout"]}]"#, #"3:28 has no "HeartbeatSeconds""#),
    LintRow(#""Retry": [{"ErrorEquals": ["States.Runtime"]}]"#, "3:28 neither retried nor caught"),
    LintRow(#""Retry": [{"ErrorEquals": ["States.NoChoiceMatched"]}]"#, "3:28 only a Choice state"),
    LintRow(#""Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"]}]"#),
    LintRow(#""Retry": [{"ErrorEquals": ["SQS.AmazonSQSException"]}]"#, #"3:28 "SQS." begins the errors of "sqs""#),
    LintRow(#""Retry": [{"ErrorEquals": ["com.example.Failure"]}]"#),
  ])
  func ofAFunction(row: LintRow) {
    let task = #""A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke", "# + "\n"
    #expect(lintDifferences(machine(task + row.definition + "}"), row.warnings) == [])
  }

  @Test(arguments: [
    LintRow(#"{"ErrorEquals": ["StepFunctions.ExecutionDoesNotExistException", "States.Timeout"]}"#),
    LintRow(#"{"ErrorEquals": ["Boom"]}"#, #"3:28 a failed child reaches its parent as "States.TaskFailed""#),
    LintRow(#"{"ErrorEquals": ["Sfn.SfnException"]}"#, "3:28 can never match"),
  ])
  func ofANestedStart(row: LintRow) {
    let task = machine(nested(#""Retry": [\#(row.definition), \#(patient)]"#))
    #expect(lintDifferences(task, row.warnings) == [])
  }

  /// Whoever answers the token names the error, and what fails inside of a Map keeps its name.
  @Test(arguments: [
    machine(nested(#""Retry": [{"ErrorEquals": ["Boom"]}, \#(patient)]"#, pattern: ".waitForTaskToken")),
    map(#""A": {"Type": "Succeed"}"#, #""Retry": [{"ErrorEquals": ["SQS.X", "Boom", "States.TaskFailed"]}], "#),
    machine(
      #""A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:us-east-1:1:activity:a", "#
        + #""Retry": [{"ErrorEquals": ["SQS.X"]}]}"#),
  ])
  func ofAnybody(definition: String) {
    #expect(lintDifferences(definition, []) == [])
  }

  @Test(arguments: [
    ("aws-sdk:lambda:invoke", "Lambda.TooManyRequestsException", true), ("events:putEvents", "EventBridge.X", true),
    ("aws-sdk:dynamodb:getItem", "DynamoDb.DynamoDbException", true),
    ("aws-sdk:dynamodb:getItem", "DynamoDB.AmazonDynamoDBException", false),
    ("dynamodb:getItem", "DynamoDb.DynamoDbException", false), ("aws-sdk:ses:sendEmail", "Ses.SesException", true),
    ("aws-sdk:sfn:startExecution", "StepFunctions.AWSStepFunctionsException", false),
    ("aws-sdk:glue:startCrawler", "Glue.CrawlerRunningException", true),
    ("aws-sdk:glue:startCrawler", "Ecs.ThrottlingException", false), ("aws-sdk:glue:startCrawler", "My.Error", true),
  ])
  func namesOfServices(call: String, name: String, isItsOwn: Bool) {
    let task = #"""
      "A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::\#(call)", \#
      "Parameters": {"StateMachineArn": "x"},
      "Retry": [{"ErrorEquals": ["\#(name)"]}, {"ErrorEquals": ["States.ALL"]}]}
      """#
    #expect(lintDifferences(machine(task), isItsOwn ? [] : ["3:28 can never match"]) == [])
  }

  @Test func catchersToo() {
    let states = """
      "A": {"Type": "Task", "Next": "B", "Resource": "arn:aws:lambda:us-east-1:1:function:f",
      "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "B"}, {"ErrorEquals": ["E"], "Next": "B"}]},
      "B": {"Type": "Succeed"}
      """
    #expect(
      lintDifferences(machine(states), ["3:81 in Catch entry 1 of Task state \"A\" can never match: entry 0"]) == [])
  }
}
