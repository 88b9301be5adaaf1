import JSON
import Mocks
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

/// Mock configuration files of AWS Step Functions Local.
@Suite struct MockConfigurationTests {
  static let definition = """
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Tell", "ResultPath": "$.c",
        "Parameters": {"FunctionName": "F"},
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Tell"}]},
      "Tell": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "ResultPath": "$.t",
        "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "Next": "Child"},
      "Child": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "ResultPath": "$.s",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:C"}, "Next": "Done"},
      "Done": {"Type": "Pass", "End": true}}}
    """

  static let mock = """
    {"StateMachines": {"m": {"TestCases": {
        "Happy": {"Charge": "Paid", "Tell": "Sent", "Child": "Ran"},
        "Retry": {"Charge": "Late", "Tell": "Sent", "Child": "Ran"},
        "Catch": {"Charge": "Refused", "Tell": "Sent", "Child": "Ran"},
        "Short": {"Charge": "Busy", "Tell": "Sent", "Child": "Ran"},
        "Open": {"Charge": "Paid", "Tell": "Sent"}}},
      "Other": {"TestCases": {"Empty": {}}}},
     "MockedResponses": {
      "Paid": {"0": {"Return": {"paid": true}}},
      "Late": {"2": {"Return": "late"}, "0-1": {"Throw": {"Error": "Busy", "Cause": "soon"}}},
      "Refused": {"0": {"Throw": {"Error": "No", "Cause": "never"}}},
      "Busy": {"0": {"Throw": {"Error": "Busy"}}},
      "Sent": {"0-9": {"Return": 1}}, "Ran": {"0": {"Return": [2]}}}}
    """

  /// What an execution comes to whose Tasks answer as the file says: its output, or what is said of the file.
  static func execute(
    testCase: String? = nil, machine: String? = nil, mock: String = mock, definition: String = definition
  ) throws -> (output: String?, problem: String) {
    let definition = try StateMachine(parsing: definition, file: "m.asl.json")
    let (mocks, problems) = read(
      mock, MockFile.Choice(machine: machine, testCase: testCase, main: 0), for: ["m": definition])
    if var problem = problems.first(where: { $0.severity == .error }) {
      problem.rule = nil
      return (nil, problem.text)
    }
    let model = MachineModel(
      name: "m", arn: ARNs.machine("m"), kind: .standard, definition: definition, definitionBytes: 1,
      file: "m.asl.json")
    var account = AccountModel.local(model)
    account.mocks = mocks
    let execution = LocalExecution(account: account, machine: 0, input: [:], name: "e", history: false)
    let outcome = try execution.run(tasks: nil)
    let missing = UnansweredTasks(account).diagnostics(outcome.unanswered)
    return missing.isEmpty
      ? (outcome.output?.text.filter { !$0.isWhitespace }, "")
      : (nil, missing.map(\.text).joined(separator: "\n"))
  }

  /// The file's answers for machines without a place, and all that is said of it.
  static func read(
    _ mock: String, _ choice: MockFile.Choice = MockFile.Choice(), for machines: KeyValuePairs<String, StateMachine>
  ) -> (answers: MockedAnswers?, diagnostics: [Diagnostic]) {
    do throws(JSONSyntaxError) {
      let root = try LocatedJSON.parse(Array(mock.utf8))
      let mocked = machines.map { MockedMachine(name: $0, file: "\($0).asl.json", definition: $1, source: nil) }
      return MockFile(root, file: "mock.json").answers(
        for: mocked, choice, region: ARN.exampleRegion, accountID: ARN.exampleAccount)
    } catch {
      return (nil, [Diagnostic(error, in: "mock.json")])
    }
  }

