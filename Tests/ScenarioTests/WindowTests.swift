import Prelude
import StatesLanguage
import Testing

@testable import Scenario
@testable import Simulation

/// `in [2m, 10m)` behind a metric.
@Suite struct WindowTests {
  private static let steady = "load: [ { start: Root, arrivals: { poisson: 2/s }, for: 10m } ]\nwarmup: 1m\n"

  private func read(_ yaml: String) throws -> (plan: Plan?, texts: [String]) {
    let (plan, diagnostics) = try Sample.folder([:]).read("region: us-east-1\n" + Sample.machines + yaml)
    return (plan, diagnostics.map(\.text))
  }

  @Test func windowsAreReadBehindWhatTheyAreAskedOf() throws {
    let (plan, texts) = try read(
      Self.steady + """
        expect:
          - Root.latency.p99 in [2m, 10m) < 15s
          - Root.latency in [2m,10m) < 15s for 99%
          - Root.failed.ratio in [60s, 90s) <= 0.1
          - depth(0).latency.mean in [2m, 10m) < 1s
          - StartExecution.throttled in [0s, 1m) == 0
          - Root.latency.p99 < 15s
        """)
    #expect(texts == [])
    let expectations = try #require(plan?.expectations)
    let windows = expectations.map { $0.window?.text }
    #expect(windows == ["[2m, 10m)", "[2m, 10m)", "[60s, 90s)", "[2m, 10m)", "[0s, 1m)", nil])
    #expect(
      expectations[0].window?.from == .zero + .seconds(120) && expectations[0].window?.to == .zero + .seconds(600))
    #expect(expectations[1].share == 0.99 && expectations[0].statistic == .p99)
    #expect(plan?.windows.count == 3)
  }

  @Test(arguments: [
    ("Root.latency.p99 in [30s, 5m)", "found \"[30s, 5m)\", but what starts in the warm-up does not count"),
    ("Root.latency.p99 in [5m, 2m)", "expected its end after its start"),
    ("Root.latency.p99 in [2m, 2m)", "expected its end after its start"),
    ("Root.latency.p99 in [2m, 5m]", "expected a window such as [2m, 10m)"),
    ("Root.latency.p99 in 2m", "expected a window such as [2m, 10m)"),
    ("Root.latency.p99 in [2m)", "expected two times"), ("Root.latency.p99 in [2m, 3m, 4m)", "expected two times"),
    ("Root.latency.p99 in [2, 5m)", "expected a duration"),
    ("Root.latency.p99 in [10m, 12m)", "but nobody starts the machine from 600s on"),
    ("Root.latency.p99 in [2m, 3h)", "but the run ends at 1200s"),
    ("Root.latncy.p99 in [2m, 5m)", "found \"latncy\", expected a metric of Root"),
    ("Root.transitions in [2m, 5m)", "transitions has no windows"),
    ("Root.errors.States.Timeout in [2m, 5m)", "errors.States.Timeout has no windows"),
    ("makespan in [2m, 5m)", "makespan has no windows"),
    ("Root.latency in [2m, 5m)", "Root.latency in [2m, 5m) is a distribution"),
  ])
  func whatIsWrongIsSaid(metric: String, message: String) throws {
    let (plan, texts) = try read(Self.steady + "expect:\n  - \(metric) < 15s")
    #expect(plan == nil && texts.count == 1)
    #expect(texts.first?.contains(message) == true, "\(texts)")
    #expect(texts.first?.contains(".yaml:6:5: error: expect: ") == true, "\(texts)")
  }

  @Test func aWarmUpThatIsToBeFoundAndAnEndLeaveNoRoom() throws {
    let auto = Self.steady.split(separator: "warmup: 1m").joined(separator: "warmup: auto")
    let found = try read(auto + "expect: [ 'Root.latency.p99 in [2m, 5m) < 15s' ]")
    #expect(found.texts.first?.contains("warmup: auto may delete what lies in it") == true, "\(found.texts)")
    let ended = try read(Self.steady + "until: 4m\nexpect: [ 'Root.latency.p99 in [2m, 5m) < 15s' ]")
    #expect(ended.texts.first?.contains("but the run ends at 240s") == true, "\(ended.texts)")
    let calls = try read(auto + "expect: [ 'StartExecution.offered in [0s, 5m) > 1' ]")
    #expect(calls.texts == [])
  }

  @Test func aBurstIsOverBeforeALaterWindow() throws {
    let burst = "load: [ { start: Root, arrivals: { burst: 2 } } ]\nexpect: [ 'Root.latency.p99 in [%, 5m) < 15s' ]"
    func texts(_ from: String) throws -> [String] {
      try read(burst.split(separator: "%").joined(separator: from)).texts
    }
    #expect(try texts("0s") == [])
    #expect(try texts("1s").first?.contains("but nobody starts the machine from") == true)
  }
}
