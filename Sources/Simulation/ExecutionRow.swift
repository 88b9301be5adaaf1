package import Engine
package import Prelude

/// What became of one execution, or of the call for one that was never admitted.
package struct ExecutionRow {
  package enum Outcome: Equatable, Sendable {
    case ended(Execution.Status)
    /// It goes on when the run is over.
    case running
    /// Its caller gave up.
    case rejected
  }

  /// Of one that was never admitted there are no names.
  package internal(set) var name = ""
  /// The outside caller's execution that it came of: itself, where it has no starter.
  package internal(set) var root = ""
  /// Index into the account's machines.
  package internal(set) var machine: Int
  package internal(set) var depth: Int
  /// The execution and the state that started it.
  package internal(set) var starter: (execution: String, state: String)?
  package internal(set) var firstCallAt: Instant
  package internal(set) var startedAt: Instant?
  package internal(set) var endedAt: Instant?
  /// Calls that were refused before the one that was admitted; nil: nobody counts those who gave up one by one.
  package internal(set) var refusals: Int?
  package internal(set) var outcome: Outcome
  package internal(set) var error: String?
  package internal(set) var isCounted: Bool
  package internal(set) var parts = Parts()
}
