package import Engine
package import Prelude
import StepFunctions

/// A replication that is run again because of one of its executions. All of it is simulated, since its throttles depend
/// on all others; histories are made of what is watched alone.
package struct Replay {
  /// The one that is looked for.
  package enum Choice: Sendable {
    /// By its name, or by its ARN.
    case named(String)
    /// The outside execution that took longest, those that still run counted to the end of the run.
    case worst
    /// The first outside execution that ended without success; where none did, the first of all others.
    case failed
  }

  /// What there is to say of an execution that was found.
  package struct Found: Sendable {
    package let replication: Int
    package let key: UInt64
    package let name: String
    /// Index into the account's machines.
    package let machine: Int
    package let depth: Int
    package let status: Execution.Status
    package let error: String?
    /// From the first call to the end, or to the end of the run.
    package let latency: Span
    /// Nanoseconds, by `Part.rawValue`; empty: it runs on, or was ended from outside.
    package let parts: [Int64]

    fileprivate init(_ subject: Probe.Subject, of replication: Int, at now: Instant) {
      self.replication = replication
      key = subject.key
      name = subject.name
      machine = subject.machine
      depth = subject.depth
      status = subject.status
      error = subject.failure?.error
      latency = now - subject.firstCallAt
      let hasSplit = subject.status != .running && subject.parts.total == latency.nanoseconds
      parts = hasSplit ? Part.allCases.map { subject.parts[$0] } : []
    }
  }

  package struct Search: Sendable {
    package fileprivate(set) var found: Found?
    /// How many executions were looked at, and more than the first that have the name.
    package fileprivate(set) var executions = 0
    /// Of them, those that still ran at the end.
    package fileprivate(set) var running = 0
    package fileprivate(set) var others = 0
    /// A name that is much like the one that nobody has.
    package fileprivate(set) var nearest: String?
  }

  let plan: Plan
  private let isCancelled: () -> Bool

  package init(_ plan: Plan, isCancelled: @escaping () -> Bool = { false }) {
    self.plan = plan
    self.isCancelled = isCancelled
  }

  // MARK: Search

  /// Looks through the replications, one after the other, as far as need be.
  package func search(_ choice: Choice, in replications: Range<Int>) throws(SimulationError) -> Search {
    var search = Search()
    for replication in replications {
      let one = try self.search(choice, replication)
      search.executions += one.executions
      search.running += one.running
      search.others = one.others
      search.nearest = search.nearest ?? one.nearest
      guard let found = one.found else { continue }
      guard let best = search.found else {
        search.found = found
        if case .worst = choice { continue }
        if case .failed = choice, found.depth > 0 { continue }
        return search
      }
      switch choice {
      case .named: break
      case .worst: if found.latency > best.latency { search.found = found }
      case .failed:
        if found.depth > 0 { continue }
        search.found = found
        return search
      }
    }
    return search
  }

  private func search(_ choice: Choice, _ replication: Int) throws(SimulationError) -> Search {
    let finder = Finder(choice, replication)
    var account = try follow(replication, finder.probe) { finder.isOver }
    finder.looksAtOpen(&account)
    return finder.search
  }

  // MARK: Watching

  /// Runs the replication of `found` again and tells what is seen of it, and of those that `also` wants.
  package func watch(
    _ found: Found, and also: @escaping (Probe.Subject) -> Bool = { _ in false },
    tell: @escaping (Probe.Sighting) -> Void
  ) throws(SimulationError) -> Instant {
    let probe = Probe(
      watching: { subject in
        let isAlso = also(subject)
        return subject.key == found.key || isAlso
      }, tell)
    return try follow(found.replication, probe) { false }.now
  }

  // MARK: Histories

  /// Runs a replication and hands over the history of each of its executions when it ends, and then those of what still
  /// runs at the end.
  package func histories(
    of replication: Int, tell: @escaping (Probe.Subject, [HistoryEvent]) -> Void
  ) throws(SimulationError) {
    let keeper = HistoriesKeeper(tell)
    _ = try follow(replication, keeper.probe) { false }
    keeper.finish()
  }

  func follow(
    _ replication: Int, _ probe: Probe, until isOver: @escaping () -> Bool
  ) throws(SimulationError) -> Account {
    var options = plan.options
    options.observer = probe
    var account = Account(plan.account, seed: plan.seed, replication: replication, options: options)
    var run = ObservedRun(run: ReplicationRun(plan), probe: probe, isOver: isOver)
    run.run.restart(plan, replication, &account)
    repeat {
      do {
        try account.run(by: run.run.horizon, &run)
      } catch {
        throw .endless(error)
      }
      if run.hasEnded { return account }
      guard run.run.isPausing else { break }
      if isCancelled() { throw .interrupted }
    } while true
    if run.run.horizon != .never { account.advance(to: run.run.horizon) }
    return account
  }
}

