public import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// Runs the executions of an account. It decides what each does next and asks for it by `effects`; what time it is, and
/// what the world answers, comes in as arguments. One interpreter serves the simulator and `execute`.
///
/// Hot: a run's cost is this, the agenda and the account. The records lie in slabs and are changed in place.
public struct Interpreter: ~Copyable {
  public struct Limits: Sendable {
    public var historyEvents: Int32
    public var payloadBytes: Int
    public var inlineMapConcurrency: Int
    public var mapRunConcurrency: Int
    public var statesPerInstant: UInt32
    /// Of all variables that a path of control can read.
    public var variableBytes: Int

    public init(
      historyEvents: Int?, payloadBytes: Int?, variableBytes: Int?, inlineMapConcurrency: Int?, mapRunConcurrency: Int?,
      statesPerInstant: Int?
    ) {
      self.historyEvents = historyEvents.map { Int32(clamping: $0) } ?? .max
      self.payloadBytes = payloadBytes ?? .max
      self.variableBytes = variableBytes ?? .max
      self.inlineMapConcurrency = inlineMapConcurrency ?? .max
      self.mapRunConcurrency = mapRunConcurrency ?? .max
      self.statesPerInstant = statesPerInstant.map { UInt32(clamping: $0) } ?? .max
    }
  }

  /// A run that can't go on, though nothing is wrong with Headroom: an execution that loops at one instant.
  public struct Endless: Error, Sendable {
    public var file: String
    public var position: SourcePosition
    public var state: String
    public var states: UInt32
  }

  public let program: Program
  public let limits: Limits
  public let keepsHistory: Bool
  /// Executions that end without success may be redriven.
  public var keepsFailurePoints = false
  /// What distributed Maps read and write.
  public var objects = ObjectStore()
  /// Are the files of a ResultWriter written? At load nobody reads them, and they would fill the memory.
  public var writesObjects = false
  /// Virtual time zero on the calendar, nanoseconds since 1970.
  public let epoch: Int64

  public var strands = Slab<Strand>()
  public var executions = Slab<Execution>()
  var forks = Slab<Fork>()
  public var throttledCalls = Slab<ThrottledCall>()
  public var mapRuns = Slab<MapRun>()
  /// Map Runs that have begun and not ended.
  public var openMapRuns = 0
  public var effects = EffectStack()
  /// The run must end; `endless` says why.
  public private(set) var isEndless = false
  public private(set) var endless: Endless?
  /// No payload that was measured is larger: what is not made need not be measured while this is small.
  public internal(set) var largestPayload = 0
  public var statesEntered = 0
  public var open = 0
  /// Maps and Parallels that have failed and not ended: in backoff below them, Tasks make no more calls.
  @usableFromInline var failingForks = 0
  /// Visits of Task states that are over, for the account to take: state and attempts made.
  public var visits: ContiguousArray<Visit> = []
  /// The one state that is on trial, where that is all that is run.
  var stateTest: StateTest?
  /// Who is told what happens; only where histories are kept.
  public var probe: Probe?

  public struct Visit {
    public var state: Int32
    public var attempts: UInt32
    public var endedAt: Instant
  }

  public init(program: consuming Program, limits: Limits, keepsHistory: Bool, epoch: Int64) {
    self.program = program
    self.limits = limits
    self.keepsHistory = keepsHistory
    self.epoch = epoch
  }

  /// As after `init`, with the same settings, and with the memory that it has. Objects are the account's to put back.
  public mutating func restart() {
    strands.removeAll()
    executions.removeAll()
    forks.removeAll()
    throttledCalls.removeAll()
    mapRuns.removeAll()
    openMapRuns = 0
    effects.removeAll()
    isEndless = false
    endless = nil
    statesEntered = 0
    open = 0
    failingForks = 0
    visits.removeAll(keepingCapacity: true)
  }

  /// The compiled state that a strand is in.
  @inlinable @inline(__always)
  public func state(_ strand: StrandID) -> UnsafeMutablePointer<CompiledState> {
    program.states + Int(strands[strand].pointee.state)
  }

  // MARK: Executions

