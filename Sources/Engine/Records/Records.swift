import JSON
import Prelude

/// What runs in an account, and how it hangs together: the records of strands, executions, Maps and Map Runs, and what
/// is still to be done about them. Its verbs keep the records whole; what a state does is the interpreter's.
///
/// Hot: a run's cost is this, the agenda and the account. The records lie in slabs and are changed in place.
public struct Records: ~Copyable {
  public let program: Program
  public let clock: WallClock
  /// Who is told what happens; nil at load, where nobody is and a run pays nothing.
  public let observer: Probe?
  /// Executions that end without success may be redriven.
  public let keepsFailurePoints: Bool

  @usableFromInline var strands = Slab<Strand>()
  @usableFromInline var executions = Slab<Execution>()
  var forks = Slab<Fork>()
  @usableFromInline var throttledCalls = Slab<ThrottledCall>()
  @usableFromInline var mapRuns = Slab<MapRun>()
  var answers = Slab<HeldAnswer>()
  public var effects = EffectStack()
  /// Executions that have begun and not ended.
  public internal(set) var open = 0
  /// Map Runs that have begun and not ended.
  public internal(set) var openMapRuns = 0
  /// Maps and Parallels that have failed and not ended: in backoff below them, Tasks make no more calls.
  @usableFromInline var failingForks = 0

  init(program: consuming Program, options: Interpreter.Options, epoch: Int64) {
    self.program = program
    clock = WallClock(epoch: epoch)
    observer = options.observer
    keepsFailurePoints = options.keepsFailurePoints
  }

  /// As after `init`, with the same settings, and with the memory that it has.
  mutating func removeAll() {
    strands.removeAll()
    executions.removeAll()
    forks.removeAll()
    throttledCalls.removeAll()
    mapRuns.removeAll()
    answers.removeAll()
    effects.removeAll()
    open = 0
    openMapRuns = 0
    failingForks = 0
  }

  @inlinable @inline(__always)
  public var isObserved: Bool { observer != nil }

  /// The compiled state that a strand is in.
  @inlinable @inline(__always)
  public func state(_ strand: StrandID) -> UnsafeMutablePointer<CompiledState> {
    program.states + Int(strands[strand].pointee.state)
  }

  // MARK: What is asked

  /// Asks for something of a strand, as it is now.
  @inlinable @inline(__always)
  public mutating func ask(_ kind: Effect.Kind, of strand: StrandID, nanoseconds: Int64 = 0, jitter: Bool = false) {
    effects.append(
      Effect(
        kind, strand.slot, generation: strands[strand].pointee.generation, nanoseconds: nanoseconds, jitter: jitter))
  }

  @inline(__always)
  mutating func ask(_ kind: Effect.Kind, ofExecution slot: ExecutionID) {
    effects.append(Effect(kind, slot.slot, generation: executions[slot].pointee.generation))
  }

  public mutating func ask(_ kind: Effect.Kind, ofMapRun index: MapRunID) {
    effects.append(Effect(kind, index.slot, generation: mapRuns[index].pointee.generation))
  }

  /// Asks for StopExecution of the execution that is in this slot now.
  public mutating func stop(child: ExecutionID) {
    ask(.stop, ofExecution: child)
  }

  // MARK: Executions and strands

  /// The record of an execution that is admitted, and its root, which has yet to be let into its first state.
  @inline(__always)
  mutating func create(
    _ start: Interpreter.Start, input: consuming JSON, name: String? = nil, parentARN: String? = nil, at now: Instant
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
      outer.pointee.children &+= 1
      if outer.pointee.instant == now { execution.pointee.statesThisInstant = outer.pointee.statesThisInstant }
    }
    execution.pointee.depth = UInt16(clamping: start.depth)
    execution.pointee.level = start.level
    execution.pointee.status = .running
    execution.pointee.isSynchronous = start.isSynchronous
    execution.pointee.isCounted = start.isCounted
    execution.pointee.firstCallAt = start.firstCallAt
    execution.pointee.startedAt = now
    execution.pointee.instant = now
    execution.pointee.begin(with: copy input)
    execution.pointee.forgottenBytes = start.forgottenBytes
    if name != nil || parentARN != nil || isObserved {
      let extra = execution.pointee.needExtra()
      extra.name = name
      extra.parentARN = parentARN
      if isObserved {
        introduce(slot, parent: start.parent, queued: start.queueWait, token: start.transitionWait)
      }
    }
    let strand = strands[root]
    strand.pointee.execution = slot
    strand.pointee.begin(with: input)
    strand.pointee.parts = Parts()
    strand.pointee.parts[.transitionWait] = start.transitionWait
    strand.pointee.parts[.serviceQueue] = start.queueWait
    strand.pointee.parts[.throttleBackoff] =
      (now - start.firstCallAt).nanoseconds &- start.transitionWait &- start.queueWait
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    strand.pointee.phase = .entering
    strand.pointee.state = program.machines[Int(start.machine)].start
    keyDrawingVisit(root)
    open += 1
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

  /// Its split of the time; one that was ended from outside has none.
  public mutating func parts(of slot: ExecutionID) -> Parts {
    let root = executions[slot].pointee.root
    return root.isNone ? Parts() : strands[root].pointee.parts
  }

  /// Each execution that is open now.
  public func forEachOpen(_ body: (Execution) -> Void) {
    for slot in executions.handles where executions[slot].pointee.status == .running { body(executions[slot].pointee) }
  }

  /// The state and the execution of each Task of a counted execution that waits for somebody to answer its token.
  public func forEachUnanswered(_ body: (Int32, ExecutionID) -> Void) {
    for slot in strands.handles where strands[slot].pointee.phase == .inTask {
      let state = strands[slot].pointee.state
      let execution = strands[slot].pointee.execution
      let isCounted = executions[execution].pointee.isCounted
      if state >= 0, isCounted, program.states[Int(state)].isCallback { body(state, execution) }
    }
  }

  mutating func freeStrand(_ slot: StrandID) {
    dropAnswer(slot)
    let generation = strands[slot].pointee.generation
    strands[slot].pointee.clear()
    strands[slot].pointee.generation = (generation &+ 1) & Interpreter.generationMask
    strands.release(slot)
  }

  /// Makes every timer of the strand stale, and forgets the answer that waited for one.
  @inline(__always) mutating func invalidate(_ slot: StrandID) {
    let generation = strands[slot].pointee.generation
    strands[slot].pointee.generation = (generation &+ 1) & Interpreter.generationMask
    dropAnswer(slot)
  }

  /// A key for the attempt that the strand's state is at, refused calls included: for what is drawn before a call.
  @inline(__always)
  func attemptKey(_ slot: StrandID) -> UInt64 {
    Interpreter.mix(strands[slot].pointee.key, UInt64(strands[slot].pointee.attempts))
  }

  mutating func retriesUsed(_ slot: StrandID, _ index: Int) -> UInt32 {
    if index == 0 { return strands[slot].pointee.retries }
    let more = strands[slot].pointee.extra?.moreRetries ?? []
    return index - 1 < more.count ? more[index - 1] : 0
  }

  mutating func setRetriesUsed(_ slot: StrandID, _ index: Int, _ used: UInt32) {
    if index == 0 {
      strands[slot].pointee.retries = used
      return
    }
    let extra = strands[slot].pointee.needExtra()
    while extra.moreRetries.count < index { extra.moreRetries.append(0) }
    extra.moreRetries[index - 1] = used
  }
}