  @Test(arguments: [
    ("Happy", #"{"c":{"paid":true},"t":1,"s":[2]}"#), ("Retry", #"{"c":"late","t":1,"s":[2]}"#),
    ("Catch", #"{"e":{"Error":"No","Cause":"never"},"t":1,"s":[2]}"#),
  ])
  func aTestCaseSaysWhatTasksAnswer(name: String, output: String) throws {
    let result = try Self.execute(testCase: name)
    #expect(result.problem == "")
    #expect(result.output == output)
  }

  /// The Tasks of LocalStack's recorded cases of mocked services: each answers with its Return as it stands.
  @Test(arguments: [
    "arn:aws:lambda:us-east-1:111111111111:function:f", "arn:aws:states:::sns:publish",
    "arn:aws:states:::events:putEvents", "arn:aws:states:::dynamodb:getItem",
    "arn:aws:states:::states:startExecution.sync", "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  ])
  func everyPatternAnswersWithTheReturn(resource: String) throws {
    let definition = """
      {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "\(resource)", "End": true,
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:X", "t.$": "$$.Task.Token"}}}}
      """.replacing(resource.hasSuffix("Token") ? "§" : #", "t.$": "$$.Task.Token""#, with: "")
    let mock = """
      {"StateMachines": {"Any": {"TestCases": {"One": {"S": "R"}}}},
       "MockedResponses": {"R": {"0": {"Return": {"Payload": {"error": "no failure"}}}}}}
      """
    let result = try Self.execute(mock: mock, definition: definition)
    #expect(result.problem == "")
    #expect(result.output == #"{"Payload":{"error":"nofailure"}}"#)
  }

  @Test func aCallBehindTheLastAnswerIsToldWithThePlaceOfTheResponse() throws {
    let result = try Self.execute(testCase: "Short")
    #expect(
      result.problem == """
        mock.json:12:3: error: "Charge" makes call "1", mocked response "Busy" ends with "0"
            hint: add "1", or extend the last range
        """)
  }

  @Test func aTaskThatTheTestCaseLeavesOutHasNoMock() throws {
    let result = try Self.execute(testCase: "Open")
    #expect(result.problem.contains("nothing says what the Task \"Child\" answers"))
    #expect(result.problem.contains("hint: add \"Child\" to test case \"Open\" in mock.json"))
  }

  @Test(
    arguments: [
      ("Hapy", nil, "1:20: error: unknown test case \"Hapy\" of state machine \"m\"", "\"Happy\"?"),
      (nil, "N", "1:2: error: unknown state machine \"N\"", "there is \"Other\" or \"m\""),
      (nil, "Othr", "1:2: error: unknown state machine \"Othr\"", "did you mean \"Other\"?"),
      (nil, nil, "1:20: error: state machine \"m\" has 5 test cases", "--test-case is one of \"Happy\", "),
    ] as [(String?, String?, String, String)])
  func aWrongChoiceIsTold(testCase: String?, machine: String?, place: String, hint: String) throws {
    let result = try Self.execute(testCase: testCase, machine: machine)
    #expect(result.problem.hasPrefix("mock.json:" + place), "\(result.problem)")
    #expect(result.problem.contains("    hint: ") && result.problem.contains(hint), "\(result.problem)")
  }

  @Test(arguments: [("x", nil), (nil, "x")] as [(String?, String?)])
  func aChoiceNeedsTestCasesToChooseFrom(testCase: String?, machine: String?) throws {
    let plain = try Self.execute(testCase: testCase, machine: machine, mock: #"{"Charge": 1}"#)
    #expect(plain.problem.hasPrefix("mock.json:1:1: error: found no test cases"), "\(plain.problem)")
  }

  /// Each row: what stands for the test case of `m`, for its mocked response `R`, and what is said of them.
  @Test(arguments: [
    (
      #"{"Charge": "Rr"}"#, #"{"0": {"Return": 1}}"#, "1:61: error: unknown mocked response \"Rr\"",
      "mean \"R\"|is \"R\""
    ),
    (
      #"{"Charg": "R"}"#, #"{"0": {"Return": 1}}"#, "1:51: error: unknown Task \"Charg\" of the definition",
      "\"Charge\"?"
    ),
    (#"{"Done": "R"}"#, #"{"0": {"Return": 1}}"#, "1:51: error: the state \"Done\" is no Task", ""),
    (#"{"Charge": 7}"#, #"{"0": {"Return": 1}}"#, "1:61: error: found the number 7, expected the name of", ""),
    (#"[]"#, #"{"0": {"Return": 1}}"#, "1:50: error: test case \"T\" must be an object, found an array", ""),
    ("{}", "{}", "2:28: error: found no answer, expected at least \"0\"", ""),
    ("{}", "7", "2:28: error: mocked response \"R\" must be an object, found the number 7", ""),
    ("{}", #"{"1": {"Return": 1}}"#, "2:29: error: found \"1\", expected \"0\" before it", "without gaps"),
    ("{}", #"{"0-1": {"Return": 1}, "3": {"Return": 1}}"#, "2:51: error: found \"3\", expected \"2\" before it", ""),
    ("{}", #"{"0-2": {"Return": 1}, "1": {"Return": 1}}"#, "2:51: error: \"1\" has call 1 a second time", ""),
    ("{}", #"{"0": {"Return": 1}, "0": {"Return": 1}}"#, "2:49: error: \"0\" stands here a second time", ""),
    (
      "{}", #"{"first": {"Return": 1}}"#, "2:29: error: found \"first\", expected the number of a call",
      "\"0\" or \"1-2\""
    ),
    ("{}", #"{"2-1": {"Return": 1}}"#, "2:29: error: found \"2-1\", expected the number of a call", ""),
    ("{}", #"{"-1": {"Return": 1}}"#, "2:29: error: found \"-1\", expected the number of a call", ""),
    ("{}", #"{"9223372036854775807": {"Return": 1}}"#, "2:29: error: found \"9223372036854775807\"", ""),
    ("{}", #"{"0": {"Return": 1, "Throw": {"Error": "E"}}}"#, "2:34: error: found both \"Return\" and \"Throw\"", ""),
    ("{}", #"{"0": {}}"#, "2:34: error: found neither \"Return\" nor \"Throw\"", ""),
    ("{}", #"{"0": {"Retrun": 1}}"#, "2:35: error: unknown key \"Retrun\" in call \"0\"", "did you mean \"Return\"?"),
    ("{}", #"{"0": {"Throw": "E"}}"#, "2:44: error: \"Throw\" must be an object, found the string \"E\"", ""),
    ("{}", #"{"0": {"Throw": {"Cause": "c"}}}"#, "2:44: error: \"Throw\" has no \"Error\"", ""),
    ("{}", #"{"0": {"Throw": {"Error": 1}}}"#, "2:54: error: \"Error\" must be a string, found the number 1", ""),
    ("{}", #"{"0": {"Throw": {"Eror": "E"}}}"#, "2:45: error: unknown key \"Eror\" in \"Throw\"", "\"Error\"?"),
  ])
  func aWrongFileIsToldWithItsPlace(testCase: String, response: String, place: String, hint: String) throws {
    let mock = """
      {"StateMachines": {"m": {"TestCases": {     "T": \(testCase)}}},
       "MockedResponses": { "R": \(response)}}
      """
    let result = try Self.execute(mock: mock)
    #expect(result.problem.hasPrefix("mock.json:" + place), "\(result.problem)")
    #expect(hint.split(separator: "|").contains { result.problem.contains($0) } || hint.isEmpty, "\(result.problem)")
  }

  @Test(arguments: [
    (#"{"StateMachines": {}, "MockedResponses": {}}"#, "1:2: error: found 0 state machines, none named \"m\""),
    (#"{"StateMachines": [], "MockedResponses": {}}"#, "1:19: error: \"StateMachines\" must be an object"),
    (#"{"MockedResponses": 1, "StateMachines": {}}"#, "1:21: error: \"MockedResponses\" must be an object"),
    (#"{"StateMachines": {"a": {}}, "MockedResponses": {}}"#, "1:25: error: state machine \"a\" has no \"TestCases\""),
    (#"{"StateMachines": {"a": {"Tests": {}}}, "MockedResponses": {}}"#, "1:26: error: unknown key \"Tests\""),
    (#"{"StateMachines": {}, "MockedResponses": {}, "X": 1}"#, "1:46: error: unknown key \"X\" in the file"),
    (
      #"{"StateMachines": {"a": {"TestCases": {}}, "b": {"TestCases": {}}}, "MockedResponses": {}}"#,
      "1:2: error: found 2 state machines, none named \"m\" as the definition"
    ),
    (#"{"StateMachines": {"a": {"TestCases": {}}}, "MockedResponses": {}}"#, "1:20: error: state machine \"a\" has 0"),
  ])
  func aWrongFrameIsToldWithItsPlace(mock: String, place: String) throws {
    let result = try Self.execute(mock: mock)
    #expect(result.problem.hasPrefix("mock.json:" + place), "\(result.problem)")
  }
}
