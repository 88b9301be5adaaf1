public import JSON
public import Prelude

/// A path of control: the root of an execution, an iteration of a Map, or a branch of a Parallel state.
///
/// Hot: three cache lines. The first has what decides and counts, the second the split of time, the third the data. A
/// throttled retry touches none of them: `ThrottledCall` stands in for the strand, and under overload that is most
/// of what happens.
public struct Strand: SlabRecord {
  /// What the strand does now. `gone` is a free slot; every other phase ends by the event that its comment names.
  public enum Phase: UInt8 {
    case gone
    /// Waits to be let into its next state: `enter`.
    case entering
    /// In a Task whose nested start was throttled: the retry timer.
    case throttled
    /// In a Task that will be tried again after an error: the retry timer.
    case backingOff
    /// In a Task that was called: the reply, the token's answer, a timeout.
    case inTask
    /// In a Task whose result is on its way from a child that has ended.
    case notified
    case waiting
    /// In a Map or Parallel with branches: the last branch's end.
    case forked
    /// In a distributed Map: the Map Run's end.
    case inMapRun
    /// A Map or Parallel has ended, its end is an agenda entry of its own.
    case joining
    /// The last state of the execution is over, its end has its own instant.
    case ending
  }

  // One cache line.
  /// Identifies the strand's place in the run whatever the order of events: draws are keyed by it.
  public internal(set) var key: UInt64 = 0
  public internal(set) var execution = ExecutionID.none
  /// The strand whose Map or Parallel this is an iteration or branch of.
  public internal(set) var parent = StrandID.none
  /// Index into the account's table of states.
  public internal(set) var state: Int32 = -1
  /// Entries in the agenda that carry another generation are stale.
  public internal(set) var generation: UInt32 = 0
  /// Retries used of the first retrier in this visit of the state; later retriers count in `extra`.
  public internal(set) var retries: UInt32 = 0
  /// Throttled calls since `firstCallAt`.
  public internal(set) var refusals: UInt32 = 0
  /// Failed attempts in this visit of the state.
  public internal(set) var attempts: UInt32 = 0
  public internal(set) var phase = Phase.gone
  public internal(set) var reason = Part.overhead
  /// The last call was turned away before anybody heard it.
  var wasRefused = false
  /// First call of the nested start that is being tried: the child's intended start.
  public internal(set) var firstCallAt = Instant.zero
  /// Up to here the time is split into `parts`; since then it goes to `reason`.
  public internal(set) var markedAt = Instant.zero
  public internal(set) var extra: Extra?

  // One cache line, and a word of the next.
  public internal(set) var parts = Parts()

  // The rest of it.
  /// The raw input of the state; between states, what it handed on.
  public internal(set) var input = JSON.null
  /// What the strand waits for, as its phase says: see `child`, `fork`, `mapRun` and `call`.
  @usableFromInline var linked: UInt32 = .max
  /// Index of the iteration or branch.
  public internal(set) var item: UInt32 = 0
  /// The answer that waits for its instant.
  @usableFromInline var answer = AnswerID.none
  var previousSibling = StrandID.none
  var nextSibling = StrandID.none
  var lastEvent: Int32 = 0
  var enteredEvent: Int32 = 0
  var enteredAt = Instant.zero

  public init() {}

  /// The input of a fresh record, which holds nothing that would have to be let go.
  @inline(__always)
  mutating func begin(with input: consuming JSON) {
    let place = withUnsafeMutablePointer(to: &self.input) { $0 }
    place.initialize(to: input)
  }

  /// Moves the input out of a strand that is over: a copy would be counted, and then counted back.
  @inline(__always)
  mutating func takeInput() -> JSON {
    withUnsafeMutablePointer(to: &input) { place in
      let taken = place.move()
      place.initialize(to: .null)
      return taken
    }
  }

  /// As fresh, in place: a new record would be built and copied. What every strand sets at its start stays.
  ///
  /// Hot: few strands have an `extra`, and to ask is less than to let go of nothing.
  mutating func clear() {
    input = .null
    if extra != nil { extra = nil }
    phase = .gone
    parent = .none
    unlink()
    previousSibling = .none
    nextSibling = .none
    state = -1
    item = 0
    retries = 0
    refusals = 0
    attempts = 0
    lastEvent = 0
    enteredEvent = 0
    enteredAt = .zero
  }

  @inlinable public var isLinked: Bool { linked != .max }

  /// The answer to its Task is known, and waits for its time.
  @inlinable public var holdsAnswer: Bool { !answer.isNone }

  @inlinable @inline(__always) public mutating func unlink() { linked = .max }

  /// The execution that a Task in `inTask` has started and waits for.
  @inlinable public var child: ExecutionID {
    get { ExecutionID(slot: linked) }
    set { linked = newValue.slot }
  }

  /// The branches of a Map or Parallel in `forked` or `joining`.
  var fork: ForkID {
    get { ForkID(slot: linked) }
    set { linked = newValue.slot }
  }

  /// The Map Run of a distributed Map in `inMapRun`.
  @inlinable public var mapRun: MapRunID {
    get { MapRunID(slot: linked) }
    set { linked = newValue.slot }
  }

  /// The next try of a Task in `throttled` that waits in a record of its own.
  @inlinable public var call: CallID {
    get { CallID(slot: linked) }
    set { linked = newValue.slot }
  }

  /// What few strands need.
  public final class Extra {
    /// The variables that the strand can read, those of the scopes around it included.
    public internal(set) var variables = JSONObject()
    var moreRetries: [UInt32] = []
    /// How often states in loops were entered before, by `CompiledState.loopPlace`.
    var visits: [UInt32] = []
    /// What the entry event of its state follows, where somebody observes.
    var eventBeforeEntry: Int32 = 0
    var failed: Failed?
    /// Of the time since `firstCallAt`, nanoseconds spent on StateTransition tokens for retries.
    public internal(set) var transitionWait: Int64 = 0
    var heartbeatSpan = Span.zero
    public internal(set) var heartbeatDeadline = Instant.never
    /// Who answers the Task's attempt, where only its parameters say so.
    public internal(set) var service: Int32 = -1
    /// What answers the Task's attempt, where that was decided as the call began.
    var decision: Result<JSON, Failure>?
    /// See `Records.integrationTries`; of the attempt that has this generation.
    var integrationTries: (count: UInt32, generation: UInt32) = (0, 0)

    init() {}

    func needFailed() -> Failed {
      if let failed { return failed }
      let fresh = Failed()
      failed = fresh
      return fresh
    }
  }

  /// Of a Map or Parallel, or of a Map Run, that has failed. An object of its own: it is large.
  final class Failed {
    /// What a redrive needs.
    var fork: Fork?
    var mapRun: MapRunPoint?
    /// The Map Run's, until its end is over.
    var failure: Failure?

    init() {}
  }

  /// Splits the time up to `now`, and lets what follows go to `part`.
  @inline(__always) mutating func mark(_ part: Part, at now: Instant) {
    parts[reason] &+= (now - markedAt).nanoseconds
    markedAt = now
    reason = part
  }

  /// Gives a span that begins now to one part of the split beforehand.
  mutating func split(_ span: Span, to part: Part, from now: Instant) {
    parts[part] &+= span.nanoseconds
    markedAt = now + span
  }

  mutating func needExtra() -> Extra {
    if let extra { return extra }
    let fresh = Extra()
    extra = fresh
    return fresh
  }
}
