import Simulation
import Statistics
import StepFunctions

/// What is compared: the gate's metrics first, then what else tells two runs apart.
struct ComparedCatalogue {
  let gates: [ComparedMetric]
  let others: [ComparedMetric]

  /// The gate is what the base expects and what is asked for besides; where that is nothing, the latency and the
  /// failures of what outside callers start. `named`: what is to be seen besides.
  init(_ sides: ComparedSides, gates asked: [Expectation], others named: [Expectation] = []) {
    let outside = sides.base.facts.outside
    let more = named.map { ComparedMetric($0, sides) }
    var named = (sides.base.facts.expectations + asked).map { ComparedMetric($0, sides) }
    if named.isEmpty {
      named = outside.flatMap { machine in
        [
          // A percentile alone is too coarse: 1 % more service time before a busy queue is found by the mean.
          ComparedMetric(.latency, .mean, of: machine, sides),
          ComparedMetric(.latency, Self.highestSupported(machine, sides), of: machine, sides),
          ComparedMetric(.failed, .ratio, of: machine, sides),
        ]
      }
    }
    let inside = sides.base.facts.machines.indices.filter { !outside.contains($0) }
    let listed =
      more + (outside + inside).flatMap { Self.ofMachine($0, sides) } + Self.ofActions(sides) + Self.ofRun(sides)
    var seen: Set<String> = []
    gates = named.filter { seen.insert($0.key).inserted }
    others = listed.filter { $0.candidate != nil && seen.insert($0.key).inserted }
  }

  /// A percentile of few executions is one or two of them.
  private static func highestSupported(_ machine: Int, _ sides: ComparedSides) -> Metric.Statistic {
    let latency = sides.base.values.sums(ComparedMetric(.latency, .mean, of: machine, sides), at: machine)
    let count = Int(latency?.counts.reduce(0, +) ?? 0)
    let percentiles: [(Metric.Statistic, Double)] = [(.p99, 0.99), (.p95, 0.95), (.p50, 0.5)]
    let found = percentiles.first { Sample.supports(p: $0.1, count: count) }
    return found?.0 ?? .mean
  }

  private static func ofMachine(_ machine: Int, _ sides: ComparedSides) -> [ComparedMetric] {
    let latencies = [Metric.Statistic.mean, .p50, .p95, .p99].map { statistic in
      ComparedMetric(.latency, statistic, of: machine, sides)
    }
    let counts = [Metric.started, .succeeded, .failed, .timedOut, .aborted, .rejected, .running].map { metric in
      ComparedMetric(metric, of: machine, sides)
    }
    return latencies + [ComparedMetric(.failed, .ratio, of: machine, sides)] + counts
  }

  private static func ofActions(_ sides: ComparedSides) -> [ComparedMetric] {
    APIAction.starts.indices.flatMap { action in
      [
        ComparedMetric(.offered, of: action, sides), ComparedMetric(.throttled, of: action, sides),
        ComparedMetric(.throttled, .ratio, of: action, sides),
      ]
    }
  }

  private static func ofRun(_ sides: ComparedSides) -> [ComparedMetric] {
    [Metric.transitions, .retries, .makespan, .peakOpen, .peakWaiting].map { ComparedMetric($0, nil, sides) }
  }
}
