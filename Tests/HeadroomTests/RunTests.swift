import Foundation
import JSON
import Testing

@Suite struct RunTests {
  static let files = [
    "errors.csv", "histograms.csv", "latency-Root.hgrm", "latency.csv", "levels.csv", "parts.csv", "percentiles.csv",
    "quotas.csv", "recording.bin", "report.html", "retries.csv", "services.csv", "states.csv", "summary.csv",
    "summary.json", "timeseries.csv", "trace.pftrace",
  ]

  /// Those that every run has: one without a success has no percentiles.
  static var always: [String] { files.filter { !$0.hasSuffix(".hgrm") } }

  @Test func aRunPrintsItsResultAndWritesItsFolder() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(["run", "small.yaml"], in: scratch)
    #expect(call.status == 0)
    #expect(call.errors == "")
    #expect(call.output.contains("Reports/small/report.html"))
    #expect(!call.output.contains("\u{1B}"), "no colours where nobody sees them")
    let inputs = ["root.asl.json", "small.yaml"]
    #expect(
      scratch.contents == (["Reports", "Reports/small"] + Self.files.map { "Reports/small/" + $0 } + inputs).sorted())
  }

  @Test func lostWorkIsSaidFirst() throws {
    let scratch = try Scratch()
    try scratch.write(
      "root.asl.json",
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.orders","ItemProcessor":{"StartAt":"P","States":{
      "P":{"Type":"Pass","End":true}}},"End":true}}}
      """#)
    let scenario = """
      region: us-east-1
      replications: 3
      stateMachines: { Root: { definition: root.asl.json } }
      load: [ { start: Root, arrivals: { burst: 50 }, input: { orders: 7 } } ]
      """
    try scratch.write("map.yaml", scenario)
    let call = try Call(["run", "map.yaml", "--jobs", "1"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output.hasPrefix("100 % of 150 executions in 3 replications did not succeed: 150 failed.\n"))
    let text = call.output.replacing("\n ", with: "")
    #expect(text.contains("150 failed at Root.Each with States.Runtime:") && text.contains(#""$.orders" must point"#))
    #expect(call.errors.contains("map.yaml: warning: 100 % of 150 executions"))
    let errors = try scratch.read("Reports/map/errors.csv")
    #expect(errors.contains("Root,Each,error,States.Runtime,150,0,0,150,150,150,1,"))
    let quiet = try Call(["run", "map.yaml", "--jobs", "3", "--out", "again", "--quiet"], in: scratch)
    #expect(quiet.output == "" && quiet.errors == call.errors, "no silence hides lost work that nothing fails for")
    for file in Self.always { #expect(try scratch.bytes("again/" + file) == scratch.bytes("Reports/map/" + file)) }
    try scratch.write("gate.yaml", scenario + "\nexpect: default")
    #expect(try Call(["run", "gate.yaml", "--quiet"], in: scratch).status == 99)
  }

  @Test func aRunWarnsAsValidateDoes() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let retry = #""Retry": [{"ErrorEquals": ["SQS.SqsException"]}], "End": true"#
    try scratch.write(
      "root.asl.json", Scratch.machine.split(separator: "\"End\": true").joined(separator: retry))
    let validated = try Call(["validate", "small.yaml"], in: scratch)
    #expect(validated.status == 0 && validated.errors.contains("warning: "), "\(validated.errors)")
    let call = try Call(["run", "small.yaml", "--replications", "2"], in: scratch)
    #expect(call.status == 0)
    #expect(call.errors == validated.errors)
    #expect(try Call(["run", "small.yaml", "--quiet"], in: scratch).errors == "")
  }

  /// Names, causes and paths may hold them.
  @Test func noControlCharacterIsWritten() throws {
    let scratch = try Scratch()
    let evil = "E\u{7F}\u{9B}31m\u{85}"
    try scratch.write(
      "m.asl.json",
      #"{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"\#(evil)","Cause":"\#(evil)"}}}"#)
    try scratch.write(
      "s.yaml",
      """
      name: "n\\u001b[2J\\u007f"
      region: us-east-1
      stateMachines: { M: { definition: m.asl.json } }
      load: [ { start: M, arrivals: { burst: 2 } } ]
      """)
    let call = try Call(["run", "s.yaml", "--out", "out\u{1B}c\u{9B}"], in: scratch)
    #expect(call.status == 0)
    // recording.bin is no text.
    let names = Self.always.filter { !$0.hasSuffix(".bin") && !$0.hasSuffix(".pftrace") }
    let files = try names.map { try scratch.read("out\u{1B}c\u{9B}/" + $0) }
    for text in files + [call.output, call.errors] {
      let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control }
      #expect(controls.allSatisfy { ["\n", "\r", "\t"].contains($0) }, "\(text.prefix(2_000).debugDescription)")
      #expect(!text.contains("\u{FFFD}"))
    }
    #expect(call.output.contains(#"n\u001b[2J\u007f"#) && call.output.contains(#"out\u001bc\u009b/report"#))
    for name in ["report.html", "summary.json"] {
      #expect(try scratch.read("out\u{1B}c\u{9B}/" + name).contains(#"n\u001b[2J\u007f"#), "\(name)")
    }
    let execution = try Call(["execute", "m.asl.json", "--history"], in: scratch)
    #expect(execution.output.contains(#"E\u007f\u009b31m\u0085"#) && !execution.output.contains("\u{7F}"))
  }

  @Test func quietPrintsNothing() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(["run", "small.yaml", "--quiet", "--out", "out"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output + call.errors == "")
    #expect(try scratch.read("out/summary.json").contains("\"schemaVersion\""))
  }

  @Test func aLoopWithoutTimeIsToldWithItsPlace() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.write("root.asl.json", #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#)
    let quotas = ["HistoryEvents=unlimited", "StateTransition=unlimited", "StatesPerInstant=1000"]
    let call = try Call(
      ["run", "small.yaml", "--quiet", "--set", "services={}"] + quotas.flatMap { ["--set", "quotas." + $0] },
      in: scratch)
    #expect(call.status == 3)
    #expect(call.errors.hasPrefix("root.asl.json:1:29: error: "), "\(call.errors)")
    #expect(scratch.contents == ["root.asl.json", "small.yaml"])
  }

  @Test func jobsChangeNoByte() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.failed == 0", arrivals: "{ poisson: 50/s }, for: 4s")
    for jobs in ["1", "3"] {
      let call = try Call(
        ["run", "small.yaml", "--quiet", "--replications", "5", "--jobs", jobs, "--out", jobs], in: scratch)
      #expect(call.status == 0, "\(call.errors)")
    }
    for file in Self.always { #expect(try scratch.bytes("1/" + file) == scratch.bytes("3/" + file), "\(file)") }
  }

  @Test func seedReplicationsAndSetReplaceTheScenarios() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(
      ["run", "small.yaml", "--quiet", "--seed", "77", "--replications", "2", "--set", "name=other"], in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let summary = try JSON.parse(scratch.read("Reports/other/summary.json"))
    #expect(summary["seed"] == 77 && summary["replications"] == 2 && summary["scenario"] == "other")
  }

  @Test func aFailedExpectationIsItsOwnExitCode() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.succeeded > 5")
    let call = try Call(["run", "small.yaml", "--quiet"], in: scratch)
    #expect(call.status == 99)
    #expect(call.errors.contains("Root.succeeded > 5"))
    #expect(scratch.contents.contains("Reports/small/summary.json"), "the results are there all the same")
  }

  @Test(
    arguments: [
      (["run"], 64), (["run", "small.yaml", "--jobs", "0"], 64), (["run", "small.yaml", "--replications", "-1"], 64),
      (["run", "small.yaml", "--set", "seed"], 64), (["run", "small.yaml", "--seed", "x"], 64),
      (["run", "small.yaml", "--seed", "-1"], 64),
      (["run", "small.yaml", "--frobnicate"], 64), (["run", "small.yaml", "--out", ""], 64),
      (["run", "absent.yaml"], 74), (["run", "small.yaml", "--out", "/dev/null/x"], 74),
      (["run", "small.yaml", "--out", "root.asl.json"], 74), (["run", "small.yaml", "--set", "sed=1"], 3),
      (["run", "small.yaml", "--set", "name=../up"], 3), (["run", "root.asl.json"], 3),
    ] as [([String], Int32)])
  func whatCannotRunWritesNothing(arguments: [String], status: Int32) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(arguments, in: scratch)
    #expect(call.status == status, "\(arguments): \(call.errors)")
    #expect(!call.errors.isEmpty)
    #expect(call.output == "")
    #expect(scratch.contents == ["root.asl.json", "small.yaml"])
  }

  /// A mark after a forbidden character makes another character of the two, which is as forbidden.
  @Test(arguments: ["a<b", "a<\u{301}b", "a\u{301}\u{2028}", String(repeating: "a\u{301}", count: 41)])
  func aNameIsCheckedByItsScalars(name: String) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let machine = #"stateMachines."\#(name)"={ definition: root.asl.json }"#
    let call = try Call(["run", "small.yaml", "--quiet", "--set", machine], in: scratch)
    #expect(call.status == 3)
    #expect(call.errors.contains("stateMachines: found "), "\(call.errors)")
  }

  @Test func anInterruptionEndsEvenAnEventThatTakesLong() throws {
    let scratch = try Scratch()
    // All calls of a burst are one event.
    try scratch.writeScenario(arrivals: "{ burst: 100000000 }")
    let call = try Call(["run", "small.yaml"], in: scratch, interruptWhenThereIs: "Reports")
    #expect(call.status == 105)
    #expect(call.errors.contains("interrupted"))
    #expect(scratch.contents == ["Reports", "root.asl.json", "small.yaml"])
  }

  @Test func anInterruptedRunLeavesNothing() throws {
    let scratch = try Scratch()
    // Far more than can be simulated before the interruption.
    try scratch.writeScenario(arrivals: "{ poisson: 5000/s }, for: 200h")
    let call = try Call(["run", "small.yaml"], in: scratch, interruptWhenThereIs: "Reports")
    #expect(call.status == 105)
    #expect(call.errors.contains("interrupted"))
    #expect(scratch.contents == ["root.asl.json", "small.yaml"])
  }
}
