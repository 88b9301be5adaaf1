package import Simulation

/// Simulates a scenario as it is and without quotas, and folds each replication with its other self: what roots bring
/// forth is not kept.
package struct LedgerRuns: Sendable {
  /// As it is; each call makes another.
  let plan: @Sendable () throws -> Plan
  let lifted: LiftedQuotas
  let workers: Workers
  /// Replications that are in memory at once.
  private static let chunk = 8

  package init(plan: @escaping @Sendable () throws -> Plan, lifted: LiftedQuotas, workers: Workers) {
    self.plan = plan
    self.lifted = lifted
    self.workers = workers
  }

  /// `each` sees both recordings of a replication, in their order.
  package func pairs(
    each: (_ actual: Recording, _ counterfactual: Recording) -> Void = { _, _ in }
  ) async throws -> [LedgerPair] {
    let count = try plan().replications
    var pairs: [LedgerPair] = []
    var first = 0
    while first < count {
      let numbers = first..<min(count, first + Self.chunk)
      let results = try await workers.run([
        Workers.Batch(numbers, of: { try recorded(lifting: false) }),
        Workers.Batch(numbers, of: { try recorded(lifting: true) }),
      ])
      for (actual, counterfactual) in zip(results[0].recordings, results[1].recordings) {
        guard let one = actual.ledger, let other = counterfactual.ledger else { continue }
        each(actual, counterfactual)
        pairs.append(LedgerPair(replication: actual.replication, actual: one, counterfactual: other))
      }
      first = numbers.upperBound
    }
    return pairs
  }

  private func recorded(lifting: Bool) throws -> Plan {
    var plan = try plan()
    plan.recordsLedger = true
    if lifting { lifted.apply(to: &plan) }
    return plan
  }
}
