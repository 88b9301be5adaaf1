import Chance
public import Engine
import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// One AWS account in virtual time. It answers what the interpreter asks for: it grants transitions, admits executions,
/// calls services, lets time pass through its timeline. Nested and outside callers meet the same buckets in the same
/// code.
///
/// Hot. Methods here and in the interpreter are `mutating` even where they change nothing: to call one that is not,
/// Swift 6.3 copies the struct (1,816 bytes; callgrind found a fifth of a run's instructions in it), and a mutating one
/// gets its address.
public struct Account: ~Copyable {
  public let model: AccountModel
  public var interpreter: Interpreter
  public var timeline: Timeline
  public var tally: Tally

  let directory: AccountDirectory
  let sites: UnsafeMutablePointer<TaskSite>
  let seed: UInt64
  /// By state, like `sites`.
  let fixedInputs: UnsafeMutablePointer<JSON?>
  var buckets: PerAction<QuotaBucket>
  /// Strands whose Map Runs wait until another has ended, and Map Runs whose children wait until an execution has.
  var mapRunBacklog = WaitingLine<(strand: StrandID, generation: UInt32)>()
  var starvedMapRuns = WaitingLine<(run: MapRunID, generation: UInt32)>()
  var standardOpen = 0
  let services: UnsafeMutablePointer<ServiceState>
  var calls = Slab<ServiceCall>()
  var jobs = Slab<ActivityJob>()
  var names = NameRegistry()

  var streams: Streams
  let overheads: Overheads
  let isFree: OverheadFlags
  /// Somebody may read causes: they are put into words.
  var describesChildren: Bool

  /// In place of the world, for one execution that is watched.
  var local: LocalWorld?

  /// Which overheads are zero, so that the path without them stays short.
  struct OverheadFlags {
    var entry: Bool
    var start: Bool
    var end: Bool
    var notify: Bool
    var abort: Bool
  }

  /// 2025-01-01T00:00:00Z: virtual time zero on the calendar, fixed so that results do not depend on the day of the
  /// run.
  public static let epoch: Int64 = 1_735_689_600_000_000_000

  public init(_ model: AccountModel, seed: UInt64, replication: Int, options: Interpreter.Options = .init()) {
    self.model = model
    let quotas = model.quotas
    let program = Program(
      model.machines.map { machine in
        (
          Program.Machine(
            name: machine.baseName, arn: machine.arn, isExpress: machine.kind == .express, file: machine.file,
            owner: machine.owner),
          machine.definition
        )
      }, throttleError: model.throttleError)
    let directory = AccountDirectory(model)
    sites = .allocate(capacity: max(1, program.stateCount))
    fixedInputs = .allocate(capacity: max(1, program.stateCount))
    var describes = options.observer != nil
    for index in 0..<program.stateCount {
      (sites + index).initialize(to: TaskSite(program.states[index], directory: directory, machines: model.machines))
      (fixedInputs + index).initialize(to: Self.fixedInput(of: program.states[index]))
      describes = describes || !program.states[index].source.catchers.isEmpty
    }
    self.directory = directory
    describesChildren = describes
    tally = Tally(machineCount: model.machines.count)
    interpreter = Interpreter(
      program: program,
      limits: .init(
        historyEvents: quotas.historyEvents, payloadBytes: quotas.payloadBytes, variableBytes: quotas.variableBytes,
        inlineMapConcurrency: quotas.inlineMapConcurrency, mapRunConcurrency: quotas.mapRunConcurrency,
        statesPerInstant: quotas.statesPerInstant),
      options: options, epoch: Self.epoch)
    timeline = Timeline(prefetching: interpreter)
    for index in 0..<interpreter.records.program.stateCount {
      interpreter.evaluator.notePayload(fixedInputs[index]?.byteCount ?? 0)
    }
    interpreter.objects = model.objects
    buckets = quotas.fullBuckets
    services = .allocate(capacity: max(1, model.services.count))
    for (index, service) in model.services.enumerated() { (services + index).initialize(to: ServiceState(service)) }
    self.seed = seed
    streams = Streams(seed: seed, replication: replication)
    overheads = model.overheads
    isFree = OverheadFlags(
      entry: overheads.stateEntry.isZero, start: overheads.start.isZero && overheads.firstState.isZero,
      end: overheads.end.isZero, notify: overheads.notify.isZero, abort: overheads.abort.isZero)
  }

  private static func fixedInput(of state: borrowing CompiledState) -> JSON? {
    guard case .constant(.object(let members)) = state.payload, members["Name"] == nil else { return nil }
    return try? childInput(members["Input"])
  }

  deinit {
    sites.deallocate()
    fixedInputs.deinitialize(count: interpreter.records.program.stateCount)
    fixedInputs.deallocate()
    services.deinitialize(count: model.services.count)
    services.deallocate()
  }

  /// Of a Task state of the account's table.
  public func troubles(ofState index: Int) -> (throttled: Int, errors: Int) {
    (sites[index].throttled, sites[index].errors)
  }

