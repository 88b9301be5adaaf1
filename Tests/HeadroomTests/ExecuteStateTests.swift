import JSON
import Testing

/// `execute --state`: one state, answered as TestState of AWS answers.
@Suite struct ExecuteStateTests {
  static let order = """
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Ship",
        "Parameters": {"FunctionName": "F", "Payload.$": "$"}, "ResultSelector": {"paid.$": "$.Payload"},
        "ResultPath": "$.charge",
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["Refused"], "Next": "Stop"}]},
      "Ship": {"Type": "Map", "ItemsPath": "$.items", "End": true,
        "ItemProcessor": {"StartAt": "Pack", "States": {"Pack": {"Type": "Pass", "Result": 1, "End": true}}}},
      "Stop": {"Type": "Fail", "Error": "Stopped"}}}
    """

  static func test(
    _ state: String?, _ arguments: [String], definition: String = order, mock: String? = nil
  ) throws -> (call: Call, answer: JSONObject) {
    let name = state.map { ["--state", $0] } ?? []
    let call = try ExecuteTests.execute(name + arguments, definition: definition, mock: mock)
    guard case .object(let answer)? = try? JSON.parse(call.output) else { return (call, [:]) }
    return (call, answer)
  }

  @Test func aMockedTaskSucceeds() throws {
    let arguments = ["--input", #"{"a":1}"#, "--mock-result", #"{"Payload": 7}"#, "--inspection-level", "DEBUG"]
    let (call, answer) = try Self.test("Charge", arguments)
    #expect(call.status == 0 && call.errors == "", "\(call.errors)")
    let output = #"{"a":1,"charge":{"paid":7}}"#
    #expect(
      JSON.object(answer) == [
        "status": "SUCCEEDED", "output": .string(output), "nextState": "Ship",
        "inspectionData": [
          "input": #"{"a":1}"#, "afterInputPath": #"{"a":1}"#,
          "afterParameters": #"{"FunctionName":"F","Payload":{"a":1}}"#, "result": #"{"Payload":7}"#,
          "afterResultSelector": #"{"paid":7}"#, "afterResultPath": .string(output),
        ],
      ])
  }

  @Test(
    arguments: [
      ("Busy", [], 4, ["status": "RETRIABLE", "error": "Busy"], ["retryIndex": 0, "retryBackoffIntervalSeconds": 3]),
      (
        "Busy", ["--retrier-retry-count", "1"], 4, ["status": "RETRIABLE", "error": "Busy"],
        ["retryIndex": 0, "retryBackoffIntervalSeconds": 6]
      ),
      ("Busy", ["--retrier-retry-count", "2"], 4, ["status": "FAILED", "error": "Busy"], ["retryIndex": 0]),
      (
        "Refused", [], 0,
        [
          "status": "CAUGHT_ERROR", "error": "Refused", "nextState": "Stop",
          "output": #"{"Error":"Refused","Cause":null}"#,
        ],
        ["catchIndex": 0]
      ),
      ("Other", [], 4, ["status": "FAILED", "error": "Other"], nil),
    ] as [(String, [String], Int32, JSON, JSON?)])
  func errorsMeetRetryAndCatch(
    error: String, arguments: [String], status: Int32, outcome: JSON, details: JSON?
  ) throws {
    let mock = ["--mock-error", "{\"error\": \"\(error)\"}"]
    var (call, answer) = try Self.test("Charge", mock + arguments + ["--inspection-level", "TRACE"])
    #expect(call.status == status, "\(call.errors)")
    guard case .object(let seen)? = answer["inspectionData"] else { throw NoInspection() }
    #expect(seen["errorDetails"] == details)
    answer["inspectionData"] = nil
    #expect(JSON.object(answer) == outcome)
  }

  struct NoInspection: Error {}

  @Test func theMockFileAnswersAsInAnExecution() throws {
    let (call, answer) = try Self.test("Charge", [], mock: #"{"Charge": {"Payload": 5}}"#)
    #expect(call.status == 0, "\(call.errors)")
    #expect(answer["output"] == #"{"charge":{"paid":5}}"#)
    let (unanswered, _) = try Self.test("Charge", ["--role", "arn:aws:iam::123456789012:role/r"])
    #expect(unanswered.status == 3 && unanswered.errors.hasPrefix("m.asl.json:2:3: error: nothing says"))
    let (refused, _) = try Self.test("Charge", [])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("RoleArn must be specified when testing a Task state; a mocked one, by"))
  }

