import Engine
package import Prelude
import StepFunctions
import Tracing

extension Exemplar: Archived {
  /// More spans than are ever kept.
  static let spanLimit = 1 << 16

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&kinds, of: .p50) { (kind: inout Kind, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&kind)
    }
    try archive.pass(&machine)
    try archive.pass(&replication)
    try archive.pass(&key)
    var ended = Int(status.rawValue)
    try archive.pass(&ended, in: 0...Int(Execution.Status.aborted.rawValue))
    status = Execution.Status(rawValue: UInt8(ended)) ?? .gone
    try archive.pass(&firstCallAt.nanoseconds, in: 0...Archive.spans.upperBound)
    try archive.pass(&latency.nanoseconds, in: 0...Archive.spans.upperBound)
    try archive.pass(&parts, of: 0) { (part: inout Int64, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&part)
    }
    try archive.pass(&origin, or: .blank)
    try archive.pass(&finishedBefore)
    try archive.pass(&spans, of: .blank)
    try archive.pass(&cuts, of: SpanCut())
    try archive.pass(&unread)
    guard archive.isReading else { return }
    for place in spans.indices { spans[place].id = place }
    if let problem = damage { throw archive.damage("an execution's \(problem)") }
  }

  /// What of it cannot be; nil: nothing.
  private var damage: String? {
    let times = 0...Archive.spans.upperBound
    let isTree = spans.allSatisfy { span in
      [span.parent, span.startedBy].compactMap(\.self).allSatisfy { $0 < span.id }
        && times.contains(span.start.nanoseconds) && times.contains(span.end.nanoseconds) && span.start <= span.end
    }
    if !isTree || spans.count > Self.spanLimit { return "spans are no tree" }
    if parts.count != Part.allCases.count { return "split has other parts" }
    if cuts.contains(where: { !spans.indices.contains($0.parent) }) { return "spans are cut where there are none" }
    return nil
  }
}

extension ExemplarTable: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&rows, of: Row())
    try archive.pass(&failures, of: Exemplar())
  }

  /// All of them, and those that were chosen.
  static func areOf(_ plan: Plan, _ exemplars: [Exemplar], _ table: ExemplarTable) -> Bool {
    let machines = plan.account.machines.indices
    let all = exemplars + table.failures + table.rows.flatMap(\.candidates)
    return all.allSatisfy { one in
      machines.contains(one.machine) && one.replication < plan.replications
        && one.origin.map { machines.contains($0.machine) } ?? true
    } && table.rows.allSatisfy { machines.contains($0.machine) && !$0.candidates.isEmpty }
  }
}

extension ExemplarTable.Row: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&machine)
    try archive.pass(&candidates, of: Exemplar())
  }
}
