import JSON
import JSONPath
import StatesLanguage

/// What Step Functions itself refuses to send, before a Task is scheduled: the Task's state fails with States.Runtime.
/// Source: histories recorded on AWS.
enum RequestCheck {
  static func check(_ parameters: JSON, for resource: Resource) throws(QueryFailure) {
    guard resource.service == "apigateway", resource.action == "invoke" else { return }
    if let headers = parameters["Headers"], !isHeaders(headers) { throw refusal(parameters, field: "Headers") }
    if let query = parameters["QueryParameters"], !isHeaders(query) {
      throw refusal(parameters, field: "QueryParameters")
    }
  }

  /// Names, each with an array of texts.
  private static func isHeaders(_ value: JSON) -> Bool {
    value.members?.allSatisfy { $0.value.elements != nil } ?? false
  }

  private static func refusal(_ parameters: JSON, field: String) -> QueryFailure {
    .runtime(
      "The Parameters '\(parameters.text)' could not be used to start the Task: "
        + "[The value of the field '\(field)' has an invalid format]")
  }
}
