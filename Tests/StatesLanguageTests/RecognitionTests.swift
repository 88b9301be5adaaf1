import JSON
import Testing

@testable import StatesLanguage

@Suite struct RecognitionTests {
  private func problems(_ resource: String, _ parameters: String = "{}") -> [Diagnostic] {
    let text = machine(
      #""A": {"Type": "Task", "End": true, "Parameters": \#(parameters), "Resource": "\#(resource)"}"#)
    return StateMachine.parse(Array(text.utf8), file: "f").diagnostics
  }

  /// In all of these the part behind `arn:aws:states:::`.
  @Test(
    arguments: [
      ("aws-sdk:nosuchservice:doThing", nil), ("aws-sdk:stepfunctions:startExecution", #"did you mean "aws-sdk:sfn"?"#),
      ("aws-sdk:dynamoDB:getItem", #"did you mean "aws-sdk:dynamodb"?"#),
      ("aws-sdk:logs:createLogStream", #"did you mean "aws-sdk:cloudwatchlogs"?"#),
      ("aws-sdk:cloudwatchlogs:CreateLogStream", #"did you mean "createLogStream"?"#),
      ("aws-sdk:sfn:StartExecution", #"did you mean "startExecution"?"#), ("aws-sdk:s3:getObjekt", "did you mean"),
      ("aws-sdk:sts:assumeRole", nil), ("aws-sdk:lambda:invokeWithResponseStream", nil),
      ("aws-sdk:s3:getObject.sync", nil), ("aws-sdk:sfn:startExecution.sync:2", "states:startExecution.sync:2"),
      ("aws-sdk:aiops:NoSuchAction", nil), ("sqs:sendMassage", #"did you mean "sendMessage"?"#),
      ("dynamodb:query", #""aws-sdk:dynamodb:query""#), ("lambda:invoke.sync", "no pattern or \".waitForTaskToken\""),
      ("lambda:Invoke", #"did you mean "invoke"?"#), ("sns:publish.sync:2", "\".waitForTaskToken\""),
      ("glue:startJobRun.sync:2", "\".sync\""), ("dynamodb:getItem.waitForTaskToken", "without a pattern"),
      ("s3:getObject", #""aws-sdk:s3:getObject""#), ("stepfunctions:startExecution", "aws-sdk:sfn"),
      ("events:putEvent", #"did you mean "putEvents"?"#), ("Lambda:invoke", #"did you mean "lambda"?"#),
      ("ecs:runTask.snc", #"did you mean ".sync"?"#), ("lambda", nil), ("aws-sdk:sfn", nil),
    ] as [(String, String?)])
  func whatStepFunctionsCannotCallIsRefused(resource: String, hint: String?) throws {
    let arn = "arn:aws:states:::" + resource
    let found = problems(arn)
    let problem = try #require(found.first { $0.severity == .error })
    #expect(
      problem.aws?.message
        == "The resource provided \(arn) is not recognized. The value is not a valid resource ARN, or the resource is "
        + "not available in this region.")
    #expect(problem.aws?.location == "/States/A/Resource" && problem.aws?.code == .schemaValidationFailed)
    #expect(found.count == 1)
    if let hint {
      #expect(problem.hint?.contains(hint) == true, "\(problem.text)")
    } else {
      #expect(problem.hint == nil)
    }
  }

  @Test(arguments: [
    "aws-sdk:s3:getObject", "aws-sdk:dynamodb:query.waitForTaskToken", "aws-sdk:ec2:describeInstances",
    "aws-sdk:apigatewayv2:getApis", "aws-sdk:wafv2:createAPIKey", "aws-sdk:xray:batchGetTraces",
    "aws-sdk:accessanalyzer:validatePolicy", "aws-sdk:bedrockagentcore:invokeAgentRuntime", "apigateway:invoke",
    "bedrock:invokeModel", "ecs:runTask.waitForTaskToken", "eks:runJob.sync", "elasticmapreduce:addStep.sync",
    "emr-serverless:cancelJobRun.sync", "http:invoke", "sqs:sendMessage.waitForTaskToken",
  ])
  func whatIsListedIsAcceptedInSilence(resource: String) {
    #expect(problems("arn:aws:states:::" + resource).isEmpty)
    #expect(problems("arn:aws:states:eu-west-1:123456789012:" + resource).isEmpty)
  }

  @Test(arguments: [
    "arn:aws:states:::batch:submitJob.waitForTaskToken", "arn:aws:states:::sagemaker:createEndpoint.sync",
    "arn:aws:states:::aws-sdk:aiops:listInvestigationGroups", "arn:aws:states:::aws-sdk:aiops:noSuchAction",
    "arn:aws:states:::aws-sdk:qldb:listLedgers",
    "arn:aws:states:::aws-sdk:codestar:listProjects", "arn:aws:states:::aws-sdk:chime:createAttendee",
    "arn:aws:states:::aws-sdk:cloudwatchlogs:getLogObject", "arn:aws:states:::aws-sdk:s3:getBucketLifecycle",
    "arn:aws:states:::aws-sdk:macie:anything", "arn:aws-cn:states:::lambda:invoke",
    "arn:aws-iso:states:::sqs:sendMessage", "arn:aws:lambda:::function:Charge",
  ])
  func whatNothingDecidesIsAWarning(resource: String) {
    let found = problems(resource)
    #expect(found.count == 1 && found.allSatisfy { $0.severity == .warning && $0.aws == nil }, "\(found)")
    #expect(
      found.allSatisfy {
        $0.message.contains("not known") || $0.message.contains("AWS may refuse it")
          || $0.message.contains("not checked")
      })
  }

  @Test(arguments: ["lambda:invoke", "${FunctionArn}", "", "Charge"])
  func whatIsNoARNIsRefusedInOtherWords(resource: String) {
    #expect(problems(resource).map(\.aws?.message) == ["Value is not a valid resource ARN"])
  }

  /// Region and account belong to the way of writing only.
  @Test func anIntegrationIsTheSameInEveryRegion() throws {
    let parameters = #"{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:C"}"#
    let text = machine(
      #"""
      "A": {"Type": "Task", "End": true, "Parameters": \#(parameters), \#
      "Resource": "arn:aws:states:us-east-1:123456789012:states:startExecution.sync:2"}
      """#)
    let machine = try #require(StateMachine.parse(Array(text.utf8), file: "f").machine)
    guard case .task(let task) = machine.states[0].action else { throw Mismatch() }
    #expect(task.resource.arn == "arn:aws:states:::states:startExecution.sync:2")
    #expect(task.resource.isStartExecution && task.resource.pattern == .sync2)
    #expect(!machine.problems(asExpress: "f").isEmpty)
  }

  private struct Mismatch: Error {}
}
