import Prelude
import StatesLanguage
import Testing

@testable import Scenario
@testable import Simulation

/// `precision` and `warmup: auto`.
@Suite struct PrecisionTests {
  private static let steady = "load: [ { start: Root, arrivals: { poisson: 2/s }, for: 5m } ]\n"

  private func read(_ yaml: String) throws -> (plan: Plan?, texts: [String]) {
    let (plan, diagnostics) = try Sample.folder([:]).read("region: us-east-1\n" + Sample.machines + yaml)
    return (plan, diagnostics.map(\.text))
  }

  @Test func figuresAreReadAsThoseOfExpectations() throws {
    let (plan, texts) = try read(
      Self.steady + "precision: { Root.latency.mean: 5%, Root.latency.p99: 0.1, transitions: 1% }")
    #expect(texts == [])
    let precision = try #require(plan?.precision)
    #expect(precision.map(\.relative) == [0.05, 0.1, 0.01])
    #expect(precision.map(\.statistic) == [.mean, .p99, nil] && precision[0].text == "Root.latency.mean")
    #expect(plan?.replications == 500 && plan?.checkpoints.prefix(3) == [20, 30, 45])
  }

  @Test(arguments: [
    ("precision: { Root.latency.max: 5% }", "Root.latency.max has no interval"),
    ("precision: { Root.latency: 5% }", "Root.latency has no interval"),
    ("precision: { Rot.latency.mean: 5% }", "found \"Rot.latency.mean\", expected a machine"),
    ("precision: { Root.latency.mean: 0 }", "expected a share such as 5% or 0.05"),
    ("precision: { Root.latency.mean: [] }", "expected a share such as 5% or 0.05"), ("precision: 5%", "a mapping"),
    ("precision: {}", "expected a mapping of figures"),
    ("precision: { Root.latency.mean: 5% }\nreplications: 3", "precision decides how many there are"),
  ])
  func whatIsWrongIsSaid(yaml: String, message: String) throws {
    let (plan, texts) = try read(Self.steady + yaml)
    #expect(plan == nil && texts.count == 1)
    #expect(texts.first?.contains(message) == true, "\(texts)")
  }

  @Test func aWarmUpCanBeFoundWhereTheLoadIsSteady() throws {
    let (plan, texts) = try read(Self.steady + "warmup: auto")
    #expect(texts == [])
    #expect(plan?.warmupOrigin == .sought && plan?.study == .steadyState)
    #expect(plan?.horizon == .counted(atLatest: .zero + .seconds(600)))
    let burst = try read("load: [ { start: Root, arrivals: { burst: 2 } } ]\nwarmup: auto")
    #expect(burst.texts.first?.contains("found auto, but only a load by rate, poisson or users") == true)
  }
}
