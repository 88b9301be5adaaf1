import Foundation
import JSON
import Testing

/// `fit` as a user meets it, from a run whose laws are known.
@Suite struct FitTests {
  /// A shop whose services have laws, and the scenario of somebody who does not know them.
  private func shop() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "order.asl.json",
      """
      {"StartAt": "Check", "States": {
        "Check": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Check", "Next": "Good?"},
        "Good?": {"Type": "Choice", "Default": "Reject",
          "Choices": [{"Variable": "$.good", "BooleanEquals": true, "Next": "Charge"}]},
        "Reject": {"Type": "Pass", "End": true},
        "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 2, "End": true,
          "Parameters": {"FunctionName": "Charge"},
          "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 6}]}}}
      """)
    try scratch.write(
      "truth.yaml",
      """
      region: us-east-1
      seed: 3
      stateMachines: { Order: { definition: order.asl.json } }
      services:
        Check: { latency: { gamma: { mean: 400ms, shape: 3 } }, result: { jsonata: '{ "good": $random() < 0.7 }' } }
        Charge: { latency: { lognormal: { p50: 600ms, p99: 3s } }, errors: [ { name: Busy, probability: 0.1 } ] }
      load: [ { start: Order, arrivals: { poisson: 2/s }, for: 300s } ]
      overheads: none
      """)
    try scratch.write(
      "shop.yaml",
      """
      # to be fitted
      name: shop
      region: us-east-1
      stateMachines: { Order: { definition: order.asl.json } }
      services:
        "arn:aws:lambda:us-east-1:123456789012:function:Check":
          latency: 100ms   # an assumption
          concurrency: 90  # reserved
        "arn:aws:lambda:us-east-1:123456789012:function:Charge": { latency: 100ms }
      load: [ { start: Order, arrivals: { burst: 1 } } ]
      """)
    let histories = try Call(["replay", "truth.yaml", "--execution", "all"], in: scratch)
    #expect(histories.status == 0 && histories.errors == "")
    try scratch.write("histories.jsonl", histories.output)
    return scratch
  }

  @Test func roundTrip() throws {
    let scratch = try shop()
    let call = try Call(
      ["fit", "histories.jsonl", "--scenario", "shop.yaml", "--write", "--check", "--bootstrap", "99", "--out", "f"],
      in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let answer = try JSON.parse(try scratch.read("f/fit.json"))
    let services = try #require(answer["services"]?.elements)
    // The truth lies in the intervals: gamma with the shape 3, lognormal with its median and σ, an error of 10 %.
    try expect(services[1], law: "gamma", ["shape": 3, "scale": 0.4 / 3])
    try expect(services[0], law: "lognormal", ["mu": -0.510826, "sigma": 0.691827])
    let error = try #require(services[0]["errors"]?.elements?.first)
    #expect(error["name"]?.string == "Busy")
    #expect(try number(error["lower"]) < 0.1 && number(error["upper"]) > 0.1)
    #expect(try number(services[0]["latency"]?["censored"]) > 5)
    let machine = try #require(answer["check"]?["machines"]?.elements?.first)
    #expect(try number(machine["weightedError"]) < 0.1)
    let scenario = try scratch.read("shop.yaml")
    for kept in [
      "# to be fitted\n", "    concurrency: 90  # reserved\n", "    errors: [ { name: \"Busy\", probability: ",
    ] {
      #expect(scenario.contains(kept), "\(scenario)")
    }
    #expect(scenario.contains("    arrivals: { poisson: ") && scenario.contains("    result: { jsonata: { file: f/"))
    let page = try scratch.read("f/report.html")
    #expect(page.contains("Laws that were tried") && page.contains("<svg"))
    #expect(try Call(["run", "shop.yaml", "--quiet"], in: scratch).status == 0)
  }

  private func expect(_ service: JSON, law: String, _ truth: [String: Double]) throws {
    #expect(service["latency"]?["law"]?.string == law)
    for (name, value) in truth {
      let found = service["latency"]?["parameters"]?[name]
      let (lower, upper) = (try number(found?["lower"]), try number(found?["upper"]))
      // Of so many intervals at 95 % one may miss by a little.
      let room = (upper - lower) / 4
      #expect(lower - room <= value && value <= upper + room, "\(name) \(value): \(lower) to \(upper)")
    }
  }

  private func number(_ json: JSON?) throws -> Double {
    if case .double(let value)? = json { return value }
    return Double(try #require(json?.integer))
  }

  @Test func wholeScenarioAndAnyJobs() throws {
    let scratch = try shop()
    for jobs in ["1", "3"] {
      let call = try Call(
        [
          "fit", "histories.jsonl", "--definition", "Order=order.asl.json", "--check", "--replications", "2",
          "--bootstrap", "39", "--jobs", jobs, "--out", "jobs-\(jobs)", "--quiet",
        ], in: scratch)
      #expect(call.status == 0 && call.output == "", "\(call.errors)")
    }
    let names = scratch.contents.filter { $0.hasPrefix("jobs-1/") }.map { $0.dropFirst(7) }
    #expect(names.contains("scenario.yaml") && names.contains("qq.csv") && names.contains("fit.csv"))
    for name in names { #expect(try scratch.bytes("jobs-1/\(name)") == scratch.bytes("jobs-3/\(name)"), "\(name)") }
    let run = try Call(["run", "jobs-1/scenario.yaml", "--quiet"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// A scenario that is far from what was recorded: the fitted one is right, and a tolerance of nothing is too little.
  @Test func tolerance() throws {
    let scratch = try shop()
    let call = try Call(
      [
        "fit", "histories.jsonl", "--scenario", "shop.yaml", "--check", "--tolerance", "1e-9", "--bootstrap", "19",
        "--quiet",
      ], in: scratch)
    #expect(call.status == 99)
    #expect(call.errors.hasPrefix("the model is off by "), "\(call.errors)")
    #expect(try scratch.read("shop.yaml").contains("100ms   # an assumption"), "nothing was to be written")
  }

  @Test(
    arguments: [
      ([], 64, "Error: Missing expected argument '<recording> ...'"),
      (["h.json", "--write"], 64, "Error: --write needs --scenario"),
      (["h.json", "--check"], 64, "Error: --check needs --scenario or --definition"),
      (["h.json", "--laws", "normal"], 64, "Error: --laws takes names of exponential, lognormal"),
      (["h.json", "--bootstrap", "3"], 64, "Error: --bootstrap is a number from 19 to 100000"),
      (["none.json"], 74, "error: there is no file none.json\n"),
      (["bad.json"], 3, "bad.json:1:2: error: found '?', expected"),
      (["empty"], 3, "empty: error: no execution and no latency is recorded there\n    hint: "),
      (["h.json", "--quotas", "bad.json"], 3, "bad.json:1:2: error: found '?', expected"),
    ] as [([String], Int32, String)]) func mistakes(arguments: [String], status: Int32, message: String) throws
  {
    let scratch = try Scratch()
    try scratch.write("bad.json", "{?}")
    try scratch.write(
      "h.json", #"{"executions": [{"executionArn": "arn:aws:states:e:1:execution:M:a", "startDate": 2e9}]}"#)
    try scratch.makeFolder("empty")
    let call = try Call(["fit"] + arguments, in: scratch)
    #expect(call.status == status)
    #expect(call.errors.hasPrefix(message), "\(call.errors)")
    #expect(!scratch.contents.contains { $0.hasPrefix("Reports") }, "nothing is left behind")
  }

  /// All that is wrong in a folder is said at once; what is something else there is a warning.
  @Test func folders() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("h")
    try scratch.write("h/a.json", "{\"events\": [")
    try scratch.write("h/b.json", "{\"a\" 1}")
    try scratch.write("h/m.asl.json", Scratch.machine)
    let call = try Call(["fit", "h"], in: scratch)
    #expect(call.status == 3)
    let lines = call.errors.split(separator: "\n").filter { !$0.hasPrefix("    hint") }
    #expect(lines.count == 3, "\(call.errors)")
    #expect(lines.first?.hasPrefix("h/m.asl.json:1:1: warning: found a definition, expected a recording") == true)
  }
}
