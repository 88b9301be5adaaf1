import Report
import Simulation

/// Keeps the rows of executions while the run goes on: a million of them are too many for the memory.
package protocol ExecutionKeeper: Sendable {
  /// More of a replication's rows.
  func keep(_ rows: [UInt8], of replication: Int) throws
  /// Why the first piece that could not be kept was not.
  var failure: (any Error)? { get }
}

/// Makes rows of a worker's executions.
final class ExecutionWriter {
  var replication = 0
  private var table: ExecutionTable
  private let keeper: any ExecutionKeeper
  private(set) var failure: (any Error)?

  init(_ plan: Plan, _ keeper: any ExecutionKeeper) {
    table = ExecutionTable(plan)
    self.keeper = keeper
  }

  func add(_ row: ExecutionRow) {
    if failure != nil { return }
    table.add(row, replication: replication)
    if table.isLong { hand() }
  }

  private func hand() { do { try keeper.keep(table.take(), of: replication) } catch { failure = error } }

  /// The replication is over.
  func finish() throws {
    hand()
    if let failure { throw failure }
  }
}
