import Testing

@Suite struct ExecuteTests {
  static func execute(_ arguments: [String], definition: String, mock: String? = nil) throws -> Call {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", definition)
    if let mock { try scratch.write("mock.json", mock) }
    return try Call(["execute", "m.asl.json"] + arguments + (mock == nil ? [] : ["--mock", "mock.json"]), in: scratch)
  }

  static let retrying = """
    {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
      "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F", "Payload.$": "$"},
      "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}]}}}
    """

  /// The same, of which the output is the function's result alone.
  static let plain = retrying.replacing("\"End\": true", with: "\"OutputPath\": \"$.Payload\", \"End\": true")

  @Test(arguments: [
    (#"{"Work": {"a": 1}}"#, "{\"a\":1}"), (#"{"F": [7]}"#, "7"), (#"{"arn:aws:states:::lambda:invoke": [[]]}"#, "[]"),
    (#"{"Work": [{"error": "Busy"}, "yes"]}"#, "\"yes\""), (#"{"Work": 1, "F": 2}"#, "1"),
    (#"{"Work": {"Payload": 1}}"#, "1"), (#"{"Work": {"StatusCode": 200, "Payload": {"a": 1}}}"#, "{\"a\":1}"),
    (#"{"Work": {"Payload": 1, "more": 2}}"#, #"{"Payload":1,"more":2}"#), (#"{"m.Work": 1, "Work": 2}"#, "1"),
    (#"{"arn:aws:states:::lambda:*": 3}"#, "3"), (#"{"*": 4}"#, "4"), (#"{"*": 4, "F*": 5}"#, "5"),
    (#"{"Work": {"Return": {"error": "no failure"}}}"#, #"{"error":"nofailure"}"#),
    (#"{"Work": [{"Throw": {"Error": "Busy"}}, "yes"]}"#, "\"yes\""),
  ])
  func tasksAnswerWhatTheMockSays(mock: String, output: String) throws {
    let call = try Self.execute([], definition: Self.plain, mock: mock)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output.filter { !$0.isWhitespace } == output)
  }

  /// A function is the same by its name, by its ARN and by a version's; a key with another version is another one's.
  @Test(arguments: [
    ("arn:aws:lambda:us-east-1:123456789012:function:Pay", "Pay", true),
    ("arn:aws:lambda:us-east-1:123456789012:function:Pay:prod", "Pay", true),
    ("arn:aws:lambda:us-east-1:123456789012:function:Pay:prod", "Pay:prod", true),
    ("arn:aws:lambda:us-east-1:123456789012:function:Pay:prod", "Pay:dev", false),
    ("Pay", "arn:aws:lambda:us-east-1:123456789012:function:Pay", true),
    ("123456789012:function:Pay", "arn:aws:lambda:us-east-1:123456789012:function:Pay", true),
    ("Pay", "arn:aws:lambda:us-east-1:123456789012:function:Pay:1", false),
    ("Pay:live", "arn:aws:lambda:eu-west-1:210987654321:function:Pay:live", true),
    ("123456789012:function:Pay:live", "Pay:live", true), ("123456789012:function:Pay", "function:Pay", false),
    ("arn:aws:lambda:us-east-1:123456789012:function:Pay:$LATEST", "Pay", true),
    ("arn:aws:lambda:us-east-1:210987654321:function:Pay", "arn:aws:lambda:us-east-1:123456789012:function:Pay", false),
  ])
  func aFunctionIsKnownByEachOfItsNames(called: String, key: String, isAnswered: Bool) throws {
    let invoke = Self.retrying.replacing("\"F\"", with: "\"\(called)\"")
    let answered = try Self.execute([], definition: invoke, mock: "{\"\(key)\": 1}")
    #expect((answered.status == 0) == isAnswered, "\(answered.errors)")
    guard called.hasPrefix("arn:") else { return }
    let direct = Self.retrying.replacing("arn:aws:states:::lambda:invoke", with: called)
    let alike = try Self.execute([], definition: direct, mock: "{\"\(key)\": 1}")
    #expect((alike.status == 0) == isAnswered, "\(alike.errors)")
  }

  /// A job's call has its answer before the job has: one more event, which counts towards the history's limit.
  @Test(arguments: [(".sync", true), (".waitForTaskToken", true), ("", false)])
  func jobsAndCallbacksAreSubmitted(pattern: String, isSubmitted: Bool) throws {
    let definition = """
      {"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask\(pattern)",
        "Parameters": {"TaskDefinition": "j"}, "End": true}}}
      """
    let call = try Self.execute(["--history"], definition: definition, mock: #"{"Job": {"JobRunState": "SUCCEEDED"}}"#)
    #expect(call.status == 0 && call.output.contains("TaskSubmitted") == isSubmitted, "\(call.errors)")
  }

  /// A call that its service refuses has no answer; a job that fails, or a token's, comes after one.
  @Test(arguments: [
    ("glue:startJobRun.sync", "Glue.ConcurrentRunsExceededException", false),
    ("glue:startJobRun.sync", "States.TaskFailed", true), ("glue:startJobRun.sync", "Spark.OutOfMemory", true),
    ("sqs:sendMessage.waitForTaskToken", "SQS.AmazonSQSException", false),
    ("sqs:sendMessage.waitForTaskToken", "Payment.Declined", true),
  ])
  func whatIsRefusedIsNotSubmitted(resource: String, error: String, isSubmitted: Bool) throws {
    let definition = """
      {"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::\(resource)",
        "Parameters": {}, "End": true}}}
      """
    let call = try Self.execute(
      ["--history"], definition: definition, mock: "{\"Job\": {\"error\": \"\(error)\"}}")
    #expect(call.status == 4 && call.output.contains("TaskFailed"), "\(call.errors)")
    #expect(call.output.contains("TaskSubmitted") == isSubmitted)
  }

  /// Region and account of an integration's ARN say nothing, in the definition and in the mock file.
  @Test(arguments: ["us-east-1:123456789012", ":"], ["eu-west-1:210987654321", ":"])
  func aResourceIsTheSameInEveryRegion(place: String, other: String) throws {
    let definition = """
      {"StartAt": "Get", "States": {"Get": {"Type": "Task", "Resource": "arn:aws:states:\(place):aws-sdk:s3:getObject",
        "Parameters": {"Bucket": "b", "Key": "k"}, "End": true}}}
      """
    let mock = #"{"arn:aws:states:\#(other):aws-sdk:s3:getObject": {"Body": "text"}}"#
    let call = try Self.execute([], definition: definition, mock: mock)
    #expect(call.status == 0 && call.output.contains("text"), "\(call.errors)")
  }

  @Test(arguments: [(0, 4), (1, 4), (2, 0)])
  func aFailedExecutionIsRedriven(redrives: Int, status: Int32) throws {
    let mock = #"{"Work": [{"error": "Down"}, {"error": "Down"}, "up"]}"#
    let call = try Self.execute(["--redrive", "\(redrives)"], definition: Self.plain, mock: mock)
    #expect(call.status == status, "\(call.errors)")
    #expect(call.output == (status == 0 ? "\"up\"\n" : ""))
  }

  @Test func anInputMayBeANegativeNumber() throws {
    let definition = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#
    #expect(try Self.execute(["--input", "-5"], definition: definition).output == "-5\n")
  }

  @Test func aMockThatNoTaskAsksForIsPointedAt() throws {
    let mock = #"{"Work": 1, "F": 2, "Wrok": 3}"#
    let call = try Self.execute([], definition: Self.retrying, mock: mock)
    #expect(call.status == 0)
    #expect(
      call.errors == """
        mock.json:1:13: warning: no Task asks for "F"
            hint: a more exact key answers its calls
        mock.json:1:21: warning: no Task asks for "Wrok"
            hint: did you mean "Work"?
        mock.json: note: taken as the bare payload, which the API puts into its envelope: \
        "Work" (Payload of lambda:invoke)

        """)
    #expect(try Self.execute(["--quiet"], definition: Self.retrying, mock: mock).errors == "")
  }

  @Test func aWaitBeyondVirtualTimeNeverEnds() throws {
    let definition = """
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.s", "Next": "W"}}}
      """
    let call = try Self.execute(["--input", #"{"s": 2000000000}"#], definition: definition)
    #expect(call.status == 4)
    #expect(call.errors.contains("292 years"), "\(call.errors)")
  }

  @Test func aFailureIsToldWithErrorAndCause() throws {
    let mock = #"{"Work": {"error": "Broken", "cause": "the reason"}}"#
    let call = try Self.execute([], definition: Self.retrying, mock: mock)
    #expect(call.status == 4)
    #expect(call.output == "")
    #expect(call.errors.contains("FAILED") && call.errors.contains("Broken") && call.errors.contains("the reason"))
  }

  @Test func aTaskWithoutAMockIsNamedWithItsPlace() throws {
    let call = try Self.execute([], definition: Self.retrying)
    #expect(call.status == 3)
    #expect(call.errors.hasPrefix("m.asl.json:1:32: error: "), "\(call.errors)")
    #expect(call.errors.contains("--mock") && call.errors.contains("\"Work\""))
  }

  @Test(
    arguments: [
      (["--input", "{\"a\" 1}"], 3, "--input:1:6: error: "), (["--input-file", "absent.json"], 74, "absent.json"),
      (["--input", "1", "--input-file", "x"], 64, "exclude"), (["--name", "a/b"], 64, "--name"),
    ] as [([String], Int32, String)])
  func wrongInputIsTold(arguments: [String], status: Int32, text: String) throws {
    let call = try Self.execute(arguments, definition: Self.retrying, mock: #"{"Work": 1}"#)
    #expect(call.status == status)
    #expect(call.errors.contains(text), "\(call.errors)")
  }

  @Test(arguments: [
    ("[]", "mock.json:1:1: "), (#"{"A": []}"#, "mock.json:1:7: "), (#"{"A": 1, "A": 2}"#, "mock.json:1:10: "),
    (#"{"A": {"error": 1}}"#, "mock.json:1:17: "), ("{", "mock.json:1:"),
  ])
  func aWrongMockFileIsToldWithItsPlace(mock: String, place: String) throws {
    let call = try Self.execute([], definition: Self.retrying, mock: mock)
    #expect(call.status == 3)
    #expect(call.errors.hasPrefix(place), "\(call.errors)")
  }

  @Test func theHistoryIsPrintedAsAWSGivesIt() throws {
    let definition = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
    let call = try Self.execute(["--input", "{\"x\": 1}", "--history"], definition: definition)
    #expect(call.status == 0)
    let text = call.output.filter { !$0.isWhitespace }
    #expect(text.hasPrefix("{\"events\":[{"))
    let types = ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
    for type in types { #expect(text.contains("\"type\":\"\(type)\"")) }
  }

  @Test(arguments: [["--version"], ["--help"], ["run", "--help"], ["validate", "--help"], ["execute", "--help"]])
  func helpIsAnAnswer(arguments: [String]) throws {
    let call = try Call(arguments, in: try Scratch())
    #expect(call.status == 0)
    #expect(call.errors == "")
    #expect(arguments == ["--version"] || call.output.contains("EXAMPLES"))
  }
}
