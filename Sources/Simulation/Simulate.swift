import Engine
import Prelude
import StepFunctions

/// Runs one replication of a plan: the one loop over virtual time, over one agenda.
///
/// `isCancelled` and `progress` are asked every 65,536 entries; neither can change the result. `progress` gets the
/// share of the run that is over, where it can be told, and the number of executions that have finished.
package func simulate(
  _ plan: Plan, replication: Int, isCancelled: () -> Bool = { false },
  progress: (Double?, Int) -> Void = { _, _ in }
) throws(SimulationError) -> Recording {
  var account = Account(plan.account, seed: plan.seed, replication: replication, keepsHistory: false)
  var agenda = Agenda(prefetching: account.interpreter)
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
    case .caller: load.retry(entry.slot, at: now, &account, &agenda)
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
