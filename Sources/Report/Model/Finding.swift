import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

/// Something the numbers say, in a sentence.
struct Finding: Equatable {
  enum Weight: String {
    /// How much of the work was lost, and by what.
    case damage, cause
    /// The figures are not those of a steady state, which the study is after.
    case unsteady
    /// The limit that decides how this run ended.
    case binding
    /// What would lift it.
    case cure
    /// A limit or a problem besides it.
    case notable
    /// What a reader should know to read the numbers right.
    case note
  }
  let weight: Weight
  let text: String
}

extension ReportModel {
  /// The first finding says what was lost, and the next ones why; then, that there is no steady state; then, which
  /// limit binds. That none does is said only where nothing was lost and all is steady.
  func findBindingLimits() -> [Finding] {
    guard !recordings.isEmpty else { return [Finding(weight: .note, text: "There are no replications to report on.")] }
    var limits: [(severity: Double, text: String)] = []
    for action in actions where action.throttled.mean > 0 {
      let isRare = action.throttledRatio < 0.01
      limits.append((action.throttledRatio + (isRare ? 0 : 0.5), throttling(action)))
    }
    limits += transitionLimit() + serviceLimits() + refusalLimits() + functionLimit() + openExecutionsLimit()
    limits.sort { $0.severity > $1.severity }
    var findings = limits.enumerated().map { index, limit in
      Finding(weight: index == 0 && limit.severity >= 0.1 ? .binding : .notable, text: limit.text)
    }
    let damage = findDamage()
    let hasLosses = !damage.isEmpty || machines.contains { $0.unsuccessful > 0 }
    if findings.first?.weight != .binding {
      let isWorse = hasLosses || steadiness?.isReached == false
      findings.insert(Finding(weight: .binding, text: nothingBinds(hasLosses: isWorse)), at: 0)
    }
    let unsteady = unsteadyText.map { [Finding(weight: .unsteady, text: $0)] } ?? []
    let hasCure = damage.contains { $0.weight == .cure }
    let outlasting = Outlasting(self)?.text
    let cures = [outlasting, hasCure ? nil : Cure(self)?.text].compactMap(\.self).enumerated().map { index, text in
      Finding(weight: index == 0 && !hasCure ? .cure : .notable, text: text)
    }
    return damage + unsteady + findings.prefix(1) + cures + precisionFindings()
      + findings.dropFirst()
      + losses(isSaid: !damage.isEmpty) + notes()
  }

  /// So many come before what binds: what was lost and why, and that nothing is steady.
  var gravestFindings: Int { findings.firstIndex { $0.weight == .binding } ?? 0 }

