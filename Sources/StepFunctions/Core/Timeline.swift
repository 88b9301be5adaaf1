import Engine
public import Prelude

/// Virtual time: what time it is, and what is due when. Time moves on only here.
public struct Timeline: ~Copyable {
  @usableFromInline var clock = Instant.zero
  @inlinable public var now: Instant { clock }
  @usableFromInline var agenda: Agenda

  /// `prefetching`: whose records the entries will point to.
  init(prefetching interpreter: borrowing Interpreter) {
    agenda = Agenda(prefetching: interpreter)
  }

  /// As after `init`, with the memory that it has.
  mutating func restart() {
    agenda.restart()
    clock = .zero
  }

  /// What is due after the end of time never happens.
  @inline(__always)
  mutating func push<Record>(_ kind: Agenda.Kind, _ of: Handle<Record>, generation: UInt32 = 0, at due: Instant) {
    push(kind, slot: of.slot, generation: generation, at: due)
  }

  @inline(__always)
  public mutating func push(_ kind: Agenda.Kind, slot: UInt32, generation: UInt32 = 0, at due: Instant) {
    if due != .never { agenda.push(kind, slot: slot, generation: generation, at: due) }
  }

  /// The soonest entry, if it is due by `horizon`: it is then that time.
  @inlinable @inline(__always)
  mutating func next(by horizon: Instant) -> Agenda.Entry? {
    guard let entry = agenda.pop(by: horizon) else { return nil }
    clock = entry.time
    return entry
  }

  /// Nothing is due before `instant`, and something happens then that no entry says.
  mutating func advance(to instant: Instant) {
    clock = max(clock, instant)
  }
}
