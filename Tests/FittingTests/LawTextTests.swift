import Scenario
import StatesLanguage
import Testing

@testable import Fitting
@testable import Statistics

@Suite struct LawTextTests {
  @Test(
    arguments: [
      (0, "0s"), (1e-12, "1ns"), (0.000_123_456_789, "0.123457ms"), (0.25, "250ms"), (1.5, "1.5s"),
      (123.456_789, "123.457s"), (1e12, "9000000000s"),
    ] as [(Double, String)]) func durations(seconds: Double, text: String)
  { #expect(LawText.duration(seconds) == text) }

  @Test(arguments: [(2.034_5, "2.035/s"), (0.01, "0.01/s"), (0.002, "7.2/h"), (1e-9, "0.000004/h")])
  func rates(perSecond: Double, text: String) { #expect(LawText.rate(perSecond) == text) }

  /// What is written can be read as a latency, whatever law it is.
  @Test(arguments: LawTests.laws) func lawsAreRead(_ law: LatencyLaw) {
    let scenario = """
      region: us-east-1
      stateMachines: { M: { definition: none.asl.json } }
      services: { F: { latency: \(LawText.text(law)) } }
      load: [ { start: M, arrivals: { burst: 1 } } ]
      """
    let (_, diagnostics) = ScenarioReader.read(bytes: Array(scenario.utf8), file: "s.yaml")
    #expect(diagnostics.map(\.message).allSatisfy { $0.contains("none.asl.json") }, "\(diagnostics.map(\.text))")
  }

  @Test(arguments: [("", "/a/b.json"), ("x/", "x/b.json"), ("x/y/", "z/b.json")])
  func paths(folder: String, path: String) {
    let way = RelativePath.text(from: folder, to: path)
    #expect(way.hasSuffix("b.json") && !way.hasPrefix("/"))
    if folder == "x/y/" { #expect(way == "../../z/b.json") }
  }
}
