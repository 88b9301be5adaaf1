import Prelude
import StatesLanguage
import StepFunctions
import Testing

@testable import Chance
@testable import Scenario
@testable import Simulation

@Suite struct OverrideTests {
  @Test(
    arguments: [
      ("a.b.c", ["a", "b", "c"]), ("load.0.for", ["load", "0", "for"]),
      ("services.\"a.b:c\".latency", ["services", "a.b:c", "latency"]),
      ("a", ["a"]), ("", nil), ("a..b", nil), (".a", nil), ("a.", nil), ("\"a", nil), ("\"a\"b", nil), ("a\"b\"", nil),
    ] as [(String, [String]?)])
  func pathsAreSplitAtDots(path: String, segments: [String]?) {
    #expect(Override.segments(of: path) == segments)
  }

  @Test func valuesAreReplacedAndAdded() throws {
    let folder = try Sample.folder()
    let services = "services: { \"a.b\": { latency: 1s } }\n"
    let sets = [
      ("seed", "9"), ("quotas.StartExecution.refill", "150/s"), ("load.0.arrivals.burst", "500"),
      ("stateMachines.Root.type", "EXPRESS"), ("services.\"a.b\".latency", "{ exponential: { mean: 2s } }"),
      ("expect", "[ Root.failed < 1 ]"),
    ]
    let plan = try #require(folder.read(Sample.base + services, sets: sets).plan)
    #expect(plan.seed == 9)
    #expect(plan.account.quotas[.startExecution] == .tokens(capacity: 1_300, refill: .perSecond(150)))
    #expect(plan.account.machines[0].kind == .express)
    #expect(plan.account.services[0].latency.mean == 2)
    #expect(plan.expectations.map(\.text) == ["Root.failed < 1"])
    guard case .burst(500, at: .zero) = plan.load[0].arrivals else {
      Issue.record("found \(plan.load[0].arrivals)")
      return
    }
  }

  @Test(arguments: [
    ("seeds", "1", "--set seeds=1:1:1: error: the scenario: unknown key \"seeds\"\n    hint: did you mean \"seed\"?"),
    ("seed", "x", "--set seed=x:1:6: error: seed: found \"x\", expected a whole number from 0 to 18446744073709551615"),
    ("load.1.for", "5s", "--set load.1.for=5s:1:1: error: load is a list: found \"1\", expected a number from 0 to 0"),
    ("name.first", "a", "--set name.first=a:1:1: error: name is \"sample\", which has no \"first\""),
    ("seed", "[1", "--set seed=[1:2:1: error: YAML: did not find expected ',' or ']' while parsing a flow sequence"),
    ("a..b", "1", "--set a..b=1:1:1: error: found \"a..b\" as the path, expected names and numbers with dots between"),
  ])
  func whatDoesNotFitNamesTheArgument(path: String, value: String, diagnostic: String) throws {
    let problems = try Sample.folder().problems(Sample.base, sets: [(path, value)])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix(diagnostic) == true, "\(problems)")
  }
}
