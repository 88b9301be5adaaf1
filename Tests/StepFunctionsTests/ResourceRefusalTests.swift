import StepFunctions
import Testing

@testable import StatesLanguage

@Suite struct ResourceRefusalTests {
  @Test(arguments: [
    ("states", "StepFunctions.ExecutionLimitExceededException", true), ("states", "States.TaskFailed", false),
    ("events", "EventBridge.FailedEntry", true), ("emr-containers", "EMRContainers.ValidationException", true),
    ("aws-sdk:sqs", "Sqs.SqsException", true), ("batch", "Batch.ClientException", true),
    ("batch", "ECS.ServerException", false), ("batch", "Batch", false), ("batch", nil, false),
  ])
  func anErrorOfTheServiceItselfRefusesTheCall(service: String, error: String?, isRefusal: Bool) {
    let resource = Resource(arn: "", kind: .integration, service: service, action: "run", pattern: .sync)
    #expect(resource.isRefusal(error) == isRefusal)
  }
}
