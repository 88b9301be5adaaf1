import Foundation
import JSON
import Testing

/// The commands that simulate a scenario with and without its quotas.
@Suite struct AnswerCommandTests {
  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("root.asl.json", Scratch.machine)
    try scratch.write(
      "small.yaml",
      """
      name: small
      region: us-east-1
      replications: 3
      stateMachines: { Root: { definition: root.asl.json } }
      services:
        "arn:aws:lambda:us-east-1:123456789012:function:Work": { latency: 1s }
      quotas: { StartExecution: { bucket: 5, refill: 1/s } }
      load:
        - start: Root
          arrivals: { poisson: 2/s }
          for: 60s
          retry: { interval: 1s, rate: 2, maxAttempts: 3, maxDelay: 60s, jitter: FULL }
      expect: [ "cost.perExecution < 0.02" ]
      """)
    return scratch
  }

  @Test(arguments: [
    ("ledger", ["ledger-roots.csv", "ledger.csv", "ledger.json", "report.html"]),
    ("cost", ["cost.csv", "cost.json", "report.html"]),
    ("forecast", ["forecast.csv", "forecast.json", "report.html"]),
  ]) func itPrintsItsAnswerAndWritesItsFolder(command: String, files: [String]) throws {
    let scratch = try scratch()
    let call = try Call([command, "small.yaml", "--jobs", "1"], in: scratch)
    #expect(call.status == 0 && call.errors == "", "\(call.errors)")
    #expect(call.output.hasPrefix("small: ") && call.output.contains("Reports/\(command)-small/report.html"))
    let folder = "Reports/\(command)-small/"
    #expect(scratch.contents.filter { $0.hasPrefix(folder) } == files.map { folder + $0 })
    // The same bytes for any number of jobs.
    let json = try Call([command, "small.yaml", "--jobs", "3", "--json", "--out", "again"], in: scratch)
    #expect(json.output == (try scratch.read("again/\(command).json")))
    for file in files { #expect(try scratch.read("again/" + file) == scratch.read(folder + file)) }
  }

  @Test func theLedgerOfOneQuota() throws {
    let scratch = try scratch()
    let call = try Call(["ledger", "small.yaml", "--without", "StartExecution", "--json"], in: scratch)
    let ledger = try JSON.parse(call.output)
    #expect(ledger["without"] == ["StartExecution"] && ledger["replications"] == 3)
    let other = try Call(["ledger", "small.yaml", "--without", "StateTransition", "--quiet", "--json"], in: scratch)
    let lines = try #require(try JSON.parse(other.output)["perRoot"]?.elements)
    #expect(lines.allSatisfy { $0["added"] == 0 })
  }

  @Test func theBillOfAMonthForInfracost() throws {
    let scratch = try scratch()
    let call = try Call(
      ["cost", "small.yaml", "--infracost", "usage.yml", "--month", "30.4375d", "--every", "1h", "--quiet"],
      in: scratch)
    #expect(call.status == 0 && call.output == "", "\(call.errors)")
    let usage = try scratch.read("usage.yml")
    #expect(usage.contains("  aws_sfn_state_machine.Root:\n    monthly_transitions: "))
  }

  @Test func theCostIsAGate() throws {
    let scratch = try scratch()
    #expect(try Call(["run", "small.yaml", "--quiet"], in: scratch).status == 0)
    let dear = try Call(["run", "small.yaml", "--quiet", "--set", "prices.transition=0.05"], in: scratch)
    #expect(dear.status == 99 && dear.errors.contains("cost.perExecution < 0.02 (measured: $0."))
  }

  @Test func otherLoads() throws {
    let scratch = try scratch()
    let call = try Call(
      ["forecast", "small.yaml", "--vary", "load.0.arrivals.poisson=1/s..3/s", "--points", "3", "--json"],
      in: scratch)
    let loads = try #require(try JSON.parse(call.output)["loads"]?.elements)
    #expect(loads.map { $0["changes"]?.text } == ["1", "2", "3"].map { "[\"load.0.arrivals.poisson=\($0)/s\"]" })
  }

  @Test(arguments: [
    (["ledger", "small.yaml", "--without", "Nothing"], 64, "--without takes one of StartExecution, "),
    (["ledger", "small.yaml", "--set", "quotas.StartExecution=7"], 3, "quotas.StartExecution: found"),
    (["ledger", "nosuch.yaml"], 74, "nosuch.yaml"),
    (["cost", "small.yaml", "--month", "soon"], 64, "--month takes a duration such as 30.4375d"),
    (["cost", "small.yaml", "--set", "prices.request=-1"], 3, "expected dollars"),
    (["cost", "small.yaml", "--set", "prices.gigabyteHour=[1,2]"], 3, "three prices"),
    (["cost", "small.yaml", "--infracost", "nosuch/usage.yml"], 74, "nosuch/usage.yml"),
    (["forecast", "small.yaml", "--vary", "load.0"], 64, "--vary takes path=values"),
    (["forecast", "small.yaml", "--points", "1"], 64, "--points is a number from 2"),
    (["forecast", "small.yaml", "--vary", "load.0.arrivals.poisson=1,2"], 3, "load.0.arrivals.poisson: found"),
  ]) func wrongUse(arguments: [String], status: Int, complaint: String) throws {
    let scratch = try scratch()
    let call = try Call(arguments, in: scratch)
    #expect(call.status == status && call.errors.contains(complaint), "\(call.errors)")
    #expect(!scratch.contents.contains { $0.hasPrefix("Reports") })
  }
}
