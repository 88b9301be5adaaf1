/// The effects that are still to be done. Hot: an array's checks of its own uniqueness cost more than the work here.
public struct EffectStack: ~Copyable {
  @usableFromInline var effects: UnsafeMutablePointer<Effect>
  @usableFromInline var capacity = 64
  @usableFromInline var count = 0

  init() { effects = .allocate(capacity: capacity) }

  deinit { effects.deallocate() }

  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable public mutating func append(_ effect: Effect) {
    if count == capacity { grow() }
    effects[count] = effect
    count &+= 1
  }

  @inlinable public mutating func popLast() -> Effect? {
    if count == 0 { return nil }
    count &-= 1
    return effects[count]
  }

  public mutating func removeAll() { count = 0 }

  @usableFromInline mutating func grow() {
    let wider = UnsafeMutablePointer<Effect>.allocate(capacity: capacity * 2)
    wider.update(from: effects, count: count)
    effects.deallocate()
    effects = wider
    capacity *= 2
  }
}

/// What the engine asks of the account. Effects form a stack: what an effect causes is done before what follows it, so
/// that one chain of events at one instant runs to its end before the next begins.
public enum Effect {
  /// The strand may enter its next state when the account has a StateTransition token for it.
  case transition(UInt32)
  /// The Task's next attempt: evaluate, call, answer.
  case call(UInt32)
  /// The state is to be tried again after this many nanoseconds, or a uniform draw from zero to them.
  case retry(UInt32, after: Int64, jitter: Bool)
  /// `Wait`: wake the strand after this many nanoseconds.
  case wait(UInt32, for: Int64)
  /// The Map has items that may start.
  case fill(UInt32)
  /// The Map or Parallel is over: its end is an agenda entry of its own.
  case join(UInt32)
  /// The last state is over; the execution ends after its overhead.
  case end(execution: UInt32)
  /// The execution has ended: its status and output stand in its record.
  case finished(execution: UInt32)
  /// A Task that waited for a child was cut: the child is to be stopped.
  case stop(child: UInt32, generation: UInt32)
  /// A distributed Map has been entered: a Map Run may begin when the account lets it.
  case startMapRun(UInt32)
  /// The Map Run has children that may start.
  case fillMapRun(UInt32)
  /// All of the strand's Map Run is over; it ends after its overhead.
  case endMapRun(UInt32)
  /// A Map Run less is open.
  case mapRunEnded
  /// The execution's history is full.
  case overflow(execution: UInt32)
}
