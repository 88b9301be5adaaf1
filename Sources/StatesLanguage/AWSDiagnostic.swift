import JSON

/// A problem as AWS reports it. Source: API reference, `ValidateStateMachineDefinitionDiagnostic`; texts as recorded on
/// AWS where they were recorded.
public struct AWSDiagnostic: Hashable, Sendable {
  public enum Code: String, Hashable, Sendable {
    case schemaValidationFailed = "SCHEMA_VALIDATION_FAILED"
    case missingTransitionTarget = "MISSING_TRANSITION_TARGET"
    case missingEndState = "MISSING_END_STATE"
    case duplicateStateName = "DUPLICATE_STATE_NAME"
    case invalidJSON = "INVALID_JSON_DESCRIPTION"
  }
  public enum Severity: String, Hashable, Sendable {
    case error = "ERROR"
    case warning = "WARNING"
  }

  var code: Code
  var message: String
  /// A JSON pointer in AWS's spelling, elements of arrays in brackets: `/States/Sort/Choices[0]/Next`, `/` for the top.
  /// Of a text that is no JSON Jackson's place; nil where AWS names none.
  var location: String?
  var severity = Severity.error

  init(code: Code, message: String, location: String?) {
    self.code = code
    self.message = message
    self.location = location
  }

  /// `{code, location, message, severity}`, without the location where there is none.
  var json: JSON {
    var object: JSONObject = ["code": .string(code.rawValue)]
    object["location"] = location.map(JSON.string)
    object["message"] = .string(message)
    object["severity"] = .string(severity.rawValue)
    return .object(object)
  }
}
