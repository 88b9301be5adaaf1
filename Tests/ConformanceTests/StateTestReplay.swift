import JSON
import StatesLanguage
import StepFunctions
import TestState
import TestSupport

/// A recorded call of TestState.
struct StateTestReplay {
  let recorded: RecordedCase

  func differences() -> [Comparison.Difference] {
    let call = recorded.json["request"] ?? .null
    var comparison = Comparison(recorded)
    do throws(StateTestRequest.Refusal) {
      let reply = reply
      let response = try Self.request(call).run(accountID: "111111111111") { _ in reply }
      comparison.compare(recorded.expected, ["response": response.json], at: "$")
    } catch {
      comparison.compare(
        recorded.expected, ["error": recorded.error(error.code, error.message, operation: "TestState")], at: "$")
    }
    return comparison.differences
  }

  /// What a Task without a mock called answered: that lies outside of the recording but for what came of it.
  private var reply: TaskReply {
    let response = recorded.expected["response"] ?? .null
    if let error = response["error"] { return .failure(error: error.string, cause: response["cause"]?.string) }
    return .success((response["inspectionData"]?["result"] ?? response["output"] ?? .null).parsed)
  }

  private static func request(_ call: JSON) -> StateTestRequest {
    let definition = call["definition"] ?? .null
    var request = StateTestRequest(
      definition: Array((definition.string ?? definition.text).utf8), file: "recorded")
    request.stateName = call["stateName"]?.string
    request.input = call["input"]?.string
    request.inspectionLevel =
      call["inspectionLevel"]?.string.flatMap(StateTestRequest.InspectionLevel.init) ?? .info
    request.context = call["context"]?.string
    request.variables = call["variables"]?.string
    request.roleARN = call["roleArn"]?.string
    request.revealsSecrets = call["revealSecrets"] == true
    if let mock = call["mock"] {
      var given = StateTestRequest.Mock(result: mock["result"]?.string)
      given.failure = mock["errorOutput"].map {
        .init(error: $0["error"]?.string ?? "", cause: $0["cause"]?.string)
      }
      given.fieldValidation =
        mock["fieldValidationMode"]?.string.flatMap(StateTestRequest.FieldValidation.init) ?? .strict
      request.mock = given
    }
    if let configuration = call["stateConfiguration"] {
      request.configuration.retrierRetryCount = configuration["retrierRetryCount"]?.integer
      request.configuration.mapIterationFailureCount = configuration["mapIterationFailureCount"]?.integer
      request.configuration.errorCausedByState = configuration["errorCausedByState"]?.string
      request.configuration.mapItemReaderData = configuration["mapItemReaderData"]?.string
    }
    return request
  }
}
