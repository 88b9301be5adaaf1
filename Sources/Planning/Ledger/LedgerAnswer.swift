package import Simulation
package import Statistics
import StepFunctions

/// What throttling adds to what one outside execution leads to: calls, transitions, events, by depth.
package struct LedgerAnswer: Sendable {
  /// A quantity, of all levels or of one.
  package struct Line: Sendable {
    let quantity: LedgerQuantity
    /// nil: of all levels.
    let level: LedgerLevel?
    /// Per root.
    package let actual: Estimate
    let counterfactual: Estimate
    package let added: Difference
    let amplification: Quotient
    /// Sums, by replication.
    let actualSums: [Int]
    let counterfactualSums: [Int]

    /// Sums have nothing added, to the unit.
    package var isSame: Bool { actualSums == counterfactualSums }
  }
  /// The root that so many have fewer calls than.
  struct HardestRoot: Sendable {
    let replication: Int
    let root: LedgerPair.Root
  }

  let plan: Plan
  let version: String
  let lifted: LiftedQuotas
  let replications: [Int]
  package let lines: [Line]
  /// Roots that count, of all replications.
  let rootCount: Int
  let hardest: HardestRoot?
  /// In the order of the replications.
  let oneSided: [(replication: Int, root: LedgerPair.Root)]
  let streamNames: [String]

  package init(plan: Plan, pairs: [LedgerPair], lifted: LiftedQuotas, version: String) {
    self.plan = plan
    self.version = version
    self.lifted = lifted
    replications = pairs.map(\.replication)
    rootCount = pairs.reduce(0) { $0 + $1.actual.roots }
    let levels = Set(pairs.flatMap { Array($0.actual.levels.keys) + Array($0.counterfactual.levels.keys) }).sorted()
    lines = LedgerQuantity.shown.flatMap { quantity in
      ([nil] + levels.map(Optional.some)).map { Self.line(quantity, $0, pairs) }
    }
    hardest = Self.hardest(pairs)
    oneSided = pairs.flatMap { pair in pair.roots.filter(\.isOneSided).map { (pair.replication, $0) } }
    streamNames = LoadStream.names(of: plan.load, machines: plan.account.machines.map(\.name))
  }

  private static func line(_ quantity: LedgerQuantity, _ level: LedgerLevel?, _ pairs: [LedgerPair]) -> Line {
    let sums = pairs.map { ($0.actual.sum(quantity, level), $0.counterfactual.sum(quantity, level)) }
    let actual = RatioEstimator(sums: sums.map { Double($0.0) }, counts: pairs.map { Double($0.actual.roots) })
    let counterfactual = RatioEstimator(
      sums: sums.map { Double($0.1) }, counts: pairs.map { Double($0.counterfactual.roots) })
    return Line(
      quantity: quantity, level: level, actual: Estimate(actual), counterfactual: Estimate(counterfactual),
      added: Difference(base: counterfactual, candidate: actual, paired: true),
      amplification: Quotient(actual, over: counterfactual), actualSums: sums.map(\.0),
      counterfactualSums: sums.map(\.1))
  }

  /// The nearest rank; of equal ones the first to come.
  private static func hardest(_ pairs: [LedgerPair]) -> HardestRoot? {
    let roots = pairs.flatMap { pair in
      pair.roots.filter { $0.actual != nil }.map { HardestRoot(replication: pair.replication, root: $0) }
    }
    guard !roots.isEmpty else { return nil }
    let calls = roots.map(\.root.calls).sorted()
    let rank = calls[min(calls.count - 1, (calls.count * 99 + 99) / 100 - 1)]
    return roots.first { $0.root.calls == rank }
  }

  func line(_ quantity: LedgerQuantity, _ level: LedgerLevel? = nil) -> Line? {
    lines.first { $0.quantity == quantity && $0.level == level }
  }

  /// The share of a quantity that throttling adds: (A − A₀)/A.
  func addedShare(_ quantity: LedgerQuantity) -> Double {
    guard let line = line(quantity), line.actual.mean > 0 else { return 0 }
    return line.added.value / line.actual.mean
  }

  func name(ofMachine machine: Int) -> String {
    machine >= 0 && machine < plan.account.machines.count ? plan.account.machines[machine].name : "unknown"
  }

  /// `Root #17`, `Root #17.2` where several come with one arrival.
  func name(of root: LedgerPair.Root) -> String {
    let stream = streamNames.indices.contains(root.stream) ? streamNames[root.stream] : "root"
    return "\(stream) #\(root.arrival)" + (root.member > 0 ? ".\(root.member)" : "")
  }

  /// Roots that only the one side has completed.
  var lost: Int { oneSided.count { $0.root.counterfactual == .succeeded } }
  var gained: Int { oneSided.count - lost }
}
