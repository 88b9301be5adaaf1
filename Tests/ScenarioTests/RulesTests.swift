import Foundation
import JSON
import Testing

@testable import Scenario
@testable import StatesLanguage

@Suite struct RulesTests {
  @Test func eachHasANameOfItsOwn() {
    let ids = Rules.catalogue.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let words = id.split(separator: ".", omittingEmptySubsequences: false)
      let isPlain = words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D } }
      #expect(words.count == 2 && isPlain, "\(id)")
    }
  }

  /// A rule without a definition that breaks it could be dead; one whose example breaks others, too, would be unclear.
  @Test(arguments: Rules.catalogue.map(\.id))
  func itsExampleBreaksItAndNoOther(id: String) throws {
    let rule = try #require(Rules.catalogue.first { $0.id == id })
    let found = try Self.diagnostics(of: rule.example)
    #expect(!found.isEmpty)
    for diagnostic in found {
      #expect(diagnostic.rule == id && diagnostic.severity == rule.severity, "\(diagnostic.text)")
      #expect(diagnostic.text.split(separator: "\n")[0].hasSuffix(" [\(id)]"))
      let isOurs = ["call.", "service.", "read."].contains { id.hasPrefix($0) }
      #expect((diagnostic.aws != nil) == (rule.severity == .error) || isOurs)
    }
    let silenced = found.silencing([id])
    #expect(silenced.count == (rule.severity == .warning ? 0 : found.count))
  }

  private static func diagnostics(of example: RuleInfo.Example) throws -> [Diagnostic] {
    switch example {
    case .definition(let text): return linted(text)
    case .express(let text): return linted(text, isExpress: true)
    case .loaded(let text, let settings): return linted(text, settings: settings)
    case .scenario(let yaml, let definition):
      let folder = try Folder(["machine.asl.json": definition])
      return ScenarioReader.read(bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true).diagnostics
    }
  }

  private static func linted(
    _ text: String, isExpress: Bool = false, settings: LintSettings = LintSettings()
  ) -> [Diagnostic] {
    let bytes = Array(text.utf8)
    let (machine, found) = StateMachine.validate(bytes, file: "f", isExpress: isExpress)
    guard let machine, let root = try? LocatedJSON.parse(bytes) else { return found }
    return found + machine.lint(DefinitionSource(root), file: "f", settings: settings)
  }

  @Test func theReadmeHasTheirTable() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let table = ([RuleInfo.tableHead] + Rules.catalogue.map(\.tableRow)).joined(separator: "\n")
    #expect(readme.contains("\n\n" + table + "\n\n"), "README.md needs this table:\n\(table)")
  }

  static let unsaved = [
    "root.asl.json": Sample.task(
      "arn:aws:states:::states:startExecution", #"{"StateMachineArn": "\#(Sample.childARN)"}"#,
      #" "Retry": [{"ErrorEquals": ["States.Timeout"]}],"#)
  ]

  private static func read(_ lint: String, silenced: Set<String> = []) throws -> [String] {
    let folder = try Sample.folder(unsaved)
    let yaml = """
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json }, Child: { definition: pass.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      \(lint)
      """
    let (_, found) = ScenarioReader.read(
      bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true, silenced: silenced)
    return found.map { $0.text.replacingOccurrences(of: folder.path, with: "") }
  }

  @Test func aScenarioSilencesWarnings() throws {
    #expect(try Self.read("").count == 1)
    #expect(try Self.read("").allSatisfy { $0.contains(" [throttle.unsaved]\n    hint: ") })
    #expect(try Self.read("lint: { silence: [throttle.unsaved] }") == [])
    #expect(try Self.read("lint: { silence: [call.nobody-answers] }").count == 1)
    #expect(try Self.read("", silenced: ["throttle.unsaved"]) == [])
  }

  /// Without the name in brackets.
  private static func withoutRule(_ text: String) -> String {
    text.replacing(/\ \[[a-z.-]+\]\n/) { _ in "\n" }
  }

  @Test(arguments: [
    (
      "throttle.unsafed",
      """
      s.yaml:4:19: error: lint.silence: no rule is called "throttle.unsafed"
          hint: did you mean "throttle.unsaved"?
      """
    ),
    (
      "call.unknown-machine",
      """
      s.yaml:4:19: error: lint.silence: what call.unknown-machine finds is an error: only warnings can be silenced
          hint: mend what it finds
      """
    ),
    (
      "read.missing-field",
      """
      s.yaml:4:19: error: lint.silence: what read.missing-field finds cannot be read: only warnings can be silenced
          hint: mend what it finds
      """
    ),
  ])
  func onlyWarningsOfRulesCanBeSilenced(id: String, problem: String) throws {
    #expect(try Self.read("lint: { silence: [\(id)] }").map(Self.withoutRule) == [problem])
  }
}
