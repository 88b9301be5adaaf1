import Chance
import Engine
import Prelude
package import Simulation
import Statistics
import StepFunctions

/// What executions of outside callers ask of a limit, and how many of them a second it can carry for ever.
package struct LimitLoad: Sendable {
  package let limit: AccountLimit
  package let name: String
  /// Calls, or states entered, that an execution of an outside caller comes to.
  package let perRoot: Double
  /// Of a limit on calls in progress: how long one takes, in seconds.
  package let seconds: Double?
  /// Of a limit on calls in progress its slots, else tokens per second.
  package let supply: Double
  /// Tokens that a bucket holds.
  package var burst: Double?
  /// Executions of outside callers per second; nil where the limit is lifted.
  let carried: Double?

  /// The share that a load takes.
  func used(_ offered: Double?) -> Double? {
    guard let offered, let carried, carried > 0 else { return nil }
    return offered / carried
  }
}

/// Every limit on a rate or on calls in progress that the run has met.
package struct Carrying: Sendable {
  /// The tightest first.
  package let limits: [LimitLoad]
  /// Executions that outside callers want per second, at the height of the load; nil where it has no rate.
  package let offered: Double?
  /// What outside callers start: the machine, where it is one.
  let root: String

  /// `isWhole`: with Lambda's concurrency and requests, which functions share.
  package init(_ plan: Plan, _ recordings: [Recording], isWhole: Bool = false) {
    let flows = plan.load.compactMap(\.flow)
    offered = flows.isEmpty || flows.count < plan.load.count ? nil : RateCurve.peak(of: flows)
    let loaded = Set(plan.load.map(\.machine)).filter(plan.account.machines.indices.contains).sorted()
    root = loaded.count == 1 ? plan.account.machines[loaded[0]].name : "execution of outside callers"
    let tree = RootTree(plan, recordings)
    guard tree.isKnown else {
      limits = []
      return
    }
    var found: [LimitLoad] = []
    for action in APIAction.allCases {
      let perRoot = tree.perRoot(action)
      guard perRoot > 0, case .tokens(let burst, let refill) = plan.account.quotas[action],
        refill.perSecond > 0
      else { continue }
      found.append(
        LimitLoad(
          limit: .action(action), name: action.name, perRoot: perRoot, seconds: nil, supply: refill.perSecond,
          burst: Double(burst), carried: refill.perSecond / perRoot))
    }
    for (index, service) in plan.account.services.enumerated() {
      guard let slots = service.slots, let calls = tree.service(index), calls.perRoot > 0 else { continue }
      let carried = calls.seconds > 0 ? Double(slots) / (calls.perRoot * calls.seconds) : nil
      let limit = AccountLimit.slots(service: index)
      found.append(
        LimitLoad(
          limit: limit, name: limit.name(in: plan.account), perRoot: calls.perRoot, seconds: calls.seconds,
          supply: Double(slots),
          carried: carried))
    }
    found += Self.rates(plan.account, tree)
    if isWhole { found += Self.functions(plan.account, tree) }
    limits = found.enumerated().sorted {
      let (a, b) = ($0.element.carried ?? .infinity, $1.element.carried ?? .infinity)
      return a == b ? $0.offset < $1.offset : a < b
    }.map(\.element)
  }
}

extension Carrying {
  /// Of services that have a rate, and of AWS's quotas for integrations, which all calls to these share.
  private static func rates(_ account: AccountModel, _ tree: RootTree) -> [LimitLoad] {
    func load(_ limit: AccountLimit, _ bucket: ServiceModel.RateLimit, _ services: [Int]) -> LimitLoad? {
      let perRoot = services.reduce(0) { $0 + (tree.service($1)?.perRoot ?? 0) }
      guard perRoot > 0 else { return nil }
      let supply = bucket.refill.perSecond
      return LimitLoad(
        limit: limit, name: limit.name(in: account), perRoot: perRoot, seconds: nil, supply: supply,
        burst: Double(bucket.capacity), carried: supply / perRoot)
    }
    let own = account.services.enumerated().compactMap { index, service -> LimitLoad? in
      guard case .limited(let bucket) = service.rate else { return nil }
      return load(.rate(service: index), bucket, [index])
    }
    let quotas = account.integrationQuotas
    return own
      + IntegrationQuota.allCases.compactMap { quota in
        load(.integration(quota), quota.limit, quotas.indices.filter { quotas[$0].contains(quota) })
      }
  }

  /// What functions without a reservation of their own have in common.
  private static func functions(_ account: AccountModel, _ tree: RootTree) -> [LimitLoad] {
    let quotas = account.quotas.functions
    let reserved = account.services.reduce(0) { $0 + ($1.function?.reserved ?? 0) }
    let calls = account.services.indices.compactMap { index in
      account.services[index].function.map { $0.reserved == nil } == true ? tree.service(index) : nil
    }
    let perRoot = calls.reduce(0) { $0 + $1.perRoot }
    guard perRoot > 0 else { return [] }
    var found: [LimitLoad] = []
    if let all = quotas.concurrency {
      let seconds = calls.reduce(0) { $0 + $1.perRoot * $1.seconds } / perRoot
      let supply = Double(max(0, all - reserved))
      found.append(
        LimitLoad(
          limit: .functions, name: AccountLimit.functions.name(in: account), perRoot: perRoot, seconds: seconds,
          supply: supply, carried: seconds > 0 ? supply / (perRoot * seconds) : nil))
    }
    if case .tokens(let burst, let refill) = quotas.requestBucket(reserved: reserved), refill.perSecond > 0 {
      found.append(
        LimitLoad(
          limit: .functionRequests, name: AccountLimit.functionRequests.name(in: account), perRoot: perRoot,
          seconds: nil, supply: refill.perSecond, burst: Double(burst), carried: refill.perSecond / perRoot))
    }
    return found
  }
}

extension ServiceModel {
  /// Calls in progress and in line are worth showing.
  var hasLevels: Bool {
    if case .limited = rate { return true }
    return slots != nil || loaded != nil || function != nil
  }

  /// Calls that may be in progress at once.
  var slots: Int? {
    if let workers { return workers.count }
    if let function { return function.reserved }
    return switch concurrency {
    case .unlimited: nil
    case .refuse(let limit, _), .queue(let limit): limit
    }
  }
}
