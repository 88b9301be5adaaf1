public import Engine
public import JSON
public import Prelude

/// One execution, with all that it starts, in virtual time and at once: what `headroom execute` runs.
public struct LocalExecution {
  public struct Outcome: Sendable {
    public var status: Execution.Status
    public var output: JSON?
    public var error: String?
    public var cause: String?
    public var events: [HistoryEvent] = []
    public var arn: String
    public var duration: Span
    /// What DescribeExecution says of it; nil where it was never started.
    public var description: ChildDescription?
    /// What distributed Maps wrote to their buckets, in that order.
    public var written: [StoredObject] = []
    /// Map Runs with children that failed, whether or not that was tolerated.
    public var mapRuns: [MapRunTroubles.Run] = []
    /// Calls that nobody answered: the execution waits for them.
    public var unanswered: [UnansweredCall] = []
    /// Entries of the account's mock file that were asked.
    public var asked: Set<Int> = []

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

  /// Runs to the end, or until nothing more can happen (`RUNNING`). `tasks` answers attempts; where it is nil, or gives
  /// nil, the account's mocks, machines and services do. StopExecution is called after `stoppedAfter`. An execution
  /// that ends without success is redriven at once, up to `redrives` times. A `test` is all that is run, and then holds
  /// what was seen of it. A `trace` is told what happens, where a history is kept. Throws where the execution loops
  /// without time moving on.
  public func run(
    stoppedAfter: Span? = nil, redrives: Int = 0, test: StateTest? = nil, trace: ((Probe.Sighting) -> Void)? = nil,
    tasks: ((TaskCall) -> TaskReply?)?
  ) throws(Interpreter.Endless) -> Outcome {
    let start = Interpreter.Start(machine: Int32(machine), key: Interpreter.mix(seed, 7), firstCallAt: .zero)
    let kept = HistoryKeeper(of: start.key)
    var options = Interpreter.Options()
    options.keepsFailurePoints = redrives > 0
    options.writesObjects = true
    options.test = test
    let troubles = MapRunTroubles()
    let watching: ((Probe.Subject) -> Bool)? = history ? nil : { _ in false }
    options.observer = Probe(watching: watching, childFailed: { troubles.see($0) }) { sighting in
      kept.see(sighting)
      test?.see(sighting)
      trace?(sighting)
    }
    var account = Account(account, seed: seed, replication: 0, options: options)
    account.isAnswered(by: LocalWorld(self.account.mocks, script: tasks))
    let request = StartExecutionRequest(start, input: input, name: name)
    var slot: ExecutionID
    // TestState's context object is that of StartSyncExecution (recorded on AWS).
    switch account.admission.start(request, isSynchronous: test != nil, &account.core) {
    case .throttled: return refused("ThrottlingException", "Rate exceeded")
    case .refused(let refusal): return refused(refusal.name, refusal.message)
    case .answered(let admitted): slot = admitted
    }
    if test != nil { account.core.interpreter.beginTest(of: slot) }
    var outcome = try follow(slot, in: &account, stoppedAt: stoppedAfter.map { .zero + $0 } ?? .never)
    for _ in 0..<redrives {
      guard let ended = account.local?.redrivable,
        case .answered(let next) = account.admission.redrive(ended, &account.core)
      else { break }
      slot = next
      outcome = try follow(slot, in: &account, stoppedAt: .never)
    }
    var last = outcome ?? Outcome(of: slot, in: &account.core)
    last.events = kept.events
    last.mapRuns = troubles.runs
    last.unanswered = account.local?.unanswered ?? []
    last.asked = account.local?.asked ?? []
    return last
  }

  /// What comes of an execution that was admitted at this instant; nil: nothing more can happen, and it has no end.
  private func follow(
    _ slot: ExecutionID, in account: inout Account, stoppedAt stop: Instant
  ) throws(Interpreter.Endless) -> Outcome? {
    account.local?.watch(slot)
    let running = RunningExecution(slot, &account.core)
    try account.settle()
    var watch = Watch(isChecked: isChecked)
    if account.local?.outcome == nil { try account.run(by: stop, &watch) }
    if account.local?.outcome == nil, stop != .never {
      account.advance(to: stop)
      _ = account.stopExecution(StopExecutionRequest(running))
      try account.settle()
    }
    return account.local?.outcome
  }

  private struct Watch: Attendant {
    let isChecked: Bool

    func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
      if let probe = account.core.interpreter.records.observer {
        probe.now = account.now
        account.core.see(entry)
      }
    }

    func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
      if isChecked, let broken = account.core.interpreter.records.brokenInvariant() { preconditionFailure(broken) }
      return account.local?.outcome == nil
    }
  }

  private func refused(_ error: String, _ cause: String) -> Outcome {
    Outcome(status: .failed, output: nil, error: error, cause: cause, arn: "", duration: .zero)
  }
}

extension LocalExecution.Outcome {
  init(of id: ExecutionID, in core: inout AccountCore) {
    let execution = core.execution(id)
    let failure = execution.pointee.extra?.failure
    status = execution.pointee.status
    output = status == .succeeded ? core.strand(execution.pointee.root).pointee.input : nil
    error = failure?.error
    cause = failure?.cause.text
    arn = core.interpreter.records.executionARN(id)
    duration = core.now - execution.pointee.startedAt
    description = core.interpreter.records.describe(id, at: core.now)
    written = core.interpreter.objects.written
  }
}

extension AccountModel {
  /// An account without limits of its own or delays, holding these machines.
  public static func local(_ machines: MachineModel..., accountID: String = ARN.exampleAccount) -> AccountModel {
    local(machines, accountID: accountID)
  }

  public static func local(
    _ machines: [MachineModel], region: String = ARN.exampleRegion, accountID: String = ARN.exampleAccount
  ) -> AccountModel {
    var quotas = Quotas(
      startExecution: .unlimited, startExpressExecution: .unlimited, stateTransition: .unlimited,
      stopExecution: .unlimited)
    quotas[.startMapRun] = .unlimited
    quotas[.mapRunStandardDispatch] = .unlimited
    quotas[.mapRunExpressDispatch] = .unlimited
    return AccountModel(
      region: region, accountID: accountID, machines: machines, services: [], quotas: quotas, overheads: .none)
  }
}
