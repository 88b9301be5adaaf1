public import Engine
public import Prelude
import StatesLanguage

/// What the desks of an account share: the engine, virtual time, the counts, the buckets, what is drawn. Whoever acts
/// for a Task or an execution is handed it.
///
/// Hot. Methods here, at the desks and in the interpreter are `mutating` even where they change nothing: to call one
/// that is not, Swift 6.3 copies the struct (1,816 bytes; callgrind found a fifth of a run's instructions in it), and a
/// mutating one gets its address.
public struct AccountCore: ~Copyable {
  let model: AccountModel
  public var interpreter: Interpreter
  public var timeline: Timeline
  public var tally: Tally
  public var levels: Levels

  let directory: AccountDirectory
  /// By state of the interpreter's table.
  let sites: UnsafeMutablePointer<TaskSite>
  /// Of the account, and not of the desks: most are paid from at several of them.
  var buckets: PerAction<QuotaBucket>
  var streams: Streams
  /// Callers that wait for the end of their execution, by its slot.
  var awaitingCallers: [UInt32: UInt32] = [:]
  /// Executions whose callers redrive them, by slot; and by caller, those that have ended and wait for it.
  var redriven: Set<UInt32> = []
  var postponed: [UInt32: PostponedEnd] = [:]
  /// Somebody has to look at the ends of executions.
  var followsEnds = false
  /// Tasks look at executions: these have started, and nobody has noted them yet.
  var notesStarts = false
  var started: [ExecutionID] = []
  private let seed: UInt64
  let overheads: Overheads
  let isFree: OverheadFlags
  /// Of the actions that start executions, and of the API's others.
  let hasOutages: Bool
  let hasOtherOutages: Bool

  init(
    _ model: AccountModel, seed: UInt64, replication: Int, options: Interpreter.Options, keepsLedger: Bool
  ) {
    self.model = model
    let quotas = model.quotas
    // Else each refusal is looked at, and none waits in a record of its own: that has no room for a root's level.
    let startsFail = APIAction.starts.contains { model.outages[$0] != nil }
    let parksCalls = model.integrationRetry == nil && !startsFail && !keepsLedger
    let program = Program(
      model.machines.map { machine in
        (
          Program.Machine(
            name: machine.baseName, arn: machine.arn, versionARN: machine.versionARN,
            isExpress: machine.kind == .express, file: machine.file, owner: machine.owner),
          machine.definition
        )
      }, throttleError: parksCalls ? model.throttleError : nil)
    let directory = AccountDirectory(model)
    sites = .allocate(capacity: max(1, program.stateCount))
    for index in 0..<program.stateCount {
      (sites + index).initialize(to: TaskSite(program.states[index], directory: directory, machines: model.machines))
    }
    self.directory = directory
    tally = Tally(machineCount: model.machines.count)
    levels = Levels(machineCount: model.machines.count, keepsLedger: keepsLedger)
    interpreter = Interpreter(
      program: program,
      limits: .init(
        historyEvents: quotas.historyEvents, payloadBytes: quotas.payloadBytes, variableBytes: quotas.variableBytes,
        inlineMapConcurrency: quotas.inlineMapConcurrency, mapRunConcurrency: quotas.mapRunConcurrency,
        statesPerInstant: quotas.statesPerInstant),
      options: options, epoch: Account.epoch)
    timeline = Timeline(prefetching: interpreter)
    interpreter.objects = model.objects
    buckets = quotas.fullBuckets
    self.seed = seed
    streams = Streams(seed: seed, replication: replication)
    overheads = model.overheads
    isFree = OverheadFlags(model)
    hasOutages = startsFail
    hasOtherOutages = model.outages.keys.contains { !APIAction.starts.contains($0) }
  }

  deinit { sites.deallocate() }

  /// As after `init`, in the memory that there is.
  mutating func restart(replication: Int) {
    interpreter.restart()
    timeline.restart()
    interpreter.objects = model.objects
    tally.restart()
    awaitingCallers = [:]
    redriven = []
    postponed = [:]
    started = []
    levels.restart()
    buckets = model.quotas.fullBuckets
    for index in 0..<interpreter.records.program.stateCount {
      sites[index].throttled = 0
      sites[index].errors = 0
    }
    streams = Streams(seed: seed, replication: replication)
  }

  @inlinable @inline(__always)
  public var now: Instant { timeline.now }

  // MARK: Records

  @inline(__always)
  mutating func strand(_ id: StrandID) -> UnsafeMutablePointer<Strand> { interpreter.strands[id] }

  @inline(__always)
  mutating func execution(_ id: ExecutionID) -> UnsafeMutablePointer<Execution> { interpreter.executions[id] }

  @inline(__always)
  mutating func state(_ id: StrandID) -> UnsafeMutablePointer<CompiledState> { interpreter.state(id) }

  @inline(__always)
  mutating func site(_ id: StrandID) -> UnsafeMutablePointer<TaskSite> {
    sites + Int(interpreter.strands[id].pointee.state)
  }

