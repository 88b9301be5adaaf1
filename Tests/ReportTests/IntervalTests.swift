import JSON
import Prelude
import TestSupport
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

/// What is inferred from replications, and how it is said.
@Suite struct IntervalTests {
  private static func recording(_ replication: Int, _ latencies: [Int64], failed: Int = 0) -> Recording {
    var machine = MachineRecording()
    (machine.started, machine.succeeded, machine.failed) = (latencies.count + failed, latencies.count, failed)
    for latency in latencies {
      machine.latency.add(latency)
      machine.parts[0] += Double(latency) / 4
      machine.parts[1] += Double(latency) * 3 / 4
    }
    return Recording(replication: replication, machines: [machine], tasks: [], series: TimeSeries())
  }

  private static func model(_ recordings: [Recording]) -> ReportModel {
    Samples.model(Samples.plan(machines: [Samples.machine("Root")]), recordings)
  }

  /// Replications of 1, 2 and 3 executions: 2 s, 4 s, 6 s. The mean per execution is 28/6 s, not 4 s.
  private static let uneven = model([
    recording(0, [2_000_000_000]), recording(1, [4_000_000_000, 4_000_000_000]),
    recording(2, [6_000_000_000, 6_000_000_000, 6_000_000_000]),
  ])

  /// SE² = Σ((Sᵢ − R·Nᵢ)/N̄)²/6 with Sᵢ = 2, 8, 18 and N̄ = 2; t of 2 degrees of freedom.
  @Test func centreAndHalfWidthAreOfOneEstimator() throws {
    let mean = 28.0 / 6
    let deviations = [(2 - mean) / 2, (8 - 2 * mean) / 2, (18 - 3 * mean) / 2]
    let halfWidth = 4.302_652_729_7 * (deviations.reduce(0) { $0 + $1 * $1 } / 6).squareRoot()
    let spread = Self.uneven.machines[0].latency
    let metric = Metric.latency.estimate(Self.uneven.recordings)
    for (found, error) in [(spread.mean, spread.halfWidth), (metric.mean, metric.halfWidth)] {
      #expect(abs((found ?? 0) - mean) < 1e-9 && abs((error ?? 0) - halfWidth) < 1e-6)
    }
    let rows = CSVText.rows(Samples.file("summary.csv", of: Self.uneven))
    let row = try #require(rows.first { $0[1] == "all" && $0[3] == "latency.mean" })
    #expect(row[5] == "4.66666667" && row[6] == Number.exact(halfWidth))
  }

  @Test func partsAreMeansPerExecution() {
    let machine = Self.uneven.machines[0]
    for (index, share) in [0.25, 0.75].enumerated() {
      let estimate = Metric.parts[index].estimate(Self.uneven.recordings)
      #expect(abs(machine.parts[index].mean - 28.0 / 6 * share) < 1e-9)
      #expect(abs(estimate.mean - machine.parts[index].mean) < 1e-9)
      #expect(abs((estimate.halfWidth ?? 0) - (machine.parts[index].halfWidth ?? 9)) < 1e-9)
      // The parts' shares are the same in all replications.
      #expect(abs(machine.shares[index].mean - share) < 1e-12 && machine.shares[index].halfWidth == 0)
    }
  }

  @Test func filesHoldTheInterval() throws {
    let json = try JSON.parse(Samples.file("summary.json", of: Samples.shared))
    let rows = CSVText.rows(Samples.file("latency.csv", of: Samples.shared))
    let header = try #require(rows.first)
    for percentile in Samples.shared.machines[1].latency.percentiles where percentile.name != "p999" {
      let interval = try #require(percentile.interval)
      let value = try #require(percentile.value)
      #expect(interval.lower < value && value < interval.upper)
      for (end, name) in [(interval.lower, "lower"), (interval.upper, "upper")] {
        #expect(json[["executions", "Leaf", "latency", percentile.name, name]]?.number == Number.rounded(end))
        let column = try #require(header.firstIndex(of: "\(percentile.name)_\(name)_seconds"))
        #expect(rows[3][column] == Number.exact(end))
      }
    }
  }

  @Test func executionsOfOneReplicationAreNotIndependent() {
    // 2,000 executions in four replications, each of which has one latency.
    let model = Self.model(
      (0..<4).map { Self.recording($0, Array(repeating: Int64(1 + $0) * 1_000_000_000, count: 500)) })
    let text = model.findings.map(\.text).joined(separator: "\n")
    #expect(text.contains("2,000 executions of Root are worth"))
    #expect(text.contains("independent ones, too few for p99, which needs 1,000: about --replications"))
    #expect(text.contains("Fewer than 28 replications do not show how skewed they are."))
    #expect(!model.machines[0].latency.percentiles.contains { $0.isSupported })
  }

  @Test func skewedReplicationsAreSaid() {
    let even = Self.model((0..<10).map { Self.recording($0, [1_000_000_000 + Int64($0)]) })
    #expect(!even.findings.contains { $0.text.contains("skewed") })
    let skewed = Self.model((0..<10).map { Self.recording($0, [$0 == 3 ? 90_000_000_000 : 1_000_000_000 + Int64($0)]) })
    let finding = skewed.findings.first { $0.text.contains("skewed") }
    #expect(finding?.text.contains("mean latencies of Root are skewed (3.2)") == true)
    #expect(finding?.text.contains("about 278 replications") == true)
  }

  /// Taken over from the machine that is alone at a depth.
  @Test func aDepthIsOfItsOwnExecutions() {
    for (depth, spread) in Samples.shared.depths.enumerated() {
      let own = Spread(Samples.shared.recordings.map { $0.latencyByDepth[depth] }, unit: .seconds)
      #expect(spread.count == own.count && spread.mean == own.mean && spread.halfWidth == own.halfWidth)
      #expect(spread.percentiles.map(\.value) == own.percentiles.map(\.value))
      #expect(spread.percentiles.map(\.interval) == own.percentiles.map(\.interval))
    }
    #expect(Samples.shared.depths.count > 1)
  }

  /// Below the values of a machine, what is known of them.
  @Test func theTerminalShowsIntervals() throws {
    let lines = Samples.shared.text(color: false, width: 100).split(separator: "\n").map(String.init)
    let index = try #require(lines.firstIndex { $0.hasPrefix("  Leaf ") })
    #expect(lines[index + 1].contains(" – ") && lines[index + 1].hasSuffix("of 14,994"))
    let one = Samples.model(recordings: [Samples.standard[0]]).text(color: false, width: 100)
    #expect(!one.contains("±") && !one.contains("95 %"))
  }
}
