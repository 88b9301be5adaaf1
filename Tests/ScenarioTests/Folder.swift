import Foundation
import StatesLanguage

@testable import Scenario
@testable import Simulation

/// A folder of its own with the files of one test, removed with the value.
final class Folder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "headroom-scenario-" + UUID().uuidString + "/"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func read(
    _ yaml: String, sets: [(path: String, value: String)] = []
  ) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    ScenarioReader.read(bytes: Array(yaml.utf8), file: path + "s.yaml", sets: sets)
  }

  /// What the diagnostics say, files named as seen from the folder.
  func problems(_ yaml: String, sets: [(path: String, value: String)] = []) -> [String] {
    read(yaml, sets: sets).diagnostics.map { $0.textWithoutRule.replacingOccurrences(of: path, with: "") }
  }
}

extension Diagnostic {
  /// What most tests care for.
  var textWithoutRule: String {
    var plain = self
    plain.rule = nil
    return plain.text
  }
}

/// Definitions and scenarios that most tests share.
enum Sample {
  static let machines = "stateMachines: { Root: { definition: pass.asl.json } }\n"
  static let load = "load: [ { start: Root, arrivals: { burst: 1 } } ]\n"
  /// Four lines; what a test appends begins on line 5.
  static let base = "name: sample\nregion: us-east-1\n" + machines + load

  static let pass = #"{ "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true } } }"#

  /// A machine with one Task, its members on lines of their own: `Resource` on line 5, `Parameters` on line 6.
  static func task(_ resource: String, _ parameters: String = "{}", _ more: String = "") -> String {
    """
    { "StartAt": "T",
      "States": {
        "T": {
          "Type": "Task",
          "Resource": "\(resource)",
          "Parameters": \(parameters),\(more)
          "End": true } } }
    """
  }

  static let childARN = "arn:aws:states:us-east-1:123456789012:stateMachine:Child"

  static func folder(_ more: [String: String] = [:]) throws -> Folder {
    try Folder(["pass.asl.json": pass].merging(more) { $1 })
  }

  /// What the reader says about a call: `RESOURCE | PARAMETERS | more members | a service`.
  static func call(_ text: String) throws -> [String] {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let folder = try Sample.folder(["t.asl.json": task(parts[0], parts[1], parts[2])])
    let yaml = """
      region: us-east-1
      stateMachines:
        Root: { definition: t.asl.json }
        Fast: { definition: pass.asl.json, type: EXPRESS }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      services: { \(parts[3]) }
      """
    return folder.problems(yaml)
  }
}
