/// The eight types of state, and the fields each may have in either query language.
/// Source: Amazon States Language, "State Types"; AWS developer guide 2026.
public enum StateType: String, CaseIterable, Sendable {
  case task = "Task"
  case wait = "Wait"
  case pass = "Pass"
  case succeed = "Succeed"
  case fail = "Fail"
  case choice = "Choice"
  case parallel = "Parallel"
  case map = "Map"

  static let common = ["Type", "Comment", "QueryLanguage"]

  /// Every field that the state may have.
  func fields(_ language: QueryLanguage) -> [String] {
    let other = language == .jsonPath ? Self.jsonataOnly : Self.jsonPathOnly
    return fields.filter { !other.contains($0) }
  }

  /// The fields of both languages.
  var fields: [String] { Self.common + ownFields }

  static let jsonataOnly: Set = ["Arguments", "Output", "Items", "Condition"]

  static let jsonPathOnly: Set = [
    "InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Result", "ItemsPath", "ErrorPath",
    "CausePath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath",
    "MaxItemsPath", "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath", "ToleratedFailurePercentagePath",
    "ToleratedFailureCountPath", "Variable",
  ]

  private var ownFields: [String] {
    let ends = ["InputPath", "OutputPath", "Output"]
    let flow = ends + ["Next", "End", "Assign"]
    let result = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"]
    return switch self {
    case .task:
      flow + result
        + [
          "Resource", "Arguments", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
          "Credentials",
        ]
    case .wait: flow + ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]
    case .pass: flow + ["Parameters", "Result", "ResultPath"]
    case .succeed: ends
    case .fail: ["Error", "Cause", "ErrorPath", "CausePath"]
    case .choice: ends + ["Assign", "Choices", "Default"]
    case .parallel: flow + result + ["Arguments", "Branches"]
    case .map:
      flow + result
        + ["ItemProcessor", "Iterator", "Items", "ItemsPath", "ItemSelector", "MaxConcurrency", "MaxConcurrencyPath"]
        + DefinitionReader.distributedFields
    }
  }
}

extension Action {
  public var type: StateType {
    switch self {
    case .pass: .pass
    case .task: .task
    case .choice: .choice
    case .wait: .wait
    case .succeed: .succeed
    case .fail: .fail
    case .parallel: .parallel
    case .map: .map
    }
  }
}
