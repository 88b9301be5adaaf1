import Prelude

/// The rate of a service, or of an integration's quota, and who waits for its tokens.
struct ServiceGate {
  var bucket: TokenBucket
  let queues: Bool
  var line = WaitingLine<ServiceCallID>()

  init(_ limit: ServiceModel.RateLimit) {
    bucket = TokenBucket(capacity: limit.capacity, rate: limit.refill)
    queues = limit.excess == .queue
  }

  /// First those of the quotas, by their raw values; then those of services, in their order.
  static func all(_ models: [ServiceModel]) -> [ServiceGate] {
    IntegrationQuota.allCases.map { ServiceGate($0.limit) }
      + models.compactMap { if case .limited(let limit) = $0.rate { ServiceGate(limit) } else { nil } }
  }
}
