import StepFunctions
import Testing

@testable import Scenario
@testable import Simulation
@testable import StatesLanguage

/// Which service answers which Task.
@Suite struct ServiceKeyTests {
  static let definition = """
    { "StartAt": "Charge card", "States": {
        "Charge card": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": { "FunctionName": "pay-card" }, "Next": "Named" },
        "Named": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": { "FunctionName.$": "$.name" }, "Next": "All" },
        "All": { "Type": "Parallel", "Branches": [ { "StartAt": "Put", "States": {
          "Put": { "Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem",
            "Parameters": { "TableName": "t", "Item": {} }, "End": true } } } ], "Next": "Each" },
        "Each": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED",
          "ExecutionType": "STANDARD" }, "StartAt": "Ship", "States": {
            "Ship": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship:3",
              "End": true } } }, "Next": "Send" },
        "Send": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "TimeoutSeconds": 9, "Parameters": { "QueueUrl": "q", "MessageBody.$": "$$.Task.Token" }, "Next": "Work" },
        "Work": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:Work",
          "TimeoutSeconds": 9, "Next": "Start" },
        "Start": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
          "Parameters": { "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Shop.eu" },
          "Retry": [ { "ErrorEquals": [ "States.ALL" ] } ], "End": true } } }
    """

  static func scenario(_ keys: [String]) -> String {
    let services = keys.map { "  '\($0)': { latency: 1s }\n" }.joined()
    return """
      region: us-east-1
      stateMachines: { Shop.eu: { definition: t.asl.json } }
      load: [ { start: Shop.eu, arrivals: { burst: 1 } } ]
      services:
        work: { latency: 1s }
        Work: { workers: 1, latency: 1s }

      """ + services
  }

  /// The services of the Tasks, in the order of the definition.
  static func answers(_ keys: [String]) throws -> [String: String] {
    let folder = try Folder(["t.asl.json": definition])
    let account = try #require(folder.read(scenario(keys)).plan).account
    return account.answeredTasks.reduce(into: [:]) { all, task in
      all[task.state] = account.serviceName(of: task) ?? "\(task.answer)"
    }
  }

  @Test(
    arguments: [
      (["*"], "Charge card", "*"), (["*"], "Ship", "*"), (["*"], "Send", "*"), (["*"], "Work", "Work"),
      (["*"], "Named", "byFunctionName"), (["*", "pay-card"], "Charge card", "pay-card"),
      (["*", "arn:aws:states:::lambda:invoke"], "Charge card", "arn:aws:states:::lambda:invoke"),
      (["*", "arn:aws:states:::lambda:invoke", "pay-card"], "Charge card", "pay-card"),
      (["*", "pay-card", "Shop.eu.\"Charge card\""], "Charge card", "Shop.eu.\"Charge card\""),
      (["*", "pay-card", "Shop.eu.Charge card"], "Charge card", "Shop.eu.Charge card"),
      (["*", "Shop.eu.Named"], "Named", "Shop.eu.Named"), (["*", "Shop.eu.\"Put\""], "Put", "Shop.eu.\"Put\""),
      (["*", "Shop.eu.Ship"], "Ship", "Shop.eu.Ship"), (["*", "ship"], "Ship", "ship"),
      (["*", "arn:aws:states:::dynamodb:*"], "Put", "arn:aws:states:::dynamodb:*"),
      (["*", "arn:aws:states:::*", "arn:aws:states:::dynamodb:*"], "Put", "arn:aws:states:::dynamodb:*"),
      (["*", "arn:aws:states:::*:putItem", "arn:aws:states:::dynamodb:*"], "Put", "arn:aws:states:::dynamodb:*"),
      (["*", "arn:aws:states:::sqs:*"], "Send", "arn:aws:states:::sqs:*"),
      (
        ["*", "arn:aws:states:::sqs:*", "arn:aws:states:::sqs:sendMessage"], "Send", "arn:aws:states:::sqs:sendMessage"
      ),
      (["*", "arn:aws:lambda:*:*:function:sh*"], "Ship", "arn:aws:lambda:*:*:function:sh*"),
      (["*", "arn:aws:lambda:*:*:function:pay-*"], "Charge card", "arn:aws:lambda:*:*:function:pay-*"),
      (["*", "pay-*", "arn:aws:states:::lambda:invoke"], "Charge card", "arn:aws:states:::lambda:invoke"),
      (["*", "pay-*", "*-card"], "Charge card", "*-card"), (["*", "pay*", "*ard"], "Charge card", "pay*"),
      (["*", "*card", "pay-c*"], "Charge card", "pay-c*"), (["*", "pay-*", "p*ard"], "Charge card", "pay-*"),
    ] as [([String], String, String)])
  func theMostExactAnswers(keys: [String], state: String, service: String) throws {
    #expect(try Self.answers(keys)[state] == service)
  }

