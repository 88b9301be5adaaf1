import Foundation
import JSON
import Testing

@testable import Report

/// An execution of a run is shown again, by the command that the run names.
@Suite struct ReplayTests {
  /// A root whose Map runs a child each, which fails with a third of its calls; a Map Run whose children do.
  static let scenario = """
    region: us-east-1
    seed: 3
    replications: 2
    stateMachines: { Root: { definition: root.asl.json }, Child: { definition: child.asl.json } }
    services: { "arn:aws:lambda:us-east-1:123456789012:function:Work":
      { latency: { exponential: { mean: 1s } }, errors: [ { name: Broken, probability: 0.3, cause: it's broken } ] } }
    load: [ { start: Root, arrivals: { poisson: 1/s }, for: 10s } ]
    quotas: { StartExecution: { bucket: 4, refill: 1/s } }
    overheads: measured
    """
  static let work = #""W":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Work","End":true}"#
  static let root = """
    {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$$.Execution.Input.none","Next":"Start",
    "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W",
    "States":{\(work)}},"ToleratedFailurePercentage":100,"MaxConcurrency":1},
    "Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":
    "arn:aws:states:us-east-1:123456789012:stateMachine:Child"},"Retry":[{"ErrorEquals":
    ["StepFunctions.AWSStepFunctionsException"],"MaxAttempts":9,"JitterStrategy":"FULL"}],"End":true}}}
    """

  static func scratch(_ change: (String) -> String = { $0 }) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("root.asl.json", root.replacing("$$.Execution.Input.none", with: "$.items"))
    try scratch.write("child.asl.json", #"{"StartAt":"W","States":{\#(work)}}"#)
    try scratch.write("s.yaml", change(scenario.replacing("10s }", with: "10s, input: { items: [1, 2, 3] } }")))
    return scratch
  }

  static func events(_ call: Call) throws -> [JSON] {
    try JSON.parse(call.output)["events"].flatMap { if case .array(let events) = $0 { events } else { nil } } ?? []
  }

