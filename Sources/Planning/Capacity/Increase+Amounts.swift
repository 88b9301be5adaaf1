import Prelude
import Report
import StepFunctions

extension CapacityAnswer.Increase {
  /// The parts of a limit that are raised, as an account that has them would say.
  static func all(_ raising: Raising, from account: AccountModel) -> [Self] {
    var raised = account
    raising.apply(to: &raised)
    let name = raising.limit.name(in: account)
    return raising.changes(in: raised).map { change in
      let isRefill = change.path.hasSuffix(".refill")
      let (present, wanted) = (
        amount(raising.limit, account, isRefill: isRefill), amount(raising.limit, raised, isRefill: isRefill)
      )
      return Self(
        name: name, limit: raising.limit, present: present, wanted: wanted,
        unit: raising.hasRefill ? isRefill ? "tokens/s" : "tokens" : "at once",
        code: QuotaCode(raising.limit, isRefill: isRefill), change: change)
    }
  }

  /// `1,300 + 300/s → 1,430 + 330/s`
  static func amounts(_ limit: AccountLimit, by factor: Double, _ account: AccountModel) -> String {
    let raising = Raising(limit, by: factor)
    var raised = account
    raising.apply(to: &raised)
    return [account, raised].map { account in
      let size = Number.count(amount(limit, account, isRefill: false))
      return raising.hasRefill ? size + " + " + Number.count(amount(limit, account, isRefill: true)) + "/s" : size
    }.joined(separator: " → ")
  }

  private static func amount(_ limit: AccountLimit, _ account: AccountModel, isRefill: Bool) -> Double {
    switch limit {
    case .action(let action):
      guard case .tokens(let capacity, let rate) = account.quotas[action] else { return .infinity }
      return isRefill ? rate.perSecond : Double(capacity)
    case .rate(let service):
      guard case .limited(let limit) = account.services[service].rate else { return .infinity }
      return isRefill ? limit.refill.perSecond : Double(limit.capacity)
    case .integration(let quota):
      let limits = account.integrationQuotas.enumerated().compactMap { index, quotas in
        if quotas.contains(quota), case .limited(let limit) = account.services[index].rate { limit } else { nil }
      }
      let limit = limits.first ?? quota.limit
      return isRefill ? limit.refill.perSecond : Double(limit.capacity)
    case .slots(let service):
      let service = account.services[service]
      if let workers = service.workers { return Double(workers.count) }
      if let reserved = service.function?.reserved { return Double(reserved) }
      return switch service.concurrency {
      case .unlimited: .infinity
      case .refuse(let limit, _), .queue(let limit): Double(limit)
      }
    case .functions: return account.quotas.functions.concurrency.map(Double.init) ?? .infinity
    case .functionRequests:
      guard case .tokens(let capacity, let rate) = account.functionRequests else { return .infinity }
      return isRefill ? rate.perSecond : Double(capacity)
    case .inlineMapConcurrency: return account.quotas.inlineMapConcurrency.map(Double.init) ?? .infinity
    case .historyEvents: return account.quotas.historyEvents.map(Double.init) ?? .infinity
    }
  }
}
