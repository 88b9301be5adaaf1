import Foundation
import JSON
import Testing

@Suite struct TuneCommandTests {
  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("root.asl.json", definition)
    try scratch.write(
      "small.yaml",
      """
      name: small
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json } }
      services:
        "arn:aws:lambda:us-east-1:123456789012:function:Work":
          { latency: 1s, concurrency: { limit: 5, excess: reject } }
      load: [ { start: Root, arrivals: { burst: 30 } } ]
      overheads: none
      replications: 3
      """)
    return scratch
  }

  private static let definition = """
    {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Work",
      "Retry": [{"ErrorEquals": ["States.ALL"],
        "MaxAttempts": 1}]}}}

    """

  @Test func theDefinitionIsWrittenWhereAsked() throws {
    let scratch = try Self.scratch()
    let command = ["tune", "small.yaml", "--policy", "Root.Work", "--maximise", "Root.succeeded", "--points", "16"]
    let dry = try Call(command + ["--out", "dry"], in: scratch)
    #expect(dry.status == 0 && dry.output.contains("@@ -"), "\(dry.errors)")
    #expect(try scratch.read("root.asl.json") == Self.definition)
    let names = ["pareto.csv", "patch.json", "report.html", "tune.csv", "tune.diff", "tune.json"]
    #expect(scratch.contents.filter { $0.hasPrefix("dry/") } == names.map { "dry/" + $0 })
    let wet = try Call(command + ["--out", "wet", "--write", "--quiet"], in: scratch)
    #expect(wet.status == 0 && wet.output == "")
    #expect(try scratch.read("root.asl.json") != Self.definition)
    #expect(try scratch.read("wet/tune.diff") == scratch.read("dry/tune.diff"))
    let patch = try JSON.parse(Array(try scratch.read("wet/patch.json").utf8))
    let first = try #require(patch.elements?.first)
    #expect(first["path"]?.string?.hasPrefix("/States/Work/Retry/0/") == true)
  }

  @Test(arguments: [
    (["--minimise", "Root.latency.p99"], 64, "say what may change"), (["--policy", "all"], 64, "say one goal"),
    (["--policy", "all", "--minimise", "cost", "--maximise", "Root.succeeded"], 64, "say one goal"),
    (["--policy", "Root.Wrk", "--minimise", "cost"], 3, "did you mean \"Work\"?"),
    (["--policy", "all", "--minimise", "Root.latency.p98"], 3, "p98"),
    (["--policy", "all", "--minimise", "cost", "--subject-to", "Rot.failed < 1"], 3, "Rot"),
    (["--vary", "load.7=1..2", "--minimise", "cost"], 3, "expected a number from 0 to 0"),
    (["--policy", "all", "--minimise", "cost", "--indifference", "0"], 64, "--indifference"),
  ]) func whatIsWrongIsSaid(arguments: [String], status: Int32, words: String) throws {
    let call = try Call(["tune", "small.yaml", "--out", "o"] + arguments, in: try Self.scratch())
    #expect(call.status == status, "\(call.errors)")
    #expect(call.errors.contains(words), "\(call.errors)")
  }
}