  private func throttling(_ action: Action) -> String {
    var text = "\(action.name) refused \(Number.percent(action.refusals)) of its calls"
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
        text +=
          "; \(machine.shareText(of: .throttleBackoff)) of \(machine.name)'s latency was \(Part.throttleBackoff.label)"
      }
    }
    if case .tokens(let capacity, let refill) = action.bucket, let earliest = action.earliestFinish,
      earliest >= 0.2 * makespan.mean, action.throttledRatio >= 0.01, bucketDecidesTheEnd(earliest)
    {
      text +=
        """
        . \(Number.count(action.admitted.mean)) calls through a bucket of \(Number.count(Double(capacity))) with \
        \(Number.count(refill.perSecond))/s cannot be over before \(Number.duration(earliest)); this took \
        \(Number.duration(makespan))
        """
    }
    return text + "."
  }

  /// The load is finite and over before, all of it was admitted, and the run ends when nothing is left to happen.
  func bucketDecidesTheEnd(_ earliest: Double) -> Bool {
    plan.horizon == .drained && !(damage > 0)
      && plan.load.allSatisfy { ($0.lastArrival - .zero).seconds < earliest }
  }

  private func spanOf(_ part: Double, of whole: Double) -> String {
    guard whole < 119.5 else { return "\(Number.span(part)) of \(Number.span(whole))" }
    return "\(Number.significant(part, 3)) of \(Number.significant(whole, 3)) s"
  }

  private func transitionLimit() -> [(severity: Double, text: String)] {
    guard let machine = most(.transitionWait) else { return [] }
    let share = machine.share(of: .transitionWait)
    var text =
      "StateTransition delayed executions: \(machine.shareText(of: .transitionWait)) of \(machine.name)'s latency was "
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
      let isAdmitted = machines.firstIndex { $0.name == machine.name }.map(hasAdmission) ?? false
      let holder =
        isAdmitted ? "What admits \(machine.name)" : pacesCalls ? "Limits of services" : "A service's concurrency"
      found.append(
        (
          share,
          """
          \(holder) held work up: \
          \(machine.shareText(of: .serviceQueue)) of \(machine.name)'s latency was \
          \(isAdmitted ? "waiting in line" : Part.serviceQueue.label).
          """
        ))
    }
    if let machine = most(.mapSlot) {
      let share = machine.share(of: .mapSlot)
      let text = "Maps held items back: \(machine.shareText(of: .mapSlot)) of \(machine.name)'s latency was "
      found.append((share, text + "\(Part.mapSlot.label)."))
    }
    if let machine = most(.errorBackoff) {
      let share = machine.share(of: .errorBackoff)
      found.append(
        (
          share,
          """
          Tasks failed and tried again: \(machine.shareText(of: .errorBackoff)) of \(machine.name)'s latency was \
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

  private func nothingBinds(hasLosses: Bool) -> String {
    let calls = actions.reduce(0) { $0 + $1.offered.mean }
    let throttled = actions.reduce(0) { $0 + $1.throttled.mean }
    let none = "one of \(Number.count(calls)) calls was refused"
    var text =
      hasLosses
      ? (throttled > 0 ? "Few of \(Number.count(calls)) calls were refused" : "N" + none)
      : (throttled > 0 ? "No limit binds" : "No limit binds: n" + none)
    let loaded = plan.load.compactMap { machines.indices.contains($0.machine) ? machines[$0.machine] : nil }.first
    if let machine = loaded, let largest = machine.largestPart {
      text += "; most of \(machine.name)'s latency, \(machine.shareText(of: largest.part)), was \(largest.part.label)"
    }
    return text + "."
  }

  /// `isSaid`: those of outside callers are the damage.
  private func losses(isSaid: Bool) -> [Finding] {
    machines.indices.flatMap { index -> [Finding] in
      let machine = machines[index]
      if isSaid, plan.load.contains(where: { $0.machine == index }) { return [] }
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
        let share = machine.brokenShare
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

  /// The error that ended most executions of the machine.
  private func origin(of machine: MachineResult) -> String {
    guard let index = machines.firstIndex(where: { $0.name == machine.name }),
      let worst = errors.byWeight.filter({ $0.place.machine == index && $0.ended > 0 }).max(by: { $0.ended < $1.ended })
    else { return "" }
    return ", most by \(worst.place.name) at \(described(worst.place))"
  }

  /// The intervals of means cover less than they say where single replications stand out.
  private func skewness(of machine: MachineResult, _ index: Int) -> Finding? {
    let means = Metric.latency.values(recordings, of: index).filter(\.isFinite)
    guard let skewness = Skewness(means), skewness.spoilsStudentT else { return nil }
    return Finding(
      weight: .notable,
      text: """
        The replications' mean latencies of \(machine.name) are skewed (\(Number.significant(skewness.value, 2))): \
        their interval covers less than it says. It takes about \
        \(Number.count(Double(skewness.clustersNeeded))) replications, or longer ones.
        """)
  }

  /// Executions that depend on each other so much come in bursts, of which few replications have one: of ten, a sixth
  /// shows no skewness beyond chance (`steady-poisson` at 2.3 roots a second).
  private var hiddenSkewness: String {
    (2..<28).contains(recordings.count) ? " Fewer than 28 replications do not show how skewed they are." : ""
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
      let skewness = skewness(of: machine, index)
      if let skewness { notes.append(skewness) }
      guard let p99 = machine.latency.percentiles.first(where: { $0.name == "p99" }), !p99.isSupported else { continue }
      let (needed, count) = (Spread.valuesNeeded(p: 0.99), Double(machine.latency.count))
      let worth = min(count, p99.effectiveCount ?? count)
      guard let replications = Int(exactly: (Double(needed) * Double(recordings.count) / worth).rounded(.up)) else {
        continue
      }
      let like = worth < count ? "are worth \(Number.count(worth.rounded())) independent ones,\u{20}" : "are\u{20}"
      notes.append(
        Finding(
          weight: .note,
          text:
            """
            \(Number.count(count)) executions of \(machine.name) \(like)too few for p99, which needs \
            \(Number.count(Double(needed))): \(worth < count ? "about " : "")--replications \(replications) would be \
            enough.\(skewness == nil && worth < count / 10 ? hiddenSkewness : "")
            """))
    }
    if let batches = clusters.batchText {
      let text = "Intervals of latencies, their parts and failures are from \(batches); counts have none."
      notes.append(Finding(weight: .note, text: text))
    } else if recordings.count == 1 {
      let isShort = clusters.isTooShort
      let reason = isShort ? ", and it is too short for batches, or they depend on each other" : ""
      let hint = isShort ? " A longer load, or --replications 20, would have them." : ""
      let text = "One replication says nothing about the spread\(reason): no figure has an interval.\(hint)"
      notes.append(Finding(weight: .note, text: text))
    }
    return notes
  }
}
