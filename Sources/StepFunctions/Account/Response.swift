/// A call of the API that took a token and was refused all the same. Names: the API's, without a suffix.
public struct Refusal: Error, Hashable, Sendable {
  public var name: String
  public var message: String
  /// What caused it may be gone when the caller tries again.
  public var isTransient: Bool

  public init(name: String, message: String, isTransient: Bool = false) {
    self.name = name
    self.message = message
    self.isTransient = isTransient
  }
}

extension Refusal {
  /// StartSyncExecution of a Standard workflow. The text is recorded on AWS.
  static var notSupported: Refusal {
    Refusal(
      name: "StateMachineTypeNotSupported",
      message: "This operation is not supported by this type of state machine")
  }

  /// What is for executions of Standard workflows only. The text is recorded on AWS.
  static var expressHasNoExecutions: Refusal {
    Refusal(name: "InvalidArn", message: "Invalid Arn: 'Resource type not valid in this context: express'")
  }
}

/// What a call of the API is answered.
public enum APIResponse<Output> {
  case answered(Output)
  /// The action's bucket is empty.
  case throttled
  case refused(Refusal)
}

extension APIResponse: Sendable where Output: Sendable {}
