import Foundation
import JSON
import Schema
import TestSupport
import Testing

@testable import headroom

/// The printed schemas against what the commands read and write.
@Suite struct SchemaTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
  static let reports =
    ((try? FileManager.default.contentsOfDirectory(atPath: root.path + "/Reports")) ?? []).sorted().filter {
      FileManager.default.fileExists(atPath: root.path + "/Reports/\($0)/summary.json")
    }

  static func check(_ name: String) throws -> SchemaCheck {
    let grammar = try #require(Documents.all.first { $0.name == name })
    return SchemaCheck(try JSON.parse(Documents.schemaText(of: grammar)))
  }

  @Test func editorsOfTheRepositoryHaveTheSchemaOfScenarios() throws {
    let file = Self.root.appendingPathComponent(".schemas/scenario.json")
    let grammar = try #require(Documents.all.first { $0.name == "scenario" })
    #expect(
      (try? String(contentsOf: file, encoding: .utf8)) == Documents.schemaText(of: grammar),
      ".schemas/scenario.json is what headroom schema scenario prints")
  }

  @Test(arguments: reports) func aCommittedSummaryFits(report: String) throws {
    let bytes = Array(try Data(contentsOf: Self.root.appendingPathComponent("Reports/\(report)/summary.json")))
    #expect(try Self.check("summary").problems(of: try JSON.parse(bytes)) == [])
  }

  /// What each command prints with `--json`, of a queue that has something to say in every list.
  @Test(
    arguments: [
      ("summary", ["run", "small.yaml", "--replications", "3"]),
      ("compare", ["compare", "small.yaml", "--set-candidate", "seed=2", "--allow-different-load"]),
      ("capacity", ["capacity", "small.yaml", "--set", "expect=[Root.latency.mean < 9s]", "--max-replications", "4"]),
      ("sweep", ["sweep", "small.yaml", "--vary", "load.0.arrivals.poisson=0.2/s,0.3/s"]),
      (
        "tune",
        ["tune", "small.yaml", "--vary", "load.0.arrivals.poisson=0.2/s,0.3/s", "--minimise", "Root.latency.mean"]
      ),
      ("ledger", ["ledger", "small.yaml"]), ("cost", ["cost", "small.yaml"]),
      ("forecast", ["forecast", "small.yaml"]),
      ("fit", ["fit", "histories.jsonl", "--definition", "Root=root.asl.json", "--bootstrap", "20", "--check"]),
      ("recover", ["recover", "small.yaml", "--disturbance", "load.1", "--replications", "3"]),
    ]) func anAnswerFits(name: String, arguments: [String]) throws
  {
    let scratch = try Scratch(queue: "replications: 2")
    if name == "recover" {
      let more = "for: 200s }, { start: Root, name: more, arrivals: { burst: 20 }, at: 50s } ]"
      let text = try scratch.read("small.yaml").replacingOccurrences(of: "for: 200s } ]", with: more)
      try scratch.write("small.yaml", text)
    }
    if name == "fit" {
      try scratch.write(
        "histories.jsonl", try Call(["replay", "small.yaml", "--execution", "all"], in: scratch).output)
    }
    let call = try Call(arguments + ["--json", "--quiet", "--out", "out"], in: scratch)
    let answer = try #require(try? JSON.parse(Array(call.output.utf8)), "\(call.status): \(call.errors)")
    #expect(try Self.check(name).problems(of: answer) == [])
    // A check that takes anything would say nothing.
    var members = try #require(answer.members)
    members["misspelt"] = 1
    members["version"] = 1
    #expect(try Self.check(name).problems(of: .object(members)) != [])
  }

  @Test(arguments: [
    (#"{"Charge": [{"error": "Busy"}, {"status": "paid"}], "Ship": 3}"#, true),
    (
      #"{"StateMachines": {"m": {"TestCases": {"t": {"Charge": "Paid"}}}}, "#
        + #""MockedResponses": {"Paid": {"0-1": {"Return": 1}, "2": {"Throw": {"Error": "E"}}}}}"#, true
    ),
    (#"{"Charge": []}"#, false), (#"[1]"#, false),
  ]) func aMockFits(text: String, isOne: Bool) throws {
    #expect(try Self.check("mock").problems(of: try JSON.parse(text)).isEmpty == isOne)
  }

  @Test func everySchemaIsPrintedAndListed() throws {
    let list = try Call(["schema"], in: Scratch())
    for grammar in Documents.all {
      #expect(list.output.contains("\n\(grammar.name) "))
      let call = try Call(["schema", grammar.name], in: Scratch())
      let schema = try JSON.parse(Array(call.output.utf8))
      #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
      #expect(schema["$id"]?.string?.hasPrefix("urn:headroom:schema:\(grammar.name):") == true)
    }
    let call = try Call(["schema", "sumary"], in: Scratch())
    #expect(call.status == 64)
    #expect(call.errors.hasPrefix("Error: There is no schema \"sumary\": did you mean summary?\n"))
  }
}
