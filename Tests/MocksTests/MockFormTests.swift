import Engine
import JSON
import Mocks
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

/// Bare payloads and envelopes, what is said of answers that cannot be, and files to be filled in.
@Suite struct MockFormTests {
  static func resource(_ arn: String) throws -> Resource {
    let machine = try StateMachine(
      parsing: #"{"StartAt":"S","States":{"S":{"Type":"Task","End":true,"Resource":"\#(arn)","#
        + #""Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:1:stateMachine:X"}}}}"#)
    guard case .task(let task) = machine.states[0].action else { throw NoTask() }
    return task.resource
  }

  struct NoTask: Error {}

  /// What the Task gets for an answer as it is written.
  @Test(
    arguments: [
      ("arn:aws:states:::lambda:invoke", 7, "Payload", 7),
      ("arn:aws:states:::lambda:invoke", ["Payload": 7], "Payload", 7),
      ("arn:aws:states:::lambda:invoke", ["StatusCode": 200, "Payload": [:]], "Payload", [:]),
      (
        "arn:aws:states:::lambda:invoke", ["statusCode": 200, "body": "b"], "Payload", ["statusCode": 200, "body": "b"]
      ),
      ("arn:aws:states:::lambda:invoke", ["Payload": 7, "other": 1], "Payload", ["Payload": 7, "other": 1]),
      ("arn:aws:states:::aws-sdk:lambda:invoke", ["a": 1], "Payload", #"{"a":1}"#),
      ("arn:aws:states:::http:invoke", ["a": 1], "ResponseBody", ["a": 1]),
      ("arn:aws:states:::http:invoke", ["ResponseBody": ["a": 1], "StatusCode": 201], "StatusCode", 201),
      ("arn:aws:states:::apigateway:invoke", "text", "ResponseBody", "text"),
      ("arn:aws:states:::states:startExecution.sync:2", ["a": 1], "Output", ["a": 1]),
      ("arn:aws:states:::states:startExecution.sync", ["a": 1], "Output", #"{"a":1}"#),
      ("arn:aws:states:::states:startExecution.sync:2", ["Status": "SUCCEEDED", "Output": 5], "Output", 5),
      ("arn:aws:states:::aws-sdk:sfn:startSyncExecution", ["a": 1], "Output", #"{"a":1}"#),
      ("arn:aws:states:::dynamodb:getItem", ["Item": 1], "Item", 1),
      ("arn:aws:states:::lambda:invoke.waitForTaskToken", ["a": 1], "a", 1),
    ] as [(String, JSON, String, JSON)])
  func eitherFormIsTaken(resource: String, written: JSON, member: String, value: JSON) throws {
    #expect(AnswerForm.result(written, of: try Self.resource(resource)).members?[member] == value)
  }

  static func warnings(
    _ mock: String, _ resource: String, _ more: String = ""
  ) throws -> (answers: MockedAnswers?, texts: [String]) {
    let text = #"{"StartAt":"S","States":{"S":{"Type":"Task","End":true,"Resource":"\#(resource)"\#(more)}}}"#
    let root = try LocatedJSON.parse(Array(text.utf8))
    let machine = MockedMachine(
      name: "m", file: "m.asl.json", definition: try StateMachine(parsing: text), source: DefinitionSource(root))
    let (answers, diagnostics) = MockFile(try LocatedJSON.parse(Array(mock.utf8)), file: "mock.json").answers(
      for: [machine], region: "us-east-1", accountID: "123456789012")
    return (answers, diagnostics.map(\.text))
  }

  /// A key or an answer that is read, and is likely to be a mistake.
  @Test(
    arguments: [
      (#"{"S": {"ok": 1}}"#, "lambda:invoke", #","ResultSelector":{"o.$":"$.ok"}"#, "$.Payload.ok"),
      (
        #"{"S": {"staus": 1}}"#, "lambda:invoke", #","ResultSelector":{"o.$":"$.Payload.status"}"#,
        "did you mean \"staus\"?"
      ),
      (#"{"S": {"ok": 1}}"#, "lambda:invoke", #","OutputPath":"$.ok""#, "by the bare payload, in which m.asl.json:1:"),
      (
        #"{"S": {"ok": 1}}"#, "lambda:invoke", #","QueryLanguage":"JSONata","Output":"{% $states.result.ok %}""#,
        "$states.result.Payload.ok"
      ),
      (#"{"S": {"Payload": 1}}"#, "lambda:invoke", #","ResultSelector":{"o.$":"$.Code"}"#, "by the envelope, in which"),
      (#"{"S": {"id": "1"}}"#, "dynamodb:getItem", "", "its answer has \"ConsumedCapacity\" or \"Item\""),
      (#"{"S": {"Item": "1"}}"#, "dynamodb:getItem", "", "Field 'Item' must be an object"),
      (#"{"S": {"Error": "Busy", "Cause": "soon"}}"#, "sqs:sendMessage", "", "reads like a failure"),
      (#"{"SendMial": 1}"#, "lambda:invoke", #","Parameters":{"FunctionName":"SendMail"}"#, "mean \"SendMail\"?"),
      (
        #"{"sqs:sendMessage": 1}"#, "sqs:sendMessage", "", "did you mean \"arn:aws:states:::sqs:sendMessage\"?"
      ),
      (
        #"{"123456789012:function:F:live": 1}"#, "lambda:invoke", #","Parameters":{"FunctionName":"F"}"#,
        "the function is called as \"F\""
      ),
      (#"{"S": 1, "T": 2}"#, "lambda:invoke", #","Parameters":{"FunctionName":"Charge"}"#, "no Task asks for \"T\""),
      (
        #"{"Chrage": 2}"#, "lambda:invoke", #","Parameters":{"FunctionName":"Charge"}"#,
        "did you mean \"Charge\"?"
      ),
    ])
  func whatIsLikelyWrongIsSaid(mock: String, resource: String, more: String, words: String) throws {
    let (answers, texts) = try Self.warnings(mock, "arn:aws:states:::" + resource, more)
    #expect(answers != nil)
    #expect(texts.contains { $0.contains(": warning: ") && $0.contains(words) }, "\(texts)")
  }

  /// What is right has no warning.
  @Test(
    arguments: [
      (#"{"S": {"ok": 1}}"#, "lambda:invoke", #","ResultSelector":{"o.$":"$.Payload.ok"}"#),
      (#"{"S": [{"error": "E"}, {"a": [{"b": 1}]}]}"#, "lambda:invoke", #","OutputPath":"$.Payload.a[0].b""#),
      (#"{"S": {"Item": {}}}"#, "dynamodb:getItem", ""), (#"{"S": {"MessageId": "1"}}"#, "sqs:sendMessage", ""),
      (#"{"S": {"a": 1}}"#, "lambda:invoke", #","ResultPath":"$.x","OutputPath":"$.y""#),
      (#"{"arn:aws:lambda:eu-west-1:1:function:F": 1}"#, "lambda:invoke", #","Parameters":{"FunctionName.$":"$.f"}"#),
    ])
  func whatIsRightHasNoWarning(mock: String, resource: String, more: String) throws {
    let (answers, texts) = try Self.warnings(mock, "arn:aws:states:::" + resource, more)
    #expect(answers != nil && texts.isEmpty, "\(texts)")
  }

  /// Every problem of a file at once, each at its place.
  @Test func everyProblemIsSaid() throws {
    let mock = #"{"A": [], "S": {"error": 1}, "B": {"Throw": {"Eror": "x"}}, "C": {"error": "x", "casue": "y"}}"#
    let (answers, texts) = try Self.warnings(mock, "arn:aws:states:::lambda:invoke")
    #expect(answers == nil)
    let places = texts.map { $0.split(separator: " ")[0] }
    #expect(places == ["mock.json:1:7:", "mock.json:1:26:", "mock.json:1:46:", "mock.json:1:81:"], "\(texts)")
    #expect(texts[3].contains("did you mean \"cause\"?"))
  }

  @Test(arguments: [
    (#"{"StateMachines": {}}"#, "found \"StateMachines\" without \"MockedResponses\""),
    (#"{"StateMachines": {}, "MockedRespones": {}}"#, "did you mean \"MockedResponses\" in place of"),
  ])
  func halfAConfigurationIsNone(mock: String, words: String) throws {
    let (answers, texts) = try Self.warnings(mock, "arn:aws:states:::lambda:invoke")
    #expect(answers == nil && texts.count == 1 && texts[0].contains(words), "\(texts)")
  }

  // MARK: Skeletons

  static let order = """
    {"StartAt": "P", "States": {
      "P": {"Type": "Parallel", "Next": "M", "Branches": [{"StartAt": "Pay", "States": {"Pay": {"Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke", "ResultSelector": {"id.$": "$.Payload.receipt.id"},
        "Parameters": {"FunctionName": "Pay"}, "End": true}}}]},
      "M": {"Type": "Map", "Next": "Get", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
        "ExecutionType": "STANDARD"}, "StartAt": "Item", "States": {"Item": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:item"}}}},
      "Get": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Next": "Sub",
        "Parameters": {"TableName": "t", "Item": {}}},
      "Sub": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child"}}}}
    """

  static func machines(_ definitions: [(String, String)]) throws -> ([MockedMachine], AccountModel) {
    let mocked = try definitions.map { name, text in
      MockedMachine(
        name: name, file: name + ".asl.json", definition: try StateMachine(parsing: text),
        source: DefinitionSource(try LocatedJSON.parse(Array(text.utf8))))
    }
    let models = mocked.map { machine in
      MachineModel(
        name: machine.name, arn: "arn:aws:states:us-east-1:123456789012:stateMachine:" + machine.name, kind: .standard,
        definition: machine.definition, definitionBytes: 1, file: machine.file)
    }
    return (mocked, .local(models))
  }

  @Test func aSkeletonAnswersEveryTask() throws {
    let (alone, account) = try Self.machines([("order", Self.order)])
    #expect(
      MockSkeleton.file(alone, of: account) == [
        "Pay": ["StatusCode": 200, "Payload": ["receipt": ["id": ""]]], "Item": [:], "Get": [:],
        "Sub": ["Status": "SUCCEEDED", "Output": [:]],
      ])
    // A child that is there runs itself, and its states of the same name are told apart.
    let child =
      #"{"StartAt":"Pay","States":{"Pay":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","#
      + #""Parameters":{},"End":true}}}"#
    let (both, all) = try Self.machines([("order", Self.order), ("child", child)])
    let file = MockSkeleton.file(both, of: all)
    #expect(file.members?.map(\.key).sorted() == ["Get", "Item", "child.Pay", "order.Pay"])
  }

  /// A skeleton is a mock file without fault, and leaves nothing unanswered.
  @Test func aSkeletonIsAMockFile() throws {
    let (mocked, model) = try Self.machines([("order", Self.order)])
    var account = model
    #expect(account.unansweredTasks.map(\.state.name).sorted() == ["Get", "Item", "Pay", "Sub"])
    let text = MockSkeleton.file(mocked, of: account).utf8Text
    let (answers, diagnostics) = MockFile(try LocatedJSON.parse(text), file: "mock.json").answers(
      for: mocked, region: "us-east-1", accountID: "123456789012")
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.text))")
    account.mocks = answers
    #expect(account.unansweredTasks.isEmpty)
    let execution = LocalExecution(account: account, machine: 0, input: [["a": 1]], name: "e", history: false)
    #expect(try execution.run(tasks: nil).status == .succeeded)
  }
}