  @inlinable public var open: Int { interpreter.records.open }

  @inlinable @inline(__always)
  public var now: Instant { timeline.now }

  /// Has the account put down enough for a recorder to collect?
  @inlinable public var hasObservations: Bool {
    tally.admissions.count > 1_000 || tally.finished.count > 1_000 || interpreter.visits.count > 1_000
  }

  public func tokensLeft(at now: Instant) -> Double? {
    buckets[.startExecution].isUnlimited ? nil : buckets[.startExecution].bucket.tokens(at: now)
  }

  @inline(__always)
  func site(_ slot: StrandID) -> UnsafeMutablePointer<TaskSite> {
    sites + Int(interpreter.strands[slot].pointee.state)
  }

  // MARK: Entries of the timeline

  /// Acts on an entry that belongs to the account, and on all that it causes; a stale one is dropped.
  @usableFromInline
  mutating func step(_ entry: Agenda.Entry) -> Step {
    switch entry.kind {
    case .enter: if let strand = strand(of: entry) { interpreter.enter(strand, at: now) }
    case .retry:
      tally.waiting -= 1
      if let strand = strand(of: entry) { retry(strand) }
    case .granted: if let strand = strand(of: entry) { callAgain(strand) }
    case .reply: if let strand = strand(of: entry) { reply(strand) }
    case .timeout: if let strand = strand(of: entry) { timeOutTask(strand) }
    case .heartbeat: if let strand = strand(of: entry) { checkHeartbeat(strand) }
    case .wake: if let strand = strand(of: entry) { interpreter.wake(strand, at: now) }
    case .join: if let strand = strand(of: entry) { interpreter.join(strand, at: now) }
    case .mapRunBegin: if let strand = strand(of: entry) { beginMapRun(strand) }
    case .mapRunEnd: if let strand = strand(of: entry) { interpreter.endMapRun(strand, at: now) }
    case .throttled: if tryAgain(CallID(slot: entry.slot)) { return .refusedAgain }
    case .begin: if let execution = execution(of: entry) { interpreter.begin(execution) }
    case .end: if let execution = execution(of: entry) { interpreter.succeedExecution(execution, at: now) }
    case .stop: if let execution = execution(of: entry) { abort(execution) }
    case .expire: if let execution = execution(of: entry) { interpreter.timeOut(execution, at: now) }
    case .dispatch: if let run = mapRun(of: entry) { dispatchDue(run) }
    case .slotFree: if let run = mapRun(of: entry) { interpreter.records.frees(run) }
    case .job: work(JobID(slot: entry.slot))
    case .serviceDone: serviceDone(ServiceCallID(slot: entry.slot))
    case .caller, .arrival: preconditionFailure("the load's entries are the load generator's")
    }
    if !interpreter.records.effects.isEmpty { drain() }
    return .done
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
  private mutating func mapRun(of entry: Agenda.Entry) -> MapRunID? {
    let run = MapRunID(slot: entry.slot)
    return interpreter.mapRuns[run].pointee.generation == entry.generation ? run : nil
  }

  mutating func abort(_ execution: ExecutionID) {
    interpreter.abort(execution, error: nil, cause: abortCause(execution), at: now)
  }

  /// Measured on AWS by others: a stopped child has no error, and this cause.
  private mutating func abortCause(_ slot: ExecutionID) -> String? {
    guard interpreter.records.isObserved else { return nil }
    let parent = interpreter.executions[slot].pointee.extra?.parentARN ?? ""
    return "The Task state in AWS Step Functions execution [\(parent)] which was managing this resource was aborted"
  }

  // MARK: Effects

  /// Does what the interpreter asked for, and what that causes, until nothing more happens at this instant.
  mutating func drain() {
    let isObserved = interpreter.records.observer != nil
    while !interpreter.records.effects.isEmpty {
      let effect = interpreter.records.effects.removeLast()
      if isObserved { see(effect) }
      perform(effect)
      if interpreter.isEndless { return interpreter.records.effects.removeAll() }
    }
  }

  @inline(__always)
  private mutating func perform(_ effect: Effect) {
    switch effect.kind {
    case .transition: if let strand = strand(of: effect) { grant(strand) }
    case .call: if let strand = strand(of: effect) { call(strand) }
    case .retry:
      guard let strand = strand(of: effect) else { return }
      backOff(strand, after: effect.nanoseconds, jitter: effect.jitter)
    case .wait:
      if let strand = strand(of: effect) { schedule(.wake, strand, after: effect.nanoseconds) }
    case .fill: if let strand = strand(of: effect) { interpreter.fill(strand, at: now) }
    case .join: if let strand = strand(of: effect) { schedule(.join, strand, after: 0) }
    case .startMapRun: if let strand = strand(of: effect) { startMapRun(strand) }
    case .endMapRun: if let strand = strand(of: effect) { endMapRun(strand) }
    case .end: if let execution = execution(of: effect) { end(execution) }
    case .finished: finished(ExecutionID(slot: effect.slot))
    case .stop: if let execution = execution(of: effect) { stop(execution) }
    case .overflow: if let execution = execution(of: effect) { interpreter.overflow(execution, at: now) }
    case .fillMapRun:
      let run = MapRunID(slot: effect.slot)
      if interpreter.mapRuns[run].pointee.generation == effect.generation { fillMapRun(run) }
    case .mapRunEnded: beginWaitingMapRuns()
    }
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

  /// Schedules an entry for the strand as it is now: what changes its generation makes the entry stale.
  @inline(__always)
  mutating func schedule(
    _ kind: Agenda.Kind, _ slot: StrandID, after nanoseconds: Int64
  ) {
    timeline.push(
      kind, slot, generation: interpreter.strands[slot].pointee.generation,
      at: now + Span(nanoseconds: nanoseconds))
  }

  mutating func scheduleExecution(
    _ kind: Agenda.Kind, _ slot: ExecutionID, after span: Span
  ) {
    timeline.push(kind, slot, generation: interpreter.executions[slot].pointee.generation, at: now + span)
  }

  /// Step Functions' own latencies of one execution or strand, each with a stream of its own. Entering states draws
  /// again and again: `entry` and what follows it are counted by the events so far.
  enum OverheadDraw: UInt64 {
    case start, firstState, end, notify, abort, response, mapRunStart, mapRunNext, mapRunEnd
    case entry = 16
  }

  /// A draw of one of them.
  mutating func draw(_ law: Distribution, entity: UInt64, _ draw: OverheadDraw, count: UInt64 = 0) -> Span {
    if let span = law.constantSpan { return span }
    var stream = streams.overhead.stream(entity: Interpreter.mix(entity, draw.rawValue &+ count))
    return law.sample(&stream)
  }

  // MARK: Transitions

  /// StateTransition: a state is entered when there is a token for it; the wait is first come, first served.
  private mutating func grant(_ slot: StrandID) {
    let strand = interpreter.strands[slot]
    let execution = interpreter.executions[strand.pointee.execution]
    if execution.pointee.isOverfull { return }
    var waiting = Span.zero
    if !interpreter.state(slot).pointee.isExpress {
      tally.transitions += 1
      waiting = buckets[.stateTransition].reserve(at: now)
    }
    let isFirst = execution.pointee.events == 1
    let entry =
      isFirst || isFree.entry
      ? .zero
      : draw(
        overheads.stateEntry, entity: strand.pointee.key, .entry,
        count: UInt64(UInt32(bitPattern: execution.pointee.events)))
    if waiting == .zero && entry == .zero { return interpreter.enter(slot, at: now) }
    interpreter.records.waitsToEnter(slot, waiting, at: now)
    schedule(.enter, slot, after: (waiting + entry).nanoseconds)
  }

  private mutating func end(_ slot: ExecutionID) {
    if isFree.end { return interpreter.succeedExecution(slot, at: now) }
    let span = draw(overheads.end, entity: interpreter.executions[slot].pointee.key, .end)
    scheduleExecution(.end, slot, after: span)
  }

  // MARK: Retries

  mutating func backOff(
    _ slot: StrandID, after nanoseconds: Int64, jitter: Bool
  ) {
    var delay = nanoseconds
    if jitter {
      var draws = jitterDraws(slot)
      delay = Self.jittered(nanoseconds, &draws)
    }
    tally.callerWaits()
    schedule(.retry, slot, after: delay)
  }

  /// The jitter of a Task's retries, from the attempt that the strand is at.
  mutating func jitterDraws(_ slot: StrandID) -> RandomStream {
    let strand = interpreter.strands[slot]
    return streams.retryJitter.stream(entity: strand.pointee.key, drawn: UInt64(strand.pointee.attempts))
  }

  /// Full jitter: uniform from zero.
  @inline(__always)
  static func jittered(_ nanoseconds: Int64, _ draws: inout RandomStream) -> Int64 {
    Int64(Double(nanoseconds) * draws.uniform() + 0.5)
  }

  /// A backoff is over. A retry is a transition: it costs a token, and waits for it.
  private mutating func retry(_ slot: StrandID) {
    if interpreter.records.isLost(slot) { return }
    if !interpreter.state(slot).pointee.isExpress {
      tally.transitions += 1
      let waiting = buckets[.stateTransition].reserve(at: now)
      if waiting != .zero { return waitForTransition(slot, waiting) }
    }
    callAgain(slot)
  }

  private mutating func callAgain(_ slot: StrandID) {
    if interpreter.records.isLost(slot) { return }
    if interpreter.strands[slot].pointee.phase == .throttled {
      startNested(slot)
    } else {
      interpreter.retry(slot, at: now)
    }
  }

  mutating func waitForTransition(_ slot: StrandID, _ waiting: Span) {
    interpreter.records.waitsToRetry(slot, waiting, at: now)
    schedule(.granted, slot, after: waiting.nanoseconds)
  }
}
