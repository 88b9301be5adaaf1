public import Engine
public import Prelude
import StatesLanguage

/// One AWS account in virtual time: a router over desks. It owns what they share (`AccountCore`) and them, and hands
/// each entry of the timeline and each effect of the engine to the desk whose business it is. A desk has its own state
/// in its own file, and is handed the core and the other desks that it needs.
///
/// Hot.
public struct Account: ~Copyable {
  public var core: AccountCore
  var admission = AdmissionDesk()
  var nested: NestedDesk
  var services: ServiceDesk
  var activities: ActivityDesk
  var mapRuns = MapRunDesk()
  var reads: ReadDesk
  var lifecycle: LifecycleDesk
  /// In place of the world: for one execution that is watched, and where a mock file answers.
  private(set) var local: LocalWorld?

  /// 2025-01-01T00:00:00Z: virtual time zero on the calendar, fixed so that results do not depend on the day of the
  /// run.
  public static let epoch: Int64 = 1_735_689_600_000_000_000

  public init(
    _ model: AccountModel, seed: UInt64, replication: Int, options: Interpreter.Options = .init(),
    keepsLedger: Bool = false
  ) {
    core = AccountCore(model, seed: seed, replication: replication, options: options, keepsLedger: keepsLedger)
    nested = NestedDesk(&core)
    services = ServiceDesk(model)
    local = model.mocks.map { LocalWorld($0) }
    activities = ActivityDesk(model.services)
    lifecycle = LifecycleDesk(&core)
    reads = ReadDesk(&core)
    if reads.isUsed { lifecycle.describesChildren = true }
    if local != nil { lifecycle.describesChildren = true }
    core.notesStarts = reads.isUsed
    core.followsEnds = reads.isUsed || options.keepsFailurePoints
    let isRead = reads.isUsed || local != nil
    forgetInputs(
      isRead ? nil : InputUse(&core, model.services, describesChildren: lifecycle.describesChildren))
  }

  /// Another replication: as after `init`, and what was compiled and the memory of the records are used again. All
  /// else is made anew, because a replication must not know which one its worker ran before.
  public mutating func restart(replication: Int) {
    core.restart(replication: replication)
    admission.restart()
    services.restart()
    activities.restart()
    mapRuns.restart()
    reads.restart()
    local = core.model.mocks.map { LocalWorld($0) }
  }

  private mutating func forgetInputs(_ use: InputUse?) {
    for index in 0..<core.interpreter.records.program.stateCount where core.sites[index].startsExecution {
      core.sites[index].forgetsInput = use.map { !$0[core.sites[index].target] } ?? false
    }
  }

  /// `world` answers, who reads what it is asked, and words the failures of children.
  mutating func isAnswered(by world: LocalWorld) {
    local = world
    lifecycle.describesChildren = true
    forgetInputs(nil)
  }

  // MARK: What may be asked

  @inlinable @inline(__always)
  public var now: Instant { core.timeline.now }

  @inlinable public var open: Int { core.interpreter.records.open }

  /// So many finished executions are 15 KB: a recorder finds them in the first-level cache.
  @usableFromInline static var observationLimit: Int { 100 }

  /// Has the account put down enough for a recorder to collect?
  @inlinable public var hasObservations: Bool {
    core.tally.finished.count > Self.observationLimit || core.tally.retriedAdmissions.count > Self.observationLimit
      || core.interpreter.retriedVisits.count > Self.observationLimit
  }

  public func tokensLeft(at now: Instant) -> Double? {
    core.buckets[.startExecution].isUnlimited ? nil : core.buckets[.startExecution].tokens(at: now)
  }

  /// Of a service of the account, by its index.
  public func counts(ofService index: Int) -> ServiceCounts {
    var counts = services.counts(index)
    let levels = activities.levels(index)
    counts.inProgress += levels.inProgress
    counts.queued += levels.queued
    return counts
  }

  /// Which service a Task state of the account's table calls; nil where it calls none, or its parameters tell.
  public func service(ofState index: Int) -> Int? {
    switch core.sites[index].call {
    case .service, .activity: core.sites[index].target >= 0 ? Int(core.sites[index].target) : nil
    default: nil
    }
  }

  /// Of a Task state of the account's table.
  public func troubles(ofState index: Int) -> (throttled: Int, errors: Int) {
    (core.sites[index].throttled, core.sites[index].errors)
  }

