extension Corpus {
  static let definitions = [tasks, forks, choices, waits, loop, nested, distributed] + jsonata

  /// Tasks of every pattern, with all that handles their failures.
  static let tasks = #"""
    {"Comment": "c", "StartAt": "A", "TimeoutSeconds": 600, "States": {
      "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Charge", "Next": "B",
        "InputPath": "$", "ResultSelector": {"x.$": "$", "c": 1}, "ResultPath": "$.r", "OutputPath": "$",
        "TimeoutSeconds": 9, "HeartbeatSeconds": 3,
        "Retry": [{"ErrorEquals": ["Busy", "Lambda.TooManyRequestsException"], "IntervalSeconds": 1, "MaxAttempts": 2,
          "BackoffRate": 1.5, "MaxDelaySeconds": 30, "JitterStrategy": "FULL"},
          {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": null, "Next": "C"},
          {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "D"}]},
      "B": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Next": "C",
        "Parameters": {"FunctionName": "F", "Payload": {"t.$": "$$.Task.Token", "n.$": "$.n"}},
        "TimeoutSecondsPath": "$.i", "HeartbeatSecondsPath": "$.v", "Credentials": {"RoleArn": "arn:aws:iam::1:role/r"},
        "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "C"}]},
      "C": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 5,
        "ResultPath": null, "Next": "D"},
      "D": {"Type": "Fail", "ErrorPath": "$.s", "CausePath": "States.JsonToString($.n)"}}}
    """#

  static let forks = #"""
    {"StartAt": "P", "States": {
      "P": {"Type": "Parallel", "Next": "M", "ResultPath": "$.p", "Retry": [{"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "M"}],
        "Parameters": {"n.$": "$.n", "a.$": "$.a", "i": 2}, "ResultSelector": {"both.$": "$[*]"},
        "Branches": [
        {"StartAt": "X", "States": {"X": {"Type": "Wait", "Timestamp": "2020-01-01T00:00:00Z", "Next": "Y"},
          "Y": {"Type": "Pass", "Result": [1, null, true], "End": true}}},
        {"StartAt": "Z", "States": {"Z": {"Type": "Wait", "SecondsPath": "$.i", "Next": "Q"},
          "Q": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "R", "States": {"R": {"Type": "Succeed"}}},
            {"StartAt": "S", "States": {"S": {"Type": "Fail", "Error": "E", "Cause": "c"}}}]}}}]},
      "M": {"Type": "Map", "ItemsPath": "$.n", "MaxConcurrency": 4, "Next": "N", "ResultPath": "$.m",
        "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "n.$": "$.n"},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I", "States": {
          "I": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "HeartbeatSeconds": 5, "Next": "J",
            "TimeoutSeconds": 50, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]},
          "J": {"Type": "Map", "End": true, "ItemsPath": "$", "MaxConcurrencyPath": "$.i",
            "ItemProcessor": {"StartAt": "K", "States": {"K": {"Type": "Pass", "End": true}}}}}},
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.m", "Next": "N"}]},
      "N": {"Type": "Map", "End": true, "Parameters": {"v.$": "$$.Map.Item.Value"}, "ItemsPath": "$.a",
        "Iterator": {"StartAt": "O", "States": {"O": {"Type": "Succeed", "InputPath": "$.v", "OutputPath": null}}}}}}
    """#

  static let choices = #"""
    {"StartAt": "A", "States": {
      "A": {"Type": "Choice", "Choices": [
        {"And": [{"Variable": "$.v", "IsPresent": true}, {"Not": {"Variable": "$.v", "NumericLessThan": 3}}],
          "Next": "B"},
        {"Or": [{"Variable": "$.s", "StringMatches": "a\\*b*c*"}, {"Variable": "$.k", "StringEquals": "go"}],
          "Next": "C"},
        {"Variable": "$.t", "TimestampGreaterThan": "2020-01-01T00:00:00.5Z", "Next": "B"},
        {"Variable": "$.t", "TimestampLessThanEqualsPath": "$.t", "Next": "C"},
        {"Variable": "$.i", "NumericEqualsPath": "$.n[0]", "Next": "C"}, {"Variable": "$.z", "BooleanEquals": false,
          "Next": "B"}, {"Variable": "$.a[0].b", "IsNull": false, "Next": "B"}, {"Variable": "$.s", "IsString": true,
          "Next": "C"}, {"Variable": "$.i", "IsNumeric": true, "Next": "B"}, {"Variable": "$.t", "IsTimestamp": true,
          "Next": "C"}, {"Variable": "$.s", "StringGreaterThanEquals": "t", "Next": "B"}], "Default": "D"},
      "B": {"Type": "Pass", "Parameters": {"v": 0, "k": "go", "i.$": "States.MathAdd($.i, 1)", "n.$": "$.n"},
        "Next": "A"},
      "C": {"Type": "Pass", "InputPath": "$.n", "Result": {"a": [1]}, "ResultPath": "$.q.r", "OutputPath": "$.q",
        "Next": "D"},
      "D": {"Type": "Succeed", "Comment": "c", "OutputPath": "$.r"}}}
    """#

  static let waits = #"""
    {"StartAt": "A", "States": {
      "A": {"Type": "Wait", "Seconds": 3, "Next": "B"}, "B": {"Type": "Wait", "TimestampPath": "$.t", "Next": "C"},
      "C": {"Type": "Wait", "SecondsPath": "$.i", "OutputPath": "$", "Next": "D"},
      "D": {"Type": "Wait", "Timestamp": "1970-01-01T00:00:30+01:00", "InputPath": "$.a", "Next": "E"},
      "E": {"Type": "Fail", "Error": "E", "CausePath": "$.c"}}}
    """#

  /// Counts up to a limit; every mutation of the limit is a longer loop.
  static let loop = #"""
    {"StartAt": "A", "States": {
      "A": {"Type": "Pass", "Parameters": {"i": 0, "l.$": "States.ArrayRange(1, 3, 1)", "h.$": "$$.Execution.Input"},
        "Next": "B"},
      "B": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)", "h.$": "$.h",
        "l.$": "States.Array($.l, $.i)"},
        "Next": "C"},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.i", "NumericLessThan": 20, "Next": "B"}], "Default": "W"},
      "W": {"Type": "Wait", "Seconds": 1, "Next": "X"},
      "X": {"Type": "Pass", "ResultPath": "$.w", "End": true,
        "Parameters": {"f.$": "States.Format('{} {}', $.l, States.JsonToString($))", "p.$": "$..i",
          "m.$": "States.JsonMerge($, $.h, false)", "s.$": "States.StringSplit('a,b', ',')", "u.$": "States.UUID()"}}}}
    """#

  static let nested = #"""
    {"StartAt": "A", "States": {
      "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "B",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:M", "Name.$": "$.k",
          "Input": {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id", "a.$": "$.n"}},
        "Retry": [{"ErrorEquals": ["States.TaskFailed", "StepFunctions.AWSStepFunctionsException"], "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}]},
      "B": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "ResultPath": "$.o", "Next": "C",
        "Parameters": {"StateMachineArn.$": "$$.StateMachine.Id", "Input.$": "$"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C"}]},
      "C": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution", "Next": "D", "ResultPath": null,
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:M", "Input": "{}"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "D"}]},
      "D": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken", "End": true,
        "TimeoutSeconds": 99,
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:M",
          "Input": {"token.$": "$$.Task.Token"}}}}}
    """#

  static let distributed = #"""
    {"StartAt": "M", "States": {
      "M": {"Type": "Map", "Label": "L", "MaxConcurrency": 3, "ToleratedFailurePercentage": 50, "ResultPath": "$.m",
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV",
          "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 5}, "Parameters": {"Bucket": "b", "Key": "items.csv"}},
        "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"n": 1}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I",
          "States": {"I": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "End": true}}},
        "Retry": [{"ErrorEquals": ["States.ItemReaderFailed"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "N"}], "Next": "N"},
      "N": {"Type": "Map", "ItemsPath": "$.n", "ToleratedFailureCount": 1, "End": true, "ItemBatcher":
        {"MaxInputBytesPerBatch": 100}, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
          "Parameters": {"Bucket": "b", "Prefix": "p"}, "WriterConfig": {"Transformation": "FLATTEN"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "J",
          "States": {"J": {"Type": "Wait", "Seconds": 1, "Next": "K"}, "K": {"Type": "Map", "ItemsPath": "$.Items",
            "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}}}}
    """#
}