  /// What a new execution is told, besides its input and names. Trivial, so that it is passed without counting
  /// references.
  public struct Start {
    public var machine: Int32
    public var key: UInt64
    public var firstCallAt: Instant
    public var parent: StrandID?
    public var depth: Int
    /// How the time since `firstCallAt` was spent.
    public var parts: Parts
    /// By StartSyncExecution, of an Express machine.
    public var isSynchronous = false

    public init(
      machine: Int32, key: UInt64, firstCallAt: Instant, parent: StrandID? = nil, depth: Int = 0, parts: Parts = Parts()
    ) {
      self.machine = machine
      self.key = key
      self.firstCallAt = firstCallAt
      self.parent = parent
      self.depth = depth
      self.parts = parts
    }
  }

  /// Admits an execution. After `begin` it asks to enter its first state. `start.parts` covers the time up to `now`.
  public mutating func create(
    _ start: Start, input: JSON, name: String? = nil, parentARN: String? = nil, at now: Instant
  ) -> ExecutionID {
    let slot = executions.acquire()
    let root = strands.acquire()
    let execution = executions[slot]
    execution.pointee.key = start.key
    execution.pointee.machine = start.machine
    execution.pointee.root = root
    if let parent = start.parent {
      execution.pointee.parent = parent
      execution.pointee.parentGeneration = strands[parent].pointee.generation
      // Executions that start one another without time moving on are a loop too.
      let outer = executions[strands[parent].pointee.execution]
      if outer.pointee.instant == now { execution.pointee.statesThisInstant = outer.pointee.statesThisInstant }
    }
    execution.pointee.depth = UInt16(clamping: start.depth)
    execution.pointee.status = .running
    execution.pointee.isSynchronous = start.isSynchronous
    execution.pointee.firstCallAt = start.firstCallAt
    execution.pointee.startedAt = now
    execution.pointee.instant = now
    execution.pointee.input = input
    if name != nil || parentARN != nil || keepsHistory {
      let extra = execution.pointee.needExtra()
      extra.name = name
      extra.parentARN = parentARN
    }
    let strand = strands[root]
    strand.pointee.key = Self.mix(start.key, 0)
    strand.pointee.execution = slot
    strand.pointee.input = input
    strand.pointee.parts = start.parts
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    strand.pointee.phase = .entering
    strand.pointee.state = program.machines[Int(start.machine)].start
    open += 1
    recordStarted(slot, at: now)
    return slot
  }

  /// Frees the records of an execution that has finished and was dealt with.
  public mutating func release(_ slot: ExecutionID) {
    let execution = executions[slot]
    if !execution.pointee.root.isNone { freeStrand(execution.pointee.root) }
    execution.pointee.clear()
    execution.pointee.generation &+= 1
    executions.release(slot)
  }

  /// Enters the first state, unless the execution has been ended before.
  public mutating func begin(_ slot: ExecutionID) {
    let execution = executions[slot]
    if execution.pointee.status == .running { ask(.transition, of: execution.pointee.root) }
  }

  /// When each execution that is open now was admitted.
  public func forEachOpen(_ body: (Instant) -> Void) {
    for slot in executions.handles where executions[slot].pointee.status == .running {
      body(executions[slot].pointee.startedAt)
    }
  }

  mutating func freeStrand(_ slot: StrandID) {
    let generation = strands[slot].pointee.generation
    strands[slot].pointee.clear()
    strands[slot].pointee.generation = (generation &+ 1) & Self.generationMask
    strands.release(slot)
  }

  /// Generations fit the 27 bits that an agenda entry has for them.
  public static let generationMask: UInt32 = 0x07FF_FFFF

  /// Makes every timer of the strand stale, and forgets the answer that waited for one.
  @inline(__always) mutating func invalidate(_ slot: StrandID) {
    let generation = strands[slot].pointee.generation
    strands[slot].pointee.generation = (generation &+ 1) & Self.generationMask
    strands[slot].pointee.extra?.pending = nil
  }

  /// A key for the `index`-th thing below `key`; distinct and well mixed.
  @inlinable public static func mix(_ key: UInt64, _ index: UInt64) -> UInt64 {
    Mix64.mix(key &+ (index &+ 1) &* Mix64.golden)
  }

  /// Are the events of throttled calls counted when their Task has its answer? They are three each, and with no limit
  /// to check, the execution's record need not be touched before.
  @inlinable @inline(__always)
  public var countsThrottlesLate: Bool { limits.historyEvents == .max && !keepsHistory }

