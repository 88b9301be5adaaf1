import Simulation
import Statistics

/// Whether the result met one expectation of the scenario.
package struct Verdict: Sendable {
  /// As written in the scenario.
  package let text: String
  package let met: Bool
  /// The measured value, or why there is none to judge by.
  package let measured: String
  /// nil where the expectation cannot be judged.
  let value: Double?
}

extension ReportModel {
  /// What is known about the number that an expectation names.
  private enum Measurement {
    case value(Double, text: String)
    case unknown(reason: String)
  }

  func judge(_ expectation: Expectation) -> Verdict {
    switch measure(expectation) {
    case .unknown(let reason):
      return Verdict(text: expectation.text, met: false, measured: "cannot be judged: " + reason, value: nil)
    case .value(let value, let text):
      let rounded = Number.rounded(value)
      let met =
        switch expectation.comparison {
        case .less: rounded < expectation.value
        case .lessOrEqual: rounded <= expectation.value
        case .greater: rounded > expectation.value
        case .greaterOrEqual: rounded >= expectation.value
        case .equal: rounded == Number.rounded(expectation.value)
        }
      return Verdict(text: expectation.text, met: met, measured: text, value: value)
    }
  }

  private func measure(_ expectation: Expectation) -> Measurement {
    let (metric, subject) = (expectation.metric, expectation.subject)
    if metric.scope == .machine, !machines.indices.contains(subject) {
      return .unknown(reason: "the result has no such machine")
    }
    if expectation.statistic == .ratio {
      let machine = machines[subject]
      guard machine.failedRatio.isFinite else { return .unknown(reason: "no execution of \(machine.name) started") }
      return .value(machine.failedRatio, text: Number.significant(machine.failedRatio, 3))
    }
    if case .distribution(_, let event) = metric.reading, let statistic = expectation.statistic,
      let spread = machines[subject].spread(of: metric)
    {
      return measure(statistic, spread, event)
    }
    let values = metric.values(recordings, of: subject).filter(\.isFinite)
    if metric.isLargest, let largest = values.max() { return .value(largest, text: Number.count(largest)) }
    let estimate = Estimate(replications: values)
    guard estimate.mean.isFinite else {
      return .unknown(reason: recordings.isEmpty ? "there are no replications" : "nothing was measured")
    }
    return .value(
      estimate.mean, text: metric.unit == .seconds ? Number.duration(estimate) : Number.count(estimate))
  }

  private func measure(_ statistic: Metric.Statistic, _ spread: Spread, _ event: String) -> Measurement {
    guard spread.count > 0, let mean = spread.mean else { return .unknown(reason: "no execution \(event)") }
    switch statistic {
    case .mean: return .value(mean, text: spread.meanText)
    case .min: return .value(spread.min ?? .nan, text: spread.text(spread.min))
    case .max: return .value(spread.max ?? .nan, text: spread.text(spread.max))
    case .p50, .p90, .p95, .p99, .p999, .ratio:
      guard let percentile = spread.percentiles.first(where: { $0.name == statistic.rawValue }) else {
        return .unknown(reason: "there is no statistic called \(statistic.rawValue)")
      }
      guard percentile.isSupported, let value = percentile.value else {
        let needed = Number.count(Double(Spread.valuesNeeded(p: percentile.p)))
        return .unknown(
          reason: "\(percentile.name) needs \(needed) values, there are \(Number.count(Double(spread.count)))")
      }
      return .value(value, text: spread.text(value))
    }
  }
}
