import Prelude
import StepFunctions

extension Quotas.Bucket {
  /// `1,300 + 300/s`.
  var text: String {
    switch self {
    case .unlimited: "unlimited"
    case .tokens(let capacity, let refill): "\(Number.count(Double(capacity))) + \(Number.count(refill.perSecond))/s"
    }
  }
}
