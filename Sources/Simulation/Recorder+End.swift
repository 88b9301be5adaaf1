import Engine
import Prelude
import StatesLanguage
import Statistics
import StepFunctions

/// What a recorder puts together when the run is over, and at the end of the warm-up.
extension Recorder {
  /// How many of each machine's executions are wanted and not over: open ones, and callers in backoff.
  mutating func takeStock(
    _ account: borrowing Account, _ load: borrowing LoadGenerator, _ stock: WritableKeyPath<MachineRecording, Int>
  ) {
    account.core.interpreter.records.forEachOpen { machines[Int($0.machine)][keyPath: stock] += 1 }
    load.forEachWaiting { machine, _ in machines[machine][keyPath: stock] += 1 }
  }

  /// Executions that run on, and callers that still wait for their first admitted call.
  mutating func recordUnfinished(_ account: borrowing Account, _ load: borrowing LoadGenerator, at now: Instant) {
    let width = recording.series.width.nanoseconds
    func add(_ machine: Int, _ depth: Int, _ firstCallAt: Instant, isCounted: Bool, isOpen: Bool) {
      levels[depth * machineCount + machine].addUnfinished(start: Int((firstCallAt - .zero).nanoseconds / width))
      guard isCounted else { return }
      machines[machine].unfinishedAges.add((now - firstCallAt).nanoseconds)
      log.addUnfinished(machine, firstCallAt: firstCallAt, at: now, isOpen: isOpen)
    }
    account.core.interpreter.records.forEachOpen { execution in
      let depth = min(Int(execution.depth), depthCount - 1)
      add(Int(execution.machine), depth, execution.firstCallAt, isCounted: execution.isCounted, isOpen: true)
      levels[depth * machineCount + Int(execution.machine)].open += 1
    }
    load.forEachWaiting { machine, caller in
      add(machine, 0, caller.intendedStart, isCounted: caller.isCounted, isOpen: false)
    }
  }

  /// Executions that run, outside callers who wait for theirs, and calls that services have in progress or in line,
  /// among them those whose Task has given up: what has to be worked off.
  func backlog(_ account: borrowing Account, _ load: borrowing LoadGenerator) -> Int {
    (0..<serviceCount).reduce(account.open + load.open) { sum, service in
      let counts = account.counts(ofService: service)
      return sum + counts.inProgress + counts.queued
    }
  }

  /// What was written down of each level, as it is handed over.
  mutating func finishLevels(_ account: borrowing Account) {
    for machine in 0..<machineCount { machines[machine].parts = parts(of: machine) }
    for depth in 0..<depthCount {
      for machine in 0..<machineCount {
        let log = levels[depth * machineCount + machine]
        let counts = account.core.levels.counts(machine: machine, depth: depth)
        guard !log.isEmpty || counts.calls.offered > 0 else { continue }
        var level = LevelRecording(machine: machine, depth: depth)
        (level.calls, level.givenUp) = (counts.calls, log.givenUp)
        level.transitions = isStandard[machine] ? counts.entries + counts.retries : 0
        level.retries = counts.retries
        (level.events, level.children) = (log.events, log.children)
        recording.historyEvents += log.events
        (level.ended, level.open) = (log.ended, log.open)
        level.backoff = log.parts[Part.throttleBackoff.rawValue] + log.parts[Part.errorBackoff.rawValue]
        recording.levels.append(level)
        if let series = log.series(machine: machine, depth: depth, width: recording.series.width) {
          recording.series.levels.append(series)
        }
      }
    }
    for service in 0..<serviceCount {
      let counts = account.counts(ofService: service)
      recording.services.append(
        ServiceRecording(
          calls: counts.calls, busy: counts.busy, refused: counts.refused, queued: counts.queued,
          coldStarts: counts.coldStarts, refusals: counts.refusals))
    }
    let paced = APIAction.allCases.map { account.core.tally.paced[$0] }
    if paced.contains(where: { $0 > 0 }) { recording.paced = paced }
  }

  /// Whoever came to an admission was let through, turned away, or waits.
  mutating func finishAdmissions(_ load: borrowing LoadGenerator) throws(SimulationError) {
    if gates.isEmpty { return }
    let waiting = load.waitingAtGates()
    for stream in gates {
      guard var gate = load.admission(stream)?.recording else { continue }
      gate.waiting = waiting[stream] ?? 0
      guard gate.came == gate.passed + gate.turnedAway + gate.waiting else {
        throw .unbalanced(
          "\(gate.came) came to the admission of load.\(stream), \(gate.passed) passed, \(gate.turnedAway) were turned "
            + "away and \(gate.waiting) wait")
      }
      recording.admissions.append(gate)
    }
  }

  private func parts(of machine: Int) -> [Double] {
    Part.allCases.map { part in
      (0..<depthCount).reduce(0.0) { $0 + levels[$1 * machineCount + machine].parts[part.rawValue] }
    }
  }

  /// Levels have counted what the account has.
  func brokenLevelLaw(_ account: borrowing Account) -> String? {
    var calls = account.core.levels.unknown.calls
    var transitions = 0
    for depth in 0..<depthCount {
      for machine in 0..<machineCount {
        let counts = account.core.levels.counts(machine: machine, depth: depth)
        calls = calls + counts.calls
        if isStandard[machine] { transitions += counts.entries + counts.retries }
      }
    }
    let all = APIAction.starts.reduce(CallCounts()) { $0 + account.core.tally.calls[$1] }
    if calls != all { return "the calls of levels sum to \(calls), not to \(all)" }
    guard transitions == account.core.tally.transitions else {
      return "the transitions of levels sum to \(transitions), not to \(account.core.tally.transitions)"
    }
    return nil
  }
}
