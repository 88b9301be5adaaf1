import Engine
import JSON
import Prelude
import Simulation
import Statistics
import StepFunctions

/// `summary.json`: an interface for programs. A change of a name or a meaning is a new `schemaVersion`.
struct JSONExporter {
  private static let schemaVersion = 1
  private let model: ReportModel

  static func files(_ model: ReportModel) -> [ReportFile] {
    [ReportFile("summary.json") { JSONExporter(model: model).summary().prettyText + "\n" }]
  }

  private func summary() -> JSON {
    var summary: JSONObject = [
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(model.version),
      "scenario": .string(model.plan.name),
      "seed": Int(exactly: model.plan.seed).map { .integer($0) } ?? .string(String(model.plan.seed)),
      "replications": .integer(model.recordings.count), "quotaProfile": .string(model.plan.quotaProfile),
      "overheads": .string(model.plan.overheadsProfile), "warmupSeconds": number(model.plan.warmup.seconds),
      "confidence": number(0.95),
    ]
    summary["apiActions"] = object(model.actions.map { ($0.name, json($0)) })
    summary["executions"] = object(model.machines.map { ($0.name, json($0)) })
    summary["transitions"] = json(model.transitions)
    summary["statesEntered"] = json(model.statesEntered)
    summary["peakOpen"] = json(model.peakOpen)
    summary["peakWaiting"] = json(model.peakWaiting)
    for (name, estimate) in [("makespan", model.makespan), ("lastRootEnd", model.lastRootEnd)] {
      summary[name] = .object(["unit": "s", "mean": number(estimate.mean), "halfWidth": number(estimate.halfWidth)])
    }
    summary["historyEvents"] = json(model.historyEvents)
    summary["largestHistory"] = .integer(model.largestHistory)
    summary["billing"] = .object([
      "transitions": json(model.transitions), "requests": json(model.requests),
      "billedMilliseconds": json(model.billedMilliseconds),
      "billedMegabyteMilliseconds": json(model.billedMegabyteMilliseconds),
    ])
    summary["latencyByDepth"] = .array(
      model.depths.enumerated().map { depth, spread in
        var entry: JSONObject = ["depth": .integer(depth)]
        for (key, value) in json(spread) { entry[key] = value }
        return .object(entry)
      })
    summary["tasks"] = .array(model.tasks.map { json($0) })
    summary["findings"] = .array(
      model.findings.map { .object(["weight": .string($0.weight.rawValue), "text": .string($0.text)]) })
    summary["expectations"] = .array(
      model.verdicts.map { verdict in
        .object([
          "text": .string(verdict.text), "met": .bool(verdict.met), "measured": .string(verdict.measured),
          "value": number(verdict.value),
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
  private func number(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    let rounded = Number.rounded(value)
    if rounded == rounded.rounded(), rounded.magnitude < 9e15 { return .integer(Int(rounded)) }
    return .double(rounded)
  }

  private func json(_ estimate: Estimate) -> JSON {
    .object(["mean": number(estimate.mean), "halfWidth": number(estimate.halfWidth)])
  }

  private func json(_ action: Action) -> JSON {
    .object([
      "offered": json(action.offered), "admitted": json(action.admitted), "throttled": json(action.throttled),
      "throttledRatio": number(action.throttledRatio), "bucketEmptySeconds": number(action.emptySeconds),
      "earliestFinishSeconds": number(action.earliestFinish), "retriesPerAdmittedCall": .object(json(action.retries)),
    ])
  }

  private func json(_ machine: MachineResult) -> JSON {
    var failed: JSONObject = ["mean": number(machine.failed.mean), "halfWidth": number(machine.failed.halfWidth)]
    failed["ratio"] = number(machine.failedRatio)
    var result: JSONObject = ["type": .string(machine.kind.rawValue), "started": json(machine.started)]
    result["succeeded"] = json(machine.succeeded)
    result["failed"] = .object(failed)
    result["timedOut"] = json(machine.timedOut)
    result["aborted"] = json(machine.aborted)
    result["rejected"] = json(machine.rejected)
    result["running"] = json(machine.running)
    result["waiting"] = json(machine.waiting)
    result["startedBy"] = object(model.parents(of: machine).map { ($0.name, json($0.count)) })
    result["latency"] = .object(json(machine.latency))
    result["duration"] = .object(json(machine.duration))
    result["retriesPerAdmittedCall"] = .object(json(machine.retries))
    result["parts"] = object(zip(Part.allCases, machine.parts).map { ($0.name, number($1)) })
    result["largestHistory"] = .integer(machine.largestHistory)
    if machine.kind == .express {
      result["billing"] = .object([
        "requests": json(machine.requests), "billedMilliseconds": json(machine.billedMilliseconds),
        "billedMegabyteMilliseconds": json(machine.billedMegabyteMilliseconds),
      ])
    }
    return .object(result)
  }

  private func json(_ spread: Spread) -> JSONObject {
    var object: JSONObject = [
      "unit": .string(spread.unit.rawValue), "count": .integer(spread.count), "mean": number(spread.mean),
      "halfWidth": number(spread.halfWidth), "min": number(spread.min),
    ]
    for percentile in spread.percentiles {
      object[percentile.name] = .object(["value": number(percentile.value), "supported": .bool(percentile.isSupported)])
    }
    object["max"] = number(spread.max)
    object["approximate"] = .bool(!spread.isExact)
    return object
  }

  private func json(_ task: TaskResult) -> JSON {
    .object([
      "machine": .string(task.machine), "state": .string(task.state), "resource": .string(task.resource),
      "attempts": .object(json(task.attempts)), "errors": json(task.errors), "throttled": json(task.throttled),
    ])
  }
}
