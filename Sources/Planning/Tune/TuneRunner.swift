import Prelude
import Report
import Simulation

/// Runs replications of policies, and adds what they measure to what is known.
struct TuneRunner: Sendable {
  private let scenario: VariedScenario
  private let goal: TuneGoal
  private let workers: Workers
  /// Looks of one replication, as workers count them.
  private var mostLooks = Int.max
  /// With the warm-up that all have.
  private let known: Plan
  private let outside: [Int]

  init(_ scenario: VariedScenario, _ goal: TuneGoal, _ workers: Workers, _ known: Plan) {
    self.scenario = scenario
    self.goal = goal
    self.workers = workers
    self.known = known
    outside = Set(known.load.map(\.machine)).sorted()
  }

  /// Policies whose time series are in memory at once.
  private static let mostAtOnce = 64

  /// Sixteen times the work of today's policy is too much, if it is more than some seconds.
  private static let mostWork = (times: 16, looks: 64)

  /// Learns from today's policy how much work a replication is.
  mutating func calibrate(_ today: TuneCandidate, replications: Int) async throws {
    let batch = Workers.Batch(0..<replications, of: plan(today, seed: nil))
    let looks = try await workers.run([batch], mostLooks: .max)[0].looks
    mostLooks = max(Self.mostWork.looks, Self.mostWork.times * looks)
  }

  private func plan(_ candidate: TuneCandidate, seed: UInt64?) -> @Sendable () throws -> Plan {
    { [scenario, known, expectations = goal.expectations, changes = candidate.changes] in
      var plan = try scenario.plan(changes)
      (plan.warmup, plan.warmupOrigin) = (known.warmup, known.warmupOrigin)
      (plan.precision, plan.stopsEarly, plan.hasFixedReplications) = ([], false, true)
      // One alone would be cut into batches.
      plan.replications = max(2, plan.replications)
      if let seed { plan.seed = seed }
      plan.record(expectations)
      return plan
    }
  }

  /// More replications of some; the first of a stage judge the constraints with `confidence`.
  func run(
    _ chosen: [Int], _ replications: Range<Int>, _ candidates: inout [TuneCandidate], confidence: Double? = nil
  ) async throws {
    var left = chosen.filter { !candidates[$0].isExcessive }[...]
    while !left.isEmpty {
      let some = left.prefix(Self.mostAtOnce)
      left = left.dropFirst(Self.mostAtOnce)
      let batches = some.map { Workers.Batch(replications, of: plan(candidates[$0], seed: nil)) }
      for (index, attempt) in zip(some, try await workers.run(batches, mostLooks: mostLooks)) {
        if let result = attempt.result {
          try add(result.recordings, to: &candidates[index], isFirst: confidence != nil, confidence)
        } else {
          candidates[index].giveUp()
        }
      }
    }
  }

  /// Each with another seed; answers their recordings.
  func run(
    _ candidates: inout [TuneCandidate], seed: UInt64, _ count: Int, confidence: Double
  ) async throws -> [(plan: Plan, recordings: [Recording])] {
    let plans = candidates.map { plan($0, seed: seed) }
    let results = try await workers.run(plans.map { Workers.Batch(0..<count, of: $0) })
    for (index, result) in results.enumerated() {
      try add(result.recordings, to: &candidates[index], isFirst: true, confidence)
    }
    return try zip(plans, results).map { (try $0(), $1.recordings) }
  }

  private func add(
    _ recordings: [Recording], to candidate: inout TuneCandidate, isFirst: Bool, _ confidence: Double?
  ) throws {
    let plan = try plan(candidate, seed: nil)()
    let series = goal.series(plan, recordings)
    if candidate.series == nil { candidate.series = series } else { candidate.series?.append(series) }
    candidate.replications += recordings.count
    candidate.value = candidate.series?.value ?? .nan
    // Later replications of the selection decide between those that meet the constraints, and need not be kept.
    guard isFirst || !candidate.isKept else { return }
    candidate.recordings += recordings
    var result = RunResult(plan)
    for recording in candidate.recordings { result.add(recording) }
    candidate.measured = MeasuredMetric.measure(goal.constraints, plan, result, confidence: confidence ?? 0.95)
    candidate.violation = goal.violation(candidate.measured)
    candidate.isAllowed = candidate.measured.allSatisfy { $0.outcome == .met }
    candidate.aside = aside(plan, candidate.recordings)
    if isFirst { candidate.recordings = [] }
  }

  private func aside(_ plan: Plan, _ recordings: [Recording]) -> TuneSide {
    func metric(_ metric: Metric, _ statistic: Metric.Statistic) -> Double {
      let values = outside.map { machine in
        let expectation = Expectation(
          text: "", metric: metric, subject: machine, statistic: statistic, comparison: .less, value: .infinity)
        return MeasuredMetric(asked: expectation).series(recordings)?.value ?? .nan
      }
      return values.max() ?? .nan
    }
    return TuneSide(
      p99: metric(.latency, .p99), cost: MetricSeries(values: recordings.map { $0.cost(plan.prices) }).value,
      failed: metric(.failed, .ratio))
  }
}
