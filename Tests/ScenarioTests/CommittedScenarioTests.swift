import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Chance
@testable import Scenario
@testable import Simulation

@Suite struct CommittedScenarioTests {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenarios").path + "/"
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { ScenarioReader.isScenario(file: $0) }.sorted()

  @Test func thereAreScenarios() {
    #expect(Self.files.count >= 4)
  }

  @Test(arguments: files)
  func everyCommittedScenarioReadsWithoutAWord(file: String) throws {
    var files = FileSnapshot()
    let (plan, diagnostics) = try ScenarioReader.read(file: Self.folder + file, from: &files)
    #expect(diagnostics.map(\.text) == [])
    #expect(try #require(plan).name + ".yaml" == file)
  }

  /// Whatever stands in a file, the reader answers with a plan or with located errors.
  @Test(arguments: files)
  func noMutationTraps(file: String) throws {
    let original = Array(try Data(contentsOf: URL(fileURLWithPath: Self.folder + file)))
    let pieces = [
      "0", "-1", "1e999", "99999999999999999999s", "~", "[", "]", "{", "}", ": ", "- ", "\n", "\t", "&a ", "*a",
      "\"", "'", "|", "<<: ", "!!int ", "\u{0}", "\u{FFFD}", "#", "%", "unlimited", "0/s", "é", "none",
    ]
    for round in 0..<100 {
      var stream = StreamKey(seed: 20_260_901, replication: 0, purpose: .entropy).stream(entity: UInt64(round))
      var bytes = original
      for _ in 0..<(1 + stream.next() % 3) {
        let at = Int(stream.next() % UInt64(bytes.count))
        let end = min(bytes.count, at + Int(stream.next() % 12))
        let piece = Array(pieces[Int(stream.next() % UInt64(pieces.count))].utf8)
        switch stream.next() % 4 {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: piece, at: at)
        case 2: bytes.replaceSubrange(at..<end, with: piece)
        default: bytes[at] = UInt8(truncatingIfNeeded: stream.next())
        }
        if bytes.isEmpty { bytes = piece }
      }
      let (plan, diagnostics) = ScenarioReader.read(bytes: bytes, file: Self.folder + file)
      #expect((plan == nil) == diagnostics.contains { $0.severity == .error }, "round \(round)")
      #expect(diagnostics.allSatisfy { $0.position.line > 0 && $0.position.column > 0 }, "round \(round)")
    }
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "a:\n "])
  func deepNestingIsAnError(opening: String) {
    let bytes = Array(String(repeating: opening, count: 20_000).utf8)
    let (plan, diagnostics) = ScenarioReader.read(bytes: bytes, file: "deep.yaml")
    #expect(plan == nil)
    #expect(diagnostics.count == 1)
  }

  @Test func aliasesThatMultiplyAreAnError() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      yaml += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
    }
    let diagnostics = ScenarioReader.read(bytes: Array(yaml.utf8), file: "laughs.yaml").diagnostics
    #expect(diagnostics.map(\.message) == ["more than 1000000 values"])
  }

  @Test(arguments: [("no.yaml", "there is no file no.yaml"), ("/", "/ is a folder")])
  func aMissingFileIsAFailure(file: String, message: String) {
    var files = FileSnapshot()
    let failure = #expect(throws: FileFailure.self) { try ScenarioReader.read(file: file, from: &files) }
    #expect(failure?.message == message)
  }
}
