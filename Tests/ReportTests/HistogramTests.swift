import JSON
import Prelude
import StatesLanguage
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

/// Distributions as a table.
@Suite struct HistogramTests {
  private static let expectations = [
    Samples.expectation("Root", .latency, .p95, .less, 30),
    Samples.expectation("Root", .latency, nil, .less, 12, for: 0.9),
    Samples.expectation("Root", .retriesPerAdmittedCall, .p50, .less, 2),
  ]

  private func model(
    _ factor: Double = 1, roots: Int = 300, replications: Int = 6,
    expectations: [Simulation.Expectation] = expectations, window: Window? = nil
  ) -> ReportModel {
    let recordings = (0..<replications).map { replication in
      var machine = MachineRecording()
      (machine.started, machine.succeeded, machine.failed) = (roots, roots - 3, 2)
      machine.timedOut = 1
      for index in 0..<(roots - 3) {
        let seconds = (10 + 10 * Double(index) / Double(roots)) * (1 + 0.01 * Double(replication % 5)) * factor
        machine.latency.add(Int64(seconds * 1e9) + Int64(index))
        machine.retriesPerAdmittedCall.add(Int64(index % 4))
      }
      var recording = Recording(replication: replication, machines: [machine], tasks: [], series: TimeSeries())
      if let window {
        // Half of the successes, and every failure.
        var seen = WindowRecording(window, machineCount: 1)
        (seen.machines[0].started, seen.machines[0].succeeded) = (roots / 2 + 3, roots / 2)
        (seen.machines[0].failed, seen.machines[0].timedOut) = (2, 1)
        for index in 0..<(roots / 2) { seen.machines[0].latency.add(Int64(factor * 1e9) + Int64(index * replication)) }
        recording.windows = [seen]
      }
      return recording
    }
    let plan = Samples.plan(machines: [Samples.machine("Root")], expectations: expectations)
    return Samples.model(plan, recordings)
  }

  private func rows(_ model: ReportModel) throws -> String {
    let file = try #require(model.files(recording: true).first { $0.name == "histograms.csv" })
    return String(decoding: file.bytes, as: UTF8.self)
  }

  /// Latencies, and what is expected by a percentile or a share: each value, and how often. Calls are no times.
  @Test func everyValueHasItsRow() throws {
    let rows = try rows(model(roots: 6, replications: 2)).split(separator: "\r\n").map(String.init)
    #expect(rows[0] == "machine,distribution,replication,upper_seconds,count")
    #expect(rows[1] == "Root,latency,0,10,1" && rows.count == 7)
    #expect(rows.last == "Root,latency,1,13.466666668,1")
  }

  @Test func stretchesAreNamed() throws {
    let window = Window(from: .zero + .seconds(120), to: .zero + .milliseconds(600_500), text: "[2m, 600.5s)")
    var expectations = Array(Self.expectations.prefix(2))
    expectations[0].window = window
    let rows = try rows(model(expectations: expectations, window: window))
    #expect(rows.contains("Root,\"latency in [120s, 600500000000ns)\",0,1,150\r\n"))
  }

  @Test func manyValuesAreBins() throws {
    let rows = try rows(model(roots: 40_000, expectations: []))
    #expect(rows.utf8.count < 300_000)
    let counts = rows.split(separator: "\r\n").dropFirst().compactMap { Int($0.split(separator: ",")[4]) }
    #expect(counts.reduce(0, +) == 6 * 39_997)
  }

  @Test func fiveHundredReplicationsAreEnough() throws {
    let rows = try rows(model(roots: 10, replications: 501))
    #expect(rows.contains("Root,latency,499,") && !rows.contains("Root,latency,500,"))
  }
}