  @Test func aStateWithinAMapIsFound() throws {
    let (call, answer) = try Self.test("Pack", ["--input", "[2]"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(JSON.object(answer) == ["status": "SUCCEEDED", "output": "1"])
  }

  @Test func aDefinitionMayBeAState() throws {
    let wait = #"{"Type": "Wait", "Seconds": 200, "Next": "Elsewhere"}"#
    let (call, answer) = try Self.test(nil, ["--input", "3"], definition: wait)
    #expect(call.status == 0, "\(call.errors)")
    #expect(JSON.object(answer) == ["status": "SUCCEEDED", "output": "3", "nextState": "Elsewhere"])
  }

  /// Source: API reference, TestState.
  @Test func aTestLastsFiveMinutes() throws {
    let (call, answer) = try Self.test(nil, [], definition: #"{"Type": "Wait", "Seconds": 301, "End": true}"#)
    #expect(call.status == 4)
    #expect(JSON.object(answer) == ["status": "FAILED", "error": "States.Timeout"])
  }

  @Test func theWorldAroundTheStateIsGiven() throws {
    let task = """
      {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
       "Arguments": {"QueueUrl": "{% $queue %}", "MessageBody": "{% $states.context.Task.Token %}"}, "End": true}
      """
    let (call, answer) = try Self.test(
      nil,
      [
        "--variables", #"{"queue": "q"}"#, "--context", #"{"Task": {"Token": "t"}}"#, "--mock-result", "{}",
        "--inspection-level", "DEBUG",
      ], definition: task)
    #expect(call.status == 0, "\(call.errors)")
    #expect(
      answer["inspectionData"] == [
        "input": "{}", "afterArguments": #"{"QueueUrl":"q","MessageBody":"t"}"#, "result": "{}",
        "variables": #"{"queue":"q"}"#,
      ])
  }

  @Test func aDistributedMapReadsTheFileThatIsGiven() throws {
    let scratch = try Scratch()
    try scratch.write("items.csv", "id,name\n1,one\n2,two\n3,three\n")
    try scratch.write(
      "m.asl.json",
      """
      {"Type": "Map", "End": true, "MaxConcurrency": 5, "ToleratedFailurePercentage": 40,
       "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"},
         "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
       "ItemSelector": {"n.$": "$$.Map.Item.Value.name"}, "ItemBatcher": {"MaxItemsPerBatch": 2},
       "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
         "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}
      """)
    func test(_ arguments: [String]) throws -> Call {
      try Call(
        ["execute", "m.asl.json", "--mock-result", "[1]", "--map-item-reader-data", "items.csv"] + arguments,
        in: scratch)
    }
    let seen = try test(["--inspection-level", "DEBUG"])
    #expect(seen.status == 0, "\(seen.errors)")
    guard case .object(let answer) = try JSON.parse(seen.output), case .object(let data)? = answer["inspectionData"]
    else { throw NoInspection() }
    #expect(data["afterItemSelector"] == #"[{"n":"one"},{"n":"two"},{"n":"three"}]"#)
    #expect(data["afterItemBatcher"] == #"[{"Items":[{"n":"one"},{"n":"two"}]},{"Items":[{"n":"three"}]}]"#)
    #expect(data["maxConcurrency"] == 5 && data["toleratedFailurePercentage"] == 40)
    // One failure of three is tolerated, two are not.
    #expect(try test(["--map-iteration-failure-count", "1"]).status == 0)
    let exceeded = try test(["--map-iteration-failure-count", "2"])
    #expect(exceeded.status == 4 && exceeded.output.contains("States.ExceedToleratedFailureThreshold"))
  }

  @Test(
    arguments: [
      (["--state", "Chrge"], 64, "did you mean \"Charge\""),
      (["--mock-result", "{}"], 64, "--mock-result needs --state"),
      (["--state", "Ship"], 64, "does not support Map or Parallel states"),
      (["--state", "Stop", "--mock-result", "{}"], 64, "State type 'Fail' is not supported"),
      (["--state", "Charge", "--mock-result", #"{"StatusCode": "x"}"#], 64, "Field 'StatusCode' must be a number"),
      (["--state", "Charge", "--mock-result", "{\"a"], 3, "--mock-result:1:2: error: "),
      (["--state", "Charge", "--mock-result", "absent.json"], 74, "absent.json"),
      (["--state", "Charge", "--mock-error", #"{"name": "x"}"#], 64, "--mock-error is"),
      (["--state", "Charge", "--history"], 64, "--history"),
      (["--state", "Charge", "--context", "{}"], 64, "Context when a mock is not specified"),
      (["--state", "Charge", "--mock-result", "1", "--retrier-retry-count=-1"], 64, "negative"),
      (["--state", "Charge", "--field-validation", "NONE"], 64, "--mock-result"),
      (["--state", "Charge", "--inspection-level", "ALL"], 64, "INFO, DEBUG"),
    ] as [([String], Int32, String)])
  func wrongUseIsTold(arguments: [String], status: Int32, text: String) throws {
    let call = try ExecuteTests.execute(arguments, definition: Self.order)
    #expect(call.status == status)
    #expect(call.errors.contains(text), "\(call.errors)")
  }

  @Test func problemsOfAStateHaveTheirPlaces() throws {
    let (call, _) = try Self.test(nil, [], definition: "{\"Type\": \"Wait\", \"Seconds\": \"x\",\n \"Nxt\": \"X\"}")
    #expect(call.status == 3)
    #expect(call.errors.hasPrefix("m.asl.json:1:29: error: "), "\(call.errors)")
    #expect(call.errors.contains("m.asl.json:2:2: error: "), "\(call.errors)")
  }
}
