public import Engine
public import JSON
public import Prelude
public import StatesLanguage

/// A Task's attempt, for whoever answers in place of the world.
public struct TaskCall: Sendable {
  public var machine: Int
  public var state: String
  public var resource: Resource
  public var parameters: JSON
  /// Failed attempts of this visit before.
  public var attempt: Int
  /// Attempts of any Task before.
  public var ordinal: Int
}

public indirect enum TaskReply: Sendable {
  case success(JSON)
  case failure(error: String?, cause: String?)
  /// The Task's timeout, or its heartbeat's, strikes.
  case timedOut
  case never
  /// A `.sync` or `.waitForTaskToken` call returned this, before the Task had its outcome.
  case submitted(JSON, then: TaskReply)
  /// A worker of this name took the activity's task; without this, a worker that gives none does.
  case started(worker: String?, then: TaskReply)
}

/// What stands in place of the world around an account in which one execution is run and watched. A class, because an
/// account without one asks for it at every call.
final class LocalWorld {
  /// Answers Tasks in place of services and nested machines, at once; nil: they do.
  let answer: (TaskCall) -> TaskReply?
  /// How many Tasks it has answered.
  var scheduled = 0
  /// The execution whose end is kept, and what came of it.
  private(set) var watched = ExecutionID.none
  var outcome: LocalExecution.Outcome?
  /// What is left of it where it ended without success, and such is kept.
  var redrivable: Redrivable?

  init(answer: @escaping (TaskCall) -> TaskReply?) { self.answer = answer }

  func watch(_ execution: ExecutionID) { (watched, outcome, redrivable) = (execution, nil, nil) }
}

/// One execution, with all that it starts, in virtual time and at once: what `headroom execute` runs.
public struct LocalExecution {
  public struct Outcome: Sendable {
    public var status: Execution.Status
    public var output: JSON?
    public var error: String?
    public var cause: String?
    public var events: [HistoryEvent]
    public var arn: String
    public var duration: Span
    /// What DescribeExecution says of it; nil where it was never started.
    public var description: ChildDescription?
    /// What distributed Maps wrote to their buckets, in that order.
    public var written: [StoredObject] = []

    /// The bucket that a distributed Map failed for want of.
    public var missingBucket: String? {
      guard error == "States.ItemReaderFailed" || error == "States.ResultWriterFailed" else { return nil }
      return cause.flatMap(ObjectStore.missingBucket)
    }
  }

  private let account: AccountModel
  private let machine: Int
  private let input: JSON
  private let name: String
  private let history: Bool
  private let seed: UInt64
  /// Walk over all records after each step; a broken invariant ends the process.
  public var isChecked = false

  public init(
    account: AccountModel, machine: Int, input: JSON, name: String, history: Bool, seed: UInt64 = 1
  ) {
    self.account = account
    self.machine = machine
    self.input = input
    self.name = name
    self.history = history
    self.seed = seed
  }

  /// Runs to the end, or until nothing more can happen (`RUNNING`). `tasks` answers attempts; where it gives nil, the
  /// account's machines and services do. StopExecution is called after `stoppedAfter`. An execution that ends without
  /// success is redriven at once, up to `redrives` times. A `test` is all that is run, and then holds what was seen of
  /// it. A `probe` is told what happens, where a history is kept. Throws where the execution loops without time moving
  /// on.
  public func run(
    stoppedAfter: Span? = nil, redrives: Int = 0, test: StateTest? = nil, probe: Probe? = nil,
    tasks: @escaping (TaskCall) -> TaskReply?
  ) throws(Interpreter.Endless) -> Outcome {
    var account = Account(account, seed: seed, replication: 0, keepsHistory: history)
    account.local = LocalWorld(answer: tasks)
    account.describesChildren = true
    account.interpreter.writesObjects = true
    account.interpreter.keepsFailurePoints = redrives > 0
    if history { account.interpreter.probe = probe }
    var start = Interpreter.Start(machine: Int32(machine), key: Interpreter.mix(seed, 7), firstCallAt: .zero)
    // TestState's context object is that of StartSyncExecution (recorded on AWS).
    start.isSynchronous = test != nil
    var slot: ExecutionID
    switch account.admitExecution(start, input: input, name: name, refusals: 0) {
    case .throttled: return refused("ThrottlingException", "Rate exceeded")
    case .refused(let refusal): return refused(refusal.name, refusal.message)
    case .admitted(let admitted): slot = admitted
    }
    if let test { account.interpreter.begin(test, of: slot) }
    var outcome = try follow(slot, in: &account, stoppedAt: stoppedAfter.map { .zero + $0 } ?? .never)
    for _ in 0..<redrives {
      guard let ended = account.local?.redrivable, case .admitted(let next) = account.admitRedrive(ended) else { break }
      slot = next
      outcome = try follow(slot, in: &account, stoppedAt: .never)
    }
    return outcome ?? Outcome(of: slot, in: &account.interpreter, at: account.now)
  }

