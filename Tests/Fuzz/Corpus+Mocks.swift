extension Corpus {
  /// What mock files answer to: Tasks of every pattern, in the order of `mockedStates`, most of them called again.
  static let mocked = #"""
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Tell", "ResultPath": "$.c",
        "Parameters": {"FunctionName": "F:live"}, "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 4}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Tell"}]},
      "Tell": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "Child",
        "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "ResultPath": "$.t",
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Child"}]},
      "Child": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "Poll",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:C"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Poll"}]},
      "Poll": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "Next": "Each",
        "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "ResultPath": null, "TimeoutSeconds": 9,
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Each"}]},
      "Each": {"Type": "Map", "ItemsPath": "$$.Execution.Input.n", "End": true, "ItemProcessor": {
        "StartAt": "Item", "States": {"Item": {"Type": "Task", "End": true, "Retry": [{"ErrorEquals": ["Busy"]}],
          "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Pay"}}}}}}
    """#

  static let mockedStates = ["Charge", "Tell", "Child", "Poll", "Item"]

  /// Keys of mock files that are no configurations: names of the same states, functions and resources.
  static let mockedKeys =
    mockedStates + [
      "F", "F:live", "Pay", "Pay:1", "a", "123456789012:function:F", "arn:aws:states:::lambda:invoke",
      "arn:aws:states:eu-west-1:1:lambda:invoke", "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "arn:aws:lambda:us-east-1:123456789012:function:Pay:2", "arn:aws:states:us-east-1:123456789012:activity:a",
      "arn:aws:states:::states:startExecution.sync:2", "", "Each", "arn:aws:lambda", "::::::",
    ]

  static let mocks = [
    #"""
    {"StateMachines": {"m": {"TestCases": {
        "A": {"Charge": "Late", "Tell": "Sent", "Child": "Ran", "Poll": "Sent", "Item": "Sent"},
        "B": {"Charge": "Refused", "Tell": "Sent"}}},
      "N": {"TestCases": {"A": {}}}},
     "MockedResponses": {
      "Late": {"2": {"Return": "late"}, "0-1": {"Throw": {"Error": "Busy", "Cause": "soon"}}},
      "Refused": {"0": {"Throw": {"Error": "No"}}}, "Sent": {"0-9": {"Return": {"a": [1]}}},
      "Ran": {"0": {"Return": [2]}, "1-9223372036854775806": {"Return": null}}}}
    """#,
    #"""
    {"Charge": [{"error": "Busy", "cause": "c"}, {"a": [1]}], "F": [[]], "arn:aws:states:::lambda:invoke": {"b": 1},
     "Tell": {"error": "E"}, "Pay": 7, "Child": {"error": "x", "more": 1}, "a": [1, {"error": "Busy"}, "t"]}
    """#,
  ]

  static let mockWords = [
    "\"0\":", "\"1-2\":", "\"9-3\":", "\"0-9223372036854775807\":", "\"Return\":1,", "\"Throw\":{},", "\"A\":{},",
    "\"Throw\":{\"Error\":\"Busy\"},", "\"Error\":\"Busy\",", "\"Cause\":\"c\",", "\"error\":\"Busy\",",
    "\"cause\":\"c\",", "\"TestCases\":{},", "\"StateMachines\":{},", "\"MockedResponses\":{},", "\"m\":{},",
    "\"Charge\":\"Sent\",", "\"Item\":\"Late\",", "\"Sent\"", "\"Charge\"", "\"m\"",
  ]
}
