import Chance
public import Engine
import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// One AWS account in virtual time. It answers what the interpreter asks for: it grants transitions, admits executions,
/// calls services, lets time pass through the agenda. Nested and outside callers meet the same buckets in the same
/// code.
///
/// Hot. Methods here and in the interpreter are `mutating` even where they change nothing: to call one that is not,
/// Swift 6.3 copies the struct (1,816 bytes; callgrind found a fifth of a run's instructions in it), and a mutating one
/// gets its address.
public struct Account: ~Copyable {
  public let model: AccountModel
  public var interpreter: Interpreter
  public var tally: Tally

  let directory: AccountDirectory
  let sites: UnsafeMutablePointer<TaskSite>
  let seed: UInt64
  /// By state, like `sites`.
  let fixedInputs: UnsafeMutablePointer<JSON?>
  var buckets: Buckets
  /// Strands whose Map Runs wait until another has ended, and Map Runs whose children wait until an execution has.
  var mapRunBacklog = WaitingLine<(slot: UInt32, generation: UInt32)>()
  var starvedMapRuns = WaitingLine<(slot: UInt32, generation: UInt32)>()
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

  /// Answers Tasks in place of services and nested machines, at once; `nil` where none does.
  var script: ((TaskCall) -> TaskReply?)?
  /// How many Tasks were scheduled, for the script.
  var scheduled = 0
  /// The execution whose end is kept in `outcome`.
  var watched: UInt32?
  var outcome: LocalExecution.Outcome?
  /// What is left of it where it ended without success, and such is kept.
  var redrivable: Redrivable?

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

