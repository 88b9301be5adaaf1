import Engine
import Prelude
package import Simulation
import StepFunctions

/// `executions.csv`: a row for each execution, in the order in which they ended; then what ran on.
package struct ExecutionTable: ~Copyable {
  private var table: CSVTable
  private let seed: String
  private let machines: [CSVTable.Piece]

  private static let columns =
    [
      "seed", "replication", "execution", "root", "depth", "machine", "started_by", "started_by_state",
      "first_call_seconds", "admitted_seconds", "ended_seconds", "calls", "outcome", "error", "counts",
      "latency_seconds",
    ] + Part.allCases.map { CSVTable.snake($0.name) + "_seconds" }

  package static var header: [UInt8] {
    var table = CSVTable(columns: columns)
    return table.take()
  }

  package init(_ plan: Plan) {
    table = CSVTable(columns: Self.columns)
    _ = table.take()
    seed = String(plan.seed)
    machines = plan.account.machines.map { CSVTable.Piece([$0.name]) }
  }

  package mutating func add(_ row: ExecutionRow, replication: Int) {
    table.add(seed)
    table.add(replication)
    table.add(row.name)
    table.add(row.root)
    table.add(row.depth)
    table.add(machines[row.machine])
    table.add(row.starter?.execution ?? "")
    table.add(row.starter?.state ?? "")
    add(row.firstCallAt)
    add(row.startedAt)
    add(row.endedAt)
    if let refusals = row.refusals { table.add(refusals + 1) } else { table.add("") }
    table.add(Self.word(row.outcome))
    table.add(row.error ?? "")
    table.add(row.isCounted ? "true" : "false")
    guard case .ended = row.outcome, let end = row.endedAt else {
      for _ in 0...Part.allCases.count { table.add("") }
      return table.endRow()
    }
    table.add(nanoseconds: (end - row.firstCallAt).nanoseconds)
    for part in Part.allCases {
      // One that was ended from outside has no split.
      if row.parts.total == 0, end > row.firstCallAt { table.add("") } else { table.add(nanoseconds: row.parts[part]) }
    }
    table.endRow()
  }

  private mutating func add(_ instant: Instant?) {
    if let instant { table.add(nanoseconds: (instant - .zero).nanoseconds) } else { table.add("") }
  }

  /// As DescribeExecution has it, and `REJECTED` for what was never admitted.
  private static func word(_ outcome: ExecutionRow.Outcome) -> String {
    switch outcome {
    case .ended(let status): status.name
    case .running: "RUNNING"
    case .rejected: "REJECTED"
    }
  }

  package var isLong: Bool { table.isLong }

  package mutating func take() -> [UInt8] { table.take() }
}
