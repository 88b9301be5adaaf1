import Prelude
package import Simulation
import StatesLanguage
import Statistics
import StepFunctions

/// What a scenario's executions cost, each and in a month, how much of it comes of throttling, and what the other type
/// of workflow would cost.
package struct CostAnswer: Sendable {
  enum Item: String, CaseIterable, Sendable {
    case transitions, requests
    case memory = "gigabyte_hours"
  }
  /// Of a machine at a depth, in a month.
  package struct Line: Sendable {
    let level: LedgerLevel
    let item: Item
    /// Transitions, requests, megabyte-milliseconds.
    let quantity: Int
    let dollars: Money
    /// Of the dollars, what the same roots without quotas do not come to.
    let ofThrottling: Money
  }
  /// A machine at all depths, as either type, in a month.
  struct Choice: Sendable {
    let machine: Int
    let isExpress: Bool
    let standard: Money
    let express: Money
    /// Why it cannot be an Express workflow; nil: it can.
    let obstacle: String?
  }

  let plan: Plan
  let version: String
  let prices: Prices
  let rate: CostRate
  let replications: Int
  let lines: [Line]
  let choices: [Choice]
  /// Executions of outside callers, in a month.
  let monthlyRoots: Int
  let free: Money
  let total: Money
  let ofThrottling: Money
  /// Dollars, over replications.
  let perExecution: Estimate
  let perMonth: Estimate
  /// By machine, in a month: for whoever asks for usage.
  let usage: [Usage]

  struct Usage: Sendable {
    let machine: Int
    let isExpress: Bool
    let transitions: Int
    let requests: Int
    /// Of an execution, on average: as billed.
    let milliseconds: Int
    let megabytes: Int
  }

  package init(
    plan: Plan, pairs: [LedgerPair], rate: CostRate, observed: CostObservations, version: String, freeTier: Bool = false
  ) {
    self.plan = plan
    self.version = version
    self.rate = rate
    var prices = plan.prices
    if freeTier { prices.freeTransitions = Prices.freeTier }
    self.prices = prices
    replications = pairs.count
    let month = CostMonth(plan: plan, pairs: pairs, prices: prices, rate: rate)
    lines = month.lines
    free = month.free
    total = lines.reduce(Money.zero) { $0 + $1.dollars } - free
    ofThrottling = lines.reduce(Money.zero) { $0 + $1.ofThrottling }
    monthlyRoots = rate.month(pairs.reduce(0) { $0 + $1.actual.roots }, replications: pairs.count)
    (perExecution, perMonth) = (month.perExecution(total), month.perMonth)
    choices = month.choices(observed)
    usage = month.usage(observed)
  }

  func name(ofMachine machine: Int) -> String { plan.account.machines[machine].name }

  /// Of the dollars, how much throttling adds; 0 where nothing is billed.
  var throttlingShare: Double {
    let gross = (total + free).dollars
    return gross > 0 ? ofThrottling.dollars / gross : 0
  }
}

/// What the bill's quantities do not say of the executions of each machine.
package struct CostObservations: Sendable {
  struct Machine: Sendable {
    var longest = Span.zero
    var requests = 0
    var milliseconds = 0
    var megabyteMilliseconds = 0
  }
  private(set) var machines: [Machine] = []

  package init() {}

  package mutating func add(_ recording: Recording) {
    while machines.count < recording.machines.count { machines.append(Machine()) }
    for (index, machine) in recording.machines.enumerated() {
      let longest = Span(nanoseconds: machine.duration.max ?? 0)
      if longest > machines[index].longest { machines[index].longest = longest }
      machines[index].requests += machine.requests
      machines[index].milliseconds += machine.billedMilliseconds
      machines[index].megabyteMilliseconds += machine.billedMegabyteMilliseconds
    }
  }
}
