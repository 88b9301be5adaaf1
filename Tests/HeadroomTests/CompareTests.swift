import Foundation
import JSON
import Testing

@Suite struct CompareTests {
  static let function = "arn:aws:lambda:us-east-1:123456789012:function:Work"
  static let files = ["compare.csv", "compare.json", "compare.md", "report.html"]

  /// Callers of one machine whose service takes a lognormal time, 2,400 in eight replications.
  static func scenario(
    load: String = "{ poisson: 5/s }", retry: String = "none", more: String = "replications: 8"
  ) -> String {
    """
    name: calm
    region: us-east-1
    stateMachines: { Root: { definition: root.asl.json } }
    services: { "\(function)": { latency: { lognormal: { mean: 200ms, sigma: 0.5 } } } }
    load: [ { start: Root, arrivals: \(load), for: 1m, retry: \(retry) } ]
    \(more)
    """
  }

  static let slower = #"services."\#(function)".latency.lognormal.mean=220ms"#

  static func scratch(_ scenario: String = scenario()) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("root.asl.json", Scratch.machine)
    try scratch.write("calm.yaml", scenario)
    return scratch
  }

  private func row(_ metric: String, of comparison: JSON) throws -> JSON {
    let rows = try #require(comparison["metrics"]?.elements)
    return try #require(
      rows.first { row in
        let subject = row["subject"]?.string ?? ""
        return (subject.isEmpty ? "" : subject + ".") + (row["metric"]?.string ?? "") == metric
      })
  }

  @Test func aScenarioIsIdenticalToItself() throws {
    let scratch = try Self.scratch()
    let call = try Call(["compare", "calm.yaml", "calm.yaml", "--strict"], in: scratch)
    #expect(call.status == 0 && call.errors == "")
    #expect(call.output.hasPrefix("calm → calm: identical, every number is the same\n"))
    #expect(call.output.hasSuffix("Comparison: Reports/compare-calm/report.html\n"))
    let written = scratch.contents.filter { $0.hasPrefix("Reports/compare-calm/") }
    #expect(written == Self.files.map { "Reports/compare-calm/" + $0 })
    let comparison = try JSON.parse(scratch.read("Reports/compare-calm/compare.json"))
    #expect(comparison["verdict"]?.string == "identical")
    #expect(comparison["metrics"]?.elements?.allSatisfy { $0["verdict"]?.string == "identical" } == true)
  }

  @Test func aSlowerServiceRegresses() throws {
    let scratch = try Self.scratch()
    let options = ["--set-candidate", Self.slower, "--junit", "j.xml", "--markdown", "m.md"]
    let call = try Call(["compare", "calm.yaml"] + options, in: scratch)
    #expect(call.status == 2)
    #expect(call.errors.hasPrefix("regressed: Root.latency.mean: "), "\(call.errors)")
    #expect(call.output.hasPrefix("calm → calm: 2 of 3 gate metrics regressed\n"))
    #expect(call.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let comparison = try JSON.parse(scratch.read("Reports/compare-calm/compare.json"))
    #expect(comparison["verdict"]?.string == "regressed")
    let mean = try row("Root.latency.mean", of: comparison)
    #expect(mean["verdict"]?.string == "regressed" && mean["gate"] == .bool(true))
    #expect(try row("Root.latency.p50", of: comparison)["gate"] == .bool(false))
    let relative = try #require(mean["relative"].flatMap { Double($0.text) })
    #expect((0.05...0.11).contains(relative))
    #expect(try #require(mean["varianceReduction"].flatMap { Double($0.text) }) > 50)
    let ratio = try row("Root.failed.ratio", of: comparison)
    #expect(ratio["verdict"]?.string == "identical" && ratio["gate"] == .bool(true))
    let csv = try scratch.read("Reports/compare-calm/compare.csv")
    #expect(csv.hasPrefix("metric,subject,base,candidate,difference,lower,upper,relative,p,p_adjusted,correlation,"))
    #expect(csv.contains("\r\nlatency.p99,Root,0."))
    let junit = try scratch.read("j.xml")
    #expect(junit.contains(#"tests="3" failures="2" errors="0" skipped="0""#))
    #expect(junit.contains(#"<failure type="regression" message="Root.latency.p99: "#))
    #expect(try scratch.read("m.md") == scratch.read("Reports/compare-calm/compare.md"))
    #expect(try scratch.read("m.md").hasPrefix("### ❌ calm → calm: 2 of 3 gate metrics regressed\n"))
    let faster = Self.slower.replacing("220", with: "180")
    let improved = try Call(["compare", "calm.yaml", "--set-candidate", faster], in: scratch)
    #expect(improved.status == 0 && improved.output.contains("2 of 3 gate metrics improved, none regressed"))
    let tolerant = try Call(
      ["compare", "calm.yaml", "--set-candidate", Self.slower, "--threshold", "30%", "--quiet"], in: scratch)
    #expect(tolerant.status == 0 && tolerant.output == "" && tolerant.errors == "")
  }

  /// The caller's jitter is a policy and no other load: arrivals and service times stay.
  @Test func twoFilesMayDifferInTheirRetries() throws {
    func file(_ jitter: String) -> String {
      let retry = "{ interval: 1s, rate: 2, maxAttempts: 9, maxDelay: 20s, jitter: \(jitter) }"
      let more = "quotas: { StartExecution: { bucket: 5, refill: 4/s } }\nreplications: 8"
      return Self.scenario(load: "{ burst: 100 }", retry: retry, more: more).replacing("for: 1m, ", with: "")
    }
    let scratch = try Self.scratch(file("NONE"))
    try scratch.write("other.yaml", file("FULL"))
    let call = try Call(["compare", "calm.yaml", "other.yaml", "--gate", "Root.latency.mean", "--json"], in: scratch)
    let comparison = try JSON.parse(call.output)
    let throttled = try row("StartExecution.throttled", of: comparison)
    #expect(throttled["verdict"]?.string != "identical")
    #expect(try row("Root.latency.mean", of: comparison)["gate"] == .bool(true))
    #expect(comparison["paired"] == .bool(true))
  }

  /// A tenth less patience in a Map whose children are refused: more calls, while the bucket decides the latency.
  @Test func aShorterDelayIsSeenInAFanOut() throws {
    func definition(_ delay: Int) -> String {
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"StartAt":"Go","States":{"Go":{"Type":"Task",
       "Resource":"arn:aws:states:::states:startExecution.sync:2",
       "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Leaf"},
       "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"BackoffRate":2,"MaxAttempts":30,
                 "MaxDelaySeconds":\#(delay),"JitterStrategy":"FULL"}],"End":true}}},"End":true}}}
      """#
    }
    let scratch = try Scratch()
    try scratch.write("leaf.asl.json", Scratch.machine)
    try scratch.write("root.asl.json", definition(66))
    try scratch.write("eager.asl.json", definition(60))
    try scratch.write(
      "fan.yaml",
      """
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json }, Leaf: { definition: leaf.asl.json } }
      services: { "\(Self.function)": { latency: 200ms } }
      load: [ { start: Root, arrivals: { burst: 50 }, input: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], retry: standard } ]
      quotas: { StartExecution: { bucket: 60, refill: 2/s } }
      replications: 8
      expect: [ Root.latency.mean < 10m, StartExecution.throttled < 9000 ]
      """)
    let call = try Call(
      ["compare", "fan.yaml", "--set-candidate", "stateMachines.Root.definition=eager.asl.json"], in: scratch)
    let comparison = try JSON.parse(scratch.read("Reports/compare-fan/compare.json"))
    let throttled = try row("StartExecution.throttled", of: comparison)
    #expect(call.status == 2 && throttled["verdict"]?.string == "regressed", "\(call.output)")
    #expect(try #require(throttled["lower"].flatMap { Double($0.text) }) > 0)
    let mean = try row("Root.latency.mean", of: comparison)["verdict"]?.string
    #expect(mean == "inconclusive" || mean == "within noise")
  }

  @Test func anotherLoadIsIncomparable() throws {
    let scratch = try Self.scratch()
    try scratch.write("busy.yaml", Self.scenario(load: "{ poisson: 6/s }", more: "replications: 9\nuntil: 5m"))
    let call = try Call(["compare", "calm.yaml", "busy.yaml"], in: scratch)
    #expect(call.status == 3 && call.output == "")
    #expect(
      call.errors.hasPrefix(
        """
        error: incomparable: load.0 has Poisson, 5 a second, for 60 s, against Poisson, 6 a second, for 60 s
        error: incomparable: runs that end when nothing is left to happen against after 5 m
        error: incomparable: replications: 8 against 9
            hint:
        """), "\(call.errors)")
    #expect(!scratch.contents.contains("Reports"))
    let allowed = try Call(
      ["compare", "calm.yaml", "busy.yaml", "--allow-different-load", "--replications", "2"], in: scratch)
    #expect(allowed.status != 3 && allowed.output.contains("2 replications, seed 1, paired"))
    try scratch.write("west.yaml", Self.scenario().replacing("us-east-1\n", with: "us-west-1\n"))
    let other = try Call(["compare", "calm.yaml", "west.yaml"], in: scratch)
    #expect(other.status == 3 && other.errors.hasPrefix("error: incomparable: quotas of us-east-1 "))
    let refill = ["--set-candidate", "quotas.StartExecution.refill=270/s"]
    let quota = try Call(["compare", "calm.yaml"] + refill, in: scratch)
    #expect(quota.status == 0, "a quota that the scenario sets is what is compared")
    let named = ["--set-candidate", "load.0.arrivals.poisson=6/s", "--replications", "2"]
    #expect(try Call(["compare", "calm.yaml"] + named, in: scratch).status != 3)
  }

  @Test func jobsChangeNothing() throws {
    let scratch = try Self.scratch()
    for jobs in ["1", "3"] {
      let options = ["--set-candidate", Self.slower, "--jobs", jobs, "--out", jobs, "--quiet"]
      #expect(try Call(["compare", "calm.yaml"] + options, in: scratch).status == 2)
    }
    for file in Self.files { #expect(try scratch.read("1/" + file) == scratch.read("3/" + file)) }
  }

  @Test func aFolderIsSimulatedAgain() throws {
    let scratch = try Self.scratch()
    let changes = ["--seed", "7", "--set", "load.0.for=30s", "--replications", "3"]
    let options = ["--out", "old", "--quiet", "--no-recording"]
    #expect(try Call(["run", "calm.yaml"] + options + changes, in: scratch).status == 0)
    let same = try Call(["compare", "old", "old"], in: scratch)
    #expect(same.status == 0 && same.output.contains("identical") && same.output.contains("3 replications, seed 7"))
    let shorter = try Call(["compare", "old", "calm.yaml", "--set-candidate", "load.0.for=30s"], in: scratch)
    #expect(shorter.status == 0 && shorter.output.contains("identical, every number is the same"))
    #expect(try Call(["compare", "old", "calm.yaml"], in: scratch).status == 3, "the load is another")
    try scratch.write(
      "root.asl.json",
      #"{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "Next": "Work"}, "#
        + Scratch.machine.split(separator: "\"States\": {", maxSplits: 1)[1])
    let changed = try Call(["compare", "old", "old"], in: scratch)
    #expect(changed.status == 3)
    #expect(changed.errors.hasPrefix("root.asl.json: error: it has changed since old was written of it: its SHA-256"))
    #expect(try Call(["compare", "old", "old", "--changed"], in: scratch).status == 0)
    try scratch.write("calm.yaml", Self.scenario() + "\n# changed")
    let edited = try Call(["compare", "old", "old"], in: scratch)
    #expect(edited.status == 3 && edited.errors.contains("it has changed since old was written of it"))
  }

  @Test(arguments: ["nowhere", "empty", "nowhere/"]) func withoutABaseThereIsNothingToCompareWith(name: String) throws {
    let scratch = try Self.scratch()
    try scratch.makeFolder("empty")
    let call = try Call(["compare", name, "calm.yaml"], in: scratch)
    #expect(call.status == 5 && call.errors.hasPrefix("error: there is no base to compare with: "))
    #expect(try Call(["compare", "none.yaml", "calm.yaml"], in: scratch).status == 74)
  }

  @Test func oneReplicationDecidesNothing() throws {
    let scratch = try Self.scratch(Self.scenario(more: ""))
    let call = ["compare", "calm.yaml", "--set-candidate", Self.slower]
    let plain = try Call(call, in: scratch)
    #expect(plain.status == 0 && plain.output.contains("2 of 3 gate metrics inconclusive, none regressed"))
    let strict = try Call(call + ["--strict"], in: scratch)
    #expect(strict.status == 6)
    #expect(strict.errors.contains("inconclusive: Root.latency.p95: "), "p99 needs more executions")
    #expect(strict.errors.contains("one replication says nothing of the spread"))
  }

  @Test func anotherSeedIsNotPaired() throws {
    let scratch = try Self.scratch()
    let call = try Call(["compare", "calm.yaml", "--set-candidate", "seed=7", "--json"], in: scratch)
    let comparison = try JSON.parse(call.output)
    #expect(comparison["paired"] == .bool(false))
    #expect(try row("Root.latency.mean", of: comparison)["correlation"] == .null)
  }

  @Test(
    arguments: [
      (
        ["--gate", "Rot.latency.p99"], 3, #"--gate:1:1: error: the metric: found "Rot.latency.p99", expected a machine"#
      ),
      (["--gate", "Root.latency"], 3, "--gate:1:1: error: the metric: Root.latency is a distribution"),
      (["--threshold", "x"], 64, "Error: The value 'x' is invalid for '--threshold <share>'"),
      (["--set-candidate", "x"], 64, "Error: --set-candidate takes path=value, not \"x\""),
      (["--set-candidate", "x=1"], 3, "--set x=1:1:1: error: the scenario: unknown key \"x\""),
    ] as [([String], Int32, String)]) func wrongUsage(options: [String], status: Int32, complaint: String) throws
  {
    let call = try Call(["compare", "calm.yaml", "calm.yaml"] + options, in: Self.scratch())
    #expect(call.status == status && call.errors.hasPrefix(complaint), "\(call.errors)")
    let alone = try Call(["compare", "calm.yaml"], in: Self.scratch())
    #expect(alone.status == 64 && alone.errors.hasPrefix("Error: a comparison needs a candidate"))
  }

  @Test func gammaLawsAreNotSynchronised() throws {
    let scratch = try Self.scratch()
    func compared(_ law: String) throws -> String {
      let set = #"services."\#(Self.function)".latency={ \#(law) }"#
      return try Call(["compare", "calm.yaml", "--set-candidate", set, "--json"], in: scratch).output
    }
    let note = "not synchronised: gamma laws"
    #expect(try compared("gamma: { mean: 200ms, shape: 4 }").contains(note))
    #expect(try !compared("weibull: { scale: 200ms, shape: 2 }").contains(note))
  }

  @Test func gitHubGetsAnnotationsAndASummary() throws {
    let scratch = try Self.scratch(Self.scenario(more: "replications: 8\nexpect: [ Root.latency.mean < 1s ]"))
    let variables = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": scratch.path + "/summary.md"]
    let call = try Call(
      ["compare", "calm.yaml", "--set-candidate", Self.slower, "--quiet"], in: scratch, environment: variables)
    #expect(call.output.hasPrefix("::error file=calm.yaml,line=7,col=11,title=Regressed::Root.latency.mean: "))
    #expect(try scratch.read("summary.md").hasPrefix("### ❌ calm"))
  }
}
