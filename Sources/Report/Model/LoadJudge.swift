package import Simulation
package import Statistics

/// A verdict with what it rests on.
package struct JudgedExpectation: Sendable {
  package let verdict: Verdict
  /// What is held against `limit`, replication by replication: of a percentile the share that exceeds its bound. nil
  /// where it is no mean of theirs.
  package let tested: RatioEstimator?
  let limit: Double
  /// Of executions, of calls or the like.
  package let isShare: Bool
  /// Why an expectation that is met counts for undecided: more replications do not change it.
  package let doubt: String?

  init(_ verdict: Verdict, _ evidence: Evidence?, doubt: String?) {
    self.init(
      verdict, tested: evidence?.clusters, limit: evidence?.limit ?? .nan, isShare: evidence?.isShare ?? false,
      doubt: doubt)
  }

  package init(_ verdict: Verdict, tested: RatioEstimator?, limit: Double, isShare: Bool, doubt: String? = nil) {
    self.verdict = verdict
    self.tested = tested
    self.limit = limit
    self.isShare = isShare
    self.doubt = doubt
  }
}

/// Whether a load is one that all expectations hold under.
package struct LoadEvidence: Sendable {
  package let judged: [JudgedExpectation]
  /// That the backlog grows, so that nothing holds for long; nil where it does not, or nobody asks for a steady state.
  package let backlog: String?

  package init(judged: [JudgedExpectation], backlog: String? = nil) {
    self.judged = judged
    self.backlog = backlog
  }

  package var outcome: Verdict.Outcome {
    if backlog != nil || judged.contains(where: { $0.verdict.outcome == .notMet }) { return .notMet }
    return judged.allSatisfy { $0.verdict.outcome == .met } ? .met : .undecided
  }

  /// Whether more replications cannot change it.
  package var isFinal: Bool {
    outcome != .undecided || judged.allSatisfy { $0.verdict.outcome == .met || $0.doubt != nil }
  }

  /// About how many replications decide what is undecided; nil where that cannot be told.
  package var replicationsNeeded: Int? {
    let open = judged.filter { $0.verdict.outcome == .undecided && $0.doubt == nil }
    let needed = open.map(\.verdict.replicationsNeeded)
    return needed.contains { $0 == nil } ? nil : needed.compactMap(\.self).max()
  }

  /// The one that decides: of those not met, else undecided, the first.
  var decisive: JudgedExpectation? {
    [.notMet, .undecided, .met].lazy.compactMap { outcome in judged.first { $0.verdict.outcome == outcome } }.first
  }
}

/// Judges what is expected of a plan as `Judge` does, at a confidence that somebody else chooses, all expectations
/// together: for who looks several times, at several loads.
package struct LoadJudge: Sendable {
  private let plan: Plan

  package init(_ plan: Plan) { self.plan = plan }

  package func evidence(_ recordings: [Recording], confidence: Double) -> LoadEvidence {
    let carrying = Carrying(plan, recordings)
    let steadiness = Steadiness(plan, recordings, carrying)
    var judge = Judge(plan: plan, clusters: Clusters(plan, recordings), steadiness: steadiness)
    judge.ownConfidence = MultipleTesting.confidence(confidence, of: plan.expectations.count)
    judge.countsHaveBounds = true
    return LoadEvidence(judged: plan.expectations.map(judge.judgement), backlog: steadiness?.backlogText(carrying))
  }
}

extension Steadiness {
  /// nil where none grows.
  fileprivate func backlogText(_ carrying: Carrying) -> String? {
    if let limit = impossible.first { return carrying.text(of: limit) ?? "demand exceeds the supply of \(limit.name)" }
    guard !growth.isEmpty else { return nil }
    let machines = growth.map { "\($0.machine) by \(Number.count($0.perSecond))/s" }
    return "the backlog grows: " + machines.joined(separator: ", ")
  }
}
