// ConformanceTests: histories recorded on AWS, run again by the engine and compared event by event.

import Foundation
import JSON

/// The recorded cases, read from a folder outside this project: `$HEADROOM_CONFORMANCE`, or `../shared/conformance`.
struct Corpus {
  static let variable = "HEADROOM_CONFORMANCE"
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let cases: [RecordedCase]

  /// Where the corpus is expected, and whether it is there.
  static var place: (path: String, exists: Bool) {
    let named = ProcessInfo.processInfo.environment[variable]
    let folder =
      named.map { URL(fileURLWithPath: $0) }
      ?? package.deletingLastPathComponent().appendingPathComponent("shared/conformance")
    let cases = folder.appendingPathComponent("asl").path
    return (cases, FileManager.default.fileExists(atPath: cases))
  }

  init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    cases = try names.filter { $0.hasSuffix(".json") }.flatMap { name -> [RecordedCase] in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
      return (try JSON.parse(Array(bytes)).elements ?? []).map(RecordedCase.init)
    }
  }

  /// Ids that are known to deviate, with the reason, from the file beside this one: `id: reason`, `#` begins a comment.
  static func deviations() throws -> [String: String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("deviations")
    var known: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      guard let end = line.firstRange(of: ": ") else { continue }
      known[String(line[..<end.lowerBound])] = String(line[end.upperBound...])
    }
    return known
  }
}
