package import Prelude
package import Simulation

/// How a run becomes a month: its load goes on, or comes again and again.
package struct CostRate: Sendable {
  let month: Span
  /// How often the load of one replication comes; nil: it comes all at once, and once a month.
  let period: Span?

  package init(plan: Plan, month: Span = Prices.month, every: Span? = nil) {
    self.month = month
    period = every ?? plan.billedPeriod
  }

  /// Of the sum over so many replications.
  func month(_ sum: BilledQuantities, replications: Int) -> BilledQuantities {
    sum.scaled(count, of: whole * Int128(max(1, replications)))
  }

  func month(_ sum: Int, replications: Int) -> Int {
    month(BilledQuantities(requests: sum), replications: replications).requests
  }

  private var count: Int128 { Int128(month.nanoseconds) }
  private var whole: Int128 { Int128(period?.nanoseconds ?? month.nanoseconds) }
}