  /// Of a state of the account's table that starts executions: what it calls a refused start, and how many there were.
  public func refusedStarts(ofState index: Int) -> (error: String, count: Int)? {
    switch core.sites[index].call {
    case .start, .startSync, .startForToken, .startSyncExecution:
      (core.sites[index].isSDK ? ErrorName.throttledSDKStart : core.model.throttleError, core.sites[index].throttled)
    case .none, .service, .activity, .sendSuccess, .sendFailure, .sendHeartbeat, .describe, .list: nil
    }
  }

  // MARK: Entries of the timeline

  /// Acts on an entry that belongs to the account, and on all that it causes; a stale one is dropped.
  @usableFromInline
  mutating func step(_ entry: Agenda.Entry) -> Step {
    switch entry.kind {
    case .enter: if let strand = core.strand(of: entry) { core.interpreter.enter(strand, at: now) }
    case .retry:
      core.tally.waiting -= 1
      if let strand = core.strand(of: entry) { retry(strand) }
    case .granted: if let strand = core.strand(of: entry) { callAgain(strand) }
    case .reply: if let strand = core.strand(of: entry) { services.reply(strand, &core) }
    case .timeout: if let strand = core.strand(of: entry) { core.timeOutTask(strand) }
    case .heartbeat: if let strand = core.strand(of: entry) { core.checkHeartbeat(strand) }
    case .wake: if let strand = core.strand(of: entry) { core.interpreter.wake(strand, at: now) }
    case .join: if let strand = core.strand(of: entry) { core.interpreter.join(strand, at: now) }
    case .mapRunStart: if let strand = core.strand(of: entry) { mapRuns.start(strand, &core) }
    case .mapRunBegin: if let strand = core.strand(of: entry) { mapRuns.begin(strand, &core) }
    case .mapRunEnd: if let strand = core.strand(of: entry) { core.interpreter.endMapRun(strand, at: now) }
    case .integrationRetry:
      core.tally.waiting -= 1
      if let strand = core.strand(of: entry), !core.interpreter.records.isLost(strand) { call(strand) }
    case .throttled: return tryAgain(entry)
    case .begin: if let execution = core.execution(of: entry) { core.interpreter.begin(execution) }
    case .end: if let execution = core.execution(of: entry) { core.interpreter.succeedExecution(execution, at: now) }
    case .stop: if let execution = core.execution(of: entry) { lifecycle.abort(child: execution, &core) }
    case .expire: if let execution = core.execution(of: entry) { core.interpreter.timeOut(execution, at: now) }
    case .dispatch: if let run = core.mapRun(of: entry) { mapRuns.dispatchDue(run, &admission, &core) }
    case .slotFree: if let run = core.mapRun(of: entry) { core.interpreter.records.frees(run) }
    case .job: activities.work(JobID(slot: entry.slot), &services, &core)
    case .serviceDone: services.done(ServiceCallID(slot: entry.slot), &core)
    case .tokenAnswer: services.goesOn(TokenCallID(slot: entry.slot), &core)
    case .caller, .arrival: preconditionFailure("the load's entries are the load generator's")
    }
    if !core.interpreter.records.effects.isEmpty { drain() }
    return .done
  }

  /// Nearly every entry under overload: by itself, because what `step` sets up for the others would cost it more than
  /// the call does.
  @usableFromInline
  mutating func tryAgain(_ entry: Agenda.Entry) -> Step {
    if nested.tryAgain(CallID(slot: entry.slot), &admission, &core) { return .refusedAgain }
    if !core.interpreter.records.effects.isEmpty { drain() }
    return .done
  }

  // MARK: Effects

  /// Does what the interpreter asked for, and what that causes, until nothing more happens at this instant.
  mutating func drain() {
    let isObserved = core.interpreter.records.observer != nil
    while !core.interpreter.records.effects.isEmpty {
      let effect = core.interpreter.records.effects.removeLast()
      if isObserved { core.see(effect) }
      perform(effect)
      if core.interpreter.isEndless { return core.interpreter.records.effects.removeAll() }
    }
  }

  @inline(__always)
  private mutating func perform(_ effect: Effect) {
    switch effect.kind {
    case .transition: if let strand = core.strand(of: effect) { core.grant(strand) }
    case .call: if let strand = core.strand(of: effect) { call(strand) }
    case .fill: if let strand = core.strand(of: effect) { core.interpreter.fill(strand, at: now) }
    case .end: if let execution = core.execution(of: effect) { lifecycle.end(execution, &core) }
    case .finished: finished(ExecutionID(slot: effect.slot))
    case .retry, .wait, .join, .startMapRun, .endMapRun, .stop, .overflow, .fillMapRun, .mapRunEnded:
      performRarely(effect)
    }
  }

