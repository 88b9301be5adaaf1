public import JSON

/// The intrinsic function that JSONata in Step Functions has too, with the same edges.
public enum SharedFunction: String, Sendable {
  case hash

  /// Why a call fails.
  public struct Refusal: Error {
    public var reason: String
  }

  /// `arguments` are as many as the function takes: 2.
  public func call(_ arguments: [JSON]) throws(Refusal) -> JSON {
    do throws(Intrinsic.Refusal) {
      return switch self {
      case .hash: try Intrinsic.hash(arguments[0], arguments[1])
      }
    } catch {
      throw Refusal(reason: error.reason)
    }
  }
}
