// Tracing: what an execution spent its time on, as a tree of spans read off the engine's probe. Exporters of any format
// need no more than these values.

package import Engine
public import Prelude

/// A part of an execution's life, in virtual time.
public struct TraceSpan: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case execution
    /// A visit of a state.
    case state
    /// A call that a Task makes.
    case attempt
    /// An iteration of a Map, a branch of a Parallel state, a Map Run.
    case iteration, branch, mapRun
    /// Between attempts, or before a start that was refused.
    case backoff
    /// Anything else that takes time: a token, a queue, a service, a callback, a timer.
    case wait
  }
  public enum Outcome: String, CaseIterable, Sendable {
    /// It goes on when the run is over.
    case open
    case succeeded, failed, timedOut, aborted
    /// It failed, and a catcher took that.
    case caught
  }

  /// Its place among all spans, in the order in which they began to be seen.
  public package(set) var id: Int
  /// The span in which all of it lies; nil: it stands for itself.
  public internal(set) var parent: Int?
  /// What started it, where it goes on by itself and may outlive that.
  public internal(set) var startedBy: Int?
  public internal(set) var kind: Kind
  /// The machine's, the state's, or what is waited for.
  public internal(set) var name: String
  /// An execution's own name, or which iteration, branch or attempt it is.
  public internal(set) var detail: String?
  public internal(set) var start: Instant
  public internal(set) var end: Instant
  public internal(set) var outcome = Outcome.open
  public internal(set) var error: String?

  /// What a wait or a backoff counts as; of a nested execution, what its Task's wait for it does if it fails.
  package internal(set) var part: Part?
  /// Of the branch, iteration or child of a Map Run whose end released its state: since when the state had waited for
  /// it to begin.
  package internal(set) var slotSince: Instant?

  public var duration: Span { end - start }
}
