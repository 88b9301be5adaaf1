import Engine
import Prelude
import StepFunctions

/// Runs replications of a plan, one after the other, in the memory of one.
package struct Simulator: ~Copyable {
  private let plan: Plan
  private var account: Account
  private var agenda: Agenda
  private var previous: Recording?

  package init(_ plan: Plan) {
    self.plan = plan
    account = Account(plan.account, seed: plan.seed, replication: 0, keepsHistory: false)
    agenda = Agenda(prefetching: account.interpreter)
  }

  /// The result does not depend on which replications ran before.
  package mutating func run(
    replication: Int, isCancelled: () -> Bool = { false }, progress: (Double?, Int) -> Void = { _, _ in }
  ) throws(SimulationError) -> Recording {
    account.restart(replication: replication)
    agenda.restart()
    var recording = try simulate(
      plan, replication: replication, &account, &agenda, isCancelled: isCancelled, progress: progress)
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

/// The one loop over virtual time, over one agenda; `account` and `agenda` are fresh.
///
/// `isCancelled` and `progress` are asked every 65,536 entries; neither can change the result. `progress` gets the
/// share of the run that is over, where it can be told, and the number of executions that have finished.
private func simulate(
  _ plan: Plan, replication: Int, _ account: inout Account, _ agenda: inout Agenda, isCancelled: () -> Bool,
  progress: (Double?, Int) -> Void
) throws(SimulationError) -> Recording {
  var load = LoadGenerator(plan, replication: replication)
  var recorder = Recorder(plan, replication: replication)
  load.schedule(into: &agenda)
  let horizon: Instant = if case .at(let end) = plan.horizon { end } else { .never }
  var now = Instant.zero
  var entries: UInt32 = 0
  while let entry = agenda.pop(by: horizon) {
    now = entry.time
    if now >= recorder.binEnds { recorder.closeBins(by: now, account) }
    let open = account.open
    var isQuiet = false
    switch entry.kind {
    case .arrival: load.arrive(entry.slot, at: now, &account, &agenda)
    case .caller: load.retry(Handle(slot: entry.slot), at: now, &account, &agenda)
    default: isQuiet = account.handle(entry, at: now, &agenda)
    }
    if !isQuiet {
      if account.open != open { recorder.advance(to: now, open: open) }
      if account.hasObservations { recorder.collect(&account) }
      if account.interpreter.isEndless, let endless = account.interpreter.endless { throw .endless(endless) }
    }
    entries &+= 1
    if entries & 0xFFFF == 0 {
      if isCancelled() { throw .interrupted }
      let share =
        horizon == .never
        ? (load.expected > 0 ? min(1, Double(recorder.settledRoots) / load.expected) : nil)
        : (now - .zero).seconds / (horizon - .zero).seconds
      progress(share, recorder.finished)
    }
  }
  if horizon != .never { now = horizon }
  return try recorder.finish(&account, load, at: now)
}
