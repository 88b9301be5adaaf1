import Glibc
import Prelude
import Report
import StepFunctions

/// A limit, and how many times as much of it there is as in the scenario.
struct Raising: Hashable, Sendable {
  let limit: AccountLimit
  /// Of the tokens that a bucket holds, or of what may be at once; infinite: there is no limit.
  var size: Double
  /// Of the tokens that come back.
  var refill: Double

  init(_ limit: AccountLimit, size: Double, refill: Double) {
    self.limit = limit
    self.size = size
    self.refill = refill
  }

  init(_ limit: AccountLimit, by factor: Double) { self.init(limit, size: factor, refill: factor) }

  static func lifted(_ limit: AccountLimit) -> Raising { Raising(limit, by: .infinity) }

  /// Of a limit on what may be at once there is no second part.
  var hasRefill: Bool {
    switch limit {
    case .action, .rate, .integration, .functionRequests: true
    case .slots, .functions, .inlineMapConcurrency, .historyEvents: false
    }
  }

  // MARK: Amounts

  /// The largest that a scenario may say.
  private static let most = 1_000_000_000
  /// As good as all that a second can ask for, where a bucket is to keep its size.
  private static let fastest = Rate.perSecond(1_000_000)

  private func whole(_ amount: Int, by factor: Double) -> Int {
    let raised = (Double(amount) * factor * (1 - 1e-12)).rounded(.up)
    return raised < Double(Self.most) ? max(amount, Int(raised)) : Self.most
  }

  /// To whole tokens, as one asks for them; a slow one to a thousandth where a bucket of that size can be counted so.
  private func rate(_ rate: Rate, capacity: Int) -> Rate {
    guard refill.isFinite else { return Self.fastest }
    guard refill != 1 else { return rate }
    let (period, overflow) = rate.period.nanoseconds.multipliedReportingOverflow(by: 1_000)
    if rate.count < 10, !overflow, !Int64(capacity).multipliedReportingOverflow(by: period).overflow,
      Int64(capacity) * period < 1 << 61
    {
      return Rate(count: Int64((Double(rate.count) * refill * 1_000).rounded()), per: Span(nanoseconds: period))
    }
    let raised = (Double(rate.count) * refill * (1 - 1e-12)).rounded(.up)
    return Rate(count: max(rate.count, Int64(min(raised, 1e15))), per: rate.period)
  }

  private func bucket(_ bucket: Quotas.Bucket) -> Quotas.Bucket {
    guard case .tokens(let capacity, let refill) = bucket, size.isFinite || self.refill.isFinite else {
      return .unlimited
    }
    let larger = whole(capacity, by: size)
    return .tokens(capacity: larger, refill: rate(refill, capacity: larger))
  }

  private func rule(_ limit: ServiceModel.RateLimit) -> ServiceModel.RateRule {
    guard size.isFinite || refill.isFinite else { return .unlimited }
    var larger = limit
    larger.capacity = whole(limit.capacity, by: size)
    larger.refill = rate(limit.refill, capacity: larger.capacity)
    return .limited(larger)
  }

  // MARK: Accounts

  func apply(to account: inout AccountModel) {
    switch limit {
    case .action(let action): account.quotas[action] = bucket(account.quotas[action])
    case .slots(let service): raiseSlots(of: &account.services[service])
    case .rate(let service):
      if case .limited(let limit) = account.services[service].rate { account.services[service].rate = rule(limit) }
    case .integration(let quota):
      // The scenario can only say it service by service.
      for (index, quotas) in account.integrationQuotas.enumerated() where quotas.contains(quota) {
        account.services[index].rate = rule(quota.limit)
      }
    case .functions:
      account.quotas.functions.concurrency = account.quotas.functions.concurrency.flatMap {
        size.isFinite ? whole($0, by: size) : nil
      }
    case .functionRequests:
      account.quotas.functions.requests = bucket(account.functionRequests)
    case .inlineMapConcurrency:
      account.quotas.inlineMapConcurrency = account.quotas.inlineMapConcurrency.map { whole($0, by: size) }
    case .historyEvents: account.quotas.historyEvents = account.quotas.historyEvents.map { whole($0, by: size) }
    }
  }

