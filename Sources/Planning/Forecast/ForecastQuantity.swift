package import Simulation
import Statistics
import StepFunctions

/// What has a hard limit that an execution may come to.
enum ForecastQuantity: String, CaseIterable, Sendable {
  case historyEvents = "history_events"
  /// Of an Express execution; AWS ends it after five minutes.
  case duration
  case openExecutions = "open_executions"
  /// Of its input.
  case payload

  var words: String {
    switch self {
    case .historyEvents: "history events"
    case .duration: "duration"
    case .openExecutions: "open executions"
    case .payload: "input bytes"
    }
  }

  /// Source: AWS developer guide, "Quotas for Step Functions".
  private static let expressNanoseconds: Int64 = 300_000_000_000

  /// nil: none, or none for this type.
  func limit(_ plan: Plan, machine: Int?) -> Int64? {
    let quotas = plan.account.quotas
    let isExpress = machine.map { plan.account.machines[$0].kind == .express } ?? false
    switch self {
    case .historyEvents: return isExpress ? nil : quotas.historyEvents.map(Int64.init)
    case .duration: return isExpress ? Self.expressNanoseconds : nil
    case .openExecutions: return machine == nil ? quotas.openExecutions.map(Int64.init) : nil
    case .payload: return machine == nil ? nil : quotas.payloadBytes.map(Int64.init)
    }
  }
}

/// What was seen of the executions of a machine, or of the account, at one load.
struct ForecastSample: Sendable {
  private(set) var values = Sample()
  private(set) var hits: [Int] = []
  private(set) var counts: [Int] = []
  let limit: Int64

  init(limit: Int64) { self.limit = limit }

  /// Of one replication.
  mutating func add(_ sample: Sample) {
    hits.append(sample.count - sample.count(upTo: limit - 1))
    counts.append(sample.count)
    values.merge(sample)
  }
}

/// Collects what has limits, from the recordings of one load.
package struct ForecastSamples: Sendable {
  struct Key: Hashable, Comparable, Sendable {
    let quantity: ForecastQuantity
    /// nil: of the account.
    let machine: Int?

    package static func < (a: Self, b: Self) -> Bool { a.order < b.order }

    private var order: (Int, Int) {
      (ForecastQuantity.allCases.firstIndex(of: quantity) ?? 0, machine ?? -1)
    }
  }
  private(set) var samples: [Key: ForecastSample] = [:]
  private let plan: Plan

  package init(_ plan: Plan) { self.plan = plan }

  package mutating func add(_ recording: Recording) {
    for (machine, executions) in (recording.ledger?.executions ?? []).enumerated() {
      add(.historyEvents, machine, executions.events)
      add(.duration, machine, executions.lifetime)
      add(.payload, machine, executions.inputBytes)
    }
    var open = Sample()
    open.add(Int64(recording.peakOpen))
    add(.openExecutions, nil, open)
  }

  private mutating func add(_ quantity: ForecastQuantity, _ machine: Int?, _ sample: Sample) {
    guard !sample.isEmpty, let limit = quantity.limit(plan, machine: machine) else { return }
    samples[Key(quantity: quantity, machine: machine), default: ForecastSample(limit: limit)].add(sample)
  }
}
