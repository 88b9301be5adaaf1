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

  @Test func shardsHaveNone() throws {
    let call = try Call(["run", "s.yaml", "--executions", "--shard", "0/2"], in: try Self.scratch())
    #expect(call.status == 64 && call.errors.contains("--executions"))
  }
}
