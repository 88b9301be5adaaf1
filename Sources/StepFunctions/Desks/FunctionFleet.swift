import Prelude

/// The execution environments of the account's Lambda functions, and the concurrency that they share.
struct FunctionFleet {
  enum Admission {
    case warm, cold
    case refused(FunctionLimit)
  }

  /// Functions that share their concurrency: one with reserved concurrency has a pool for itself.
  private struct Pool {
    let limit: Int
    var inUse = 0
    var requests: QuotaBucket
  }

  private struct Function {
    let pool: Int
    let keepAlive: Span
    /// Since when each environment without a call has none, the one used last on top.
    var idle: [Instant] = []
    var newEnvironments: QuotaBucket

    /// The environment used last, if it is still kept: where it is not, none is.
    mutating func takesWarm(at now: Instant) -> Bool {
      guard let last = idle.last else { return false }
      guard now - last <= keepAlive else {
        idle.removeAll(keepingCapacity: true)
        return false
      }
      idle.removeLast()
      return true
    }
  }

  private let models: [FunctionModel?]
  private let quotas: FunctionQuotas
  private var pools: [Pool] = []
  /// By service.
  private var functions: [Function?] = []

  init(_ services: [ServiceModel], _ quotas: FunctionQuotas) { self.init(services.map(\.function), quotas) }

  private init(_ models: [FunctionModel?], _ quotas: FunctionQuotas) {
    self.models = models
    self.quotas = quotas
    guard models.contains(where: { $0 != nil }) else { return }
    let reserved = models.reduce(0) { $0 + ($1?.reserved ?? 0) }
    let unreserved = quotas.concurrency.map { max(0, $0 - reserved) }
    pools = [pool(unreserved, requests: quotas.requestBucket(reserved: reserved))]
    functions = models.map { model in
      guard let model else { return nil }
      var place = 0
      if let reserved = model.reserved {
        place = pools.count
        let isLifted = if case .unlimited? = quotas.requests { true } else { false }
        pools.append(pool(reserved, requests: isLifted ? .unlimited : FunctionQuotas.requests(of: reserved)))
      }
      return Function(pool: place, keepAlive: model.keepAlive, newEnvironments: QuotaBucket(model.scaling))
    }
  }

  private func pool(_ limit: Int?, requests: Quotas.Bucket) -> Pool {
    Pool(limit: limit ?? .max, requests: QuotaBucket(requests))
  }

  /// As after `init`.
  mutating func restart() {
    if !functions.isEmpty { self = FunctionFleet(models, quotas) }
  }

  /// A call comes. One that is refused takes nothing.
  mutating func invoke(_ service: Int32, at now: Instant) -> Admission {
    guard let pool = functions[Int(service)]?.pool, pools[pool].inUse < pools[pool].limit else {
      return .refused(.concurrency)
    }
    guard pools[pool].requests.hasToken(at: now) else { return .refused(.requests) }
    let isWarm = functions[Int(service)]?.takesWarm(at: now) ?? false
    if !isWarm, functions[Int(service)]?.newEnvironments.take(at: now) != true { return .refused(.newEnvironments) }
    _ = pools[pool].requests.take(at: now)
    pools[pool].inUse += 1
    return isWarm ? .warm : .cold
  }

  /// A call is over: its environment waits for the next one.
  mutating func release(_ service: Int32, at now: Instant) {
    guard let pool = functions[Int(service)]?.pool else { return }
    pools[pool].inUse -= 1
    functions[Int(service)]?.idle.append(now)
  }
}