  public init(_ model: AccountModel, seed: UInt64, replication: Int, keepsHistory: Bool) {
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
    var describes = keepsHistory
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
      keepsHistory: keepsHistory, epoch: Self.epoch)
    for index in 0..<interpreter.program.stateCount { interpreter.notePayload(fixedInputs[index]?.byteCount ?? 0) }
    interpreter.objects = model.objects
    buckets = Buckets(quotas)
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
    fixedInputs.deinitialize(count: interpreter.program.stateCount)
    fixedInputs.deallocate()
    services.deinitialize(count: model.services.count)
    services.deallocate()
  }

  /// Of a Task state of the account's table.
  public func troubles(ofState index: Int) -> (throttled: Int, errors: Int) {
    (sites[index].throttled, sites[index].errors)
  }

  @inlinable public var open: Int { interpreter.open }

  /// Has the account put down enough for a recorder to collect?
  @inlinable public var hasObservations: Bool {
    tally.admissions.count > 1_000 || tally.finished.count > 1_000 || interpreter.visits.count > 1_000
  }

  public func tokensLeft(at now: Instant) -> Double? {
    buckets.standard.isUnlimited ? nil : buckets.standard.bucket.tokens(at: now)
  }

  @inline(__always)
  func site(_ slot: UInt32) -> UnsafeMutablePointer<TaskSite> {
    sites + Int(interpreter.strands[slot].pointee.state)
  }

  // MARK: Entries of the agenda

  /// Acts on an entry of the agenda that belongs to the account; stale ones are dropped.
  /// True: a call was refused again, and nothing has happened that anybody observes.
  @discardableResult
  public mutating func handle(_ entry: Agenda.Entry, at now: Instant, _ agenda: inout Agenda) -> Bool {
    switch entry.kind {
    case .throttled:
      if tryAgain(entry.slot, at: now, &agenda) { return true }
    case .enter, .reply, .timeout, .heartbeat, .wake, .join, .retry, .granted, .mapRunBegin, .mapRunEnd:
      if entry.kind == .retry { tally.waiting -= 1 }
      guard interpreter.strands[entry.slot].pointee.generation == entry.generation else { return false }
      handleStrand(entry, at: now, &agenda)
    case .begin, .end, .stop, .expire:
      let execution = interpreter.executions[entry.slot]
      guard execution.pointee.generation & Interpreter.generationMask == entry.generation else { return false }
      handleExecution(entry, at: now, &agenda)
    case .dispatch, .slotFree:
      guard interpreter.mapRuns[entry.slot].pointee.generation == entry.generation else { return false }
      handleMapRun(entry, at: now, &agenda)
    case .job: work(entry.slot, at: now, &agenda)
    case .serviceDone: serviceDone(entry.slot, at: now, &agenda)
    case .caller, .arrival: preconditionFailure("the load's entries are the load generator's")
    }
    if !interpreter.effects.isEmpty { drain(at: now, &agenda) }
    return false
  }

  private mutating func handleStrand(_ entry: Agenda.Entry, at now: Instant, _ agenda: inout Agenda) {
    let slot = entry.slot
    switch entry.kind {
    case .enter: interpreter.enter(slot, at: now)
    case .reply: reply(slot, at: now, &agenda)
    case .timeout: timeOutTask(slot, at: now)
    case .heartbeat: checkHeartbeat(slot, at: now, &agenda)
    case .wake: interpreter.wake(slot, at: now)
    case .join: interpreter.join(slot, at: now)
    case .retry: retry(slot, at: now, &agenda)
    case .granted: callAgain(slot, at: now, &agenda)
    case .mapRunBegin: beginMapRun(slot, at: now, &agenda)
    case .mapRunEnd: interpreter.endMapRun(slot, at: now)
    default: break
    }
  }

  private mutating func handleExecution(_ entry: Agenda.Entry, at now: Instant, _ agenda: inout Agenda) {
    let execution = interpreter.executions[entry.slot]
    switch entry.kind {
    case .begin:
      if execution.pointee.status == .running {
        interpreter.ask(.transition, of: execution.pointee.root)
      }
    case .end: interpreter.succeedExecution(entry.slot, at: now)
    case .stop:
      interpreter.abort(entry.slot, error: nil, cause: abortCause(entry.slot), at: now)
    case .expire: interpreter.timeOut(entry.slot, at: now)
    default: break
    }
  }

  /// Measured on AWS by others: a stopped child has no error, and this cause.
  mutating func abortCause(_ slot: UInt32) -> String? {
    guard interpreter.keepsHistory else { return nil }
    let parent = interpreter.executions[slot].pointee.extra?.parentARN ?? ""
    return "The Task state in AWS Step Functions execution [\(parent)] which was managing this resource was aborted"
  }

  // MARK: Effects

  /// Does what the interpreter asked for, and what that causes, until nothing more happens at this instant.
  public mutating func drain(at now: Instant, _ agenda: inout Agenda) {
    while !interpreter.effects.isEmpty {
      perform(interpreter.effects.removeLast(), at: now, &agenda)
      if interpreter.isEndless { return interpreter.effects.removeAll() }
    }
  }

  @inline(__always)
  private mutating func perform(_ effect: Effect, at now: Instant, _ agenda: inout Agenda) {
    switch effect.kind {
    case .transition, .call, .retry, .wait, .fill, .join, .startMapRun, .endMapRun:
      guard interpreter.strands[effect.slot].pointee.generation == effect.generation else { return }
      performOnStrand(effect, at: now, &agenda)
    case .finished: finished(effect.slot, at: now, &agenda)
    case .end, .stop, .overflow:
      guard interpreter.executions[effect.slot].pointee.generation == effect.generation else { return }
      performOnExecution(effect, at: now, &agenda)
    case .fillMapRun:
      guard interpreter.mapRuns[effect.slot].pointee.generation == effect.generation else { return }
      fillMapRun(effect.slot, at: now, &agenda)
    case .mapRunEnded: beginWaitingMapRuns(at: now, &agenda)
    }
  }

  @inline(__always)
  private mutating func performOnStrand(_ effect: Effect, at now: Instant, _ agenda: inout Agenda) {
    let slot = effect.slot
    switch effect.kind {
    case .transition: grant(slot, at: now, &agenda)
    case .call: call(slot, at: now, &agenda)
    case .retry: backOff(slot, after: effect.nanoseconds, jitter: effect.jitter, at: now, &agenda)
    case .wait: schedule(.wake, slot, after: effect.nanoseconds, at: now, &agenda)
    case .fill: interpreter.fill(slot, at: now)
    case .join: schedule(.join, slot, after: 0, at: now, &agenda)
    case .startMapRun: startMapRun(slot, at: now, &agenda)
    case .endMapRun: endMapRun(slot, at: now, &agenda)
    case .end, .finished, .stop, .overflow, .fillMapRun, .mapRunEnded: break
    }
  }

  private mutating func performOnExecution(_ effect: Effect, at now: Instant, _ agenda: inout Agenda) {
    switch effect.kind {
    case .end: end(effect.slot, at: now, &agenda)
    case .stop: stop(effect.slot, at: now, &agenda)
    default: interpreter.overflow(effect.slot, at: now)
    }
  }

  /// Schedules an entry for the strand as it is now: what changes its generation makes the entry stale.
  @inline(__always)
  mutating func schedule(
    _ kind: Agenda.Kind, _ slot: UInt32, after nanoseconds: Int64, at now: Instant, _ agenda: inout Agenda
  ) {
    let due = now + Span(nanoseconds: nanoseconds)
    // What is due after the end of time never happens.
    if due == .never { return }
    agenda.push(kind, slot, generation: interpreter.strands[slot].pointee.generation, at: due)
  }

  mutating func scheduleExecution(
    _ kind: Agenda.Kind, _ slot: UInt32, after span: Span, at now: Instant, _ agenda: inout Agenda
  ) {
    let due = now + span
    if due == .never { return }
    agenda.push(kind, slot, generation: interpreter.executions[slot].pointee.generation, at: due)
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
  private mutating func grant(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    let strand = interpreter.strands[slot]
    let execution = interpreter.executions[strand.pointee.execution]
    if execution.pointee.isOverfull { return }
    var waiting = Span.zero
    if !interpreter.state(slot).pointee.isExpress {
      tally.transitions += 1
      waiting = buckets.transition.reserve(at: now)
    }
    let isFirst = execution.pointee.events == 1
    let entry =
      isFirst || isFree.entry
      ? .zero
      : draw(
        overheads.stateEntry, entity: strand.pointee.key, .entry,
        count: UInt64(UInt32(bitPattern: execution.pointee.events)))
    if waiting == .zero && entry == .zero { return interpreter.enter(slot, at: now) }
    strand.pointee.mark(.overhead, at: now)
    strand.pointee.parts[.transitionWait] &+= waiting.nanoseconds
    strand.pointee.markedAt = now + waiting
    strand.pointee.phase = .entering
    schedule(.enter, slot, after: (now + waiting + entry - now).nanoseconds, at: now, &agenda)
  }

  private mutating func end(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    if isFree.end { return interpreter.succeedExecution(slot, at: now) }
    let span = draw(overheads.end, entity: interpreter.executions[slot].pointee.key, .end)
    scheduleExecution(.end, slot, after: span, at: now, &agenda)
  }

  // MARK: Retries

  mutating func backOff(
    _ slot: UInt32, after nanoseconds: Int64, jitter: Bool, at now: Instant, _ agenda: inout Agenda
  ) {
    var delay = nanoseconds
    if jitter {
      var draws = jitterDraws(slot)
      delay = Self.jittered(nanoseconds, &draws)
    }
    tally.callerWaits()
    schedule(.retry, slot, after: delay, at: now, &agenda)
  }

  /// The jitter of a Task's retries, from the attempt that the strand is at.
  mutating func jitterDraws(_ slot: UInt32) -> RandomStream {
    let strand = interpreter.strands[slot]
    return streams.retryJitter.stream(entity: strand.pointee.key, drawn: UInt64(strand.pointee.attempts))
  }

  /// Full jitter: uniform from zero.
  @inline(__always)
  static func jittered(_ nanoseconds: Int64, _ draws: inout RandomStream) -> Int64 {
    Int64(Double(nanoseconds) * draws.uniform() + 0.5)
  }

  /// A backoff is over. A retry is a transition: it costs a token, and waits for it.
  private mutating func retry(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    if interpreter.isLost(slot) { return }
    if !interpreter.state(slot).pointee.isExpress {
      tally.transitions += 1
      let waiting = buckets.transition.reserve(at: now)
      if waiting != .zero { return waitForTransition(slot, waiting, at: now, &agenda) }
    }
    callAgain(slot, at: now, &agenda)
  }

  private mutating func callAgain(_ slot: UInt32, at now: Instant, _ agenda: inout Agenda) {
    if interpreter.isLost(slot) { return }
    if interpreter.strands[slot].pointee.phase == .throttled {
      startNested(slot, at: now, &agenda)
    } else {
      interpreter.retry(slot, at: now)
    }
  }

  mutating func waitForTransition(_ slot: UInt32, _ waiting: Span, at now: Instant, _ agenda: inout Agenda) {
    let strand = interpreter.strands[slot]
    strand.pointee.mark(strand.pointee.reason, at: now)
    strand.pointee.parts[.transitionWait] &+= waiting.nanoseconds
    strand.pointee.markedAt = now + waiting
    if strand.pointee.phase == .throttled {
      strand.pointee.needExtra().transitionWait &+= waiting.nanoseconds
    }
    schedule(.granted, slot, after: waiting.nanoseconds, at: now, &agenda)
  }
}
