import JSON
import StepFunctions
import TestState

extension StateTestRequest {
  /// From the object that the grammar makes and mutations have changed.
  init?(text bytes: [UInt8]) {
    guard case .object(let members)? = try? JSON.parse(bytes) else { return nil }
    func text(_ key: String) -> String? { if case .string(let text)? = members[key] { text } else { nil } }
    func number(_ key: String) -> Int? { if case .integer(let number)? = members[key] { number } else { nil } }
    let definition = text("definition") ?? members["definition"]?.text ?? ""
    self.init(definition: Array(definition.utf8), file: "f")
    stateName = text("stateName")
    input = text("input")
    inspectionLevel = text("level").flatMap(InspectionLevel.init) ?? .info
    if text("result") != nil || text("error") != nil {
      var mock = Mock(result: text("result"), failure: text("error").map { .init(error: $0, cause: text("cause")) })
      mock.fieldValidation = text("validation").flatMap(FieldValidation.init) ?? .strict
      self.mock = mock
    }
    context = text("context")
    variables = text("variables")
    roleARN = text("role")
    revealsSecrets = members["secrets"] == .bool(true)
    configuration.retrierRetryCount = number("retries").map { max(0, $0) }
    configuration.errorCausedByState = text("culprit")
    configuration.mapIterationFailureCount = number("failures").map { max(0, $0) }
    configuration.mapItemReaderData = text("data")
  }
}
