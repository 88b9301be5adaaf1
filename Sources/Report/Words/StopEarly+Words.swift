package import Simulation

/// How many replications it took to decide what is expected.
extension ReportModel {
  struct EarlyStop {
    let used: Int
    let most: Int
    /// From 1.
    let look: Int
    let looks: Int
    /// Of each verdict, on one side.
    let level: Double
    let undecided: Int

    var isEarly: Bool { used < most }
  }

  var earlyStop: EarlyStop? {
    guard plan.stopsEarly else { return nil }
    let looks = plan.checkpoints
    return EarlyStop(
      used: recordings.count, most: plan.replications,
      look: (looks.firstIndex { $0 >= recordings.count } ?? looks.count - 1) + 1, looks: looks.count,
      level: 1 - plan.verdictConfidence(after: recordings.count),
      undecided: verdicts.count { $0.outcome == .undecided })
  }

  /// Behind the number of replications: `30 of at most 500 replications: every expectation is decided, at a level of
  /// 0.76 % (look 2 of 9)`.
  var earlyStopText: String? {
    guard let stop = earlyStop else { return nil }
    let all = Number.count(Double(stop.most))
    let level = "at a level of \(Number.percent(stop.level)) (look \(stop.look) of \(stop.looks))"
    if stop.isEarly {
      let used = Number.count(Double(stop.used))
      return "stopped early after \(used) of at most \(all) replications: every expectation is decided, \(level)"
    }
    if stop.looks == 1 { return "not stopped early: there is no look before all \(all) replications" }
    let rest = stop.undecided == 0 ? "it took them all to decide" : "\(stop.undecided) undecided to the end"
    return "not stopped early: \(all) replications, \(rest), \(level)"
  }

  /// Whether more replications would decide nothing that is not decided.
  package static func isDecided(_ plan: Plan, _ result: RunResult) -> Bool {
    let steadiness = Steadiness(plan, result.recordings, Carrying(plan, result.recordings))
    let judge = Judge(plan: plan, clusters: Clusters(plan, result.recordings), steadiness: steadiness)
    return plan.expectations.allSatisfy { judge.verdict(on: $0).outcome != .undecided }
  }
}
