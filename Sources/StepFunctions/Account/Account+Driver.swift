public import Engine
public import Prelude

/// Whoever takes an account through time: acts for the outside, and watches.
public protocol Attendant: ~Copyable {
  /// It is the entry's time; what it says has not happened yet.
  mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account)
  /// The entry is one of the load's own.
  mutating func act(on entry: Agenda.Entry, _ account: inout Account)
  /// What the entry said has happened, and all that it caused. False: the run is over.
  mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool
}

extension Attendant where Self: ~Copyable {
  @inlinable public mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {}

  public mutating func act(on entry: Agenda.Entry, _ account: inout Account) {
    preconditionFailure("there is no load")
  }
}

extension Account {
  /// What an entry came to.
  public enum Step {
    /// Something that somebody may observe.
    case done
    /// A throttled call was refused once more; nothing else has changed.
    case refusedAgain
  }

  /// All that follows from what was called at this instant.
  mutating func settle() throws(Interpreter.Endless) {
    drain()
    if let endless = core.interpreter.endless { throw endless }
  }

  /// For whoever calls the API at an instant that no entry says, once all is done that is due by then.
  public mutating func advance(to instant: Instant) { core.timeline.advance(to: instant) }

  /// The one loop over virtual time: entry by entry, each with all that it causes, until none is due by `horizon` or
  /// the attendant has seen enough. Throws where an execution loops without time moving on.
  @inlinable
  public mutating func run<Watch: Attendant & ~Copyable>(
    by horizon: Instant, _ attendant: inout Watch
  ) throws(Interpreter.Endless) {
    while let entry = core.timeline.next(by: horizon) {
      attendant.willStep(entry, &self)
      var result = Step.done
      switch entry.kind {
      case .arrival, .caller: attendant.act(on: entry, &self)
      case .throttled: result = tryAgain(entry)
      default: result = step(entry)
      }
      if result == .done, core.interpreter.isEndless, let endless = core.interpreter.endless { throw endless }
      if !attendant.didStep(result, &self) { return }
    }
  }
}
