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
    /// Of as many samples; nil where one has none.
    var intervals: [Interval?] = []
  }

  var text: String {
    ([executions, failedRatio, latency, calls, verdicts] + run).flatMap { [$0] + bounds(of: $0) }.map(text).joined()
      + "# EOF\n"
  }

  private var executions: Family {
    Family(
      name: "headroom_executions", help: "Executions of a state machine, by what became of them.",
      samples: model.machines.enumerated().flatMap { index, machine in
        Metric.outcomes.map { metric in
          ([("machine", machine.name), ("outcome", metric.name)], mean(metric, of: index))
        }
      },
      intervals: model.machines.indices.flatMap { index in
        Metric.outcomes.map { model.estimate($0, of: index).interval() }
      })
  }

  private var failedRatio: Family {
    Family(
      name: "headroom_failed_ratio", unit: "ratio",
      help: "Failed, timed out and rejected executions per started or rejected one.",
      samples: model.machines.map { ([("machine", $0.name)], $0.failedRatio) },
      intervals: model.machines.map { $0.failures.interval() })
  }

  /// Percentiles that the sample does not support are left out.
  private var latency: Family {
    var family = Family(
      name: "headroom_latency_seconds", unit: "seconds",
      help: "From the first call to the end, of executions that succeeded.")
    for machine in model.machines {
      let spread = machine.latency
      let mean = spread.mean.flatMap { mean in spread.halfWidth.map { Interval(lower: mean - $0, upper: mean + $0) } }
      let shown = Spread.percentileNames.map { name, p in
        (name, spread.shown(name), spread.percentiles.first { $0.name == name }?.interval)
      }
      for (name, value, interval) in [("mean", spread.mean, mean)] + shown + [("max", spread.max, nil)] {
        guard let value else { continue }
        family.samples.append(([("machine", machine.name), ("statistic", name)], value))
        family.intervals.append(interval)
      }
    }
    return family
  }

  private var calls: Family {
    Family(
      name: "headroom_calls", help: "Calls of an API action, by what became of them.",
      samples: model.actions.flatMap { action in
        [("offered", action.offered), ("admitted", action.admitted), ("throttled", action.throttled)].map {
          ([("action", action.name), ("outcome", $0.0)], $0.1.mean)
        }
      },
      intervals: model.actions.flatMap { [$0.offered, $0.admitted, $0.throttled].map { $0.interval() } })
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
      // A name ends with its unit, where that is one that OpenMetrics knows.
      let unit: String? = metric.unit == .seconds ? "seconds" : metric.unit == .ratio ? "ratio" : nil
      let words = metric.name.map { $0 == "." ? "_" : $0.isUppercase ? "_" + $0.lowercased() : String($0) }
      let name = "headroom_" + words.joined()
      return Family(
        name: unit.map { name.hasSuffix("_" + $0) ? name : name + "_" + $0 } ?? name, unit: unit,
        help: "Of the whole run, in \(metric.unit.rawValue).", samples: [([], mean(metric, of: 0))],
        intervals: [model.estimate(metric).interval()])
    }
  }

  /// The ends of the intervals as a family of their own, so that sums and means over values do not count them.
  private func bounds(of family: Family) -> [Family] {
    let unit = family.unit.map { "_" + $0 } ?? ""
    var bounds = Family(
      name: family.name.dropLast(unit.count) + "_bounds" + unit, unit: family.unit,
      help: "Ends of the 95 % intervals of \(family.name); without one is what replications have alike, or one of them."
    )
    for (sample, interval) in zip(family.samples, family.intervals) {
      guard let interval, interval.lower < interval.upper else { continue }
      for (name, end) in [("lower", interval.lower), ("upper", interval.upper)] where end.isFinite {
        bounds.samples.append((sample.labels + [("bound", name)], end))
      }
    }
    return bounds.samples.isEmpty ? [] : [bounds]
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
