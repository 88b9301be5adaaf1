package import Simulation
import StepFunctions

/// One replication and what it would have been: the same roots, by their keys.
package struct LedgerPair: Sendable {
  /// A root that counts, on either side.
  struct Root: Sendable {
    let stream: Int
    let arrival: Int
    let member: Int
    /// nil: it came on the other side only.
    let actual: LedgerRoot.Outcome?
    let counterfactual: LedgerRoot.Outcome?
    let calls: Int
    let counterfactualCalls: Int

    /// The one side has completed it, and the other has not.
    var isOneSided: Bool { (actual == .succeeded) != (counterfactual == .succeeded) }
  }
  let replication: Int
  let actual: LedgerSums
  let counterfactual: LedgerSums
  let roots: [Root]

  package init(replication: Int, actual: LedgerRecording, counterfactual: LedgerRecording) {
    self.replication = replication
    self.actual = LedgerSums(actual)
    self.counterfactual = LedgerSums(counterfactual)
    let (calls, otherCalls) = (Self.calls(actual), Self.calls(counterfactual))
    var others: [UInt64: Int] = [:]
    for (index, root) in counterfactual.roots.enumerated() where root.isCounted { others[root.key] = index }
    var roots: [Root] = []
    for (index, root) in actual.roots.enumerated() where root.isCounted {
      let other = others.removeValue(forKey: root.key)
      roots.append(
        Root(
          stream: root.stream, arrival: root.arrival, member: root.member, actual: root.outcome,
          counterfactual: other.map { counterfactual.roots[$0].outcome }, calls: calls[index],
          counterfactualCalls: other.map { otherCalls[$0] } ?? 0))
    }
    for index in others.values.sorted() {
      let root = counterfactual.roots[index]
      roots.append(
        Root(
          stream: root.stream, arrival: root.arrival, member: root.member, actual: nil, counterfactual: root.outcome,
          calls: 0, counterfactualCalls: otherCalls[index]))
    }
    self.roots = roots
  }

  private static func calls(_ ledger: LedgerRecording) -> [Int] {
    var calls = [Int](repeating: 0, count: ledger.roots.count)
    for row in ledger.rows { calls[row.root] += row.calls.offered }
    return calls
  }
}
