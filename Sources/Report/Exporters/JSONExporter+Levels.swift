import JSON
import Simulation
import StepFunctions

extension JSONExporter {
  /// Sums over the replications, in the order of depths.
  var levelTotals: [LevelRecording] {
    var totals: [LevelRecording] = []
    for level in model.recordings.flatMap(\.levels) {
      if let known = totals.firstIndex(where: { $0.machine == level.machine && $0.depth == level.depth }) {
        totals[known].add(level)
      } else {
        totals.append(level)
      }
    }
    return totals.sorted { ($0.depth, $0.machine) < ($1.depth, $1.machine) }
  }

  /// Means per replication; backoff is that on the critical path, in seconds.
  func json(_ level: LevelRecording) -> JSON {
    let share = 1 / Double(max(1, model.recordings.count))
    func mean(_ count: Int) -> JSON { number(Double(count) * share) }
    return [
      "machine": .string(model.machines.indices.contains(level.machine) ? model.machines[level.machine].name : ""),
      "depth": .integer(level.depth), "offered": mean(level.calls.offered), "admitted": mean(level.calls.admitted),
      "throttled": mean(level.calls.throttled), "rejected": mean(level.givenUp), "ended": mean(level.ended),
      "transitions": mean(level.transitions), "retries": mean(level.retries),
      "historyEvents": mean(level.events), "backoffSeconds": number(level.backoff * share * 1e-9),
    ]
  }

  func json(_ precision: ReportModel.PrecisionResult) -> JSON {
    [
      "text": .string(precision.wanted.text), "wanted": number(precision.wanted.relative),
      "relativeHalfWidth": number(precision.relative), "reached": .bool(precision.isReached),
    ]
  }

  /// Only of a study of a steady state.
  func json(_ steadiness: Steadiness) -> JSON {
    let memory = steadiness.memory
    return [
      "reached": .bool(steadiness.isReached), "tooShort": .bool(steadiness.isTooShort),
      "growing": .array(
        steadiness.growth.map { ["machine": .string($0.machine), "perSecond": number($0.perSecond)] }),
      "impossible": .array(steadiness.impossible.map { .string($0.name) }),
      "slowestLimit": memory.map { .string($0.name) } ?? .null, "slowestUsedRatio": number(memory?.used),
      "relaxationSeconds": number(memory?.seconds), "warmupSecondsNeeded": number(memory?.warmup),
      "countedSeconds": number(steadiness.counted), "countedSecondsNeeded": number(memory?.counted),
    ]
  }

  func json(_ limit: LimitLoad) -> JSON {
    [
      "name": .string(limit.name), "perRoot": number(limit.perRoot), "seconds": number(limit.seconds),
      "supply": number(limit.supply), "carriedPerSecond": number(limit.carried),
      "usedRatio": number(limit.used(model.carrying.offered)),
    ]
  }
}
