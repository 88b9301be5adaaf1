import Prelude
import Simulation
import StatesLanguage
import Statistics
import StepFunctions

/// Works out a month's bill from what roots bring forth.
struct CostMonth {
  let plan: Plan
  let pairs: [LedgerPair]
  let prices: Prices
  let rate: CostRate
  private let levels: [LedgerLevel]

  init(plan: Plan, pairs: [LedgerPair], prices: Prices, rate: CostRate) {
    self.plan = plan
    self.pairs = pairs
    self.prices = prices
    self.rate = rate
    levels = Set(pairs.flatMap { Array($0.actual.levels.keys) + Array($0.counterfactual.levels.keys) })
      .filter { $0.machine >= 0 }.sorted()
  }

  private func isExpress(_ level: LedgerLevel) -> Bool { plan.account.machines[level.machine].kind == .express }

  // MARK: Quantities

  private func quantities(_ sums: LedgerSums, _ level: LedgerLevel) -> BilledQuantities {
    BilledQuantities(
      transitions: sums.sum(.transitions, level)
        + (isExpress(level) ? 0 : prices.transitionsPerStart * sums.sum(.executions, level)),
      requests: sums.sum(.requests, level), megabyteMilliseconds: sums.sum(.megabyteMilliseconds, level))
  }

  private func monthly(_ level: LedgerLevel, _ side: (LedgerPair) -> LedgerSums) -> BilledQuantities {
    let sum = pairs.reduce(BilledQuantities()) { $0 + quantities(side($1), level) }
    return rate.month(sum, replications: pairs.count)
  }

  private func all(_ side: (LedgerPair) -> LedgerSums) -> BilledQuantities {
    levels.reduce(BilledQuantities()) { $0 + monthly($1, side) }
  }

  // MARK: The bill

  /// What the free transitions of a month are worth.
  var free: Money { prices.transition * min(prices.freeTransitions, all(\.actual).transitions) }

  /// Memory is priced once, by the tiers of the account's month, and handed out by what each has of it, so that the
  /// lines sum to it.
  var lines: [CostAnswer.Line] {
    let memory = all(\.actual).megabyteMilliseconds
    let memoryDollars = prices.bill(BilledQuantities(megabyteMilliseconds: memory)).memory
    var (before, lines) = (Int128(0), [CostAnswer.Line]())
    for level in levels {
      let (actual, counterfactual) = (monthly(level, \.actual), monthly(level, \.counterfactual))
      func add(_ item: CostAnswer.Item, _ value: (BilledQuantities) -> Int, _ dollars: Money) {
        let (quantity, other) = (value(actual), value(counterfactual))
        guard quantity > 0 || other > 0 else { return }
        let added = dollars.share(Int128(quantity) - Int128(other), of: Int128(quantity))
        lines.append(
          CostAnswer.Line(level: level, item: item, quantity: quantity, dollars: dollars, ofThrottling: added))
      }
      add(.transitions, \.transitions, prices.transition * actual.transitions)
      add(.requests, \.requests, prices.request * actual.requests)
      let after = before + Int128(actual.megabyteMilliseconds)
      let share = memoryDollars.share(after, of: Int128(memory)) - memoryDollars.share(before, of: Int128(memory))
      add(.memory, \.megabyteMilliseconds, share)
      before = after
    }
    return lines
  }

  // MARK: Estimates

  /// Of each replication's sum, at what the month charges for a unit of each.
  private func dollars(_ sums: LedgerSums) -> Double {
    let month = all(\.actual)
    let bill = prices.bill(month)
    let run = levels.reduce(BilledQuantities()) { $0 + quantities(sums, $1) }
    func part(_ money: Money, _ quantity: Int, of whole: Int) -> Double {
      whole > 0 ? money.dollars * Double(quantity) / Double(whole) : 0
    }
    return part(bill.transitions, run.transitions, of: month.transitions)
      + part(bill.requests, run.requests, of: month.requests)
      + part(bill.memory, run.megabyteMilliseconds, of: month.megabyteMilliseconds)
  }

  func perExecution(_ total: Money) -> Estimate {
    Estimate(
      RatioEstimator(sums: pairs.map { dollars($0.actual) }, counts: pairs.map { Double($0.actual.roots) }))
  }

  /// Each replication's load, for a month.
  var perMonth: Estimate {
    Estimate(
      replications: pairs.map { pair in
        let run = levels.reduce(BilledQuantities()) { $0 + quantities(pair.actual, $1) }
        return prices.bill(rate.month(run, replications: 1)).total.dollars
      })
  }

  // MARK: By machine

  private func sum(_ machine: Int, _ quantity: LedgerQuantity) -> Int {
    pairs.reduce(0) { sum, pair in
      levels.reduce(sum) { $1.machine == machine ? $0 + pair.actual.sum(quantity, $1) : $0 }
    }
  }

  private var machines: [Int] { Set(levels.map(\.machine)).sorted().filter { sum($0, .executions) > 0 } }

  /// Each for itself: the memory of one that becomes Express begins at the first tier.
  func choices(_ observed: CostObservations) -> [CostAnswer.Choice] {
    var prices = prices
    prices.freeTransitions = 0
    return machines.map { machine in
      let executions = sum(machine, .executions)
      let standard = BilledQuantities(
        transitions: sum(machine, .steps) + prices.transitionsPerStart * executions)
      let express = BilledQuantities(
        requests: executions, megabyteMilliseconds: sum(machine, .expressMegabyteMilliseconds))
      let model = plan.account.machines[machine]
      return CostAnswer.Choice(
        machine: machine, isExpress: model.kind == .express,
        standard: prices.bill(rate.month(standard, replications: pairs.count)).total,
        express: prices.bill(rate.month(express, replications: pairs.count)).total,
        obstacle: Self.obstacle(model, longest: observed.machines[machine].longest))
    }
  }

  /// Source: AWS developer guide, "Choosing workflow type in Step Functions".
  private static func obstacle(_ machine: MachineModel, longest: Span) -> String? {
    guard machine.kind == .standard else { return nil }
    for state in machine.definition.states {
      if case .task(let task) = state.action {
        if task.resource.kind == .activity { return "\(state.name) is an activity's Task" }
        if task.resource.pattern != .requestResponse { return "\(state.name) waits for a job or a callback" }
      }
    }
    if !machine.definition.distributedMaps.isEmpty { return "it has a distributed Map" }
    if longest > expressLimit { return "an execution takes more than 5 minutes" }
    return nil
  }

  private static let expressLimit = Span.seconds(300)

  func usage(_ observed: CostObservations) -> [CostAnswer.Usage] {
    machines.map { machine in
      func monthly(_ quantity: LedgerQuantity) -> Int {
        rate.month(sum(machine, quantity), replications: pairs.count)
      }
      let isExpress = plan.account.machines[machine].kind == .express
      let seen = observed.machines[machine]
      return CostAnswer.Usage(
        machine: machine, isExpress: isExpress,
        transitions: monthly(.transitions) + (isExpress ? 0 : prices.transitionsPerStart * monthly(.executions)),
        requests: monthly(.requests), milliseconds: seen.milliseconds / max(1, seen.requests),
        megabytes: seen.megabyteMilliseconds / max(1, seen.milliseconds))
    }
  }
}
