import ArgumentParser
import Planning
import Report
import Scenario
import Simulation

/// What commands have in common that simulate a scenario as it is and without its quotas.
struct LedgerStudy: ParsableArguments {
  @OptionGroup
  var overrides: PlanOverrides

  @OptionGroup
  var options: AnswerOptions

  /// A scenario's plan, and how to make more of it.
  struct Prepared: Sendable {
    let plan: Plan
    let copy: @Sendable () throws -> Plan
  }

  /// With the warm-up that its own executions show, where it is to be found.
  func prepare(
    _ varied: VariedScenario, _ output: OutputOptions, changes: [VariedScenario.Change] = []
  ) async throws -> Prepared {
    let plan = try varied.plan(changes)
    let replications = plan.checkpoints[0]
    let prepared = Prepared(plan: Self.fixed(plan, replications)) {
      Self.fixed(try varied.plan(changes), replications)
    }
    guard plan.warmupOrigin == .sought else { return prepared }
    let line = StudyProgress("warm-up", output)
    defer { line.clear() }
    let pilot = try await Workers(jobs: options.jobs) { line.update($0) }.run(0..<replications, of: prepared.copy)
    let found = prepared.plan.withWarmup(foundIn: pilot.series)
    return Prepared(plan: found) {
      var copy = try prepared.copy()
      (copy.warmup, copy.warmupOrigin) = (found.warmup, found.warmupOrigin)
      return copy
    }
  }

  /// A precision would have it go on until something else is known well enough.
  private static func fixed(_ plan: Plan, _ replications: Int) -> Plan {
    var plan = plan
    plan.replications = replications
    plan.precision = []
    plan.stopsEarly = false
    return plan
  }

  func pairs(
    _ prepared: Prepared, lifted: LiftedQuotas, _ output: OutputOptions,
    each: (_ actual: Recording, _ counterfactual: Recording) -> Void = { _, _ in }
  ) async throws -> [LedgerPair] {
    let line = StudyProgress("with and without quotas", output)
    defer { line.clear() }
    return try await LedgerRuns(
      plan: prepared.copy, lifted: lifted, workers: Workers(jobs: options.jobs) { line.update($0) }
    ).pairs(each: each)
  }
}