  /// The strand that an entry was made for, if it has not moved on since: then the entry is stale.
  @inline(__always)
  mutating func strand(of entry: Agenda.Entry) -> StrandID? {
    let strand = StrandID(slot: entry.slot)
    return interpreter.strands[strand].pointee.generation == entry.generation ? strand : nil
  }

  @inline(__always)
  mutating func execution(of entry: Agenda.Entry) -> ExecutionID? {
    let execution = ExecutionID(slot: entry.slot)
    let generation = interpreter.executions[execution].pointee.generation & Interpreter.generationMask
    return generation == entry.generation ? execution : nil
  }

  @inline(__always)
  mutating func mapRun(of entry: Agenda.Entry) -> MapRunID? {
    let run = MapRunID(slot: entry.slot)
    return interpreter.mapRuns[run].pointee.generation == entry.generation ? run : nil
  }

  @inline(__always)
  mutating func strand(of effect: Effect) -> StrandID? {
    let strand = StrandID(slot: effect.slot)
    return interpreter.strands[strand].pointee.generation == effect.generation ? strand : nil
  }

  @inline(__always)
  mutating func execution(of effect: Effect) -> ExecutionID? {
    let execution = ExecutionID(slot: effect.slot)
    return interpreter.executions[execution].pointee.generation == effect.generation ? execution : nil
  }

  @inline(__always)
  mutating func mapRun(of effect: Effect) -> MapRunID? {
    let run = MapRunID(slot: effect.slot)
    return interpreter.mapRuns[run].pointee.generation == effect.generation ? run : nil
  }

  mutating func isExpress(_ machine: Int32) -> Bool { machine >= 0 && model.machines[Int(machine)].kind == .express }

  // MARK: Time

  /// Schedules an entry for the strand as it is now: what changes its generation makes the entry stale.
  @inline(__always)
  mutating func schedule(_ kind: Agenda.Kind, _ id: StrandID, after nanoseconds: Int64) {
    timeline.push(
      kind, id, generation: interpreter.strands[id].pointee.generation, at: now + Span(nanoseconds: nanoseconds))
  }

  mutating func schedule(_ kind: Agenda.Kind, _ id: ExecutionID, after span: Span) {
    timeline.push(kind, id, generation: interpreter.executions[id].pointee.generation, at: now + span)
  }

  mutating func schedule(_ kind: Agenda.Kind, _ id: MapRunID, after span: Span) {
    timeline.push(kind, id, generation: interpreter.mapRuns[id].pointee.generation, at: now + span)
  }

  /// A service has begun a call.
  @inline(never)
  mutating func countServiceCall(_ caller: ExecutionID) {
    levels.countServiceCall(execution(caller).pointee.level)
  }

  // MARK: Tokens

  /// What starts a machine, where the caller does not wait for its end.
  @inline(__always)
  mutating func startAction(of machine: Int32) -> APIAction {
    isExpress(machine) ? .startExpressExecution : .startExecution
  }

  /// Of an action that starts executions, here of a level. The throttle comes before every other check.
  @inline(__always)
  mutating func takeToken(_ action: APIAction, for level: UInt32) -> Bool {
    guard buckets[action].take(at: now) else {
      tally.calls[action].throttled &+= 1
      levels.counts[Int(level)].calls.throttled &+= 1
      return false
    }
    tally.calls[action].admitted &+= 1
    levels.counts[Int(level)].calls.admitted &+= 1
    return true
  }

  /// Of the executions that a strand's Task starts.
  @inline(__always)
  mutating func levelBelow(_ id: StrandID, of machine: Int32) -> UInt32 {
    let parent = execution(strand(id).pointee.execution)
    if levels.keepsLedger { return levels.index(below: parent.pointee.level, machine: machine) }
    return levels.index(machine: machine, depth: Int(parent.pointee.depth) &+ 1)
  }

  @inline(__always)
  mutating func level(of start: Interpreter.Start) -> UInt32 {
    if levels.keepsLedger { return levelOfItsRoot(start) }
    return levels.index(machine: start.machine, depth: start.depth)
  }

  @inline(never)
  private mutating func levelOfItsRoot(_ start: Interpreter.Start) -> UInt32 {
    if let parent = start.parent { return levelBelow(parent, of: start.machine) }
    guard start.depth > 0 else { return levels.index(ofRoot: start.key, machine: start.machine) }
    return levels.index(below: start.level, machine: start.machine)
  }

  /// A token of a caller that is not refused: how long it waits for it.
  @inline(__always)
  mutating func reserve(_ action: APIAction) -> Span {
    tally.paced[action] &+= 1
    return buckets[action].reserve(at: now)
  }

  /// A Standard workflow's StateTransition token.
  @inline(__always)
  mutating func reserveTransition() -> Span {
    tally.transitions &+= 1
    let waiting = buckets[.stateTransition].reserve(at: now)
    tally.transitionWait &+= waiting.nanoseconds
    return waiting
  }
}
