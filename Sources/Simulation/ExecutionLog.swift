import Engine
import Prelude
import StepFunctions

/// Runs a replication, and tells of every execution when it ends, of callers when they give up, and at last of what
/// still runs. The rest of the result is that of a run which nobody watches; it takes longer.
@inline(never)
func logged(
  _ plan: Plan, _ replication: Int, _ isCancelled: () -> Bool, _ progress: (Double?, Int) -> Void,
  _ tell: @escaping (ExecutionRow) -> Void
) throws(SimulationError) -> Recording {
  let log = ExecutionLog(mayRedrive: plan.load.contains { $0.redrive != nil }, tell)
  var options = plan.options
  options.observer = log.probe
  var account = Account(
    plan.account, seed: plan.seed, replication: replication, options: options, keepsLedger: plan.recordsLedger)
  var run = LoggedRun(run: ReplicationRun(plan), log: log)
  run.run.restart(plan, replication, &account)
  repeat {
    do {
      try account.run(by: run.run.horizon, &run)
    } catch {
      throw .endless(error)
    }
    guard run.run.isPausing else { break }
    if isCancelled() { throw .interrupted }
    progress(run.run.share(at: account.now), run.run.finished)
  } while true
  run.hearOfGivenUp(account)
  log.finish(&account)
  return try run.run.finish(&account)
}

/// A replication whose executions are written down.
private struct LoggedRun: ~Copyable, Attendant {
  var run: ReplicationRun
  let log: ExecutionLog
  /// Of those who gave up, how many groups have been told, and how many of the last one.
  private var told = (groups: 0, ofLast: 0)

  init(run: consuming ReplicationRun, log: ExecutionLog) {
    self.run = run
    self.log = log
  }

  mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
    log.probe.now = account.now
    hearOfGivenUp(account)
    run.willStep(entry, &account)
    forget(account)
  }

  mutating func act(on entry: Agenda.Entry, _ account: inout Account) { run.act(on: entry, &account) }

  mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
    hearOfGivenUp(account)
    let goesOn = run.didStep(step, &account)
    forget(account)
    return goesOn
  }

  /// Whoever collects them empties the list; those who come at one instant are one entry.
  mutating func hearOfGivenUp(_ account: borrowing Account) {
    let groups = account.core.tally.givenUp
    guard told != (groups.count, groups.last?.count ?? 0) else { return }
    for place in max(0, told.groups - 1)..<groups.count {
      let known = place == told.groups - 1 ? told.ofLast : 0
      for _ in known..<groups[place].count { log.add(groups[place].calls) }
    }
    told = (groups.count, groups.last?.count ?? 0)
  }

  private mutating func forget(_ account: borrowing Account) {
    if account.core.tally.givenUp.isEmpty { told = (0, 0) }
  }
}

/// Hears of every execution of a replication.
private final class ExecutionLog {
  /// Of one that is open: what is known only when it starts.
  private struct Open {
    let root: String
    let starter: (execution: String, state: String)?
    let refusals: UInt32
    let name: String
  }

  private let mayRedrive: Bool
  private let tell: (ExecutionRow) -> Void
  private var open: [UInt64: Open] = [:]
  /// Ended without success, and may go on.
  private var held: [UInt64: ExecutionRow] = [:]

  init(mayRedrive: Bool, _ tell: @escaping (ExecutionRow) -> Void) {
    self.mayRedrive = mayRedrive
    self.tell = tell
  }

  private(set) lazy var probe: Probe = Probe(
    watching: { [unowned self] subject in
      starts(subject)
      return false
    },
    ended: { [unowned self] subject in ends(subject, at: probe.now) }, namesStarters: true
  ) { _ in }

  private func starts(_ subject: Probe.Subject) {
    let name = subject.name
    let above = subject.starter.flatMap { open[$0.key] }
    let starter = above.map { ($0.name, subject.starter?.place.stateName ?? "") }
    open[subject.key] = Open(root: above?.root ?? name, starter: starter, refusals: subject.refusals, name: name)
  }

  private func ends(_ subject: Probe.Subject, at now: Instant) {
    let row = row(of: subject, endedAt: now)
    if mayRedrive, subject.depth == 0 {
      // Its end counts once nothing comes after it.
      if subject.status != .succeeded { return held[subject.key] = row }
      held[subject.key] = nil
    }
    if !mayRedrive || subject.status == .succeeded { open[subject.key] = nil }
    tell(row)
  }

  private func row(of subject: Probe.Subject, endedAt: Instant?) -> ExecutionRow {
    let known = open[subject.key]
    return ExecutionRow(
      name: known?.name ?? subject.name, root: known?.root ?? "", machine: subject.machine, depth: subject.depth,
      starter: known?.starter, firstCallAt: subject.firstCallAt, startedAt: subject.startedAt, endedAt: endedAt,
      refusals: known.map { Int($0.refusals) }, outcome: endedAt == nil ? .running : .ended(subject.status),
      error: subject.failure?.error, isCounted: subject.isCounted, parts: endedAt == nil ? Parts() : subject.parts)
  }

  func add(_ calls: Tally.GivenUp) {
    tell(
      ExecutionRow(
        machine: Int(calls.machine), depth: calls.depth, firstCallAt: calls.firstCallAt, endedAt: calls.at,
        outcome: .rejected, isCounted: calls.isCounted))
  }

  /// Those that were not redriven, and those that run on: by time, and then by key.
  func finish(_ account: inout Account) {
    var rest: [(key: UInt64, row: ExecutionRow)] = []
    account.core.interpreter.records.forEachOpenSubject { subject in
      held[subject.key] = nil
      rest.append((subject.key, row(of: subject, endedAt: nil)))
    }
    rest += held.map { ($0.key, $0.value) }
    rest.sort { one, other in
      let (first, second) = (one.row.endedAt ?? .never, other.row.endedAt ?? .never)
      return (first, one.row.firstCallAt, one.key) < (second, other.row.firstCallAt, other.key)
    }
    for (_, row) in rest { tell(row) }
  }
}
