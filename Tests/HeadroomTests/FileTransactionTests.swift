import Foundation
import Testing

@testable import Report
@testable import Scenario
@testable import headroom

@Suite struct FileTransactionTests {
  private func file(_ name: String, _ bytes: [UInt8]) -> ReportFile { ResultFolderTests.file(name, bytes) }

  @Test func filesOfSeveralFoldersAppear() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("a")
    try FileTransaction(journalIn: scratch.path + "/a").write([
      (scratch.path + "/a/x/one", file("one", [49])), (scratch.path + "/b/two", file("two", [50])),
    ])
    #expect(scratch.contents == ["a", "a/x", "a/x/one", "b", "b/two"])
  }

  @Test func aFailureLeavesNothing() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("a/two")
    #expect(throws: FileFailure.self) {
      try FileTransaction(journalIn: scratch.path + "/a").write([
        (scratch.path + "/a/x/one", file("one", [49])), (scratch.path + "/a/two", file("two", [50])),
      ])
    }
    #expect(scratch.contents == ["a", "a/two"])
  }

  /// A process that was killed has left its journal: with its final name all is to be finished, else undone.
  @Test(arguments: [true, false]) func theNextProcessPutsRight(isCommitted: Bool) throws {
    let scratch = try Scratch()
    try scratch.makeFolder("a/new")
    let (one, two) = (scratch.path + "/a/one", scratch.path + "/a/new/two")
    try scratch.write("a/one", "old")
    try scratch.write("a/.one.77.tmp", "new")
    try scratch.write("a/new/.two.77.tmp", "new")
    try scratch.write("a/stale", "old")
    let journal = "77\0/\(scratch.path)/a/new\0+\(one)\0+\(two)\0-\(scratch.path)/a/stale\0"
    try scratch.write("a/.headroom.journal" + (isCommitted ? "" : ".tmp"), journal)
    FileTransaction.recover(in: scratch.path + "/a")
    #expect(scratch.contents == (isCommitted ? ["a", "a/new", "a/new/two", "a/one"] : ["a", "a/one", "a/stale"]))
    #expect(try scratch.read("a/one") == (isCommitted ? "new" : "old"))
  }
}
