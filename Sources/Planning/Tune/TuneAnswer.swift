import Report
import Simulation
import Statistics

/// What a search found.
package struct TuneAnswer: Sendable {
  enum Decision: Sendable {
    /// The new policy is better.
    case adopt
    /// Today's stays, for this reason.
    case keep(String)
  }

  let tuner: Tuner
  let version: String
  /// Today's first.
  let candidates: [TuneCandidate]
  let selection: TuneSelection
  /// nil: there was nothing to set against today's.
  let confirmation: TuneConfirmation?
  let decision: Decision

  init(
    _ tuner: Tuner, _ candidates: [TuneCandidate], _ selection: TuneSelection, confirmation: TuneConfirmation?
  ) {
    self.tuner = tuner
    version = tuner.version
    self.candidates = candidates
    self.selection = selection
    self.confirmation = confirmation
    decision = Self.decision(tuner.goal, selection, confirmation)
  }

  private static func decision(
    _ goal: TuneGoal, _ selection: TuneSelection, _ confirmation: TuneConfirmation?
  ) -> Decision {
    let bounds = goal.constraints.map(\.name).joined(separator: " and ")
    guard selection.best != nil else { return .keep("no policy has a \(goal.name)") }
    guard selection.isFeasible else { return .keep("of those that were tried, none is sure to meet \(bounds)") }
    guard let confirmation else { return .keep("of those that were tried, none is better") }
    guard confirmation.tunedHolds else {
      return .keep("with another seed the best one is not sure to meet \(bounds)")
    }
    if confirmation.isBetter || !confirmation.todayHolds { return .adopt }
    let least = Number.significant(goal.indifference * 100, 3)
    return .keep("with another seed the best one is not better by more than \(least) %")
  }

  var isAdopted: Bool { if case .adopt = decision { true } else { false } }

  /// The policy to take; nil: today's.
  var adopted: TuneCandidate? { isAdopted ? selection.best.map { candidates[$0] } : nil }

  /// Those that cannot be told apart from the best.
  var equals: [Int] { selection.survivors.filter { $0 != selection.best } }

  /// In no number of three another policy is better without being worse in one.
  var front: [Int] {
    let allowed = candidates.indices.filter { candidates[$0].aside != nil && candidates[$0].violation == 0 }
    return allowed.filter { one in
      !allowed.contains { other in
        guard let own = candidates[one].aside, let rival = candidates[other].aside else { return false }
        return own.isBeaten(by: rival)
      }
    }
  }

  var goalText: String {
    let constraints = tuner.goal.constraints.map(\.name)
    return (tuner.goal.isMaximised ? "maximise " : "minimise ") + tuner.goal.name
      + (constraints.isEmpty ? "" : ", subject to " + constraints.joined(separator: " and "))
  }

  /// `nested-fanout: Root.latency.p99 113 s → 78 s, −31 % (−35 – −27 %)`.
  var title: String {
    let name = tuner.scenario.plan.name
    switch decision {
    case .keep(let reason): return "\(name): keep yours; \(reason)"
    case .adopt:
      guard let row = confirmation?.rows.first else { return name }
      let change = "\(row.name) \(row.todayText) → \(row.tunedText), \(row.changeText)"
      guard let confirmation, !confirmation.isBetter else { return "\(name): \(change)" }
      let bounds = tuner.goal.constraints.map(\.name).joined(separator: " and ")
      return "\(name): the new policy meets \(bounds), and yours is not sure to; \(change)"
    }
  }

  var subtitle: String {
    let finalists = selection.finalists.count
    let ended = selection.isDecided ? "" : " (not decided: --max-replications)"
    return """
      \(candidates.count) policies, \(finalists) finalists with \(selection.replications) replications each\(ended), \
      seed \(tuner.scenario.plan.seed); a difference below \(tuner.goal.text(selection.indifference)) is none
      """
  }
}