  /// An activity is taken by its own name, its state or a pattern for activities.
  @Test(
    arguments: [
      (["*"], nil), (["*ork"], nil), (["arn:aws:states:*"], nil), (["arn:aws:states:*:*:activity:*"], 0),
      (["arn:aws:states:*:*:activity:*", "Work"], 1),
      (["*", "arn:aws:states:us-east-1:123456789012:activity:Work"], 1),
    ] as [([String], Int?)])
  func anActivityIsNotTakenByChance(keys: [String], index: Int?) {
    let directory = AccountDirectory(region: "us-east-1", accountID: "123456789012", machines: [], services: keys)
    let activity = Resource(
      arn: "arn:aws:states:us-east-1:123456789012:activity:Work", kind: .activity, service: "activity", action: "",
      pattern: .requestResponse)
    #expect(directory.services.index(for: activity, functionName: nil) == index)
  }

  @Test func startsHaveNoService() throws {
    #expect(try Self.answers(["*"])["Start"] == nil)
  }

  @Test(
    arguments: [
      ("Shop.eu.\"Charge crad\"", "Shop.eu has no state \"Charge crad\"", "did you mean \"Charge card\"?"),
      ("Shop.eu.Shop", "Shop.eu has no state \"Shop\"", "did you mean \"Ship\"?"),
      ("Shop.eu.All", "the state is a Parallel, which calls nothing", nil),
      ("Shop.eu.Start", "the Task starts an execution or answers a token, which no service does", nil),
      ("Shop.us.\"Ship\"", "no machine is called \"Shop.us\"", "did you mean \"Shop.eu\"?"),
    ] as [(String, String, String?)])
  func aStateThatIsNoTaskIsAnError(key: String, problem: String, hint: String?) throws {
    let folder = try Folder(["t.asl.json": Self.definition])
    let found = folder.problems(Self.scenario(["*", key]))
    let text = "s.yaml:8:3: error: services.\(key): \(problem)" + (hint.map { "\n    hint: " + $0 } ?? "")
    #expect(found.contains(text), "\(found)")
  }

  /// With quotes and without is the same.
  @Test func aStateIsKeyedOnce() throws {
    let folder = try Folder(["t.asl.json": Self.definition])
    let found = folder.problems(Self.scenario(["Shop.eu.Ship", "Shop.eu.\"Ship\"", "*"]))
    let first = "s.yaml:7:3: error: services.Shop.eu.Ship: the state is answered by Shop.eu.\"Ship\""
    #expect(found.contains(first + "\n    hint: one of them is one too many"), "\(found)")
  }

  @Test func aPatternThatAnswersNothingIsWarnedOf() throws {
    let definition = Self.definition.replacing(".$\": \"$.name\"", with: "\": \"f\"")
    let folder = try Folder(["t.asl.json": definition])
    let keys = ["*", "arn:aws:states:::sns:*", "arn:aws:states:::sqs:*", "arn:aws:states:::sqs:send*"]
    let yaml = Self.scenario(keys).replacing("  work: { latency: 1s }\n", with: "")
    #expect(
      folder.problems(yaml) == [
        "s.yaml:7:3: warning: services: no Task is answered by arn:aws:states:::sns:*\n"
          + "    hint: no Task matches it, or each has a service that is more exact",
        "s.yaml:8:3: warning: services: no Task is answered by arn:aws:states:::sqs:*\n"
          + "    hint: no Task matches it, or each has a service that is more exact",
      ])
  }
}
