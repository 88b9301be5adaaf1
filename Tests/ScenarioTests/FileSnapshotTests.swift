import Chance
import Engine
import Foundation
import JSON
import StatesLanguage
import StepFunctions
import Testing

@testable import Scenario
@testable import Simulation

@Suite struct FileSnapshotTests {
  static let yaml = """
    name: sample
    region: us-east-1
    stateMachines: { Root: { definition: pass.asl.json } }
    services: { "arn:aws:lambda:us-east-1:123456789012:function:Work": { latency: { empirical: latency.csv } } }
    s3: { data: objects }
    load: [ { start: Root, arrivals: { trace: trace.csv }, input: { file: input.json } } ]
    """

  private static func folder() throws -> Folder {
    let folder = try Sample.folder([
      "s.yaml": yaml, "input.json": #"{"a": 1}"#, "trace.csv": "time_seconds\n0\n1\n", "latency.csv": "seconds\n0.5\n",
    ])
    try FileManager.default.createDirectory(atPath: folder.path + "objects", withIntermediateDirectories: true)
    try write("[1]", to: "objects/items.json", in: folder)
    return folder
  }

  private static func write(_ text: String, to name: String, in folder: Folder) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + name))
  }

  private static func plan(_ folder: Folder, _ files: inout FileSnapshot) throws -> Plan {
    let (plan, diagnostics) = try ScenarioReader.read(file: folder.path + "s.yaml", from: &files)
    #expect(diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    return try #require(plan)
  }

  /// What a plan has of each of the scenario's files.
  private static func traits(_ plan: Plan) -> [String] {
    [
      plan.name, "\(plan.account.machines[0].definitionBytes)", plan.load[0].input.text,
      "\(plan.load[0].arrivals)", plan.account.services[0].latency.description,
      String(decoding: plan.account.objects.object(bucket: "data", key: "items.json") ?? [], as: UTF8.self),
    ]
  }

  /// A file that is saved while a run goes on does not change what a further worker sees.
  @Test func aSecondReadingSeesTheFirstOnesFiles() throws {
    let folder = try Self.folder()
    var files = FileSnapshot()
    let first = Self.traits(try Self.plan(folder, &files))
    #expect(first.count == 6)

    try Self.write(Self.yaml.replacing("name: sample", with: "name: other"), to: "s.yaml", in: folder)
    try Self.write(Sample.pass + " ", to: "pass.asl.json", in: folder)
    try Self.write("7", to: "input.json", in: folder)
    try Self.write("time_seconds\n0\n", to: "trace.csv", in: folder)
    try Self.write("seconds\n9\n", to: "latency.csv", in: folder)
    try Self.write("[2]", to: "objects/items.json", in: folder)
    #expect(Self.traits(try Self.plan(folder, &files)) == first)

    var later = FileSnapshot()
    let other = Self.traits(try Self.plan(folder, &later))
    for (a, b) in zip(first, other) { #expect(a != b) }
  }

  @Test func aSecondReadingNeedsNoFile() throws {
    let folder = try Self.folder()
    var files = FileSnapshot()
    let first = Self.traits(try Self.plan(folder, &files))
    try FileManager.default.removeItem(atPath: folder.path)
    #expect(Self.traits(try Self.plan(folder, &files)) == first)
  }

  @Test func aFileThatWasMissingStaysMissing() throws {
    let folder = try Folder()
    var files = FileSnapshot()
    #expect(throws: FileFailure.self) { try files.bytes(of: folder.path + "late.json") }
    #expect(throws: FileFailure.self) { try files.files(below: folder.path + "late") }
    try Self.write("1", to: "late.json", in: folder)
    try FileManager.default.createDirectory(atPath: folder.path + "late", withIntermediateDirectories: true)
    #expect(throws: FileFailure.self) { try files.bytes(of: folder.path + "late.json") }
    #expect(throws: FileFailure.self) { try files.files(below: folder.path + "late") }
  }

  /// Swift's strings are equal where these are two files.
  @Test func namesAreBytes() throws {
    let (composed, decomposed) = ("\u{E9}.json", "e\u{301}.json")
    let folder = try Folder()
    try Self.write("1", to: composed, in: folder)
    try Self.write("2", to: decomposed, in: folder)
    var files = FileSnapshot()
    #expect(try files.bytes(of: folder.path + composed) == [0x31])
    #expect(try files.bytes(of: folder.path + decomposed) == [0x32])
  }
}
