/// A path, an intrinsic function or an expression that fails on the data it meets: the error name and cause of an
/// execution.
public struct QueryFailure: Error, Hashable, Sendable {
  public var error: String
  public var cause: String
  /// Of an expression in JSONata, whose failure is an event of its own: the field that it stands in, if any.
  public var location: String?
  public var isEvaluation = false

  public init(error: String, cause: String) {
    self.error = error
    self.cause = cause
  }

  public static func runtime(_ cause: String) -> QueryFailure { QueryFailure(error: "States.Runtime", cause: cause) }

  static func intrinsic(_ cause: String) -> QueryFailure {
    QueryFailure(error: "States.IntrinsicFailure", cause: cause)
  }

  public static func evaluation(_ cause: String, at location: String?) -> QueryFailure {
    var failure = QueryFailure(error: "States.QueryEvaluationError", cause: cause)
    failure.isEvaluation = true
    failure.location = location
    return failure
  }
}