  /// By itself, because what a timer needs would cost the effects above more than the call does.
  @inline(never)
  private mutating func performRarely(_ effect: Effect) {
    switch effect.kind {
    case .transition, .call, .fill, .end, .finished: preconditionFailure("not rare")
    case .retry:
      guard let strand = core.strand(of: effect) else { return }
      core.backOff(strand, after: effect.nanoseconds, jitter: effect.jitter)
    case .wait:
      if let strand = core.strand(of: effect) { core.schedule(.wake, strand, after: effect.nanoseconds) }
    case .join: if let strand = core.strand(of: effect) { core.schedule(.join, strand, after: 0) }
    case .startMapRun: if let strand = core.strand(of: effect) { mapRuns.start(strand, &core) }
    case .endMapRun: if let strand = core.strand(of: effect) { mapRuns.end(strand, &core) }
    case .stop: if let execution = core.execution(of: effect) { lifecycle.stop(child: execution, &core) }
    case .overflow: if let execution = core.execution(of: effect) { core.interpreter.overflow(execution, at: now) }
    case .fillMapRun: if let run = core.mapRun(of: effect) { mapRuns.fill(run, &admission, &core) }
    case .mapRunEnded: mapRuns.beginWaiting(&core)
    }
  }

  // MARK: What concerns several desks

  /// A Task's attempt goes to the desk of what it calls.
  private mutating func call(_ id: StrandID) {
    if core.execution(core.strand(id).pointee.execution).pointee.isOverfull { return }
    if let local, local.answers(id, &services, &core) { return }
    switch core.site(id).pointee.call {
    case .none: preconditionFailure("only Tasks call")
    case .service: services.call(id, &core)
    case .activity: activities.call(id, &services, &core)
    case .start, .startSync, .startForToken, .startSyncExecution: nested.start(id, &admission, &core)
    case .sendSuccess, .sendFailure, .sendHeartbeat: nested.answerToken(id, &core)
    case .describe, .list: reads.read(id, &nested, &core)
    }
  }

  /// A backoff is over.
  private mutating func retry(_ id: StrandID) {
    if core.interpreter.records.isLost(id) { return }
    if core.paysForRetry(id) { callAgain(id) }
  }

  private mutating func callAgain(_ id: StrandID) {
    if core.interpreter.records.isLost(id) { return }
    if core.strand(id).pointee.phase == .throttled {
      nested.start(id, &admission, &core)
    } else {
      core.interpreter.retry(id, at: now)
    }
  }

  /// An execution has ended: it is counted, whoever waits for it is told, its record freed.
  private mutating func finished(_ id: ExecutionID) {
    let execution = core.execution(id)
    let isExpress = core.interpreter.records.program.machines[Int(execution.pointee.machine)].isExpress
    if !isExpress {
      admission.closes(id, &core)
      mapRuns.feedStarved(&core)
    }
    if core.followsEnds { return followedEnds(id, isExpress: isExpress) }
    lifecycle.count(id, isExpress: isExpress, &core)
    lifecycle.tellParents(of: id, &core)
    if !execution.pointee.mapRun.isNone {
      mapRuns.childEnded(id, core.interpreter.records.parts(of: id), &core)
    }
    local?.finished(id, nil, &core)
    if !core.awaitingCallers.isEmpty { core.tellCaller(of: id) }
    core.interpreter.records.release(id)
  }

  /// As above, where more is asked of an end than that it is counted.
  @inline(never)
  private mutating func followedEnds(_ id: ExecutionID, isExpress: Bool) {
    if !isTakenBack(id) { lifecycle.count(id, isExpress: isExpress, &core) }
    lifecycle.tellParents(of: id, &core)
    if !core.execution(id).pointee.mapRun.isNone {
      mapRuns.childEnded(id, core.interpreter.records.parts(of: id), &core)
    }
    // Asked of every execution: a Map Run's child reports to it.
    let redrivable =
      core.interpreter.records.keepsFailurePoints ? core.interpreter.records.redrivable(id, at: now) : nil
    local?.finished(id, redrivable, &core)
    core.tellCaller(of: id)
    core.interpreter.records.release(id)
  }
}
