/// A path or an intrinsic function that fails on the data it meets: the error name and cause of an execution.
public struct QueryFailure: Error, Hashable, Sendable {
  public var error: String
  public var cause: String

  public init(error: String, cause: String) {
    self.error = error
    self.cause = cause
  }

  public static func runtime(_ cause: String) -> QueryFailure { QueryFailure(error: "States.Runtime", cause: cause) }

  static func intrinsic(_ cause: String) -> QueryFailure {
    QueryFailure(error: "States.IntrinsicFailure", cause: cause)
  }
}
