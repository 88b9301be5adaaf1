import Foundation
import Testing

@testable import Report
@testable import Scenario
@testable import headroom

@Suite struct ResultFolderTests {
  static func file(_ name: String, _ bytes: [UInt8]) -> ReportFile { ReportFile(name) { body in try body(bytes) } }

  @Test func allFilesAppearUnderTheirNames() throws {
    let scratch = try Scratch()
    try ResultFolder(path: scratch.path + "/a/b/").write([Self.file("one", [49]), Self.file("two", [50, 50])])
    #expect(scratch.contents == ["a", "a/b", "a/b/one", "a/b/two"])
    #expect(try scratch.read("a/b/two") == "22")
    try ResultFolder(path: scratch.path + "/a/b").write([Self.file("one", [51])])
    #expect(try scratch.read("a/b/one") == "3")
    #expect(scratch.contents == ["a", "a/b", "a/b/one", "a/b/two"])
  }

  @Test func otherFilesAndFoldersStay() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("r/mine/deep")
    try scratch.write("r/mine/deep/a", "kept")
    try scratch.write("r/notes", "kept too")
    try scratch.write("r/one", "old")
    symlink("notes", scratch.path + "/r/link")
    chmod(scratch.path + "/r", 0o750)
    try ResultFolder(path: scratch.path + "/r").write([Self.file("one", [49])])
    #expect(scratch.contents == ["r", "r/link", "r/mine", "r/mine/deep", "r/mine/deep/a", "r/notes", "r/one"])
    #expect(try scratch.read("r/one") + scratch.read("r/notes") + scratch.read("r/mine/deep/a") == "1kept tookept")
    #expect(try FileManager.default.attributesOfItem(atPath: scratch.path + "/r")[.posixPermissions] as? Int == 0o750)
  }

  @Test func aFolderBehindALinkIsWrittenWhereItLies() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("real/r")
    symlink("real/r", scratch.path + "/link")
    try ResultFolder(path: scratch.path + "/link").write([Self.file("one", [49])])
    #expect(scratch.contents == ["link", "real", "real/r", "real/r/one"])
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("r/two")
    try scratch.write("r/one", "old")
    let folder = try ResultFolder(path: scratch.path + "/r")
    #expect(throws: FileFailure.self) { try folder.write([Self.file("one", [49]), Self.file("two", [50])]) }
    folder.discard()
    #expect(scratch.contents == ["r", "r/one", "r/two"])
    #expect(try scratch.read("r/one") == "old")
  }

  @Test func whatWasCreatedForNothingGoes() throws {
    let scratch = try Scratch()
    try scratch.write("mine", "kept")
    let folder = try ResultFolder(path: scratch.path + "/a/b")
    #expect(scratch.contents.contains("a"))
    folder.discard()
    #expect(scratch.contents == ["mine"])
    #expect(throws: FileFailure.self) { try ResultFolder(path: scratch.path + "/new/../mine/x") }
    #expect(throws: FileFailure.self) { try ResultFolder(path: scratch.path + "/mine") }
    #expect(scratch.contents == ["mine"])
  }

  /// In a folder that changes its inode, and in one whose name leaves no room beside it.
  @Test(arguments: ["r", String(repeating: "r", count: 220)]) func anotherRunsFilesGo(name: String) throws {
    let scratch = try Scratch()
    try scratch.makeFolder(name)
    let stale = ["executions.csv", "histograms.csv", "latency-Old.hgrm", "trace.pftrace"]
    for file in stale + ["executions.csv.bak", "latency.csv", "recording.bin"] {
      try scratch.write("\(name)/\(file)", "0")
    }
    let path = scratch.path + "/" + name
    try ResultFolder(path: path).write([Self.file("bill.csv", [49])])
    #expect(scratch.contents.contains("\(name)/executions.csv"))
    var folder = try ResultFolder(path: path)
    folder.showsSameRun = true
    try folder.write([Self.file("summary.json", [49])])
    #expect(scratch.contents.contains("\(name)/executions.csv"))
    try ResultFolder(path: path).write([Self.file("summary.json", [50]), Self.file("histograms.csv", [50])])
    let kept = ["bill.csv", "executions.csv.bak", "histograms.csv", "latency.csv", "recording.bin", "summary.json"]
    #expect(scratch.contents == [name] + kept.map { "\(name)/\($0)" })
    #expect(try scratch.read("\(name)/histograms.csv") == "2")
  }

  // MARK: What killed processes left

  @Test func anUnfinishedFolderGoes() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("r")
    try scratch.makeFolder(".r.4711.staging")
    try scratch.write(".r.4711.staging/one", "half")
    try ResultFolder(path: scratch.path + "/r").write([Self.file("one", [49])])
    #expect(scratch.contents == ["r", "r/one"])
  }

  /// Killed before the exchange: the folder has the inode that its name says. Killed after: it has another, and holds
  /// what could not be linked.
  @Test(arguments: [true, false]) func aKilledExchangeIsFinished(isBefore: Bool) throws {
    let scratch = try Scratch()
    try scratch.makeFolder("r")
    try scratch.makeFolder("other")
    try scratch.makeFolder("other/\(isBefore ? "" : "mine")")
    try scratch.write("other/one", "other")
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "/other")
    let inode = try #require(attributes[.systemFileNumber] as? Int)
    try scratch.write("r/one", "mine")
    rename(scratch.path + "/other", scratch.path + "/.r.\(isBefore ? inode : inode + 1).swap")
    let folder = try ResultFolder(path: scratch.path + "/r")
    #expect(scratch.contents.filter { $0.contains(".swap") }.isEmpty)
    #expect(try scratch.read("r/one") == "mine")
    #expect(scratch.contents.contains("r/mine") != isBefore)
    folder.discard()
  }

  /// Killed between two renames, on a file system that cannot exchange.
  @Test func theOldFolderComesBack() throws {
    let scratch = try Scratch()
    try scratch.makeFolder(".r.4711.old")
    try scratch.write(".r.4711.old/one", "old")
    try ResultFolder(path: scratch.path + "/r").discard()
    #expect(scratch.contents == ["r", "r/one"])
  }
}
