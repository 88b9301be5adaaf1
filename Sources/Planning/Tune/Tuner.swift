import Chance
import Report
import Simulation
import Statistics

/// Searches a space of policies for the best one. First many with few replications each, of which the better half goes
/// on; then those that are left, on replications that have decided nothing yet, until one is the best with a known
/// probability; then that one against today's, with another seed, since the best of many was lucky too.
package struct Tuner: Sendable {
  package let scenario: VariedScenario
  let space: TuneSpace
  let goal: TuneGoal
  let settings: Settings
  let version: String

  package struct Settings: Sendable {
    /// Policies to begin with, besides today's and the documented one.
    package var points = 64
    /// Of one policy in the second stage, at most.
    package var mostReplications = 500
    /// Of a wrong choice.
    var alpha = 0.05

    package init() {}
  }

  package init(_ scenario: VariedScenario, _ space: TuneSpace, _ goal: TuneGoal, _ settings: Settings, version: String)
  {
    self.scenario = scenario
    self.space = space
    self.goal = goal
    self.settings = settings
    self.version = version
  }

  /// Fails where a value fits nowhere, before anything runs.
  package func check() throws {
    for share in [0.0, 0.5, 1] {
      let values = space.values(at: space.dimensions.map { _ in share })
      _ = try scenario.plan(space.changes(values))
    }
  }

  // Enough to tell half of the policies from the rest, and a stage of selection to estimate its spreads by.
  private static let firstReplications = 5
  private static let kept = 8
  private static let selectionReplications = 20
  private static let fewestToConfirm = 40

  /// Steps are named to `begin` as they begin.
  package func search(
    workers: Workers, begin: @Sendable (String) -> Void
  ) async throws -> TuneAnswer {
    var candidates = candidates()
    begin("screening")
    var runner = TuneRunner(scenario, goal, workers, try await warmup(workers))
    try await runner.calibrate(candidates[0], replications: Self.firstReplications)
    try await screen(&candidates, runner)
    begin("selection")
    let used = candidates.map(\.replications).max() ?? 0
    let selection = try await select(&candidates, runner, from: used)
    guard let best = selection.best else {
      return TuneAnswer(self, candidates, selection, confirmation: nil)
    }
    begin("confirmation")
    let confirmation = best == 0 ? nil : try await confirm(candidates[best], candidates[0], runner)
    return TuneAnswer(self, candidates, selection, confirmation: confirmation)
  }

  /// Today's first, then the documented one.
  private func candidates() -> [TuneCandidate] {
    var all = [TuneCandidate(.today, values: space.today, changes: [])]
    let today = space.today
    if let documented = space.documented, documented.map(Optional.some) != today {
      all.append(TuneCandidate(.documented, values: documented, changes: space.changes(documented)))
    }
    for values in space.candidates(settings.points, seed: scenario.plan.seed) {
      let taken = all.contains { $0.values == values.map(Optional.some) }
      if !taken { all.append(TuneCandidate(.search, values: values, changes: space.changes(values))) }
    }
    return all
  }

  /// That today's executions show, where one is sought; all policies have the same.
  private func warmup(_ workers: Workers) async throws -> Plan {
    let plan = scenario.plan
    guard plan.warmupOrigin == .sought else { return plan }
    return plan.withWarmup(
      foundIn: try await workers.run(0..<plan.checkpoints[0]) { [scenario] in
        var pilot = try scenario.plan([])
        (pilot.precision, pilot.stopsEarly) = ([], false)
        return pilot
      }.series)
  }

  // MARK: Stages

  private func screen(_ candidates: inout [TuneCandidate], _ runner: TuneRunner) async throws {
    var left = Array(candidates.indices)
    let rounds = SuccessiveHalving.rounds(
      candidates: left.count, replications: Self.firstReplications, keep: Self.kept)
    for (round, plan) in rounds.enumerated() {
      let have = round == 0 ? 0 : rounds[round - 1].replications
      try await runner.run(left, have..<plan.replications, &candidates)
      for index in left { candidates[index].stage = round + 1 }
      let next = round + 1 < rounds.count ? rounds[round + 1].candidates : Self.kept
      left = SuccessiveHalving.best(
        next, of: left.map { ($0, candidates[$0].violation, -goal.sign * candidates[$0].value) })
      let going = Set(left)
      for index in candidates.indices where !going.contains(index) { candidates[index].recordings = [] }
    }
    for index in left { candidates[index].isKept = true }
  }

  /// On replications from `start` on.
  private func select(
    _ candidates: inout [TuneCandidate], _ runner: TuneRunner, from start: Int
  ) async throws -> TuneSelection {
    var kept = candidates.indices.filter { candidates[$0].isKept }
    let first = min(Self.selectionReplications, settings.mostReplications)
    let before = candidates[0].value
    for index in kept { candidates[index].forget() }
    try await runner.run(kept, start..<start + first, &candidates, confidence: 1 - settings.alpha / 2)
    let allowed = kept.filter { candidates[$0].isAllowed && (goal.sign * candidates[$0].value) > -.infinity }
    let isFeasible = !allowed.isEmpty
    kept =
      isFeasible
      ? allowed
      : SuccessiveHalving.best(
        1, of: kept.map { ($0, candidates[$0].violation, -goal.sign * candidates[$0].value) })
    let scale = before.isFinite ? before : kept.first.map { candidates[$0].value } ?? 0
    let delta = goal.indifference * abs(scale)
    var procedure = KimNelson(
      kept.map { candidates[$0].series?.first(sign: goal.sign) ?? KimNelson.First(values: []) },
      indifference: delta, alpha: settings.alpha / (goal.constraints.isEmpty ? 1 : 2))
    while !procedure.isOver, procedure.rounds < settings.mostReplications {
      // The same whatever the number of jobs is.
      let block = max(4, procedure.rounds / 8)
      let next = min(procedure.rounds + block, procedure.limit, settings.mostReplications)
      let going = procedure.survivors.map { kept[$0] }
      try await runner.run(going, start + procedure.rounds..<start + next, &candidates)
      procedure.look(going.map { goal.sign * candidates[$0].value }, rounds: next)
    }
    let survivors = procedure.survivors.map { kept[$0] }
    // Of equal ones today's, which needs no change.
    let best = procedure.best.map { kept[$0] }
    let isTied =
      best != nil && survivors.contains(0) && goal.sign * (candidates[best!].value - candidates[0].value) <= 0
    return TuneSelection(
      finalists: kept, survivors: survivors, best: isTied ? 0 : best, indifference: delta, isFeasible: isFeasible,
      isDecided: procedure.isOver, replications: procedure.rounds)
  }

  /// Both with another seed.
  private func confirm(
    _ winner: TuneCandidate, _ today: TuneCandidate, _ runner: TuneRunner
  ) async throws -> TuneConfirmation {
    let key = StreamKey(seed: scenario.plan.seed, replication: 1, purpose: .search)
    let seed = UInt64(key.uniform(entity: 0, counter: 0) * 0x1p53)
    let count = max(Self.fewestToConfirm, scenario.plan.replications)
    var pair = [
      TuneCandidate(.today, values: today.values, changes: []),
      TuneCandidate(winner.origin, values: winner.values, changes: winner.changes),
    ]
    let sides = try await runner.run(&pair, seed: seed, count, confidence: 1 - settings.alpha / 2)
    return TuneConfirmation(seed: seed, replications: count, pair: pair, sides: sides, goal)
  }
}
