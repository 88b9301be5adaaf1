import JSON
import StatesLanguage
import Testing

@testable import Scenario

/// What the reader says, word for word. Lines and columns are those of the scenario where no file is named.
@Suite struct DiagnosticsTests {
  private func text(_ problems: [String]) -> String {
    problems.map { $0.hasPrefix("s.yaml:") ? String($0.dropFirst(7)) : $0 }.joined(separator: "\n")
  }

  @Test(arguments: Row.rows(Self.keys))
  func aBadKeyIsNamedAtItsPlace(row: Row) throws {
    let folder = try Sample.folder()
    #expect(text(folder.problems(Sample.base + row.input)) == row.expected)
  }

  @Test(arguments: Row.rows(Self.expectations))
  func anExpectationIsChecked(row: Row) throws {
    let folder = try Sample.folder()
    #expect(text(folder.problems(Sample.base + "expect:\n  - \(row.input)\n")) == row.expected)
  }

  @Test(arguments: Row.rows(Self.latencies))
  func aLatencyLawIsChecked(row: Row) throws {
    let folder = try Sample.folder(["bad.csv": "seconds\n0.1\n-2\n"])
    let yaml = Sample.base + "services:\n  f: { latency: \(row.input) }\n"
    #expect(text(folder.problems(yaml)) == row.expected)
  }

  @Test(arguments: Row.rows(Self.services))
  func aServiceIsChecked(row: Row) throws {
    let folder = try Sample.folder()
    #expect(text(folder.problems(Sample.base + "services:\n  \(row.input)\n")) == row.expected)
  }

  @Test(arguments: Row.rows(Self.expressions))
  func anExpressionIsCompiledAndLocated(row: Row) throws {
    let folder = try Sample.folder(["bad.jsonata": "(\n  $request.a +\n)"])
    #expect(text(folder.problems(Sample.base + "services:\n  \(row.input)\n")) == row.expected)
  }

  @Test(arguments: Row.rows(Self.loads) + Row.rows(Self.admissions))
  func aLoadStreamIsChecked(row: Row) throws {
    let folder = try Sample.folder()
    let yaml = "region: us-east-1\n" + Sample.machines + "load: \(row.input)\n"
    #expect(text(folder.problems(yaml)) == row.expected)
  }

  @Test(arguments: Row.rows(Self.traces))
  func aTraceIsChecked(row: Row) throws {
    let folder = try Sample.folder(["t.csv": row.input])
    let load = "load: [ { start: Root, arrivals: { trace: t.csv } } ]\n"
    #expect(text(folder.problems("region: us-east-1\n" + Sample.machines + load)) == row.expected)
  }

  @Test(arguments: Row.rows(Self.texts))
  func whatIsNoScenarioIsLocated(row: Row) throws {
    #expect(try text(Folder().problems(row.input)) == row.expected)
  }