/// A replication with somebody who looks on.
private struct ObservedRun: ~Copyable, Attendant {
  var run: ReplicationRun
  let probe: Probe
  let isOver: () -> Bool
  private(set) var hasEnded = false

  init(run: consuming ReplicationRun, probe: Probe, isOver: @escaping () -> Bool) {
    self.run = run
    self.probe = probe
    self.isOver = isOver
  }

  mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
    probe.now = account.now
    account.core.see(entry)
    run.willStep(entry, &account)
  }

  mutating func act(on entry: Agenda.Entry, _ account: inout Account) { run.act(on: entry, &account) }

  mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
    let goesOn = run.didStep(step, &account)
    hasEnded = isOver()
    return goesOn && !hasEnded
  }
}

/// Looks at every execution that starts or ends, and keeps one.
private final class Finder {
  let choice: Replay.Choice
  let replication: Int
  private(set) var search = Replay.Search()
  private(set) var isOver = false
  private var key: UInt64?
  private var nearness = 0

  init(_ choice: Replay.Choice, _ replication: Int) {
    self.choice = choice
    self.replication = replication
  }

  lazy var probe: Probe = Probe(
    watching: { [unowned self] subject in
      starts(subject)
      return false
    },
    ended: { [unowned self] subject in ends(subject, at: probe.now) }
  ) { _ in }

  private func starts(_ subject: Probe.Subject) {
    search.executions += 1
    guard case .named(let wanted) = choice else { return }
    let name = wanted.hasPrefix("arn:") ? subject.arn : subject.name
    guard name != wanted else {
      if key == nil { key = subject.key } else { search.others += 1 }
      return
    }
    let shared = zip(name.utf8, wanted.utf8).prefix { $0 == $1 }.count
    if shared > nearness, 2 * shared >= wanted.utf8.count { (nearness, search.nearest) = (shared, name) }
  }

  private func ends(_ subject: Probe.Subject, at now: Instant) {
    let found = Replay.Found(subject, of: replication, at: now)
    switch choice {
    case .named: if subject.key == key { search.found = found }
    case .worst:
      guard subject.depth == 0 else { return }
      if search.found.map({ found.latency > $0.latency }) ?? true { search.found = found }
    case .failed:
      guard subject.status != .succeeded, subject.status != .running else { return }
      if subject.depth == 0 { isOver = true }
      if subject.depth == 0 || search.found == nil { search.found = found }
    }
  }

  /// Those that have no end when the run is over.
  func looksAtOpen(_ account: inout Account) {
    let now = account.now
    account.core.interpreter.records.forEachOpenSubject { subject in
      search.running += 1
      if case .failed = choice { return }
      // In the order of their slots, which tells nothing: of equal ones, the one that began first.
      if case .worst = choice, let best = search.found, best.status == .running, subject.depth == 0,
        now - subject.firstCallAt == best.latency, subject.key < best.key
      {
        search.found = Replay.Found(subject, of: replication, at: now)
      }
      ends(subject, at: now)
    }
  }
}
