import Prelude
import Report
import Simulation

/// Replications of a scenario under loads and raised limits, each simulated once while it is kept.
final class LoadRuns {
  struct Key: Hashable {
    let load: Double
    var raisings: [Raising] = []
  }

  private let scenario: VariedScenario
  private let path: String
  private let scale: Variation.Scale
  private let expectations: [Expectation]
  private let workers: Workers
  private var kept: [Key: RunResult] = [:]
  /// By load: what its executions show, where the scenario leaves the warm-up to them.
  private var warmups: [Double: Span] = [:]
  /// Of all that was ever run.
  private(set) var replications = 0

  init(
    _ scenario: VariedScenario, path: String, scale: Variation.Scale, expectations: [Expectation], workers: Workers
  ) {
    self.scenario = scenario
    self.path = path
    self.scale = scale
    self.expectations = expectations
    self.workers = workers
  }

  /// Reads it anew, for each worker.
  private func reader(_ key: Key, isLifted: Bool = false) -> @Sendable () throws -> Plan {
    let (scenario, expectations, raisings) = (scenario, expectations, key.raisings)
    let change = VariedScenario.Change(path: path, value: scale.text(key.load))
    let warmup = warmups[key.load]
    return {
      var plan = try scenario.plan([change])
      plan.expectations = expectations
      plan.windows = []
      plan.record(expectations)
      (plan.judging, plan.precision) = (.intervals, [])
      // One alone would be cut into batches.
      plan.replications = max(2, plan.replications)
      if isLifted { plan.account.liftLimits() }
      for raising in raisings { raising.apply(to: &plan.account) }
      if let warmup, plan.warmupOrigin == .sought { (plan.warmup, plan.warmupOrigin) = (warmup, .found) }
      return plan
    }
  }

  func plan(_ load: Double, _ raisings: [Raising] = []) throws -> Plan {
    try reader(Key(load: load, raisings: raisings))()
  }

  /// The first `count` of them.
  func recordings(_ load: Double, _ raisings: [Raising] = [], count: Int) async throws -> [Recording] {
    let key = Key(load: load, raisings: raisings)
    try await findWarmup(load, count)
    let known = kept[key]?.recordings.count ?? 0
    if known < count {
      let new = try await workers.run(known..<count, of: reader(key))
      replications += count - known
      if kept[key] == nil { kept[key] = new } else { kept[key]?.add(new) }
    }
    return Array(kept[key]?.recordings.prefix(count) ?? [])
  }

  /// Without any limit, from which no demand can be seen.
  func calibration(_ load: Double, count: Int) async throws -> [Recording] {
    replications += count
    return try await workers.run(0..<count, of: reader(Key(load: load), isLifted: true)).recordings
  }

  private func findWarmup(_ load: Double, _ count: Int) async throws {
    guard warmups[load] == nil, scenario.plan.warmupOrigin == .sought else { return }
    let reader = reader(Key(load: load))
    let pilot = try await workers.run(0..<count, of: reader)
    replications += count
    warmups[load] = try reader().withWarmup(foundIn: pilot.series).warmup
  }

  /// Memory is given back.
  func forget(where isIdle: (Key) -> Bool) { kept = kept.filter { !isIdle($0.key) } }
}
