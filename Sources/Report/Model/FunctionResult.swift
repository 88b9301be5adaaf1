import Simulation
import Statistics
import StepFunctions

/// A Lambda function's calls, mean per replication.
struct FunctionResult {
  let name: String
  let model: FunctionModel
  let calls: Estimate
  let coldStarts: Estimate
  let refused: Estimate
  /// What refused most calls.
  let limit: FunctionLimit?

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
      guard let function = plan.account.services[index].function else { return nil }
      func estimate(_ count: KeyPath<ServiceRecording, Int>) -> Estimate {
        Estimate(
          replications: recordings.map {
            $0.services.indices.contains(index) ? Double($0.services[index][keyPath: count]) : 0
          })
      }
      return FunctionResult(
        name: Explanations.shortName(ofService: plan.account.services[index].name), model: function,
        calls: estimate(\.calls),
        coldStarts: estimate(\.coldStarts), refused: estimate(\.refused), limit: limit(ofService: index))
    }
  }

  private func limit(ofService index: Int) -> FunctionLimit? {
    let counts = FunctionLimit.allCases.map { limit in
      let count = recordings.reduce(0) { sum, recording in
        sum + (recording.services.indices.contains(index) ? recording.services[index].refusals[limit] : 0)
      }
      return (limit: limit, count: count)
    }
    guard let most = counts.max(by: { $0.count < $1.count }), most.count > 0 else { return nil }
    return most.limit
  }

  /// The function that was refused the largest share of its calls, and what by.
  func functionLimit() -> [(severity: Double, text: String)] {
    let refused = functions.filter { $0.refused.mean > 0 }
    guard let function = refused.max(by: { ($0.refusedShare ?? 0) < ($1.refusedShare ?? 0) }),
      let share = function.refusedShare
    else { return [] }
    let text = "Lambda refused \(Number.percent(share)) of \(function.name)'s calls"
    return [(share, text + (function.limit.map { ": " + words($0, function) } ?? "") + ".")]
  }

  private func words(_ limit: FunctionLimit, _ function: FunctionResult) -> String {
    let quotas = plan.account.quotas.functions
    let reserved = plan.account.services.reduce(0) { $0 + ($1.function?.reserved ?? 0) }
    switch limit {
    case .concurrency:
      if let reserved = function.model.reserved {
        return "the \(Number.count(Double(reserved))) environments that are reserved for it were in use"
      }
      let all = quotas.concurrency.map { Number.count(Double($0)) + " " } ?? ""
      return "the account's \(all)environments, less those reserved for others, were in use"
    case .requests:
      let own = function.model.reserved.map { FunctionQuotas.requests(of: $0) }
      let bucket = own ?? quotas.requestBucket(reserved: reserved)
      return "its environments take requests through a bucket of \(bucket.text)"
    case .newEnvironments: return "its new environments come through a bucket of \(function.model.scaling.text)"
    }
  }
}
