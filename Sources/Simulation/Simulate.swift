import Engine
import Prelude
import StepFunctions

/// Runs replications of a plan, one after the other, in the memory of one.
package struct Simulator: ~Copyable {
  private let plan: Plan
  private var account: Account
  private var previous: Recording?

  package init(_ plan: Plan) {
    self.plan = plan
    account = Account(plan.account, seed: plan.seed, replication: 0, keepsHistory: false)
  }

  /// The result does not depend on which replications ran before. `isCancelled` and `progress` are asked every 65,536
  /// entries; neither can change it. `progress` gets the share of the run that is over, where it can be told, and the
  /// number of executions that have finished.
  package mutating func run(
    replication: Int, isCancelled: () -> Bool = { false }, progress: (Double?, Int) -> Void = { _, _ in }
  ) throws(SimulationError) -> Recording {
    account.restart(replication: replication)
    var recording = try withoutActuallyEscaping(isCancelled) { isCancelled throws(SimulationError) in
      try withoutActuallyEscaping(progress) { progress throws(SimulationError) in
        var run = Replication(plan, replication, isCancelled: isCancelled, progress: progress)
        return try run.simulate(&account)
      }
    }
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

/// One replication: the load that acts on a fresh account, and the recorder that watches it.
private struct Replication: ~Copyable, Attendant {
  private var load: LoadGenerator
  private var recorder: Recorder
  private let horizon: Instant
  private let isCancelled: () -> Bool
  private let progress: (Double?, Int) -> Void
  private var entries: UInt32 = 0
  private var open = 0
  private var isInterrupted = false

  init(
    _ plan: Plan, _ replication: Int, isCancelled: @escaping () -> Bool, progress: @escaping (Double?, Int) -> Void
  ) {
    load = LoadGenerator(plan, replication: replication)
    recorder = Recorder(plan, replication: replication)
    horizon = if case .at(let end) = plan.horizon { end } else { .never }
    self.isCancelled = isCancelled
    self.progress = progress
  }

  mutating func simulate(_ account: inout Account) throws(SimulationError) -> Recording {
    load.schedule(into: &account.timeline)
    do {
      try account.run(by: horizon, &self)
    } catch {
      throw .endless(error)
    }
    if isInterrupted { throw .interrupted }
    return try recorder.finish(&account, load, at: horizon == .never ? account.now : horizon)
  }

  mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
    if account.now >= recorder.binEnds { recorder.closeBins(by: account.now, account) }
    open = account.open
  }

  mutating func act(on entry: Agenda.Entry, _ account: inout Account) {
    if entry.kind == .arrival {
      load.arrive(entry.slot, &account)
    } else {
      load.retry(Handle(slot: entry.slot), &account)
    }
  }

  mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
    if step == .done {
      if account.open != open { recorder.advance(to: account.now, open: open) }
      if account.hasObservations { recorder.collect(&account) }
    }
    entries &+= 1
    return entries & 0xFFFF != 0 || goesOn(at: account.now)
  }

  private mutating func goesOn(at now: Instant) -> Bool {
    isInterrupted = isCancelled()
    if isInterrupted { return false }
    let share =
      horizon == .never
      ? (load.expected > 0 ? min(1, Double(recorder.settledRoots) / load.expected) : nil)
      : (now - .zero).seconds / (horizon - .zero).seconds
    progress(share, recorder.finished)
    return true
  }
}
