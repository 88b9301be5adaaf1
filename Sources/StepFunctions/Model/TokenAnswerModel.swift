public import Chance
import JSON
public import JSONPath

/// Of a service that answers the task token which it finds in its request, once its call has succeeded: a function that
/// a nested execution calls with the token of its parent's Task.
public struct TokenAnswerModel: Sendable {
  public enum Place: Sendable {
    case path(Path)
    case expression(CallExpression)
  }
  /// Where the token stands; nil: wherever one is found.
  public var place: Place?
  /// From the end of the call.
  public var after: Distribution
  /// `nil`: success with the service's result.
  public var error: String?

  public init(after: Distribution, error: String? = nil, at place: Place? = nil) {
    self.after = after
    self.error = error
    self.place = place
  }

  var expression: CallExpression? { if case .expression(let expression)? = place { expression } else { nil } }
}
