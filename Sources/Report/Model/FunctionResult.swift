import Simulation
import Statistics
import StepFunctions

/// A Lambda function's calls, mean per replication.
struct FunctionResult {
  let name: String
  let calls: Estimate
  let coldStarts: Estimate
  let refused: Estimate

  /// Of the calls that ran; nil where none did.
  var coldShare: Double? { calls.mean > 0 ? coldStarts.mean / calls.mean : nil }
  /// Of all calls.
  var refusedShare: Double? {
    let all = calls.mean + refused.mean
    return all > 0 ? refused.mean / all : nil
  }
}

extension ReportModel {
  var functions: [FunctionResult] {
    plan.account.services.indices.compactMap { index in
      guard plan.account.services[index].function != nil else { return nil }
      func estimate(_ count: KeyPath<ServiceRecording, Int>) -> Estimate {
        Estimate(
          replications: recordings.map {
            $0.services.indices.contains(index) ? Double($0.services[index][keyPath: count]) : 0
          })
      }
      return FunctionResult(
        name: Explanations.shortName(ofService: plan.account.services[index].name), calls: estimate(\.calls),
        coldStarts: estimate(\.coldStarts), refused: estimate(\.refused))
    }
  }
}
