package import Report
import Simulation
import StepFunctions

/// What a search is after, and what has to hold of its answer.
package struct TuneGoal: Sendable {
  package enum Measure: Sendable {
    case metric(MeasuredMetric)
    /// Dollars of a replication.
    case cost
  }

  let measure: Measure
  let isMaximised: Bool
  /// Expectations that the answer has to meet.
  let constraints: [MeasuredMetric]
  /// A share of today's value that makes no difference.
  let indifference: Double

  package init(_ measure: Measure, isMaximised: Bool, constraints: [MeasuredMetric], indifference: Double) {
    self.measure = measure
    self.isMaximised = isMaximised
    self.constraints = constraints
    self.indifference = indifference
  }

  var name: String {
    switch measure {
    case .metric(let metric): metric.name
    case .cost: "cost"
    }
  }

  /// +1 where more is better.
  var sign: Double { isMaximised ? 1 : -1 }

  /// What has to be recorded for it.
  var expectations: [Expectation] {
    let own: [Expectation] = if case .metric(let metric) = measure { [metric.expectation] } else { [] }
    return own + constraints.map(\.expectation)
  }

  func text(_ value: Double) -> String {
    switch measure {
    case .metric(let metric): metric.text(value)
    case .cost: value.isFinite ? "$" + Number.significant(value, 4) : Number.none
    }
  }

  func series(_ plan: Plan, _ recordings: [Recording]) -> MetricSeries {
    switch measure {
    case .metric(let metric): metric.series(recordings) ?? MetricSeries(values: recordings.map { _ in .nan })
    case .cost: MetricSeries(values: recordings.map { $0.cost(plan.prices) })
    }
  }

  /// How far what was measured is from what has to hold, relative to the bounds; 0: it holds.
  func violation(_ measured: [MeasuredValue]) -> Double {
    zip(constraints, measured).reduce(0) { sum, pair in
      let expectation = pair.0.expectation
      let isShare = expectation.share != nil
      let bound = expectation.share ?? expectation.value
      guard !pair.1.value.isNaN else { return .infinity }
      let over =
        switch expectation.comparison {
        case .equal: abs(pair.1.value - bound)
        case .less, .lessOrEqual: isShare ? bound - pair.1.value : pair.1.value - bound
        case .greater, .greaterOrEqual: bound - pair.1.value
        }
      return sum + max(0, over) / max(abs(bound), 1e-9)
    }
  }
}
