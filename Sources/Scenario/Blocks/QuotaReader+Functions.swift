import Prelude
import StepFunctions

/// Lambda's limits on an account, which the services with `lambda` have together.
extension QuotaReader {
  /// Ten times as many requests a second can be counted.
  static let mostConcurrency = 100_000_000

  static func readFunctions(_ fields: Fields, _ quotas: inout FunctionQuotas) {
    if let value = fields["LambdaConcurrency"] {
      let limit = isUnlimited(value) ? nil : value.integer(in: 1...mostConcurrency, or: ", or unlimited")
      if limit != nil || isUnlimited(value) { quotas.concurrency = limit }
    }
    if let value = fields["LambdaRequests"] {
      quotas.requests = bucket(value, base: quotas.requestBucket(), isPace: true)
    }
  }
}