  /// What comes of an execution that was admitted at this instant; nil: nothing more can happen, and it has no end.
  private func follow(
    _ slot: ExecutionID, in account: inout Account, stoppedAt stop: Instant
  ) throws(Interpreter.Endless) -> Outcome? {
    account.local?.watch(slot)
    try account.settle()
    var watch = Watch(isChecked: isChecked)
    if account.local?.outcome == nil { try account.run(by: stop, &watch) }
    if account.local?.outcome == nil, stop != .never { try account.stopExecution(slot, at: stop) }
    return account.local?.outcome
  }

  private struct Watch: Attendant {
    let isChecked: Bool

    func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
      if let probe = account.interpreter.probe {
        probe.now = account.now
        account.see(entry)
      }
    }

    func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
      if isChecked, let broken = account.interpreter.brokenInvariant() { preconditionFailure(broken) }
      return account.local?.outcome == nil
    }
  }

  private func refused(_ error: String, _ cause: String) -> Outcome {
    Outcome(status: .failed, output: nil, error: error, cause: cause, events: [], arn: "", duration: .zero)
  }
}

extension LocalExecution.Outcome {
  init(of slot: ExecutionID, in interpreter: inout Interpreter, at now: Instant) {
    let execution = interpreter.executions[slot]
    let failure = execution.pointee.extra?.failure
    status = execution.pointee.status
    output =
      execution.pointee.status == .succeeded ? interpreter.strands[execution.pointee.root].pointee.input : nil
    error = failure?.error
    cause = failure?.cause.text
    events = execution.pointee.extra?.history ?? []
    arn = interpreter.executionARN(slot)
    duration = now - execution.pointee.startedAt
    description = interpreter.describe(slot, at: now)
    written = interpreter.objects.written
  }
}

extension AccountModel {
  /// An account without limits of its own or delays, holding one machine.
  public static func local(_ machine: MachineModel, accountID: String = ARN.exampleAccount) -> AccountModel {
    var quotas = Quotas(
      startExecution: .unlimited, startExpressExecution: .unlimited, stateTransition: .unlimited,
      stopExecution: .unlimited)
    quotas[.startMapRun] = .unlimited
    quotas[.mapRunStandardDispatch] = .unlimited
    quotas[.mapRunExpressDispatch] = .unlimited
    return AccountModel(
      region: "us-east-1", accountID: accountID, machines: [machine], services: [], quotas: quotas, overheads: .none)
  }
}

extension Account {
  /// Lets the script answer an attempt; false where it leaves that to the account.
  mutating func followScript(_ slot: StrandID) -> Bool {
    let strand = interpreter.strands[slot]
    let state = interpreter.state(slot)
    guard let local, case .task(let task) = state.pointee.source.action else { return false }
    do {
      let parameters = try interpreter.payload(slot)
      try RequestCheck.check(parameters, for: task.resource)
      let call = TaskCall(
        machine: Int(state.pointee.machine), state: state.pointee.source.name, resource: task.resource,
        parameters: parameters, attempt: Int(strand.pointee.attempts), ordinal: local.scheduled)
      guard var reply = local.answer(call) else { return false }
      self.local?.scheduled += 1
      let (timeout, heartbeat) = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
      var worker: String?
      if case .started(let name, let then) = reply { (worker, reply) = (name, then) }
      if task.resource.kind == .activity { _ = interpreter.activityStarts(slot, worker: worker, at: now) }
      if case .submitted(let output, let then) = reply {
        interpreter.recordSubmitted(slot, output: output, at: now)
        reply = then
      }
      follow(reply, slot, timeout: timeout, heartbeat: heartbeat)
    } catch {
      interpreter.parametersFailed(slot, error, at: now)
    }
    return true
  }

  private mutating func follow(
    _ reply: TaskReply, _ slot: StrandID, timeout: Span, heartbeat: Span
  ) {
    switch reply {
    case .success(let output): answerNext(slot, .success(output))
    case .failure(let error, let cause):
      let failure = Failure(error: error, cause: cause.map(Cause.text) ?? .none)
      answerNext(slot, .failure(failure))
    case .timedOut where timeout == .longest && heartbeat == .longest:
      answerNext(slot, .failure(.timeout))
    case .timedOut, .never, .submitted, .started:
      scheduleTimeouts(slot, timeout: timeout, heartbeat: heartbeat)
    }
  }

  /// At this instant, but after what other branches do of themselves: nobody is answered before all have called.
  private mutating func answerNext(
    _ slot: StrandID, _ answer: Result<JSON, Failure>
  ) {
    interpreter.holds(answer, for: slot, hasToken: true)
    schedule(.reply, slot, after: 0)
  }
}
