extension Corpus {
  /// States in JSONata, with every field that takes an expression, and variables in both languages.
  static let jsonata = [jsonataTasks, jsonataForks, variables]

  private static let jsonataTasks = #"""
    {"StartAt": "A", "QueryLanguage": "JSONata", "States": {
      "A": {"Type": "Pass", "Output": {"n": "{% $states.input.n %}", "l": ["{% $range(0, 9, 3) %}", 1, null]},
        "Next": "B",
        "Assign": {"v": "{% $states.input.v ~> $string %}", "w": {"d": "{% $states.context.State.Name %}"}}},
      "B": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Next": "C",
        "Arguments": {"FunctionName": "F", "Payload": {"t": "{% $states.context.Task.Token %}", "w": "{% $w.d %}"}},
        "TimeoutSeconds": "{% 2 + 3 %}", "HeartbeatSeconds": "{% $count($states.input.l) %}",
        "Credentials": {"RoleArn": "{% 'arn:aws:iam::1:role/' & $v %}"}, "Output": "{% $states.result %}",
        "Assign": {"r": "{% $states.result[0] %}"}, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "C", "Output": "{% $states %}"},
          {"ErrorEquals": ["States.ALL"], "Next": "C", "Assign": {"e": "{% $states.errorOutput.Error %}"}}]},
      "C": {"Type": "Choice", "Default": "D", "Assign": {"by": 0}, "Output": "{% $states.input %}", "Choices": [
        {"Condition": "{% $exists($e) and $e != 'x' %}", "Next": "D", "Assign": {"by": 1}, "Output": [1]},
        {"Condition": true, "Next": "D"}]},
      "D": {"Type": "Wait", "Seconds": "{% $floor(1.5) %}", "Next": "E"},
      "E": {"Type": "Wait", "Timestamp": "{% $now() %}", "Output": "{% $uuid() %}", "Next": "F"},
      "F": {"Type": "Fail", "Error": "{% $string($by) %}", "Cause": "{% $hash($states.input, 'SHA-1') %}"}}}
    """#

  private static let jsonataForks = #"""
    {"StartAt": "P", "QueryLanguage": "JSONata", "States": {
      "P": {"Type": "Parallel", "Next": "M", "Arguments": "{% $states.input.n %}", "Output": "{% $states.result[0] %}",
        "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Pass", "Assign": {"x": 1}, "End": true}}},
          {"StartAt": "Y", "States": {"Y": {"Type": "Pass", "Output": "{% $x %}", "End": true}}}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "M", "Output": [3, "{% $random(1) %}"]}]},
      "M": {"Type": "Map", "Items": "{% $partition([1..7], 2) %}", "MaxConcurrency": "{% 1 + 1 %}", "Next": "N",
        "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}", "i": "{% $states.context.Map.Item.Index %}"},
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed", "Output": "{% $states.input.v[0] %}"}}}},
      "N": {"Type": "Map", "Items": [1, "{% $parse('2') %}", 3], "ToleratedFailureCount": "{% 1 %}", "End": true,
        "ItemBatcher": {"MaxItemsPerBatch": "{% 2 %}", "BatchInput": {"b": "{% $states.input %}"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "J",
          "States": {"J": {"Type": "Pass", "End": true}}}}}}
    """#

  private static let variables = #"""
    {"StartAt": "A", "States": {
      "A": {"Type": "Pass", "Next": "M",
        "Assign": {"x.$": "$.n", "y": {"a": 1}, "z.$": "States.Array($, $$.State.Name)"}},
      "M": {"Type": "Map", "ItemsPath": "$x", "MaxConcurrencyPath": "$y.a", "ResultPath": "$.m", "Next": "C",
        "ItemSelector": {"i.$": "$$.Map.Item.Value", "y.$": "$y.a"}, "ItemProcessor": {"StartAt": "I", "States": {
          "I": {"Type": "Pass", "Assign": {"own.$": "States.MathAdd($.i, $y.a)"}, "Next": "J"},
          "J": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $own + $y.a %}", "End": true}}}},
      "C": {"Type": "Choice", "Default": "D", "Assign": {"c": 1}, "Choices": [
        {"Variable": "$y.a", "NumericEqualsPath": "$x[0]", "Assign": {"c.$": "$y"}, "Next": "D"}]},
      "D": {"Type": "Fail", "ErrorPath": "$z[1]", "CausePath": "States.JsonToString($c)"}}}
    """#
}
