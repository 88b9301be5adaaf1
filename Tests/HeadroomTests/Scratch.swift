// HeadroomTests: the command line as a user meets it (exit codes, streams, files), and the parts it is made of.

import Foundation

/// A folder of its own for one test, gone when the test is over.
final class Scratch {
  let path = FileManager.default.temporaryDirectory.path + "/headroom-test-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// M/M/1 at a load of a half, of which the mean is 2 s, under the name `small.yaml`. `more`: further keys.
  convenience init(queue more: String, seconds: Int = 200) throws {
    try self.init()
    try write("root.asl.json", Scratch.machine)
    try write(
      "small.yaml",
      """
      name: small
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json } }
      services:
        "arn:aws:lambda:us-east-1:123456789012:function:Work":
          { latency: { exponential: { mean: 1s } }, concurrency: { limit: 1, excess: queue } }
      load: [ { start: Root, arrivals: { poisson: 0.5/s }, for: \(seconds)s } ]
      overheads: none
      \(more)
      """)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }

  /// Every file and folder below, relative and sorted.
  var contents: [String] { (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted() }

  static let machine = """
    {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Work"}}}
    """

  /// A scenario with one machine and one service, under the name `small.yaml`.
  func writeScenario(expect: String = "Root.succeeded == 5", arrivals: String = "{ burst: 5 }") throws {
    try write("root.asl.json", Scratch.machine)
    try write(
      "small.yaml",
      """
      name: small
      region: us-east-1
      seed: 1
      stateMachines: { Root: { definition: root.asl.json } }
      services: { "arn:aws:lambda:us-east-1:123456789012:function:Work": { latency: 200ms } }
      load: [ { start: Root, arrivals: \(arrivals) } ]
      expect: [ "\(expect)" ]
      """)
  }
}
