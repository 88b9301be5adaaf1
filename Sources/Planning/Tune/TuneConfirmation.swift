import Report
import Simulation
import Statistics
import StepFunctions

/// Today's policy against the one that was found, with a seed that neither was chosen by.
struct TuneConfirmation: Sendable {
  /// A number of both, and how far they are apart, with 95 % confidence.
  struct Row: Sendable {
    let name: String
    let today: Double
    let tuned: Double
    let difference: Double
    let interval: Interval?
    /// Which of them is better lies in this one.
    let isGoal: Bool
    let todayText: String
    let tunedText: String
  }

  let seed: UInt64
  let replications: Int
  let rows: [Row]
  /// Of the constraints.
  let todayHolds: Bool
  let tunedHolds: Bool
  /// The whole interval of the gain lies beyond what makes no difference.
  let isBetter: Bool

  init(
    seed: UInt64, replications: Int, pair: [TuneCandidate],
    sides: [(plan: Plan, recordings: [Recording])], _ goal: TuneGoal
  ) {
    self.seed = seed
    self.replications = replications
    todayHolds = pair[0].isAllowed
    tunedHolds = pair[1].isAllowed
    var rows = [Self.row(goal.name, sides, isGoal: true, goal.text) { goal.series($0, $1) }]
    let plan = sides[0].plan
    for metric in Self.metrics(plan, goal) where !rows.contains(where: { $0.name == metric.name }) {
      rows.append(
        Self.row(metric.name, sides, isGoal: false, metric.text) { metric.series($1) ?? MetricSeries(values: []) })
    }
    if goal.name != "cost" {
      let cost = TuneGoal(.cost, isMaximised: false, constraints: [], indifference: 0)
      rows.append(Self.row("cost", sides, isGoal: false, cost.text) { cost.series($0, $1) })
    }
    self.rows = rows
    let room = goal.indifference * abs(rows[0].today)
    isBetter =
      switch Change(rows[0].interval, threshold: room, higherIsWorse: !goal.isMaximised) {
      case .improved: true
      case .regressed, .withinNoise, .inconclusive: rows[0].interval == nil && Self.isFirstFinite(rows[0], goal)
      }
  }

  /// Today's percentile lies among what did not succeed, and the other does not.
  private static func isFirstFinite(_ row: Row, _ goal: TuneGoal) -> Bool {
    row.today == .infinity && row.tuned.isFinite && !goal.isMaximised
  }

  private static func row(
    _ name: String, _ sides: [(plan: Plan, recordings: [Recording])], isGoal: Bool, _ text: (Double) -> String,
    _ series: (Plan, [Recording]) -> MetricSeries
  ) -> Row {
    let both = sides.map { series($0.plan, $0.recordings) }
    let difference = both[0].difference(to: both[1])
    return Row(
      name: name, today: both[0].value, tuned: both[1].value, difference: difference.value,
      interval: difference.interval, isGoal: isGoal, todayText: text(both[0].value), tunedText: text(both[1].value))
  }

  private static func metrics(_ plan: Plan, _ goal: TuneGoal) -> [MeasuredMetric] {
    goal.constraints.map { MeasuredMetric(asked: $0.expectation) } + MeasuredMetric.defaults(of: plan)
  }
}

extension TuneConfirmation.Row {
  /// `−31.0 % (−35.0 – −27.0 %)` of today's, or nothing where today's is nothing.
  var changeText: String {
    guard difference.isFinite else { return Number.none }
    if difference == 0, interval.map({ $0.lower == 0 && $0.upper == 0 }) ?? true { return "0" }
    guard today != 0 else { return difference < 0 ? "less" : "more" }
    let numbers = [difference, interval?.lower, interval?.upper].map { $0.map { Self.signed($0 / abs(today)) } }
    guard let value = numbers[0] else { return Number.none }
    guard let lower = numbers[1], let upper = numbers[2], lower != upper else { return value + " %" }
    return "\(value) % (\(lower) – \(upper) %)"
  }

  private static func signed(_ ratio: Double) -> String {
    let percents = abs(ratio) * 100
    return (ratio < 0 ? "−" : "+") + Number.fixed(percents, percents < 9.95 ? 1 : 0)
  }
}
