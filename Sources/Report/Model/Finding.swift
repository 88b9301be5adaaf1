import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

/// Something the numbers say, in a sentence.
struct Finding: Equatable {
  enum Weight: String {
    /// The limit that decides how this run ended.
    case binding
    /// A limit or a problem besides it.
    case notable
    /// What a reader should know to read the numbers right.
    case note
  }
  let weight: Weight
  let text: String
}

extension ReportModel {
  /// The first finding says which limit binds, or that none does.
  func findBindingLimits() -> [Finding] {
    guard !recordings.isEmpty else { return [Finding(weight: .note, text: "There are no replications to report on.")] }
    var limits: [(severity: Double, text: String)] = []
    for action in actions where action.throttled.mean > 0 {
      let isRare = action.throttledRatio < 0.01
      limits.append((action.throttledRatio + (isRare ? 0 : 0.5), throttling(action)))
    }
    limits += transitionLimit() + serviceLimits() + openExecutionsLimit()
    limits.sort { $0.severity > $1.severity }
    var findings = limits.enumerated().map { index, limit in
      Finding(weight: index == 0 && limit.severity >= 0.1 ? .binding : .notable, text: limit.text)
    }
    if findings.first?.weight != .binding { findings.insert(Finding(weight: .binding, text: nothingBinds()), at: 0) }
    return findings + losses() + notes()
  }

  private func throttling(_ action: Action) -> String {
    var text = "\(action.name) refused \(Number.percent(action.throttledRatio)) of its calls"
    if let empty = action.emptySeconds, empty > 0 {
      text += "; the bucket ran empty in \(spanOf(empty, of: series.duration))"
    }
    if action.action == .startExecution {
      let hit = machines.filter { $0.share(of: .throttleBackoff) >= 0.01 }.max {
        $0.share(of: .throttleBackoff) < $1.share(of: .throttleBackoff)
      }
      let loaded = plan.load.compactMap { machines.indices.contains($0.machine) ? machines[$0.machine] : nil }.first {
        $0.share(of: .throttleBackoff) >= 0.01
      }
      if let machine = loaded ?? hit {
        let share = Number.percent(machine.share(of: .throttleBackoff))
        text += "; \(share) of \(machine.name)'s latency was \(Part.throttleBackoff.label)"
      }
    }
    if case .tokens(let capacity, let refill) = action.bucket, let earliest = action.earliestFinish,
      earliest >= 0.2 * makespan.mean, action.throttledRatio >= 0.01
    {
      text +=
        """
        . \(Number.count(action.admitted.mean)) calls through a bucket of \(Number.count(Double(capacity))) with \
        \(Number.count(refill.perSecond))/s cannot be over before \(Number.duration(earliest)); this took \
        \(Number.duration(makespan.mean))
        """
    }
    return text + "."
  }

  private func spanOf(_ part: Double, of whole: Double) -> String {
    guard whole < 119.5 else { return "\(Number.span(part)) of \(Number.span(whole))" }
    return "\(Number.significant(part, 3)) of \(Number.significant(whole, 3)) s"
  }

  private func transitionLimit() -> [(severity: Double, text: String)] {
    guard let machine = most(.transitionWait) else { return [] }
    let share = machine.share(of: .transitionWait)
    var text =
      "StateTransition delayed executions: \(Number.percent(share)) of \(machine.name)'s latency was "
      + Part.transitionWait.label
    if case .tokens(let capacity, let refill) = plan.account.quotas[.stateTransition] {
      text +=
        """
        , at \(Number.count(transitions.mean)) transitions through a bucket of \(Number.count(Double(capacity))) with \
        \(Number.count(refill.perSecond))/s
        """
    }
    return [(share, text + ".")]
  }

  private func serviceLimits() -> [(severity: Double, text: String)] {
    var found: [(severity: Double, text: String)] = []
    if let machine = most(.serviceQueue) {
      let share = machine.share(of: .serviceQueue)
      found.append(
        (
          share,
          """
          A service's concurrency held work up: \(Number.percent(share)) of \(machine.name)'s latency was \
          \(Part.serviceQueue.label).
          """
        ))
    }
    if let machine = most(.mapSlot) {
      let share = machine.share(of: .mapSlot)
      let text = "Maps held items back: \(Number.percent(share)) of \(machine.name)'s latency was "
      found.append((share, text + "\(Part.mapSlot.label)."))
    }
    if let machine = most(.errorBackoff) {
      let share = machine.share(of: .errorBackoff)
      found.append(
        (
          share,
          """
          Tasks failed and tried again: \(Number.percent(share)) of \(machine.name)'s latency was \
          \(Part.errorBackoff.label).
          """
        ))
    }
    return found
  }

