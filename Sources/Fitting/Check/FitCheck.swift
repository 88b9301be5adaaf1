package import Planning
import Prelude
import Report
import Simulation
import Statistics
import StepFunctions

/// Whether the model is good: what a simulation of the recorded arrivals gives, against what was recorded.
package struct FitCheck: Sendable {
  package struct Machine: Sendable {
    let name: String
    /// Seconds, of executions that succeeded.
    let recorded: Int
    let simulated: Int
    /// Kolmogorov's and Smirnov's distance of the two, and its p value if executions were independent.
    let distance: Double
    let p: Double
    /// At each of the fractions: seconds recorded and simulated.
    let quantiles: [(p: Double, recorded: Double, simulated: Double)]
    let failedShares: (recorded: Double, simulated: Double)

    /// The mean of |simulated − recorded|/recorded over the quantiles.
    var meanError: Double {
      quantiles.reduce(0) { $0 + abs($1.simulated - $1.recorded) / $1.recorded } / Double(max(1, quantiles.count))
    }

    /// The sum of |simulated − recorded| over that of recorded: one quantile between two groups of latencies, where a
    /// percent more of the one is ten times the time, does not outweigh all others.
    var weightedError: Double {
      quantiles.reduce(0) { $0 + abs($1.simulated - $1.recorded) } / quantiles.reduce(0) { $0 + $1.recorded }
    }

    func error(at p: Double) -> Double? {
      quantiles.first { abs($0.p - p) < 1e-9 }.map { $0.simulated / $0.recorded - 1 }
    }
  }

  let machines: [Machine]
  /// Recorded machines that could not be compared, and why.
  let leftOut: [String]
  let replications: Int

  /// Fewer recorded executions have no distribution to compare.
  private static let fewest = 10
  /// Every twentieth, and what is asked for most; that only of executions enough for it.
  private static func fractions(_ count: Int) -> [Double] {
    ((1...19).map { Double($0) / 20 } + [0.99]).filter { $0 < 0.99 || Sample.supports(p: $0, count: count) }
  }

  /// `varied`: the scenario with the fits in it, and the recorded starts as its load.
  package init(
    _ found: Observations, _ varied: VariedScenario, workers: Workers
  ) async throws {
    let plan = varied.plan
    replications = plan.replications
    let result = try await workers.run(0..<plan.replications, of: { try varied.plan([]) })
    var (machines, leftOut) = ([Machine](), [String]())
    let recorded = Dictionary(grouping: found.executions) { $0.machine ?? "" }
    for (name, executions) in recorded.sorted(by: { $0.key < $1.key }) where !name.isEmpty {
      guard let index = plan.account.machines.firstIndex(where: { $0.name == name }) else {
        leftOut.append("\(name): the scenario has no such machine")
        continue
      }
      let own = result.recordings.map { $0.machines[index] }
      let durations = executions.filter { $0.status == "SUCCEEDED" }.compactMap(\.duration).filter { $0 > 0 }
      let pooled = ClusteredSample(own.map(\.duration)).pooled
      guard durations.count >= Self.fewest, !pooled.isEmpty else {
        leftOut.append(
          "\(name): \(durations.count) recorded and \(pooled.count) simulated executions succeeded, of each "
            + "\(Self.fewest) are needed")
        continue
      }
      machines.append(Self.compare(name, durations, pooled, Self.failedShares(executions, own)))
    }
    self.machines = machines
    self.leftOut = leftOut
  }

  private static func failedShares(
    _ executions: [Observations.Execution], _ own: [MachineRecording]
  ) -> (Double, Double) {
    let ended = executions.filter { $0.status != nil && $0.status != "RUNNING" }
    let failed = ended.count { $0.status != "SUCCEEDED" }
    let (good, all) = own.reduce(into: (0, 0)) {
      $0.0 += $1.succeeded
      $0.1 += $1.succeeded + $1.failed + $1.timedOut + $1.aborted
    }
    return (Double(failed) / Double(max(1, ended.count)), 1 - Double(good) / Double(max(1, all)))
  }

  private static func compare(
    _ name: String, _ durations: [Double], _ simulated: Sample, _ failedShares: (Double, Double)
  ) -> Machine {
    var recorded = Sample()
    for duration in durations { recorded.add(Span(seconds: duration).nanoseconds) }
    let distance = KolmogorovSmirnov.distance(recorded, simulated)
    let count = Double(recorded.count) * Double(simulated.count) / Double(recorded.count + simulated.count)
    let fractions = fractions(recorded.count)
    let pairs = zip(recorded.quantiles(fractions) ?? [], simulated.quantiles(fractions) ?? [])
    return Machine(
      name: name, recorded: recorded.count, simulated: simulated.count, distance: distance,
      p: KolmogorovSmirnov.pValue(distance: distance, count: count),
      quantiles: zip(fractions, pairs).map { ($0, Double($1.0) / 1e9, Double($1.1) / 1e9) },
      failedShares: failedShares)
  }

  /// Of the worst machine; nil: none could be compared.
  package var weightedError: Double? { machines.map(\.weightedError).max() }
}