  /// The words of a line, as a shell has them.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var (word, isQuoted) = ("", false)
    for character in line {
      if character == "'" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        words.append(word)
        word = ""
      } else {
        word.append(character)
      }
    }
    return words + [word]
  }

  /// Each row's sample: an outside execution, a nested child, a Map Run's child.
  @Test func everySampleOfAReportIsFoundAgain() throws {
    let scratch = try Self.scratch()
    #expect(try Call(["run", "s.yaml", "--quiet", "--out", "r"], in: scratch).status == 0)
    let summary = try JSON.parse(scratch.read("r/summary.json"))
    guard case .array(let errors)? = summary["errors"] else { return #expect(Bool(false), "no errors") }
    var seen: Set<String> = []
    for row in errors {
      guard let name = row["sample"]?["execution"]?.string, !name.isEmpty,
        let command = row["sample"]?["replay"]?.string, let error = row["error"]?.string,
        let machine = row["machine"]?.string
      else { continue }
      let call = try Call(Array(Self.words(command).dropFirst()), in: scratch)
      #expect(call.status == 0, "\(command): \(call.errors)")
      #expect(call.errors.hasPrefix("execution \(name) of \(machine) in replication "), "\(call.errors)")
      #expect(call.output.contains("\"error\": \"\(error)\""), "\(command)")
      let last = try Self.events(call).last?["type"]?.string
      if row["endedExecutions"]?.text != "0" { #expect(last == "ExecutionFailed", "\(command)") }
      // The folder stands for the scenario.
      let arguments = ["replay", "r"] + Self.words(command).suffix(4)
      #expect(try Call(arguments, in: scratch).output == call.output)
      seen.insert(machine)
    }
    #expect(seen == ["Root", "Child", "Root/Each"])
  }

  /// With all that the run was told, and in a form that a shell takes.
  @Test func theAdviceOfARunIsACommand() throws {
    let scratch = try Self.scratch()
    let name = #"it's "one" $x"#
    try scratch.write("it's s.yaml", scratch.read("s.yaml"))
    let run = try Call(
      [
        "run", "it's s.yaml", "--set", "name=\(name)", "--set", "load.0.for=5s", "--seed", "18446744073709551615",
        "--replications", "3", "--out", "r",
      ], in: scratch)
    let advice = run.output.split(separator: "\n").first { $0.contains("headroom replay") } ?? ""
    let flags = #"--set 'name=it'\''s "one" $x' --set load.0.for=5s --seed 18446744073709551615 --replications 3"#
    #expect(advice.hasPrefix(#"  headroom replay 'it'\''s s.yaml' \#(flags) --execution "#), "\(run.output)")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    shell.arguments = ["-c", "PATH=\(folder):$PATH;\(advice) > shown.json"]
    shell.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    #expect(try scratch.read("shown.json").contains("\"type\": \"ExecutionFailed\""))
    #expect(try scratch.read("r/report.html").contains("<code>headroom replay "))
    // A folder knows what was set.
    let last = Self.words(String(advice)).suffix(4)
    let again = try Call(["replay", "r"] + last, in: scratch)
    #expect(try again.output == scratch.read("shown.json"), "\(again.errors)")
  }

  @Test func worstAndFailed() throws {
    let scratch = try Self.scratch { $0.replacing("seed: 3", with: "seed: 13") }
    func replay(_ more: String...) throws -> Call { try Call(["replay", "s.yaml", "--execution"] + more, in: scratch) }
    let worst = try replay("worst")
    let each = try [replay("worst", "--replication", "0"), replay("worst", "--replication", "1")]
    #expect(worst.status == 0 && each.map(\.output).contains(worst.output) && each[0].output != each[1].output)
    #expect(try replay("worst").output == worst.output)
    _ = try Call(["run", "s.yaml", "--quiet", "--out", "r"], in: scratch)
    let failed = try replay("failed")
    #expect(failed.errors.contains(" of Root in replication 1: FAILED with "), "none failed in the first")
    #expect(try Self.events(failed).last?["type"]?.string == "ExecutionFailed")
    let named = try replay(Self.words(failed.errors)[1], "--replication", "1")
    #expect(named.output == failed.output && named.errors == failed.errors)
    #expect(try Call(["replay", "s.yaml", "--execution", "worst", "--quiet"], in: scratch).output == "")
  }

  /// The worst is the one whose latency the report calls the greatest. The words of the command may be names.
  @Test func theReportAndTheReplayAgree() throws {
    let scratch = try Self.scratch { $0.replacing("probability: 0.3", with: "probability: 0") }
    #expect(try Call(["run", "s.yaml", "--quiet", "--out", "r"], in: scratch).status == 0)
    let summary = try JSON.parse(scratch.read("r/summary.json"))
    let latency = summary["executions"]?["Root"]?["latency"]?["max"].flatMap { Double($0.text) } ?? 0
    let worst = try Call(["replay", "r", "--execution", "worst"], in: scratch)
    #expect(worst.errors.hasSuffix(": SUCCEEDED, \(Number.span(latency)) after its first call\n"), "\(worst.errors)")
    let named = try Self.scratch { $0.replacing("probability: 0.3", with: "probability: 1") }
    let name = Self.root.replacing("Child\"}", with: #"Child","Name":"failed"}"#)
    try named.write("root.asl.json", name.replacing("$$.Execution.Input.none", with: "$.items"))
    let run = try Call(["run", "s.yaml", "--out", "r"], in: named)
    let errors = try named.read("r/summary.json")
    #expect(errors.contains("--execution name:failed --replication 0"), "\(run.output)")
    let call = try Call(["replay", "r", "--execution", "name:failed", "--replication", "0"], in: named)
    #expect(call.errors.hasPrefix("execution failed of Child in replication 0, nested at depth 1: FAILED with Broken"))
  }

  @Test func whatIsNotThereIsSaid() throws {
    let scratch = try Self.scratch { $0.replacing("probability: 0.3", with: "probability: 0") }
    func replay(_ more: String...) throws -> Call { try Call(["replay", "s.yaml", "--execution"] + more, in: scratch) }
    let none = try replay("failed")
    #expect(none.status == 5 && none.output == "")
    #expect(none.errors.contains("s.yaml: no execution failed, timed out or was aborted in replications 0 to 1 ("))
    let name = Self.words(try replay("worst", "--replication", "1").errors)[1]
    let near = try replay(name.dropLast() + "x", "--replication", "1")
    #expect(near.status == 3 && near.errors.contains("hint: did you mean \(name)?"), "\(near.errors)")
    #expect(near.errors.hasPrefix("s.yaml: error: no execution in replication 1 is called"), "\(near.errors)")
    let missing = try replay("worst", "--replication", "2")
    #expect(missing.status == 3 && missing.errors.contains("there is no replication 2: the run has 0 to 1"))
    for word in ["", "name:"] { #expect(try replay(word).status == 64) }
    #expect(try replay("worst", "--replication", "-1").status == 3)
    let early = try Call(["replay", "s.yaml", "--execution", "failed", "--set", "until=4s"], in: scratch)
    #expect(early.status == 5 && early.errors.contains(" of them still run at the end)"), "\(early.errors)")
    let empty = try Self.scratch { $0.replacing("poisson: 1/s", with: "poisson: 0.0001/s") }
    #expect(try Call(["replay", "s.yaml", "--execution", "worst"], in: empty).status == 5)
  }

  @Test func aFolderKnowsItsScenario() throws {
    let scratch = try Self.scratch()
    _ = try Call(["run", "s.yaml", "--quiet", "--out", "r"], in: scratch)
    let before = try Call(["replay", "r/", "--execution", "worst"], in: scratch)
    try scratch.write("s.yaml", scratch.read("s.yaml") + "\n# changed\n")
    let changed = try Call(["replay", "r", "--execution", "worst"], in: scratch)
    #expect(changed.status == 3 && changed.errors.hasPrefix("s.yaml: error: it has changed since r was written of it"))
    #expect(try Call(["replay", "r", "--execution", "worst", "--changed"], in: scratch).output == before.output)
    try scratch.write("r/summary.json", "{")
    #expect(try Call(["replay", "r", "--execution", "worst"], in: scratch).status == 3)
    try scratch.write("r/summary.json", #"{"seed": {}, "replications": "x", "scenarioFile": {"path": 1}}"#)
    let other = try Call(["replay", "r", "--execution", "worst"], in: scratch)
    #expect(other.status == 3 && other.errors.contains("it does not say which scenario it is of"))
    try scratch.makeFolder("none")
    #expect(try Call(["replay", "none", "--execution", "worst"], in: scratch).status == 74)
  }
}
