import Foundation
import JSON
import Synchronization

/// The program as a CI job calls it, from beside this one. What it writes lies in a folder that goes with this program.
enum CommandLineTool {
  struct Answer: Sendable {
    let status: Int32
    let output: String

    /// What `--json` prints.
    var json: JSON { (try? JSON.parse(Array(output.utf8))) ?? .object(JSONObject()) }
  }

  static let path =
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("headroom").path

  static let folder: URL = {
    let name = "headroom-experiments-\(ProcessInfo.processInfo.processIdentifier)"
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }()

  /// A new name in the folder.
  static func place() -> String {
    folder.appendingPathComponent(String(places.add(1, ordering: .relaxed).newValue)).path
  }

  private static let places = Atomic(0)

  static func call(_ arguments: [String]) -> Answer {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    // As anywhere, in a terminal and in CI.
    process.environment = ["PATH": "/usr/bin:/bin"]
    do {
      try process.run()
    } catch {
      print("\(path): \(error): build it first, with swift build -c release --static-swift-stdlib --product headroom")
      exit(1)
    }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Answer(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// A run's summary, or a comparison.
  static func json(_ arguments: [String]) -> Answer {
    let place = place()
    defer { try? FileManager.default.removeItem(atPath: place) }
    return call(arguments + ["--json", "--jobs", "1", "--out", place])
  }

  static func removeFolder() { try? FileManager.default.removeItem(at: folder) }
}

/// Values of `count` calls, one for each processor at a time, in order.
func concurrently<Value: Sendable>(_ count: Int, _ value: @Sendable (Int) -> Value) -> [Value] {
  let values = Mutex([Int: Value]())
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let found = value(index)
    values.withLock { $0[index] = found }
  }
  return values.withLock { found in (0..<count).compactMap { found[$0] } }
}

/// Files that scenarios are made of.
enum ScenarioFiles {
  static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Scenarios")
  static let shipped =
    own.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenarios")

  static func own(_ name: String) -> String { own.appendingPathComponent(name).path }
  static func shipped(_ name: String) -> String { shipped.appendingPathComponent(name).path }

  /// The queue, until its metrics are so precise.
  static func precise(_ metrics: String) -> String {
    copy(own("queue.yaml"), with: ["queue.asl.json"], in: "queue.yaml", "replications: 20", "precision: { \(metrics) }")
  }

  /// A copy of `scenario` and of the files `beside` it, with `old` replaced by `new` in one of them.
  static func copy(_ scenario: String, with beside: [String], in file: String, _ old: String, _ new: String) -> String {
    let source = URL(fileURLWithPath: scenario)
    let target = URL(fileURLWithPath: CommandLineTool.place())
    for name in beside + [source.lastPathComponent] {
      let (from, to) = (
        source.deletingLastPathComponent().appendingPathComponent(name), target.appendingPathComponent(name)
      )
      guard var text = try? String(contentsOf: from, encoding: .utf8) else { fatalError("there is no \(from.path)") }
      if name == file {
        precondition(text.contains(old), "\(name) has no \(old)")
        text = text.replacingOccurrences(of: old, with: new)
      }
      try? FileManager.default.createDirectory(at: to.deletingLastPathComponent(), withIntermediateDirectories: true)
      try? text.write(to: to, atomically: true, encoding: .utf8)
    }
    return target.appendingPathComponent(source.lastPathComponent).path
  }
}

extension JSON {
  /// nil where it is no number, as null.
  func number(_ path: String...) -> Double? { find(path).flatMap { Double($0.text) } }

  func text(_ path: String...) -> String? { find(path)?.string }

  /// Whether a bound lies on the right sides; an end that is null is open.
  func holds(_ value: Double) -> Bool {
    (number("lower") ?? -.infinity) <= value && value <= (number("upper") ?? .infinity)
  }

  /// A row of a comparison.
  func row(_ metric: String, of subject: String = "R") -> JSON? {
    self["metrics"]?.elements?.first { $0.text("metric") == metric && $0.text("subject") == subject }
  }
}
