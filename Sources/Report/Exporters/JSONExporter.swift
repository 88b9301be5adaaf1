import Engine
package import JSON
import Prelude
import Simulation
import Statistics
import StepFunctions

/// `summary.json`: an interface for programs. A change of a name or a meaning is a new `schemaVersion`.
package struct JSONExporter {
  static let schemaVersion = 2
  let model: ReportModel

  static func files(_ model: ReportModel) -> [ReportFile] {
    [model.file("summary.json", as: .summary)]
  }

  var text: String { summary().prettyText + "\n" }

  /// What of it says how the run went, and not which run it was or what was expected of it.
  static func numbers(of summary: JSON) -> JSON {
    guard case .object(var members) = summary else { return summary }
    for name in ["version", "scenario", "scenarioFile", "seed", "expectations", "stopEarly"] { members[name] = nil }
    return .object(members)
  }

  func summary() -> JSON {
    var summary: JSONObject = [
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(model.version),
      "scenario": .string(model.plan.name),
      "seed": Int(exactly: model.plan.seed).map { .integer($0) } ?? .string(String(model.plan.seed)),
      "replications": .integer(model.recordings.count), "quotaProfile": .string(model.plan.quotaProfile),
      "overheads": .string(model.plan.overheadsProfile), "warmupSeconds": number(model.plan.warmup.seconds),
      "study": .string(model.plan.study.rawValue),
      "confidence": number(0.95),
    ]
    if model.plan.warmupOrigin != .given {
      summary["warmupMethod"] = "MSER-5"
      summary["warmupFound"] = .bool(model.plan.warmupOrigin == .found)
    }
    if !model.plan.precision.isEmpty { summary["precision"] = .array(model.precision.map { json($0) }) }
    if let stop = model.earlyStop {
      summary["stopEarly"] = [
        "stopped": .bool(stop.isEarly), "most": .integer(stop.most), "look": .integer(stop.look),
        "looks": .integer(stop.looks), "level": number(stop.level),
      ]
    }
    if let batches = model.clusters.batches { summary["batches"] = .integer(batches.count) }
    if let steadiness = model.steadiness { summary["steadyState"] = json(steadiness) }
    if let source = model.plan.source {
      var file: JSONObject = ["path": .string(source.path), "sha256": .string(source.hash)]
      if !source.overrides.sets.isEmpty { file["overrides"] = .array(source.overrides.sets.map(JSON.string)) }
      if !source.files.isEmpty {
        file["files"] = .array(source.files.map { ["path": .string($0.path), "sha256": .string($0.hash)] })
      }
      summary["scenarioFile"] = .object(file)
    }
    summary["apiActions"] = object(model.actions.map { ($0.name, json($0)) })
    summary["executions"] = object(model.machines.enumerated().map { ($1.name, json($1, $0)) })
    for metric in Metric.ofRun where metric.unit != .ratio { summary[metric.name] = json(metric) }
    summary["largestHistory"] = .integer(model.largestHistory)
    summary["billing"] = .object([
      "transitions": json(model.transitions), "retries": json(model.retries),
      "retriesRatio": number(model.retriesRatio), "requests": json(model.requests),
      "billedMilliseconds": json(model.billedMilliseconds),
      "billedMegabyteMilliseconds": json(model.billedMegabyteMilliseconds),
    ])
    summary["latencyByDepth"] = .array(
      model.depths.enumerated().map { depth, spread in
        var entry: JSONObject = ["depth": .integer(depth)]
        for (key, value) in json(spread) { entry[key] = value }
        return .object(entry)
      })
    summary["levels"] = .array(levelTotals.map { json($0) })
    summary["offeredPerSecond"] = number(model.carrying.offered)
    summary["limits"] = .array(model.carrying.limits.map { json($0) })
    summary["tasks"] = .array(model.tasks.map { json($0) })
    summary["outside"] = json(model.outside)
    let admissions = model.admissions
    if !admissions.isEmpty { summary["admissions"] = .array(admissions.map { json($0) }) }
    summary["errors"] = .array(model.errors.byWeight.map { json($0) })
    summary["findings"] = .array(
      model.findings.map { .object(["weight": .string($0.weight.rawValue), "text": .string($0.text)]) })
    summary["expectations"] = .array(
      model.verdicts.map { verdict in
        .object([
          "text": .string(verdict.text), "met": .bool(verdict.outcome == .met),
          "verdict": .string(verdict.outcome.rawValue), "measured": .string(verdict.measured),
          "value": number(verdict.value), "lower": number(verdict.interval?.lower),
          "upper": number(verdict.interval?.upper),
          "replicationsNeeded": verdict.replicationsNeeded.map { .integer($0) } ?? .null,
        ])
      })
    return .object(summary)
  }

  private func object(_ members: [(String, JSON)]) -> JSON {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  /// Whole numbers as such, others with at most 9 significant digits; null where there is none.
  func number(_ value: Double?) -> JSON { Self.number(value) }

  package static func number(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    let rounded = Number.rounded(value)
    if rounded == rounded.rounded(), rounded.magnitude < 9e15 { return .integer(Int(rounded)) }
    return .double(rounded)
  }

  private func json(_ estimate: Estimate) -> JSON {
    .object(["mean": number(estimate.mean), "halfWidth": number(estimate.halfWidth)])
  }

  /// The mean over the replications; a time says its unit.
  private func json(_ metric: Metric, of subject: Int = 0) -> JSON {
    let estimate = model.estimate(metric, of: subject)
    guard metric.unit == .seconds else { return json(estimate) }
    return ["unit": "s", "mean": number(estimate.mean), "halfWidth": number(estimate.halfWidth)]
  }

  private func json(_ action: Action) -> JSON {
    let index = APIAction.starts.firstIndex(of: action.action) ?? 0
    var result = JSONObject()
    for metric in Metric.ofAction { result[metric.name] = json(metric, of: index) }
    result["throttledRatio"] = number(action.throttledRatio)
    result["throttledRatioInterval"] = json(action.refusals)
    result["bucketEmptySeconds"] = number(action.emptySeconds)
    result["earliestFinishSeconds"] = number(action.earliestFinish)
    result["retriesPerAdmittedCall"] = .object(json(action.retries))
    return .object(result)
  }

  private func json(_ machine: MachineResult, _ index: Int) -> JSON {
    var result: JSONObject = ["type": .string(machine.kind.rawValue)]
    for metric in Metric.outcomes {
      var counts = json(metric, of: index)
      if metric.statistics.contains(.ratio), case .object(var members) = counts {
        members["ratio"] = number(machine.failedRatio)
        members["ratioInterval"] = json(machine.failures)
        counts = .object(members)
      }
      result[metric.name] = counts
    }
    for metric in [Metric.ownTransitions, .ownRetries] { result[metric.name] = json(metric, of: index) }
    result["startedBy"] = object(model.parents(of: machine).map { ($0.name, json($0.count)) })
    for metric in Metric.distributions { result[metric.name] = machine.spread(of: metric).map { .object(json($0)) } }
    result["parts"] = object(zip(Part.allCases, machine.parts).map { ($0.name, number($1.mean)) })
    result["partsHalfWidth"] = object(zip(Part.allCases, machine.parts).map { ($0.name, number($1.halfWidth)) })
    result["largestHistory"] = .integer(machine.largestHistory)
    if machine.kind == .express { result["billing"] = object(Metric.bill.map { ($0.name, json($0, of: index)) }) }
    return .object(result)
  }

  private func json(_ spread: Spread) -> JSONObject {
    var object: JSONObject = [
      "unit": .string(spread.unit.rawValue), "count": .integer(spread.count), "mean": number(spread.mean),
      "halfWidth": number(spread.halfWidth), "min": number(spread.min),
    ]
    for percentile in spread.percentiles {
      object[percentile.name] = [
        "value": number(percentile.value), "lower": number(percentile.interval?.lower),
        "upper": number(percentile.interval?.upper), "effectiveCount": number(percentile.effectiveCount),
        "supported": .bool(percentile.isSupported),
      ]
    }
    object["max"] = number(spread.max)
    object["approximate"] = .bool(!spread.isExact)
    return object
  }

  /// Of a share; `assumesIndependence` where nothing is known of how much replications differ.
  private func json(_ proportion: ProportionEstimate) -> JSON {
    let interval = proportion.interval()
    return [
      "lower": number(interval?.lower), "upper": number(interval?.upper),
      "assumesIndependence": .bool(proportion.assumesIndependence),
    ]
  }

  /// Sums over the replications.
  private func json(_ counts: OutsideCounts) -> JSON {
    var members: JSONObject = [
      "wanted": .integer(counts.arrived), "succeeded": .integer(counts.succeeded), "failed": .integer(counts.failed),
      "timedOut": .integer(counts.timedOut), "aborted": .integer(counts.aborted), "rejected": .integer(counts.rejected),
      "unsuccessfulRatio": number(model.damage), "unsuccessfulRatioInterval": json(model.unsuccessful),
    ]
    if model.redriveLine != nil {
      members["redrives"] = .integer(counts.redrives)
      members["succeededAfterRedrive"] = .integer(counts.redriveSuccesses)
    }
    return .object(members)
  }

  private func json(_ row: ErrorRecord) -> JSON {
    func place(_ place: ErrorRecord.Place) -> JSONObject {
      [
        "machine": .string(model.machineName(place)), "state": .string(place.state),
        "kind": .string(place.kind.rawValue), "error": .string(place.error),
      ]
    }
    var result = place(row.place)
    result["count"] = .integer(row.count)
    result["retried"] = .integer(row.retried)
    result["caught"] = .integer(row.caught)
    result["fatal"] = .integer(row.fatal)
    result["endedExecutions"] = .integer(row.ended)
    result["endedOutsideExecutions"] = .integer(row.endedOutside)
    result["endedRatio"] = number(model.share(of: row))
    result["root"] = row.root.map { .object(place($0)) } ?? .null
    result["sample"] = [
      "replication": .integer(row.replication), "execution": .string(row.execution),
      "cause": .string(model.errors.cause(of: row)),
      "replay": ReplayCommand(model.plan, row).map { .string($0.text) } ?? .null,
    ]
    return .object(result)
  }

  private func json(_ admission: AdmissionResult) -> JSON {
    .object([
      "load": .string(admission.name), "came": json(admission.came), "passed": json(admission.passed),
      "turnedAway": json(admission.turnedAway), "waiting": json(admission.waiting),
      "longestLine": json(admission.longest), "breakerOpenings": json(admission.openings),
      "invocations": json(admission.invocations), "redeliveries": json(admission.redeliveries),
      "deadLetters": json(admission.deadLetters), "wait": .object(json(admission.wait)),
    ])
  }

  private func json(_ task: TaskResult) -> JSON {
    .object([
      "machine": .string(task.machine), "state": .string(task.state), "resource": .string(task.resource),
      "service": task.service.map(JSON.string) ?? .null,
      "attempts": .object(json(task.attempts)), "errors": json(task.errors), "throttled": json(task.throttled),
    ])
  }
}