  @Test(arguments: [
    ("us-esat-1", "did you mean us-east-1? "), ("eu-west-4", "did you mean eu-west-1? "),
    ("US-EAST-1", "did you mean us-east-1? "),
    ("xx-nowhere-9", ""),
  ])
  func anUnknownRegionIsAnError(region: String, suggestion: String) throws {
    let yaml = "region: \(region)\n" + Sample.machines + Sample.load
    #expect(
      try text(Sample.folder().problems(yaml)) == """
        1:9: error: region: found "\(region)", expected an AWS Region that has Step Functions
            hint: \(suggestion)a Region that is newer than this list has the quotas of eu-west-2
        """)
  }

  @Test(arguments: Row.rows(Self.calls))
  func aCallNeedsWhatItCalls(row: Row) throws {
    #expect(try text(Sample.call(row.input)) == row.expected)
  }

  @Test func everyProblemIsReportedFromTopToBottom() throws {
    let folder = try Sample.folder()
    let yaml = """
      region: mars
      stateMachines: { Root: { definition: no.asl.json, type: STANDRAD }, "a b": { } }
      load: [ { start: Root, arrivals: { burst: x } }, 7 ]
      quotas: { HistoryEvents: 1 }
      replications: zero
      """
    let places = folder.read(yaml).diagnostics.map { [$0.position.line, $0.position.column] }
    #expect(places == [[1, 9], [2, 38], [2, 57], [2, 69], [2, 76], [3, 43], [3, 50], [4, 26], [5, 15]])
    #expect(folder.read(yaml).plan == nil)
  }

  @Test func aMisspellingIsReportedOnce() throws {
    let yaml = "region: us-east-1\nstatemachines: { }\nexpect: [ Root.failed < 1 ]\n" + Sample.load
    #expect(
      try Sample.folder().problems(yaml) == [
        "s.yaml:2:1: error: the scenario: unknown key \"statemachines\"\n    hint: did you mean \"stateMachines\"?"
      ])
  }

  /// Not arguments of their own: a test's log prints those, byte by byte.
  private static let noScenarios: [(bytes: [UInt8], problem: String)] = [
    (Array("name: x\n# ".utf8) + [0xE4], "s.yaml:2:3: error: the file is not UTF-8 text"),
    (Array("a: ".utf8) + Array(repeating: 0x5B, count: 5000), "s.yaml:1:5: error: nested deeper than 100 levels"),
    (Array(repeating: 0x20, count: ScenarioText.sizeLimit + 1), "s.yaml:1:1: error: the scenario has 4194305 bytes, "),
  ]

  @Test(arguments: noScenarios.indices)
  func bytesThatAreNoScenarioAreLocated(index: Int) throws {
    let (bytes, problem) = Self.noScenarios[index]
    let diagnostics = ScenarioReader.read(bytes: bytes, file: "s.yaml").diagnostics
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.text.hasPrefix(problem) == true, "\(diagnostics.map(\.text))")
  }

  @Test func aByteOrderMarkIsNoText() throws {
    let folder = try Sample.folder()
    let bytes = [0xEF, 0xBB, 0xBF] + Array((Sample.base + "nam: 1\n").utf8)
    let read = ScenarioReader.read(bytes: bytes, file: folder.path + "s.yaml")
    #expect(read.diagnostics.map(\.position.line) == [5])
  }

  @Test func aNumberThatNoJSONHasIsAnError() throws {
    let yaml = "region: us-east-1\n" + Sample.machines
    let load = "load: [ { start: Root, arrivals: { burst: 1 }, input: [ \"1e999\", 1e999 ] } ]\n"
    #expect(
      try Sample.folder().problems(yaml + load) == [
        "s.yaml:3:66: error: the number 1e999 is too large for 64 bits\n    hint: quote what is text"
      ])
  }

  @Test func badJSONIsLocatedInItsOwnFile() throws {
    let trace = "time_seconds,input\n1,[7]\n2,[\n"
    let folder = try Sample.folder(["bad.json": "{ \"a\":\n x }", "t.csv": trace])
    let load = "load: [ { start: Root, arrivals: { trace: t.csv }, input: { file: bad.json } } ]\n"
    let problems = folder.problems("region: us-east-1\n" + Sample.machines + load)
    #expect(problems.count == 2)
    #expect(problems.first?.hasPrefix("t.csv:3:3: error: input: ") == true, "\(problems)")
    #expect(problems.last?.hasPrefix("bad.json:2:2: error: ") == true, "\(problems)")
  }

  @Test func anInputIsNoLargerThanAPayloadMayBe() throws {
    let folder = try Sample.folder(["t.csv": "time_seconds,input\n1,12345678\n2,123456789\n"])
    let yaml =
      "region: us-east-1\n" + Sample.machines + "quotas: { PayloadBytes: 8 }\n"
      + "load: [ { start: Root, arrivals: { trace: t.csv }, input: 1234567890 } ]\n"
    let rest = "bytes, expected at most 8, the quota PayloadBytes"
    #expect(
      folder.problems(yaml) == [
        "s.yaml:4:59: error: load.0.input: found 10 \(rest)", "t.csv:3:3: error: input: found 9 \(rest)",
      ])
  }
}
