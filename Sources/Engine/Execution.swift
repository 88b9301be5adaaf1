package import JSON
package import Prelude

/// One execution of a state machine.
package struct Execution: SlabRecord {
  package enum Status: UInt8, Sendable {
    case gone, running, succeeded, failed, timedOut, aborted

    /// As DescribeExecution names it.
    package var name: String {
      switch self {
      case .gone, .running: "RUNNING"
      case .succeeded: "SUCCEEDED"
      case .failed: "FAILED"
      case .timedOut: "TIMED_OUT"
      case .aborted: "ABORTED"
      }
    }
  }

  package var key: UInt64 = 0
  package var machine: Int32 = -1
  package var root: UInt32 = .max
  /// The strand whose Task waits for this execution, valid while it has `parentGeneration`.
  package var parent: UInt32 = .max
  package var parentGeneration: UInt32 = 0
  package var generation: UInt32 = 0
  /// Events of the history so far.
  package var events: Int32 = 0
  package var statesThisInstant: UInt32 = 0
  package var depth: UInt16 = 0
  package var status = Status.gone
  /// The history is full; nothing more happens but the end.
  package var isOverfull = false
  /// The outside caller's intended start, or the Task's first call.
  package var firstCallAt = Instant.zero
  package var startedAt = Instant.zero
  /// Of the last state entered.
  package var instant = Instant.zero
  package var input = JSON.null
  package var extra: Extra?

  package init() {}

  package final class Extra {
    package var name: String?
    package var failure: Failure?
    package var parentARN: String?
    package var history: [HistoryEvent] = []
  }

  package mutating func needExtra() -> Extra {
    if let extra { return extra }
    let fresh = Extra()
    extra = fresh
    return fresh
  }
}
