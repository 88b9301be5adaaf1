import JSON
import Testing

@testable import StatesLanguage

@Suite struct ResourceTests {
  private func chain(_ resources: [(String, String)]) -> StateMachine? {
    let states = resources.enumerated().map { offset, resource in
      let next = offset == resources.count - 1 ? "\"End\": true" : "\"Next\": \"\(resources[offset + 1].0)\""
      return "\"\(resource.0)\": {\"Type\": \"Task\", \(next), \"Parameters\": {\"StateMachineArn\": \"x\"},\n"
        + "\"Resource\": \"\(resource.1)\"}"
    }
    let text = "{\"StartAt\": \"\(resources[0].0)\", \"States\": {\n" + states.joined(separator: ",\n") + "}}"
    return StateMachine.parse(Array(text.utf8), file: "f").machine
  }

  @Test(
    arguments: [
      ("arn:aws:lambda:us-east-1:111111111111:function:f", .lambdaFunction, "lambda", "", .requestResponse),
      ("arn:aws-cn:lambda:cn-north-1:1:function:f:$LATEST", .lambdaFunction, "lambda", "", .requestResponse),
      ("arn:aws-us-gov:states:us-gov-west-1:1:activity:a", .activity, "activity", "", .requestResponse),
      ("arn:aws:states:::lambda:invoke", .integration, "lambda", "invoke", .requestResponse),
      ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", .integration, "sqs", "sendMessage", .waitForTaskToken),
      ("arn:aws:states:::states:startExecution", .integration, "states", "startExecution", .requestResponse),
      ("arn:aws:states:::states:startExecution.sync", .integration, "states", "startExecution", .sync),
      ("arn:aws-cn:states:::states:startExecution.sync:2", .integration, "states", "startExecution", .sync2),
      (
        "arn:aws:states:::states:startExecution.waitForTaskToken", .integration, "states", "startExecution",
        .waitForTaskToken
      ),
      ("arn:aws:states:::aws-sdk:sfn:startExecution", .integration, "aws-sdk:sfn", "startExecution", .requestResponse),
      (
        "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken", .integration, "aws-sdk:sqs", "sendMessage",
        .waitForTaskToken
      ),
      ("arn:aws:states:::http:invoke", .integration, "http", "invoke", .requestResponse),
    ] as [(String, Resource.Kind, String, String, Resource.Pattern)])
  func parses(arn: String, kind: Resource.Kind, service: String, action: String, pattern: Resource.Pattern) throws {
    let machine = try #require(chain([("A", arn)]))
    guard case .task(let task) = machine.states[0].action else {
      Issue.record("\(machine)")
      return
    }
    #expect(task.resource == Resource(arn: arn, kind: kind, service: service, action: action, pattern: pattern))
  }

  @Test func anExpressMachineRefusesWhatOutlastsARequest() throws {
    let machine = try #require(
      chain([
        ("Sync", "arn:aws:states:::states:startExecution.sync"),
        ("Sync2", "arn:aws:states:::states:startExecution.sync:2"),
        ("Token", "arn:aws:states:::sns:publish.waitForTaskToken"),
        ("Activity", "arn:aws:states:us-east-1:1:activity:a"),
        ("Fine", "arn:aws:states:::states:startExecution"),
      ]))
    let problems = machine.problems(asExpress: "f")
    #expect(
      problems.map(\.message) == [
        "Express state machine does not support '.sync' service integration at /States/Sync/Resource",
        "Express state machine does not support '.sync:2' service integration at /States/Sync2/Resource",
        "Express state machine does not support '.waitForTaskToken' service integration  at /States/Token/Resource",
        "Express state machine does not support activities at /States/Activity/Resource",
      ])
    #expect(problems.map(\.position.line) == [3, 5, 7, 9])
    #expect(problems.allSatisfy { $0.severity == .error && $0.aws?.code == .schemaValidationFailed && $0.file == "f" })
  }

  @Test func innerStatesAreNamedByTheirWay() throws {
    let task = #""End": true, "Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:a""#
    let text = """
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Next": "M", "Branches": [
        {"StartAt": "X", "States": {"X": {\(task)}}}, {"StartAt": "Y", "States": {"Y": {\(task)}}}]},
        "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {"I": {\(task)}}}}}}
      """
    let machine = try #require(StateMachine.parse(Array(text.utf8), file: "f").machine)
    #expect(
      machine.problems(asExpress: "f").map { $0.message.split(separator: " ").last } == [
        "/States/P/Branches[0]/States/X/Resource", "/States/P/Branches[1]/States/Y/Resource",
        "/States/M/ItemProcessor/States/I/Resource",
      ])
  }
}
