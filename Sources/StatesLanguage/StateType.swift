/// The eight types of state, and the fields each may have in the JSONPath query language.
/// Source: Amazon States Language, "State Types"; AWS developer guide 2026.
public enum StateType: String, CaseIterable {
  case task = "Task"
  case wait = "Wait"
  case pass = "Pass"
  case succeed = "Succeed"
  case fail = "Fail"
  case choice = "Choice"
  case parallel = "Parallel"
  case map = "Map"

  static let common = ["Type", "Comment", "QueryLanguage"]

  var fields: [String] { Self.common + ownFields }

  private var ownFields: [String] {
    let flow = ["Next", "End", "InputPath", "OutputPath"]
    let result = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"]
    return switch self {
    case .task:
      flow + result
        + [
          "Resource", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath", "Credentials",
        ]
    case .wait: flow + ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]
    case .pass: flow + ["Parameters", "Result", "ResultPath"]
    case .succeed: ["InputPath", "OutputPath"]
    case .fail: ["Error", "Cause", "ErrorPath", "CausePath"]
    case .choice: ["InputPath", "OutputPath", "Choices", "Default"]
    case .parallel: flow + result + ["Branches"]
    case .map:
      flow + result
        + ["ItemProcessor", "Iterator", "ItemsPath", "ItemSelector", "MaxConcurrency", "MaxConcurrencyPath"]
        + DefinitionReader.distributedFields
    }
  }

  /// Fields that AWS knows and we do not run yet.
  var laterFields: [String] {
    switch self {
    case .task: ["Assign", "Output", "Arguments"]
    case .wait, .pass, .choice: ["Assign", "Output"]
    case .succeed: ["Output"]
    case .fail: []
    case .parallel: ["Assign", "Output", "Arguments"]
    case .map:
      ["Assign", "Output", "Items"]
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
