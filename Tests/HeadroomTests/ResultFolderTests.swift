import Foundation
import Testing

@testable import headroom

@Suite struct ResultFolderTests {
  @Test func allFilesAppearUnderTheirNames() throws {
    let scratch = try Scratch()
    let folder = try ResultFolder(path: scratch.path + "/a/b/")
    try folder.write([("one", [49]), ("two", [50, 50])])
    #expect(scratch.contents == ["a", "a/b", "a/b/one", "a/b/two"])
    #expect(try scratch.read("a/b/two") == "22")
    try folder.write([("one", [51])])
    #expect(try scratch.read("a/b/one") == "3")
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    let scratch = try Scratch()
    try scratch.write("one", "old")
    try FileManager.default.createDirectory(atPath: scratch.path + "/two", withIntermediateDirectories: true)
    let folder = try ResultFolder(path: scratch.path)
    #expect(throws: FileFailure.self) { try folder.write([("one", [49]), ("two", [50])]) }
    #expect(scratch.contents == ["one", "two"])
    #expect(try scratch.read("one") == "old")
  }

  @Test func whatWasCreatedForNothingGoes() throws {
    let scratch = try Scratch()
    try scratch.write("mine", "kept")
    let folder = try ResultFolder(path: scratch.path + "/a/b")
    #expect(scratch.contents == ["a", "a/b", "mine"])
    folder.discard()
    #expect(scratch.contents == ["mine"])
    #expect(throws: FileFailure.self) { try ResultFolder(path: scratch.path + "/new/../mine/x") }
    #expect(scratch.contents == ["mine"])
  }
}
