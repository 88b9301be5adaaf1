import Foundation
import JSON
import StatesLanguage
import TestSupport
import Testing

@testable import Scenario
@testable import Schema

/// The grammar against the reader: what the one has the other reads, and both refuse the same.
@Suite struct GrammarTests {
  static let grammar = ScenarioGrammar.grammar
  static let schema = SchemaCheck(grammar.jsonSchema(version: "0", value: ScenarioReader.json))

  private static func folder() throws -> Folder {
    let folder = try Folder([
      "root.asl.json": Sample.pass, "new.asl.json": Sample.pass, "input.json": "{}", "expression.jsonata": "$call",
      "trace.csv": "time_seconds\n0\n1\n2\n", "seconds.csv": "0.1\n0.2\n", "orders.csv": "id,sku\n1,A\n",
      "replies.json": #"{"StateMachines": {"Root": {"TestCases": {"HappyPath": {}}}}, "MockedResponses": {}}"#,
    ])
    try FileManager.default.createDirectory(atPath: folder.path + "data", withIntermediateDirectories: true)
    return folder
  }

  /// The least scenario, with a line in place of its own or beside them.
  private static func scenario(_ line: String) -> String {
    let key = line.prefix { $0 != ":" }
    let lines = [
      "region: us-east-1", "stateMachines: { Root: { definition: root.asl.json } }",
      "load: [ { start: Root, arrivals: { burst: 1 } } ]",
    ]
    return (lines.filter { !$0.hasPrefix(key + ":") } + [line]).joined(separator: "\n") + "\n"
  }

  /// What the reader cannot read; what it warns of, or finds in calls that there are none of, is another matter.
  private static func refusals(_ yaml: String, _ folder: Folder) -> [Diagnostic] {
    folder.read(yaml).diagnostics.filter { $0.severity == .error }
  }

  private static func fits(_ yaml: String) throws -> [String] {
    schema.problems(of: try #require(ScenarioReader.json(yaml), "\(yaml)"))
  }

  @Test func everyKeyIsReadAsItsExampleHasIt() throws {
    let folder = try Self.folder()
    #expect(Self.grammar.paths.count > 300)
    for path in Self.grammar.paths {
      let yaml = Self.scenario(Self.grammar.line(of: path))
      let refused = Self.refusals(yaml, folder).map(\.text)
      #expect(refused == [], "\(path.text)\n\(yaml)")
      #expect(try Self.fits(yaml) == [], "\(path.text)\n\(yaml)")
    }
  }

  /// In the place of each key one that does not exist; where any value may stand, any key may.
  @Test func aMisspeltKeyIsRefusedByBoth() throws {
    let folder = try Self.folder()
    var tried = 0
    for path in Self.grammar.paths where !Self.isFree(path) {
      guard let name = path.key?.name else { continue }
      let line = Self.grammar.line(of: path)
      guard let place = line.ranges(of: name + ":").last else { continue }
      let yaml = Self.scenario(line.replacingCharacters(in: place, with: name + "x:"))
      #expect(Self.refusals(yaml, folder) != [], "\(yaml)")
      #expect(try Self.fits(yaml) != [], "\(yaml)")
      tried += 1
    }
    #expect(tried > 250)
  }

  /// A value of another type is refused by both, or by none: what the reader refuses for its type the schema does, and
  /// what the schema refuses the reader does.
  @Test(arguments: ["[ [ ] ]", "{ zz: 1 }", "true", "zz", "-3", "1.5", "'3'", "1e0"])
  func aValueOfAnotherTypeIsRefusedByBoth(value: String) throws {
    let folder = try Self.folder()
    for path in Self.grammar.paths where !Self.isFree(path) {
      guard let key = path.key else { continue }
      let (line, example) = (Self.grammar.line(of: path), "\(key.name): \(Self.grammar.example(of: key))")
      guard let place = line.ranges(of: example).last else { continue }
      let yaml = Self.scenario(line.replacingCharacters(in: place, with: "\(key.name): \(value)"))
      let refused = Self.refusals(yaml, folder)
      let isOfForm = refused.contains {
        [ReadingProblem.type, .unknownField, .missingField].map(\.rawValue).contains($0.rule ?? "")
      }
      let problems = try Self.fits(yaml)
      if isOfForm { #expect(problems != [], "\(path.text)\n\(yaml)\(refused.map(\.text))") }
      if !problems.isEmpty { #expect(refused != [], "\(path.text)\n\(yaml)\(problems)") }
    }
  }

  /// Whether any value may stand in the key's place, or in that of a block around it.
  private static func isFree(_ path: KeyPath) -> Bool {
    func isFree(_ shape: Shape) -> Bool {
      switch shape {
      case .json: true
      case .either(let shapes): shapes.contains { isFree($0) }
      case .term(let name): grammar.term(name).map { isFree($0.shape) } ?? false
      case .list(let element, _), .map(_, _, let element): isFree(element)
      default: false
      }
    }
    return path.steps.contains { if case .key(let key) = $0 { isFree(key.shape) } else { false } }
  }

  @Test(arguments: CommittedScenarioTests.files)
  func aCommittedScenarioFits(file: String) throws {
    let text = try String(contentsOfFile: CommittedScenarioTests.folder + file, encoding: .utf8)
    #expect(try Self.fits(text) == [])
  }

  @Test func everyNameOfTheNotationIsATerm() {
    for path in Self.grammar.paths {
      guard let key = path.key else { continue }
      #expect(!key.meaning.isEmpty && key.meaning.last.map { ".?)".contains($0) } == true, "\(path.text)")
    }
    for term in Self.grammar.terms { #expect(ScenarioReader.json(term.example) != nil, "\(term.name)") }
  }

  @Test func theReadmeHasTheGrammar() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(readme.contains("```\n" + Self.grammar.text + "```\n"), "README.md needs what headroom explain prints")
  }

  @Test(arguments: [
    ("load.arrivals", "load.arrivals"), ("load.0.arrivals", "load.arrivals"),
    ("services.card.latency", "services.latency"), ("services.latency", "services.latency"),
    (#"services."a.b".lambda.keepAlive"#, "services.lambda.keepAlive"), ("keepAlive", "services.lambda.keepAlive"),
    ("arrivals.spike.peak", "load.arrivals.spike.peak"), ("seed", "seed"),
  ]) func aKeyIsFoundByItsPathOrItsEnd(word: String, path: String) throws {
    let words = try #require(ScenarioReader.names(ofPath: word))
    #expect(Self.grammar.paths(of: words).first?.text == path)
  }
}
