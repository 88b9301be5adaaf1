import Prelude
import Testing

@testable import Scenario
@testable import Simulation

/// Metastable failure: retries without backoff keep a service down that a spike has slowed down, and with backoff it
/// comes back. Source: M. Brooker, simple_collapse_sim.
@Suite struct CollapseTests {
  /// Executions that succeed per second, from 70 s to 80 s, in each replication.
  static func goodput(_ name: String, replications: Int) throws -> [Double] {
    var files = FileSnapshot()
    let file = CommittedScenarioTests.folder + name + ".yaml"
    let plan = try #require(ScenarioReader.read(file: file, from: &files).plan)
    return try (0..<replications).map { replication in
      let series = try simulate(plan, replication: replication).series
      #expect(series.width == .seconds(1))
      let callers = try #require(series.levels.first { $0.depth == 0 })
      return Double((70..<80).reduce(0) { $0 + callers.count(.succeeded, inBin: $1) }) / 10
    }
  }

  @Test func retriesWithoutBackoffKeepItDown() throws {
    let rates = try Self.goodput("collapse", replications: 10)
    let down = rates.count { $0 < 20 }
    #expect((5...9).contains(down), "\(rates)")
    #expect(rates.contains { $0 > 35 }, "some come back: \(rates)")
  }

  @Test func withBackoffItComesBack() throws {
    let rates = try Self.goodput("collapse-backoff", replications: 5)
    #expect(rates.allSatisfy { $0 > 35 }, "\(rates)")
  }
}