  private func raiseSlots(of service: inout ServiceModel) {
    if let workers = service.workers {
      service.workers?.count = size.isFinite ? whole(workers.count, by: size) : max(workers.count, 100_000)
    } else if let reserved = service.function?.reserved {
      service.function?.reserved = size.isFinite ? whole(reserved, by: size) : nil
    } else {
      guard size.isFinite else {
        service.concurrency = .unlimited
        return
      }
      switch service.concurrency {
      case .unlimited: break
      case .refuse(let limit, let error): service.concurrency = .refuse(limit: whole(limit, by: size), error: error)
      case .queue(let limit): service.concurrency = .queue(limit: whole(limit, by: size))
      }
    }
  }

  // MARK: Words

  /// What of `raised`, an account that this was applied to, a scenario would say.
  func changes(in raised: AccountModel) -> [VariedScenario.Change] {
    func change(_ path: String, _ value: String) -> VariedScenario.Change { .init(path: path, value: value) }
    func bucket(_ path: String, _ capacity: Int, _ rate: Rate) -> [VariedScenario.Change] {
      (size != 1 ? [change(path + ".bucket", String(capacity))] : [])
        + (refill != 1 ? [change(path + ".refill", Self.text(rate))] : [])
    }
    func service(_ index: Int) -> String { "services." + Self.quoted(raised.services[index].name) }
    switch limit {
    case .action(let action):
      guard case .tokens(let capacity, let rate) = raised.quotas[action] else { return [] }
      return bucket("quotas." + action.name, capacity, rate)
    case .slots(let index): return [slots(service(index), raised.services[index])].compactMap(\.self)
    case .rate(let index):
      guard case .limited(let limit) = raised.services[index].rate else { return [] }
      return bucket(service(index) + ".rate", limit.capacity, limit.refill)
    case .integration(let quota):
      return raised.integrationQuotas.indices.flatMap { index -> [VariedScenario.Change] in
        guard case .limited(let limit) = raised.services[index].rate,
          raised.integrationQuotas[index].contains(quota)
        else { return [] }
        return [
          change(
            service(index) + ".rate", "{ bucket: \(limit.capacity), refill: \(Self.text(limit.refill)) }")
        ]
      }
    case .functions:
      return raised.quotas.functions.concurrency.map { [change("quotas.LambdaConcurrency", String($0))] } ?? []
    case .functionRequests:
      guard case .tokens(let capacity, let rate) = raised.functionRequests else { return [] }
      return [change("quotas.LambdaRequests", "{ bucket: \(capacity), refill: \(Self.text(rate)) }")]
    case .inlineMapConcurrency, .historyEvents: return []
    }
  }

  private func slots(_ path: String, _ service: ServiceModel) -> VariedScenario.Change? {
    if let workers = service.workers { return .init(path: path + ".workers", value: String(workers.count)) }
    if let reserved = service.function?.reserved {
      return .init(path: path + ".lambda.reserved", value: String(reserved))
    }
    switch service.concurrency {
    case .unlimited: return nil
    case .queue(let limit): return .init(path: path + ".concurrency", value: "{ limit: \(limit), excess: queue }")
    case .refuse(let limit, let error):
      let value = error == FunctionModel.throttled ? String(limit) : "{ limit: \(limit), excess: \"\(error)\" }"
      return .init(path: path + ".concurrency", value: value)
    }
  }

  static func text(_ rate: Rate) -> String { Number.exact((rate.perSecond * 1e6).rounded() / 1e6) + "/s" }

  private static func quoted(_ name: String) -> String {
    name.contains { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" } ? "\"\(name)\"" : name
  }
}

extension AccountModel {
  /// Those of functions that have reserved no concurrency.
  var functionRequests: Quotas.Bucket {
    quotas.functions.requestBucket(reserved: services.reduce(0) { $0 + ($1.function?.reserved ?? 0) })
  }

  /// Without any limit that a demand could meet, so that a run shows what is asked for.
  mutating func liftLimits() {
    for action in APIAction.allCases { quotas[action] = .unlimited }
    (quotas.openExecutions, quotas.openMapRuns, quotas.mapRunConcurrency) = (nil, nil, nil)
    quotas.functions.concurrency = nil
    quotas.functions.requests = .unlimited
    for index in services.indices {
      services[index].concurrency = .unlimited
      services[index].rate = .unlimited
      services[index].function?.reserved = nil
      services[index].function?.scaling = .unlimited
    }
  }
}
