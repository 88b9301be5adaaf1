import Foundation
import Testing

/// `run --executions`.
@Suite struct ExecutionsTests {
  private static func scratch(_ more: String = "") throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "root.asl.json",
      """
      {"StartAt":"Go","States":{"Go":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Child"},"End":true,
      "Retry":[{"ErrorEquals":["StepFunctions.AWSStepFunctionsException"],"IntervalSeconds":1,"MaxAttempts":9}]}}}
      """)
    try scratch.write("child.asl.json", #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}"#)
    try scratch.write(
      "s.yaml",
      """
      name: s
      region: us-east-1
      overheads: none
      replications: 3
      stateMachines: { Root: { definition: root.asl.json }, Child: { definition: child.asl.json } }
      quotas: { StartExecution: { bucket: 3, refill: 1/s } }
      load: [ { start: Root, arrivals: { poisson: 1/s }, for: 20s, retry: { interval: 1s, rate: 1, maxAttempts: 3 } } ]
      \(more)
      """)
    return scratch
  }

  private static func rows(_ scratch: Scratch, _ folder: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: scratch.path + "/\(folder)/executions.csv", encoding: .utf8)
    let lines = text.components(separatedBy: "\r\n").dropLast().map { $0.components(separatedBy: ",") }
    let header = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  @Test func aRowForEachExecutionForAnyNumberOfJobs() throws {
    let scratch = try Self.scratch()
    for jobs in ["1", "3"] {
      let call = try Call(["run", "s.yaml", "--quiet", "--executions", "--jobs", jobs, "--out", jobs], in: scratch)
      #expect([0, 6, 99].contains(call.status), "\(call.errors)")
    }
    let plain = try Call(["run", "s.yaml", "--quiet", "--out", "plain"], in: scratch)
    #expect([0, 6, 99].contains(plain.status))
    let (one, three) = (scratch.path + "/1/", scratch.path + "/3/")
    for name in ["executions.csv", "summary.json", "recording.bin"] {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: one + name)) == Data(contentsOf: URL(fileURLWithPath: three + name)))
    }
    for name in ["summary.json", "latency.csv"] {
      let other = scratch.path + "/plain/" + name
      #expect(try Data(contentsOf: URL(fileURLWithPath: one + name)) == Data(contentsOf: URL(fileURLWithPath: other)))
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/plain/executions.csv"))
    let rows = try Self.rows(scratch, "1")
    #expect(Set(rows.map { $0["replication"] }) == ["0", "1", "2"])
    let names = Set(rows.compactMap { $0["execution"] })
    for row in rows where row["machine"] == "Child" && row["outcome"] != "REJECTED" {
      #expect(row["depth"] == "1" && row["started_by_state"] == "Go" && names.contains(row["started_by"] ?? "?"))
      #expect(row["root"] == row["started_by"])
    }
    for row in rows where row["outcome"] == "SUCCEEDED" {
      let parts = row.filter {
        $0.key.hasSuffix("_seconds")
          && !["first_call", "admitted", "ended", "latency"]
            .map { $0 + "_seconds" }.contains($0.key)
      }
      let sum = parts.values.compactMap { Double($0) }.reduce(0, +)
      #expect(parts.count == 9 && abs(sum - (Double(row["latency_seconds"] ?? "") ?? -1)) < 1e-6, "\(row)")
    }
    #expect(rows.contains { ($0["calls"].flatMap { Int($0) } ?? 0) > 1 })
    try Self.agrees(rows, scratch)
  }

  private static func agrees(_ rows: [[String: String]], _ scratch: Scratch) throws {
    let text = try String(contentsOfFile: scratch.path + "/1/summary.csv", encoding: .utf8)
    let outcomes = [
      "succeeded": "SUCCEEDED", "failed": "FAILED", "timedOut": "TIMED_OUT", "aborted": "ABORTED",
      "running": "RUNNING", "rejected": "REJECTED",
    ]
    var compared = 0
    for line in text.components(separatedBy: "\r\n") {
      let fields = line.components(separatedBy: ",")
      guard fields.count == 7, let word = outcomes[fields[3]], fields[1] != "all" else { continue }
      let own = rows.count {
        $0["replication"] == fields[1] && $0["machine"] == fields[2] && $0["outcome"] == word && $0["counts"] == "true"
      }
      #expect(String(own) == fields[5], "\(line)")
      compared += 1
    }
    #expect(compared == 36)
  }

  @Test func shardsHaveTheirsBesideThem() throws {
    let scratch = try Self.scratch("warmup: 3s")
    #expect(try Call(["run", "s.yaml", "--quiet", "--executions", "--out", "whole"], in: scratch).status == 0)
    func shard(_ index: Int, _ options: [String] = ["--executions"]) throws -> Call {
      try Call(["run", "s.yaml", "--shard", "\(index)/2", "--out", "parts"] + options, in: scratch)
    }
    func merge(_ paths: [String]) throws -> Call {
      try Call(["merge", "--quiet", "--executions", "--out", "merged"] + paths, in: scratch)
    }
    #expect(try shard(1, []).status == 0)
    #expect(try shard(0).status == 0)
    let none = try merge(["parts"])
    #expect(none.status == 3 && none.errors.contains("shard-1-of-2.bin: error: it ran without --executions"))
    let mended = try shard(1)
    #expect(mended.status == 0 && mended.errors.contains("it is without its executions, and is replaced"))
    #expect(try shard(1).output.hasSuffix("is complete already\n"))
    // Whatever the order in which they are named.
    #expect(try merge(["parts/shard-1-of-2.bin", "parts/shard-0-of-2.bin"]).status == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/whole") {
      #expect(try scratch.bytes("merged/" + name) == scratch.bytes("whole/" + name))
    }
    let rows = try scratch.read("parts/shard-1-of-2.executions.csv")
    try scratch.write("parts/shard-1-of-2.executions.csv", rows.replacing("SUCCEEDED", with: "succeeded"))
    let changed = try merge(["parts"])
    #expect(changed.status == 3)
    #expect(changed.errors.contains("executions.csv: error: it is not as parts/shard-1-of-2.bin has it"))
    #expect(try shard(1).errors.contains("it is without its executions"))
    try scratch.remove("parts/shard-0-of-2.executions.csv")
    #expect(try merge(["parts"]).errors.contains("shard-0-of-2.executions.csv: error: there is no such file"))
    // Those of another run do not stay beside it.
    #expect(try shard(1, ["--seed", "8"]).status == 0)
    #expect(!scratch.contents.contains("parts/shard-1-of-2.executions.csv"))
  }

  @Test func anArrayJobIsAskedForAllThatTheRunWas() throws {
    let scratch = try Self.scratch()
    try scratch.write("replies.json", "{}")
    let options = ["--executions", "--no-exemplars", "--no-recording", "--mock", "replies.json"]
    let call = try Call(
      ["run", "s.yaml", "--emit", "slurm", "--shards", "2", "--out", "job"] + options, in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let words = try scratch.read("job/shards.sbatch")
    for word in ["--executions", "--no-exemplars", "--set 'mocks={ file: '\\''replies.json'\\'' }'"] {
      #expect(words.contains(word), "\(words)")
    }
    #expect(try scratch.read("job/merge.sbatch").contains("merge job/shards --out job --no-recording --executions"))
  }
}
