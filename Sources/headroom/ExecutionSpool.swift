import Glibc
import Planning
import Report
import Scenario
import Synchronization

/// The rows of all executions, in a file without a name that is gone with the process: pieces come in the order in
/// which workers have them, and go out in that of the replications.
final class ExecutionSpool: ExecutionKeeper {
  private struct State {
    var end = 0
    var pieces: [Int: [Range<Int>]] = [:]
    var failure: FileFailure?
  }
  private let file: Int32
  private let shown: String
  private let state = Mutex(State())

  /// `file`: one that is open, and whose contents nobody else has; `shown`: what messages call it.
  init(_ file: Int32, shown: String) { (self.file, self.shown) = (file, shown) }

  deinit { close(file) }

  var failure: (any Error)? { state.withLock { $0.failure } }

  @inline(never)
  func keep(_ rows: [UInt8], of replication: Int) throws {
    if rows.isEmpty { return }
    let failure = state.withLock { state -> FileFailure? in
      do throws(FileFailure) {
        try File.write(rows, to: file, path: shown)
        state.pieces[replication, default: []].append(state.end..<state.end + rows.count)
        state.end += rows.count
      } catch {
        state.failure = state.failure ?? error
      }
      return state.failure
    }
    if let failure { throw failure }
  }

  /// Of those replications, in their order.
  func file(_ replications: some Sequence<Int>) -> ReportFile {
    let pieces = state.withLock { $0.pieces }
    return ReportFile("executions.csv") { [self] body in
      try body(ExecutionTable.header)
      for piece in replications.flatMap({ pieces[$0] ?? [] }) {
        let rows = try File.read(piece, of: file, path: shown)
        guard rows.count == piece.count else { throw FileFailure("cannot read \(shown): a part of it is gone") }
        try body(rows)
      }
    }
  }
}
