import Foundation
import Planning
import Simulation
import Statistics
import StepFunctions

/// What roots bring forth, against what runs count apart from them, in every shipped scenario.
extension Experiments {
  static func ledger(_ size: Size) -> [Finding] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: ScenarioFiles.shipped.path)) ?? [])
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let used = size.isTiny ? Array(names.prefix(2)) : names
    let findings = concurrently(used.count) { index -> (broken: String?, added: Bool) in
      do {
        let varied = try VariedScenario(file: ScenarioFiles.shipped(used[index]), replications: 1)
        return (try difference(of: varied), try isAddedTo(varied))
      } catch {
        return ("\(used[index]): \(error)", true)
      }
    }
    let broken = findings.compactMap(\.broken)
    return [
      Finding(
        "\(used.count) shipped scenarios: sums over roots are the totals in \(used.count - broken.count)"
          + (broken.first.map { " (\($0))" } ?? "") + " (reach all)", broken.isEmpty),
      Finding(
        "without quotas on both sides something is added in \(findings.count(where: \.added)) (reach 0)",
        !findings.contains(where: \.added)),
      burst(),
    ]
  }

  /// The run itself checks its sums; and the ledger must change nothing.
  private static func difference(of varied: VariedScenario) throws -> String? {
    let plain = try simulate(varied.plan, replication: 0)
    let kept = try recorded(varied, lifted: false)
    guard let ledger = kept.ledger else { return "\(varied.file) has no ledger" }
    func offered(_ recording: Recording) -> Int {
      recording.levels.reduce(0) { $0 + $1.calls.offered }
    }
    let sums = [
      (ledger.rows.reduce(0) { $0 + ($1.machine < 0 ? 0 : $1.calls.offered) }, offered(plain)),
      (ledger.rows.reduce(0) { $0 + $1.transitions }, plain.levels.reduce(0) { $0 + $1.transitions }),
      (ledger.rows.reduce(0) { $0 + $1.events }, plain.levels.reduce(0) { $0 + $1.events }),
      (ledger.rows.reduce(0) { $0 + $1.serviceCalls }, plain.services.reduce(0) { $0 + $1.calls }),
    ]
    let isSame = sums.allSatisfy { $0.0 == $0.1 } && kept.levels == plain.levels
    return isSame ? nil : "\(varied.file): \(sums)"
  }

  private static func isAddedTo(_ varied: VariedScenario) throws -> Bool {
    guard let one = try recorded(varied, lifted: true).ledger, let other = try recorded(varied, lifted: true).ledger
    else { return true }
    let pair = LedgerPair(replication: 0, actual: one, counterfactual: other)
    let answer = LedgerAnswer(plan: varied.plan, pairs: [pair], lifted: .all, version: "")
    return !answer.lines.allSatisfy { $0.isSame && $0.added.value == 0 || $0.actual.mean.isNaN }
  }

  private static func recorded(_ varied: VariedScenario, lifted: Bool) throws -> Recording {
    var plan = try varied.plan([])
    plan.recordsLedger = true
    if lifted { LiftedQuotas.all.apply(to: &plan) }
    return try simulate(plan, replication: 0)
  }

  private static func burst() -> Finding {
    guard let varied = try? VariedScenario(file: ScenarioFiles.own("burst.yaml")),
      let ledger = try? recorded(varied, lifted: false).ledger
    else { return Finding("the burst could not be run", false) }
    let calls = ledger.rows.reduce(0) { $0 + $1.calls.offered }
    return Finding(
      "a burst of \(ledger.roots.count) at 1,300 and 300/s has \(calls) calls, "
        + "\((Double(calls) / Double(max(1, ledger.roots.count))).formatted(2)) a root (reach 18900, 3.15)",
      calls == 18_900 && ledger.roots.count == 6_000)
  }
}