  private func openExecutionsLimit() -> [(severity: Double, text: String)] {
    guard let limit = plan.account.quotas.openExecutions else { return [] }
    let peak = recordings.map(\.peakOpen).max() ?? 0
    guard peak >= limit else { return [] }
    return [(1, "The limit of \(Number.count(Double(limit))) open executions was reached.")]
  }

  /// The machine that lost the largest share of its latency to `part`, if any lost 5 % or more.
  private func most(_ part: Part) -> MachineResult? {
    machines.filter { $0.share(of: part) >= 0.05 }.max { $0.share(of: part) < $1.share(of: part) }
  }

  private func nothingBinds() -> String {
    let calls = actions.reduce(0) { $0 + $1.offered.mean }
    let throttled = actions.reduce(0) { $0 + $1.throttled.mean }
    var text = "No limit binds"
    text += throttled > 0 ? "" : ": none of \(Number.count(calls)) calls was refused"
    let loaded = plan.load.compactMap { machines.indices.contains($0.machine) ? machines[$0.machine] : nil }.first
    if let machine = loaded, let largest = machine.largestPart {
      text += "; most of \(machine.name)'s latency, \(Number.percent(largest.share)), was \(largest.part.label)"
    }
    return text + "."
  }

  private func losses() -> [Finding] {
    machines.flatMap { machine -> [Finding] in
      var found: [Finding] = []
      if machine.rejected.mean > 0 {
        found.append(
          Finding(
            weight: .notable,
            text: """
              Callers gave up on \(Number.count(machine.rejected)) executions of \(machine.name): every attempt was \
              refused.
              """))
      }
      let broken = machine.failed.mean + machine.timedOut.mean
      if broken > 0 {
        let share = machine.started.mean > 0 ? broken / machine.started.mean : .nan
        found.append(
          Finding(
            weight: .notable,
            text: """
              \(Number.count(broken)) executions of \(machine.name) failed or timed out, \(Number.percent(share)) of \
              those that started\(origin(of: machine)).
              """))
      }
      return found
    }
  }

  /// Where to look for the reason of failures: the Task with the most errors, throttling among them.
  private func origin(of machine: MachineResult) -> String {
    let own = tasks.filter { $0.machine == machine.name }
    guard let worst = own.max(by: { $0.errors.mean + $0.throttled.mean < $1.errors.mean + $1.throttled.mean }),
      worst.errors.mean + worst.throttled.mean > 0
    else { return "; none of its Tasks had an error: headroom execute with the same input tells the reason" }
    let kinds = [("errors", worst.errors), ("throttled calls", worst.throttled)].filter { $0.1.mean > 0 }
    return "; its Task \"\(worst.state)\" had "
      + kinds.map { "\(Number.count($0.1)) \($0.0)" }.joined(separator: " and ")
  }

  private func notes() -> [Finding] {
    var notes: [Finding] = []
    let running = machines.filter { $0.running.mean > 0 }.map { "\(Number.count($0.running)) of \($0.name)" }
    if !running.isEmpty {
      notes.append(
        Finding(
          weight: .note,
          text:
            """
            Executions still running when the run ended: \(running.joined(separator: ", ")). They are counted, but \
            have no latency: the percentiles leave them out.
            """))
    }
    let waiting = machines.filter { $0.waiting.mean > 0 }.map { "\(Number.count($0.waiting)) of \($0.name)" }
    if !waiting.isEmpty {
      notes.append(
        Finding(
          weight: .notable,
          text: "Callers still waiting for their first admitted call when the run ended: "
            + "\(waiting.joined(separator: ", ")). The percentiles know only those that got in before."))
    }
    if let limit = plan.account.quotas.historyEvents, Double(largestHistory) >= 0.8 * Double(limit) {
      notes.append(
        Finding(
          weight: .notable,
          text: """
            The longest history had \(Number.count(Double(largestHistory))) events of the \
            \(Number.count(Double(limit))) that an execution may have.
            """))
    }
    for index in Set(plan.load.map(\.machine)).sorted() where machines.indices.contains(index) {
      let machine = machines[index]
      let needed = Spread.valuesNeeded(p: 0.99)
      guard machine.latency.count > 0, machine.latency.count < needed else { continue }
      let perReplication = Double(machine.latency.count) / Double(max(1, recordings.count))
      let replications = Int((Double(needed) / perReplication).rounded(.up))
      notes.append(
        Finding(
          weight: .note,
          text:
            """
            \(Number.count(Double(machine.latency.count))) executions of \(machine.name) are too few for p99, which \
            needs \(Number.count(Double(needed))): --replications \(replications) would be enough.
            """))
    }
    if recordings.count == 1 {
      notes.append(
        Finding(weight: .note, text: "One replication says nothing about the spread: no figure has an interval."))
    }
    return notes
  }
}
