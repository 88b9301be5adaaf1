import Foundation
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage

/// A small run as its recording has it, in hexadecimal digits: what is changed of it passes the checksums.
struct RecordedRun {
  static let words = ["00", "01", "02", "7f", "80", "ff", "ffff03", "ffffffff0f", "ffffffffffffffffff01", "8080", "fe"]

  let plan: Plan?
  let text: String

  init(folder: String) {
    let own = folder + "recorded/"
    try? FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    for (name, text) in Self.files { try? text.write(toFile: own + name, atomically: false, encoding: .utf8) }
    var files = FileSnapshot()
    let read = try? ScenarioReader.read(file: own + "s.yaml", from: &files)
    var found = read?.plan
    found?.keepsExemplars = true
    plan = found
    guard let plan else {
      text = (read?.diagnostics.map(\.text) ?? []).joined()
      return
    }
    var result = RunResult(plan)
    for replication in 0..<plan.replications {
      if let recording = try? simulate(plan, replication: replication) { result.add(recording) }
    }
    result.exemplars = result.candidates.failures + result.candidates.rows.compactMap(\.candidates.last)
    try? Replay(plan).look(at: &result.exemplars, budget: 10_000)
    text = Self.written(result, plan).map { Self.digits(of: $0) }.joined()
  }

  private static func digits(of byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  static func written(_ result: RunResult, _ plan: Plan) -> [UInt8] {
    var (archive, result) = (Archive(writing: 1 << 26), result)
    do throws(Archive.Damage) {
      try result.pass(through: &archive, of: plan)
    } catch {
      require(false, "a run can be written down: \(error.problem)")
    }
    return archive.bytes
  }

  /// nil: it is refused, in words.
  static func read(_ bytes: [UInt8], _ plan: Plan) -> RunResult? {
    var (archive, result) = (Archive(reading: bytes), RunResult(plan))
    do throws(Archive.Damage) {
      try result.pass(through: &archive, of: plan)
      try archive.finish()
      return result
    } catch {
      require(!error.problem.isEmpty && (0...bytes.count).contains(error.offset), "damage has a place and words")
      return nil
    }
  }

  private static let files = [
    "root.json": """
    {"StartAt": "Start", "States": {"Start": {"Type": "Task", "End": true,
      "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Leaf", "Input": {}},
      "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2}]}}}
    """,
    "leaf.json": """
    {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:W"}}}
    """,
    "s.yaml": """
    name: s
    region: us-east-1
    stateMachines: { Root: { definition: root.json }, Leaf: { definition: leaf.json } }
    services:
      "arn:aws:lambda:us-east-1:123456789012:function:W":
        latency: { exponential: { mean: 400ms } }
        errors: [ { name: Busy, probability: 0.2 } ]
        concurrency: { limit: 2, excess: queue }
    quotas: { StartExecution: { bucket: 3, refill: 3/s } }
    load: [ { start: Root, arrivals: { poisson: 2/s }, for: 8s, retry: none } ]
    expect: [ Root.latency.p95 < 5s, "Root.latency.mean in [1s, 6s) < 9s", Root.failed.ratio < 0.5 ]
    replications: 3
    """,
  ]
}

extension Target {
  /// A recording whose numbers were changed is refused, or has a report.
  func recording(_ text: [UInt8]) {
    guard let plan = recorded.plan else { return require(false, "the original is fine: \(recorded.text)") }
    require(!recorded.text.isEmpty, "the original is recorded")
    var digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    if digits.count % 2 == 1 { digits.removeLast() }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    guard let result = RecordedRun.read(bytes, plan), !result.recordings.isEmpty else { return }
    require(RecordedRun.read(RecordedRun.written(result, plan), plan) != nil, "what is read can be written and read")
    let model = ReportModel(plan: plan, result: result, version: "fuzz")
    for file in model.files(recording: true) { require(!file.bytes.isEmpty, "a report has words") }
    _ = model.chosen(of: result.candidates)
    require(!model.text(color: false, width: 80).isEmpty, "a report has words")
  }
}
