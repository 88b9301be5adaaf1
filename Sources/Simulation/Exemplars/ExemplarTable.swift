import Prelude

/// What a run keeps of single executions while nobody knows yet which of them are worth a look. It does not depend on
/// the order in which replications come in.
package struct ExemplarTable: Sendable {
  /// Of one machine that outside callers start, and of the one replication that took longest: so that one look at that
  /// replication shows them all.
  package struct Row: Sendable {
    package var machine = 0
    /// The first of each class of latency, and the longest: in the order of their latencies.
    package var candidates: [Exemplar] = []

    fileprivate func precedes(_ other: Row) -> Bool {
      guard let own = candidates.last, let others = other.candidates.last else { return !candidates.isEmpty }
      return own.latency == others.latency ? own.replication < others.replication : own.latency > others.latency
    }
  }

  static let mostFailures = 8

  /// By machine.
  package internal(set) var rows: [Row] = []
  /// The first that ended by each error, in the order of their replications and in those of their ends.
  package internal(set) var failures: [Exemplar] = []

  package init() {}

  mutating func add(_ other: ExemplarTable) {
    for row in other.rows {
      guard let place = rows.firstIndex(where: { $0.machine == row.machine }) else {
        rows.append(row)
        continue
      }
      if row.precedes(rows[place]) { rows[place] = row }
    }
    rows.sort { $0.machine < $1.machine }
    if other.failures.isEmpty { return }
    let all = (failures + other.failures).enumerated().sorted {
      ($0.element.replication, $0.offset) < ($1.element.replication, $1.offset)
    }
    failures = []
    for (_, one) in all where failures.count < Self.mostFailures {
      if !failures.contains(where: { $0.machine == one.machine && $0.origin == one.origin }) { failures.append(one) }
    }
  }
}
