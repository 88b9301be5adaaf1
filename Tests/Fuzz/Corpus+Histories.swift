extension Corpus {
  /// What `fit` reads: a history, a page of one, lines of a log, an answer of Logs Insights, tables.
  static let histories = [
    #"""
    {"executionArn": "arn:aws:states:us-east-1:1:execution:M:e", "events": [
      {"timestamp": 1714979289.0, "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
       "executionStartedEventDetails": {"input": "{\"a\": 1}"}},
      {"timestamp": "2024-05-06T07:08:09.030Z", "type": "TaskStateEntered", "id": 2, "previousEventId": 0,
       "stateEnteredEventDetails": {"name": "A"}},
      {"timestamp": "2024-05-06 07:08:09.040000+00:00", "type": "TaskScheduled", "id": 3, "previousEventId": 2,
       "taskScheduledEventDetails": {"resourceType": "lambda", "resource": "invoke", "timeoutInSeconds": 2,
         "parameters": "{\"FunctionName\": \"F\"}"}},
      {"timestamp": 1714979289.05, "type": "TaskStarted", "id": 4, "previousEventId": 3},
      {"timestamp": 1714979289.5, "type": "TaskSucceeded", "id": 5, "previousEventId": 4,
       "taskSucceededEventDetails": {"output": "{\"StatusCode\": 200, \"Payload\": [1]}"}},
      {"timestamp": 1714979289.5, "type": "TaskStateExited", "id": 6, "previousEventId": 5,
       "stateExitedEventDetails": {"name": "A"}},
      {"timestamp": 1714979290, "type": "ExecutionSucceeded", "id": 7, "previousEventId": 6}]}
    """#,
    [
      #"{"id":"1","type":"ExecutionStarted","details":{"input":"{}"},"previous_event_id":"0","#,
      #""event_timestamp":"1714979289000","execution_arn":"arn:aws:states:us-east-1:1:express:M:e:1"}"#, "\n",
      #"2024 {"id":"2","type":"ChoiceStateEntered","details":{"name":"C"},"previous_event_id":"0","#,
      #""event_timestamp":"1714979289010","execution_arn":"arn:aws:states:us-east-1:1:express:M:e:1"}"#,
    ].joined(),
    #"{"results": [[{"field": "@message", "value": "{\"id\":\"1\",\"type\":\"A\"}"}]], "status": "Complete"}"#,
    "service,seconds,error,censored\nF,0.5,,0\nF,1,,1\nG,0.25,Busy,\n",
    #"{"executions": [{"executionArn": "arn:aws:states:us-east-1:1:execution:M:e", "startDate": 1714979289}]}"#,
  ]

  static let historyWords = [
    #""timestamp": 1714979291,"#, #""timestamp": -1,"#, #""timestamp": 1e300,"#, #""id": 3,"#, #""id": -1,"#,
    #""previousEventId": 9,"#, #""type": "TaskTimedOut","#, #""type": "ActivityScheduled","#, #""name": "B","#,
    #""type": "MapStateStarted","#, #""details": {"length": 3},"#, #""error": "States.Timeout","#, #""output": null,"#,
    #""resource": "startExecution.sync:2","#, #""resource": "sendMessage.waitForTaskToken","#, #""events": [],"#,
    #""type": "ExecutionRedriven","#, #""type": "LambdaFunctionFailed","#, "9223372036854775807", "{}", "[]", "seconds",
    #""timeoutInSeconds": 0,"#, #""Payload": 1,"#, "\n{", "ms,", "1e308", "0.0000001", "@message,",
  ]
}
