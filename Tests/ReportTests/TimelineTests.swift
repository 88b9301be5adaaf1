import Prelude
import Testing

@testable import Report
@testable import Simulation

@Suite struct TimelineTests {
  /// The sample's bucket is empty for its first 41 seconds.
  @Test func aRunIsToldInTheOrderOfTime() throws {
    let entries = Timeline(Samples.shared).entries
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.from <= $1.from })
    #expect(entries.first?.text == "All that outside callers want, they want at once.")
    let empty = try #require(entries.first { $0.text.hasPrefix("StartExecution's bucket is empty") })
    #expect(empty.from == 0 && empty.to.map { $0 > 30 } == true)
    #expect(entries.contains { $0.text == "StartExecution refuses its first call." })
    #expect(entries.last.map { $0.from >= empty.to ?? 0 } == true)
  }

  @Test func whatNeverHappenedIsNotTold() {
    let plan = Samples.plan(machines: [])
    let empty = Samples.model(plan, [Recording(replication: 0, machines: [], tasks: [], series: TimeSeries())])
    #expect(Timeline(empty).entries.isEmpty)
  }
}
