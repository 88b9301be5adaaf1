import Testing

@Suite struct TraceTests {
  /// What is due, what is asked for, values, events and decisions, in their order; the output stays alone.
  @Test func everythingThatHappensIsALine() throws {
    let call = try ExecuteTests.execute(
      ["--trace", "--name", "one"], definition: ExecuteTests.retrying,
      mock: #"{"Work": [{"error": "Busy"}, {"Payload": 1}]}"#)
    #expect(call.output == "{\n  \"Payload\": 1\n}\n")
    // Which form the mock has is said before.
    let lines = call.errors.split(separator: "\n").dropFirst().map { $0.split(separator: " ").joined(separator: " ") }
    let task = #"event 3 TaskScheduled {"resourceType":"lambda","resource":"invoke","region":"us-east-1","#
    let expected = [
      #"0 s m event 1 ExecutionStarted {"input":"{}","roleArn":"arn:aws:iam::123456789012:role/m"}"#,
      "0 s m Work asks transition",
      #"0 s m Work event 2 TaskStateEntered {"name":"Work","input":"{}"}"#, "0 s m Work asks call",
      "0 s m Work value afterInputPath {}",
      "0 s m Work " + task + #""parameters":"{\"FunctionName\":\"F\",\"Payload\":{}}"}"#,
      #"0 s m Work event 4 TaskStarted {"resourceType":"lambda","resource":"invoke"}"#, "0 s m Work due reply",
      #"0 s m Work event 5 TaskFailed {"resourceType":"lambda","resource":"invoke","error":"Busy"}"#,
      "0 s m Work chose retrier 1 takes Busy: retry 1 of 1", "0 s m Work asks retry after 1 s", "1 s m Work due retry",
    ]
    #expect(Array(lines.prefix(expected.count)) == expected)
    #expect(lines.last == "1 s m asks finished")
  }

  static let choice = """
    {"StartAt": "C", "States": {"E": {"Type": "Succeed"}, "C": {"Type": "Choice", "Default": "E",
      "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "E"}]}}}
    """
  static let parallel = """
    {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
      {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 3, "End": true}}}]}}}
    """
  static let caught = """
    {"StartAt": "F", "States": {"E": {"Type": "Succeed"}, "F": {"Type": "Task", "End": true,
      "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "b"},
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "E"}]}}}
    """
  /// A Fail that gives no error, within a Parallel that retries and catches.
  static let nameless = """
    {"StartAt": "F", "States": {"E": {"Type": "Succeed"}, "F": {"Type": "Parallel", "End": true,
      "Branches": [{"StartAt": "N", "States": {"N": {"Type": "Fail"}}}],
      "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "E"}]}}}
    """

  @Test(arguments: [
    (choice, "C chose no rule holds: Default"), (parallel, "P[0].B asks wait after 3 s"),
    (caught, "F chose a catcher takes X"),
    (nameless, "F chose a catcher takes a failure without a name"),
    (nameless, "F chose retrier 1 has no attempt left for a failure without a name"),
  ]) func decisionsAndPlaces(definition: String, line: String) throws {
    let call = try ExecuteTests.execute(["--trace"], definition: definition, mock: #"{"F": {"error": "X"}}"#)
    let lines = call.errors.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines.contains { $0.hasSuffix("s m " + line) }, "\(call.errors)")
  }
}
