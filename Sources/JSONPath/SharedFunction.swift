public import JSON

/// The intrinsic functions that JSONata in Step Functions has too, under names of its own.
public enum SharedFunction: String, Sendable {
  case partition, range, hash

  /// Why a call fails.
  public struct Refusal: Error {
    public var reason: String
  }

  /// `arguments` are as many as the function takes: 2, 3 and 2.
  public func call(_ arguments: [JSON]) throws(Refusal) -> JSON {
    do throws(Intrinsic.Refusal) {
      return switch self {
      case .partition: try Intrinsic.partition(arguments[0], arguments[1])
      case .range: try Intrinsic.range(arguments[0], arguments[1], arguments[2])
      case .hash: try Intrinsic.hash(arguments[0], arguments[1])
      }
    } catch {
      throw Refusal(reason: error.reason)
    }
  }
}
