import JSON
import Prelude
import Simulation
import Statistics
import StepFunctions

/// Gauges in the text format of OpenMetrics 1.0, for a Pushgateway or a file collector. Counts are means per
/// replication.
struct OpenMetricsExporter {
  let model: ReportModel

  private struct Family {
    let name: String
    var unit: String?
    let help: String
    var samples: [(labels: [(String, String)], value: Double)] = []
  }

  var text: String {
    ([executions, failedRatio, latency, calls, verdicts] + run).map(text).joined() + "# EOF\n"
  }

  private var executions: Family {
    Family(
      name: "headroom_executions", help: "Executions of a state machine, by what became of them.",
      samples: model.machines.enumerated().flatMap { index, machine in
        Metric.outcomes.map { metric in
          ([("machine", machine.name), ("outcome", metric.name)], mean(metric, of: index))
        }
      })
  }

  private var failedRatio: Family {
    Family(
      name: "headroom_failed_ratio", unit: "ratio",
      help: "Failed, timed out and rejected executions per started or rejected one.",
      samples: model.machines.map { ([("machine", $0.name)], $0.failedRatio) })
  }

  /// Percentiles that the sample does not support are left out.
  private var latency: Family {
    Family(
      name: "headroom_latency_seconds", unit: "seconds",
      help: "From the first call to the end, of executions that succeeded.",
      samples: model.machines.flatMap { machine in
        let spread = machine.latency
        let shown = Spread.percentileNames.map { ($0.0, spread.shown($0.0)) }
        return ([("mean", spread.mean)] + shown + [("max", spread.max)]).compactMap { name, value in
          value.map { ([("machine", machine.name), ("statistic", name)], $0) }
        }
      })
  }

  private var calls: Family {
    Family(
      name: "headroom_calls", help: "Calls of an API action, by what became of them.",
      samples: model.actions.flatMap { action in
        [("offered", action.offered), ("admitted", action.admitted), ("throttled", action.throttled)].map {
          ([("action", action.name), ("outcome", $0.0)], $0.1.mean)
        }
      })
  }

  private var verdicts: Family {
    Family(
      name: "headroom_expectation", help: "1 for the verdict on an expectation.",
      samples: model.verdicts.flatMap { verdict in
        Verdict.Outcome.allCases.map {
          ([("expectation", verdict.text), ("verdict", $0.rawValue)], verdict.outcome == $0 ? 1 : 0)
        }
      })
  }

  private var run: [Family] {
    Metric.ofRun.map { metric in
      let isTime = metric.unit == .seconds
      let name = metric.name.flatMap { $0.isUppercase ? "_" + $0.lowercased() : String($0) }
      return Family(
        name: "headroom_" + String(name) + (isTime ? "_seconds" : ""), unit: isTime ? "seconds" : nil,
        help: "Of the whole run, in \(metric.unit.rawValue).", samples: [([], mean(metric, of: 0))])
    }
  }

  private func mean(_ metric: Metric, of subject: Int) -> Double {
    Estimate(replications: metric.values(model.recordings, of: subject).filter(\.isFinite)).mean
  }

  private func text(_ family: Family) -> String {
    var text = "# TYPE \(family.name) gauge\n"
    if let unit = family.unit { text += "# UNIT \(family.name) \(unit)\n" }
    text += "# HELP \(family.name) \(family.help)\n"
    for (labels, value) in family.samples where value.isFinite {
      let all = [("scenario", model.plan.name)] + labels
      let list = all.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
      text += "\(family.name){\(list)} \(Number.exact(value))\n"
    }
    return text
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
      .escapingControls()
  }
}
