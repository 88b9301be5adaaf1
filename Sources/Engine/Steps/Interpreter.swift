import CPrefetch
public import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// Runs the executions of an account. It decides what each does next and asks for it; what time it is, and what the
/// world answers, comes in as arguments. One interpreter serves the simulator and `execute`.
///
/// What runs stands in `records`, `history` counts and tells the events, and `evaluator` reads data for a state.
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

  /// What is asked of an interpreter besides running executions. It stays the same for all its life.
  public struct Options {
    /// Who is told what happens; nil: nobody, and a run pays nothing.
    public var observer: Probe?
    /// Executions that end without success may be redriven.
    public var keepsFailurePoints = false
    /// Are the files of a ResultWriter written? At load nobody reads them, and they would fill the memory.
    public var writesObjects = false
    /// The one state that is on trial, where that is all that is run; it needs an observer.
    public var test: StateTest?

    public init() {}
  }

  /// Hot: first, so that whoever has the interpreter's address has this one too.
  public var records: Records
  public let limits: Limits
  var history: History
  public var evaluator: Evaluator
  let writesObjects: Bool
  /// What distributed Maps read and write.
  public var objects = ObjectStore()
  /// The run must end; `endless` says why.
  public private(set) var isEndless = false
  public private(set) var endless: Endless?
  public private(set) var statesEntered = 0
  /// Visits of Task states, in counted executions, that took several attempts, for whoever records a run to take.
  public var retriedVisits: ContiguousArray<Visit> = []
  /// By state: visits that took one attempt. Nearly all do, and counting costs a tenth of writing them down.
  public let plainVisits: UnsafeMutablePointer<Int>
  /// By state, in counted executions.
  public let passages: UnsafeMutablePointer<Passage>
  public internal(set) var errors: ErrorLedger

  /// How often a state was entered, how often what it is a step of went on from it, and nanoseconds from the one to the
  /// other.
  public struct Passage: Equatable, Sendable {
    public var entered = 0
    public var left = 0
    public var time: Int128 = 0

    public init() {}
  }

  public struct Visit {
    public var state: Int32
    public var attempts: UInt32
  }

  public init(program: consuming Program, limits: Limits, options: Options = Options(), epoch: Int64) {
    precondition(options.test == nil || options.observer != nil, "a test is seen by its observer")
    self.limits = limits
    plainVisits = .allocate(capacity: max(1, program.stateCount))
    plainVisits.initialize(repeating: 0, count: program.stateCount)
    passages = .allocate(capacity: max(1, program.stateCount))
    passages.initialize(repeating: Passage(), count: program.stateCount)
    errors = ErrorLedger(stateCount: program.stateCount)
    records = Records(program: program, options: options, epoch: epoch)
    history = History(limit: limits.historyEvents)
    evaluator = Evaluator(limits, test: options.test)
    writesObjects = options.writesObjects
  }

  deinit {
    plainVisits.deallocate()
    passages.deallocate()
  }

  /// As after `init`, with the same settings, and with the memory that it has. Objects are the account's to put back.
  public mutating func restart() {
    records.removeAll()
    isEndless = false
    endless = nil
    statesEntered = 0
    retriedVisits.removeAll(keepingCapacity: true)
    plainVisits.update(repeating: 0, count: records.program.stateCount)
    passages.update(repeating: Passage(), count: records.program.stateCount)
    if !errors.rows.isEmpty { errors.removeAll() }
  }

  // What anybody may read of the records, and only the engine writes.

  @inlinable @inline(__always) public var strands: SlabTable<Strand> { SlabTable(records.strands) }
  @inlinable @inline(__always) public var executions: SlabTable<Execution> { SlabTable(records.executions) }
  @inlinable @inline(__always) public var throttledCalls: SlabTable<ThrottledCall> {
    SlabTable(records.throttledCalls)
  }
  @inlinable @inline(__always) public var mapRuns: SlabTable<MapRun> { SlabTable(records.mapRuns) }

  /// The compiled state that a strand is in.
  @inlinable @inline(__always)
  public func state(_ strand: StrandID) -> UnsafeMutablePointer<CompiledState> {
    records.program.states + Int(strands[strand].pointee.state)
  }

  /// Hot: what a parked call goes on with, and nobody has touched since it was refused first. All of it comes at once,
  /// where one read after the other would wait for each line.
  @inline(__always)
  public func fetch(_ strand: StrandID, of execution: ExecutionID) {
    let record = UnsafeRawPointer(strands[strand])
    prefetch_line(record)
    prefetch_line(record + 64)
    prefetch_line(record + 128)
    prefetch_line(executions[execution])
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
    /// Of the time since `firstCallAt`, what was spent on StateTransition tokens; the rest was backoff.
    public var transitionWait: Int64
    /// Of the time since `firstCallAt`, nanoseconds in a line before the call.
    public var queueWait: Int64 = 0
    /// By StartSyncExecution, of an Express machine.
    public var isSynchronous = false
    /// Of the input, where nobody reads it and none is given; 0: it is given.
    public var forgottenBytes: UInt32 = 0
    /// Where the execution is counted; of one that no Task starts, until it is admitted: where its parent is.
    public var level: UInt32 = 0
    /// Whoever records a run is to count it: what a warm-up brought forth is not, nor what comes after a load.
    public var isCounted = true

    public init(
      machine: Int32, key: UInt64, firstCallAt: Instant, parent: StrandID? = nil, depth: Int = 0,
      transitionWait: Int64 = 0
    ) {
      self.machine = machine
      self.key = key
      self.firstCallAt = firstCallAt
      self.parent = parent
      self.depth = depth
      self.transitionWait = transitionWait
    }
  }

  /// Admits an execution. After `begin` it asks to enter its first state.
  public mutating func create(
    _ start: Start, input: consuming JSON, name: String? = nil, parentARN: String? = nil, at now: Instant
  ) -> ExecutionID {
    let slot = records.create(start, input: input, name: name, parentARN: parentARN, at: now)
    history.started(slot, at: now, in: &records)
    return slot
  }

  /// Enters the first state, unless the execution has been ended before.
  public mutating func begin(_ slot: ExecutionID) {
    let execution = executions[slot]
    if execution.pointee.status == .running { records.ask(.transition, of: execution.pointee.root) }
  }

  /// Generations fit the 27 bits that an agenda entry has for them.
  public static let generationMask: UInt32 = 0x07FF_FFFF

  /// A key for the `index`-th thing below `key`; distinct and well mixed.
  @inlinable public static func mix(_ key: UInt64, _ index: UInt64) -> UInt64 {
    Mix64.mix(key &+ (index &+ 1) &* Mix64.golden)
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
    strand.pointee.wasRefused = false
    strand.pointee.retries = 0
    strand.pointee.extra?.moreRetries = []
    if execution.pointee.instant == now {
      execution.pointee.statesThisInstant &+= 1
      if execution.pointee.statesThisInstant > limits.statesPerInstant { return stopEndless(slot) }
    } else {
      execution.pointee.instant = now
      execution.pointee.statesThisInstant = 1
    }
    let state = self.state(slot)
    if execution.pointee.isCounted { passages[Int(strand.pointee.state)].entered &+= 1 }
    history.entered(slot, state, at: now, in: &records)
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
    let machine = records.program.machines + Int(state.pointee.machine)
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
    history.exited(slot, self.state(slot), assigning: variables, at: now, in: &records)
    passes(strand, at: now)
    proceed(slot, to: next, at: now)
  }

  /// Leaves a state that `handsOnInput`.
  @inline(__always)
  mutating func leaveUntouched(_ slot: StrandID, to next: Int32, at now: Instant) {
    history.exited(slot, self.state(slot), at: now, in: &records)
    passes(strands[slot], at: now)
    proceed(slot, to: next, at: now)
  }

  /// Counts that the strand goes on from its state.
  @inline(__always)
  private func passes(_ strand: UnsafeMutablePointer<Strand>, at now: Instant) {
    guard executions[strand.pointee.execution].pointee.isCounted else { return }
    let passage = passages + Int(strand.pointee.state)
    passage.pointee.left &+= 1
    passage.pointee.time &+= Int128((now - strand.pointee.enteredAt).nanoseconds)
  }

  /// Goes on to `next` without an exit event.
  mutating func proceed(_ slot: StrandID, to next: Int32, at now: Instant) {
    if let test = evaluator.test { return endTest(test, slot, next: next) }
    let strand = strands[slot]
    if next >= 0 {
      strand.pointee.state = next
      strand.pointee.phase = .entering
      records.keyDrawingVisit(slot)
      records.ask(.transition, of: slot)
    } else if !strand.pointee.parent.isNone {
      branchSucceeded(slot, at: now)
    } else {
      strand.pointee.phase = .ending
      records.ask(.end, ofExecution: strand.pointee.execution)
    }
  }

  /// The execution's end, when its overhead is over.
  public mutating func succeedExecution(_ slot: ExecutionID, at now: Instant) {
    let execution = executions[slot]
    guard execution.pointee.status == .running, !execution.pointee.isOverfull else { return }
    strands[execution.pointee.root].pointee.mark(.overhead, at: now)
    history.succeeded(slot, at: now, in: &records)
    finish(slot, .succeeded)
  }

  mutating func finish(_ slot: ExecutionID, _ status: Execution.Status) {
    executions[slot].pointee.status = status
    records.open -= 1
    records.ask(.finished, ofExecution: slot)
  }
}
