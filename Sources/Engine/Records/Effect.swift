/// What the engine asks of the account. Effects form a stack: what an effect causes is done before what follows it, so
/// that one chain of events at one instant runs to its end before the next begins.
///
/// Hot: a plain record, because taking an enumeration's payload out costs more than the check of the generation.
public struct Effect {
  public enum Kind: UInt8 {
    // Of strands.
    /// The strand may enter its next state when the account has a StateTransition token for it.
    case transition
    /// The Task's next attempt: evaluate, call, answer.
    case call
    /// The state is to be tried again after `nanoseconds`, or with `jitter` a uniform draw from zero to them.
    case retry
    /// `Wait`: wake the strand after `nanoseconds`.
    case wait
    /// The Map has items that may start.
    case fill
    /// The Map or Parallel is over: its end is an agenda entry of its own.
    case join
    /// A distributed Map has been entered: a Map Run may begin when the account lets it.
    case startMapRun
    /// All of the strand's Map Run is over; it ends after its overhead.
    case endMapRun
    // Of executions.
    /// The last state is over; the execution ends after its overhead.
    case end
    /// The execution has ended: its status and output stand in its record.
    case finished
    /// A Task that waited for a child was cut: the child is to be stopped.
    case stop
    /// The execution's history is full.
    case overflow
    // Of Map Runs.
    /// The Map Run has children that may start.
    case fillMapRun
    /// A Map Run less is open.
    case mapRunEnded
  }

  public let kind: Kind
  public let jitter: Bool
  public let slot: UInt32
  /// Of the record that the effect is about. Where that has another one when the effect's turn comes, it was freed
  /// meanwhile, and the effect is about nobody.
  public let generation: UInt32
  public let nanoseconds: Int64

  @inlinable @inline(__always)
  init(_ kind: Kind, _ slot: UInt32, generation: UInt32, nanoseconds: Int64 = 0, jitter: Bool = false) {
    self.kind = kind
    self.slot = slot
    self.generation = generation
    self.nanoseconds = nanoseconds
    self.jitter = jitter
  }
}

/// The effects that are still to be done. Hot: an array's checks of its own uniqueness cost more than the work here.
public struct EffectStack: ~Copyable {
  @usableFromInline var effects: UnsafeMutablePointer<Effect>
  @usableFromInline var capacity = 64
  @usableFromInline var count = 0

  init() { effects = .allocate(capacity: capacity) }

  deinit { effects.deallocate() }

  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable @inline(__always)
  mutating func append(_ effect: Effect) {
    if count == capacity { grow() }
    effects[count] = effect
    count &+= 1
  }

  /// There must be one.
  @inlinable @inline(__always)
  public mutating func removeLast() -> Effect {
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
