import Report
import Simulation

/// A policy, and what is known of it.
struct TuneCandidate: Sendable {
  enum Origin: String, Sendable {
    case today, documented, search
  }

  let origin: Origin
  /// One for each dimension; nil where today's places differ.
  let values: [String?]
  let changes: [VariedScenario.Change]
  /// Rounds of the screening that it was in.
  var stage = 0
  /// It is in the selection.
  var isKept = false
  /// Behind `value`.
  var replications = 0
  /// Of the goal, by the replications of the stage that it has come to.
  var value = Double.nan
  /// Of the constraints.
  var violation = 0.0
  var measured: [MeasuredValue] = []
  /// Every constraint is met, beyond chance.
  var isAllowed = true
  /// A replication took far more work than today's policy does.
  var isExcessive = false
  /// Of what is shown beside the goal: see `TuneSide`.
  var aside: TuneSide?
  var series: MetricSeries?
  /// Of the stage's first replications, which judge the constraints.
  var recordings: [Recording] = []

  init(_ origin: Origin, values: [String?], changes: [VariedScenario.Change]) {
    self.origin = origin
    self.values = values
    self.changes = changes
  }

  mutating func giveUp() {
    isExcessive = true
    isAllowed = false
    (value, violation, aside, measured, recordings, series) = (.nan, .infinity, nil, [], [], nil)
  }

  /// What decided that it is here must not decide again.
  mutating func forget() {
    (series, recordings, replications) = (nil, [], 0)
  }
}

/// Numbers of a policy that goals pull apart.
struct TuneSide: Sendable {
  /// Seconds, of what outside callers start.
  let p99: Double
  let cost: Double
  let failed: Double

  /// The other is at least as good in all, and better in one.
  func isBeaten(by other: TuneSide) -> Bool {
    let (own, others) = ([p99, cost, failed], [other.p99, other.cost, other.failed])
    return zip(own, others).allSatisfy { $1 <= $0 } && zip(own, others).contains { $1 < $0 }
  }
}

struct TuneSelection: Sendable {
  /// That were compared, those that do not meet the constraints not among them.
  let finalists: [Int]
  /// That cannot be told apart.
  let survivors: [Int]
  let best: Int?
  /// In the goal's unit.
  let indifference: Double
  /// A policy meets the constraints.
  let isFeasible: Bool
  /// It came to an end before the most replications.
  let isDecided: Bool
  let replications: Int
}
