import Chance
import Prelude
package import Simulation
import StatesLanguage
import Statistics
import StepFunctions

/// How probable it is that an execution comes to a hard limit, at each load.
package struct ForecastAnswer: Sendable {
  enum Probability: Sendable {
    /// Of executions that have come to it.
    case observed(ProportionEstimate)
    /// Few or none have; the tail of the law says so.
    case extrapolated(TailEstimate)
    /// Few or none have, and the tail cannot be extrapolated; what was seen is all there is.
    case unknown(ProportionEstimate, TailEstimate.Refusal)
  }
  struct Row: Sendable {
    let quantity: ForecastQuantity
    let machine: Int?
    let limit: Int64
    let count: Int
    let hits: Int
    let largest: Int64
    let p99: Int64
    /// That of the same load without quotas; nil: nothing was seen there.
    let p99Without: Int64?
    let probability: Probability
  }
  /// A load, and what was seen at it.
  package struct Point: Sendable {
    let changes: [VariedScenario.Change]
    let rows: [Row]

    var text: String { changes.isEmpty ? "as it is" : changes.map(\.text).joined(separator: ", ") }
  }
  /// How many items a Map may have.
  struct SafeMap: Sendable {
    let machine: Int
    let events: MapEvents
    let limit: Int
    let items: Int
    /// Retries of an item's Tasks, on average, as they are at the scenario's own load.
    let retries: Double
    let itemsWithRetries: Int
  }

  let plan: Plan
  let version: String
  let replications: Int
  let points: [Point]
  let maps: [SafeMap]

  package init(plan: Plan, replications: Int, points: [Point], retries: [Int: [String: Double]], version: String) {
    self.plan = plan
    self.version = version
    self.replications = replications
    self.points = points
    maps = Self.maps(plan, retries)
  }

  /// Hits from which on what was seen says enough: their relative standard error is 32 %.
  static let fewHits = 10

  package static func point(
    _ changes: [VariedScenario.Change], actual: ForecastSamples, without: ForecastSamples, seed: UInt64
  ) -> Point {
    let rows = actual.samples.sorted { $0.key < $1.key }.map { key, sample in
      let hits = sample.hits.reduce(0, +)
      return Row(
        quantity: key.quantity, machine: key.machine, limit: sample.limit, count: sample.values.count, hits: hits,
        largest: sample.values.max ?? 0, p99: sample.values.quantile(0.99) ?? 0,
        p99Without: without.samples[key]?.values.quantile(0.99),
        probability: probability(sample, hits, key, seed))
    }
    return Point(changes: changes, rows: rows)
  }

  private static func probability(
    _ sample: ForecastSample, _ hits: Int, _ key: ForecastSamples.Key, _ seed: UInt64
  ) -> Probability {
    let observed = ProportionEstimate(hits: sample.hits, counts: sample.counts)
    if hits >= fewHits { return .observed(observed) }
    let entity = Mix64.hash("\(key.quantity.rawValue) \(key.machine ?? -1)")
    var stream = StreamKey(seed: seed, replication: 0, purpose: .bootstrap).stream(entity: entity)
    do throws(TailEstimate.Refusal) {
      return .extrapolated(try TailEstimate(sample.values, limit: sample.limit, uniform: { stream.uniform() }))
    } catch {
      return .unknown(observed, error)
    }
  }

  /// Of Standard machines: histories of Express ones have no limit.
  private static func maps(_ plan: Plan, _ retries: [Int: [String: Double]]) -> [SafeMap] {
    guard let limit = plan.account.quotas.historyEvents else { return [] }
    return plan.account.machines.indices.flatMap { machine -> [SafeMap] in
      guard plan.account.machines[machine].kind == .standard else { return [] }
      return plan.account.machines[machine].definition.mapEvents().map { events in
        let each = events.tasks.reduce(0.0) { $0 + (retries[machine]?[$1] ?? 0) }
        return SafeMap(
          machine: machine, events: events, limit: limit, items: events.mostItems(events: limit), retries: each,
          itemsWithRetries: events.mostItems(events: limit, retries: each))
      }
    }
  }

  /// By machine and Task: retries of a visit, on average.
  package static func retries(_ tasks: [TaskRecording]) -> [Int: [String: Double]] {
    var sums: [Int: [String: (attempts: Double, visits: Double)]] = [:]
    for task in tasks {
      let before = sums[task.machine]?[task.state] ?? (0, 0)
      sums[task.machine, default: [:]][task.state] = (
        before.attempts + task.attempts.sum, before.visits + Double(task.attempts.count)
      )
    }
    return sums.mapValues { $0.mapValues { $0.visits > 0 ? $0.attempts / $0.visits - 1 : 0 } }
  }

  func name(_ row: Row) -> String {
    row.machine.map { plan.account.machines[$0].name } ?? "account"
  }

  /// The largest probability of all that were found.
  var worst: (point: Point, row: Row, probability: Double)? {
    points.flatMap { point in point.rows.map { (point, $0, Self.value($0.probability)) } }
      .max { $0.2 < $1.2 }
  }

  static func value(_ probability: Probability) -> Double {
    switch probability {
    case .observed(let estimate), .unknown(let estimate, _): estimate.share.isFinite ? estimate.share : 0
    case .extrapolated(let estimate): estimate.probability
    }
  }
}