  /// A key for the attempt that the strand's Task is at: what the attempt draws is keyed by it.
  @inlinable @inline(__always)
  public func attemptKey(_ slot: StrandID) -> UInt64 {
    Self.mix(strands[slot].pointee.key, UInt64(strands[slot].pointee.attempts))
  }

  // MARK: Entering and leaving states

  /// Enters the state that the strand waits for, and does its work.
  public mutating func enter(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    let execution = executions[strand.pointee.execution]
    if execution.pointee.isOverfull { return }
    statesEntered += 1
    strand.pointee.mark(.overhead, at: now)
    strand.pointee.enteredAt = now
    strand.pointee.attempts = 0
    strand.pointee.retries = (0, 0, 0)
    strand.pointee.extra?.moreRetries = []
    if execution.pointee.instant == now {
      execution.pointee.statesThisInstant &+= 1
      if execution.pointee.statesThisInstant > limits.statesPerInstant { return stopEndless(slot) }
    } else {
      execution.pointee.instant = now
      execution.pointee.statesThisInstant = 1
    }
    let state = self.state(slot)
    recordEntered(slot, state, at: now)
    if execution.pointee.isOverfull { return }
    run(slot, state, at: now)
  }

  /// Does the work of the state that the strand is in.
  @inline(__always)
  mutating func run(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    switch state.pointee.kind {
    case .task: runTask(slot, state, at: now)
    case .pass: runPass(slot, state, at: now)
    case .choice: runChoice(slot, state, at: now)
    case .wait: runWait(slot, state, at: now)
    case .succeed: runSucceed(slot, state, at: now)
    case .fail: runFail(slot, state, at: now)
    case .parallel: startParallel(slot, state, at: now)
    case .map: startMap(slot, state, at: now)
    }
  }

  private mutating func stopEndless(_ slot: StrandID) {
    guard endless == nil else { return }
    let state = self.state(slot)
    let machine = program.machines + Int(state.pointee.machine)
    isEndless = true
    endless = Endless(
      file: machine.pointee.file, position: state.pointee.source.position, state: state.pointee.source.name,
      states: limits.statesPerInstant)
  }

  /// Leaves the state with `output`, and goes on to `next` (-1: the end of the scope).
  mutating func leave(
    _ slot: StrandID, output: consuming JSON, assigning variables: JSONObject? = nil, to next: Int32, at now: Instant
  ) {
    let strand = strands[slot]
    strand.pointee.input = output
    if let variables {
      let extra = strand.pointee.needExtra()
      for (name, value) in variables { extra.variables[name] = value }
    }
    recordExited(slot, self.state(slot), assigning: variables, at: now)
    proceed(slot, to: next, at: now)
  }

  /// Leaves a state that `handsOnInput`.
  mutating func leaveUntouched(_ slot: StrandID, to next: Int32, at now: Instant) {
    recordExited(slot, self.state(slot), at: now)
    proceed(slot, to: next, at: now)
  }

  /// Goes on to `next` without an exit event.
  mutating func proceed(_ slot: StrandID, to next: Int32, at now: Instant) {
    if keepsHistory, let stateTest { return endTest(stateTest, slot, next: next) }
    let strand = strands[slot]
    if next >= 0 {
      strand.pointee.state = next
      strand.pointee.phase = .entering
      ask(.transition, of: slot)
    } else if !strand.pointee.parent.isNone {
      branchSucceeded(slot, at: now)
    } else {
      strand.pointee.phase = .ending
      ask(.end, ofExecution: strand.pointee.execution)
    }
  }

  /// The execution's end, when its overhead is over.
  public mutating func succeedExecution(_ slot: ExecutionID, at now: Instant) {
    let execution = executions[slot]
    guard execution.pointee.status == .running, !execution.pointee.isOverfull else { return }
    strands[execution.pointee.root].pointee.mark(.overhead, at: now)
    recordSucceeded(slot, at: now)
    finish(slot, .succeeded)
  }

  mutating func finish(_ slot: ExecutionID, _ status: Execution.Status) {
    executions[slot].pointee.status = status
    open -= 1
    ask(.finished, ofExecution: slot)
  }
}
