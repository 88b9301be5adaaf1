import Engine
import Prelude
import StepFunctions

/// Runs replications of a plan, one after the other, in the memory of one.
package struct Simulator: ~Copyable {
  private let plan: Plan
  private var account: Account
  private var run: ReplicationRun
  private var previous: Recording?
  /// Wants to hear of every execution.
  private let tell: ((ExecutionRow) -> Void)?

  package init(_ plan: Plan, tell: ((ExecutionRow) -> Void)? = nil) {
    self.plan = plan
    self.tell = tell
    account = Account(
      plan.account, seed: plan.seed, replication: 0, options: plan.options, keepsLedger: plan.recordsLedger)
    run = ReplicationRun(plan)
  }

  /// The result does not depend on which replications ran before. `isCancelled` and `progress` are asked every 65,536
  /// entries; neither can change it. `progress` gets the share of the run that is over, where it can be told, and the
  /// number of executions that have finished.
  package mutating func run(
    replication: Int, isCancelled: () -> Bool = { false }, progress: (Double?, Int) -> Void = { _, _ in }
  ) throws(SimulationError) -> Recording {
    if let tell {
      var recording = try logged(plan, replication, isCancelled, progress, tell)
      recording.share(with: previous)
      previous = recording
      return recording
    }
    account.restart(replication: replication)
    run.restart(plan, replication, &account)
    repeat {
      do {
        try account.run(by: run.horizon, &run)
      } catch {
        throw .endless(error)
      }
      guard run.isPausing else { break }
      if isCancelled() { throw .interrupted }
      progress(run.share(at: account.now), run.finished)
    } while true
    var recording = try run.finish(&account)
    recording.share(with: previous)
    previous = recording
    return recording
  }
}

/// Runs one replication of a plan.
package func simulate(
  _ plan: Plan, replication: Int, isCancelled: () -> Bool = { false },
  progress: (Double?, Int) -> Void = { _, _ in }
) throws(SimulationError) -> Recording {
  var simulator = Simulator(plan)
  return try simulator.run(replication: replication, isCancelled: isCancelled, progress: progress)
}

/// One replication: the load that acts on a fresh account, and the recorder that watches it. It lets the run pause now
/// and then.
struct ReplicationRun: ~Copyable, Attendant {
  let horizon: Instant
  private var load: LoadGenerator
  private var recorder: Recorder
  private var entries: UInt32 = 0
  private var open = 0
  /// The run is not over: whoever waits for it may look, and go on.
  private(set) var isPausing = false
  /// From here on the run is over once nothing is open that counts.
  private let countedEnd: Instant
  private let isCounted: Bool

  init(_ plan: Plan) {
    horizon = plan.latestEnd ?? .never
    countedEnd = plan.countedEnd
    isCounted = if case .counted = plan.horizon { true } else { false }
    load = LoadGenerator(plan)
    recorder = Recorder(plan, replication: 0, depthCount: 0)
  }

  mutating func restart(_ plan: Plan, _ replication: Int, _ account: inout Account) {
    load.restart(plan, replication: replication)
    recorder = Recorder(plan, replication: replication, depthCount: account.core.levels.depthCount)
    (entries, open, isPausing) = (0, 0, false)
    load.schedule(into: &account.core.timeline)
  }

  mutating func finish(_ account: inout Account) throws(SimulationError) -> Recording {
    // One that counts its executions may be over before its time.
    let isAtHorizon = horizon != .never && !(isCounted && (hasEnded(account) || account.open == 0))
    return try recorder.finish(&account, load, at: isAtHorizon ? horizon : account.now)
  }

  private func hasEnded(_ account: borrowing Account) -> Bool {
    account.now >= countedEnd && account.core.tally.countedOpen == 0 && load.countedOpen == 0
  }

  var finished: Int { recorder.finished }

  func share(at now: Instant) -> Double? {
    let end = isCounted ? countedEnd : horizon
    guard end == .never else { return min(1, (now - .zero).seconds / (end - .zero).seconds) }
    return load.expected > 0 ? min(1, Double(recorder.settledRoots) / load.expected) : nil
  }

  @inline(__always)
  mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
    if account.now >= recorder.looksAt { recorder.look(at: account.now, &account, load) }
    open = account.open
  }

  mutating func act(on entry: Agenda.Entry, _ account: inout Account) {
    if entry.kind == .arrival {
      load.arrive(entry.slot, entry.generation, &account)
    } else {
      load.isDue(Handle(slot: entry.slot), &account)
    }
  }

  @inline(__always)
  mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
    if step == .done {
      if account.open != open { recorder.advance(to: account.now, open: open) }
      if account.hasObservations { recorder.collect(&account) }
    }
    entries &+= 1
    isPausing = entries & 0xFFFF == 0
    if account.now >= countedEnd, hasEnded(account) {
      isPausing = false
      return false
    }
    return !isPausing
  }
}
