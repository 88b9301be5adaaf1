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
    if let machine = machines.first(where: { $0.name == expectation.subject }) { return measure(expectation, machine) }
    let counts: [String: Estimate]
    if let action = actions.first(where: { $0.name == expectation.subject }) {
      counts = ["offered": action.offered, "admitted": action.admitted, "throttled": action.throttled]
    } else if expectation.subject.isEmpty {
      counts = [
        "transitions": transitions, "statesEntered": statesEntered, "peakOpen": peakOpen, "peakWaiting": peakWaiting,
        "makespan": makespan, "lastRootEnd": lastRootEnd, "historyEvents": historyEvents,
      ]
    } else {
      return .unknown(reason: "nothing in the result is called \(expectation.subject)")
    }
    return known(counts[expectation.metric], expectation)
  }

  private func measure(_ expectation: Expectation, _ machine: MachineResult) -> Measurement {
    switch expectation.metric {
    case "latency": return measure(expectation, machine.latency, "succeeded")
    case "duration": return measure(expectation, machine.duration, "succeeded")
    case "retriesPerAdmittedCall": return measure(expectation, machine.retries, "was admitted")
    case "failed" where expectation.statistic == "ratio":
      guard machine.failedRatio.isFinite else { return .unknown(reason: "no execution of \(machine.name) started") }
      return .value(machine.failedRatio, text: Number.significant(machine.failedRatio, 3))
    default:
      let counts = [
        "started": machine.started, "succeeded": machine.succeeded, "failed": machine.failed,
        "timedOut": machine.timedOut, "aborted": machine.aborted, "rejected": machine.rejected,
        "running": machine.running, "waiting": machine.waiting,
      ]
      return known(counts[expectation.metric], expectation)
    }
  }

  private func known(_ estimate: Estimate?, _ expectation: Expectation) -> Measurement {
    guard let estimate else { return .unknown(reason: "there is no metric called \(expectation.metric)") }
    guard estimate.mean.isFinite else { return .unknown(reason: "there are no replications") }
    let isTime = ["makespan", "lastRootEnd"].contains(expectation.metric)
    return .value(estimate.mean, text: isTime ? Number.duration(estimate) : Number.count(estimate))
  }

  private func measure(_ expectation: Expectation, _ spread: Spread, _ event: String) -> Measurement {
    guard spread.count > 0, let mean = spread.mean else { return .unknown(reason: "no execution \(event)") }
    let statistic = expectation.statistic ?? ""
    if let percentile = spread.percentiles.first(where: { $0.name == statistic }) {
      guard percentile.isSupported, let value = percentile.value else {
        let needed = Number.count(Double(Spread.valuesNeeded(p: percentile.p)))
        return .unknown(reason: "\(statistic) needs \(needed) values, there are \(Number.count(Double(spread.count)))")
      }
      return .value(value, text: spread.text(value))
    }
    switch statistic {
    case "mean": return .value(mean, text: spread.meanText)
    case "min": return .value(spread.min ?? .nan, text: spread.text(spread.min))
    case "max": return .value(spread.max ?? .nan, text: spread.text(spread.max))
    default: return .unknown(reason: "there is no statistic called \(statistic)")
    }
  }
}
