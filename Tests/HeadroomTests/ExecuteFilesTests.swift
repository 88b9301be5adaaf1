import Foundation
import Testing

/// Files that `execute` writes for a ResultWriter.
@Suite struct ExecuteFilesTests {
  static let machine = """
    {"StartAt": "Map", "States": {"Map": {"Type": "Map", "End": true, "ItemsPath": "$.items", "ItemProcessor": {
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Same",
      "States": {"Same": {"Type": "Pass", "End": true}}},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "WriterConfig": {"Transformation": "COMPACT"},
        "Parameters": {"Bucket": "results", "Prefix.$": "$.prefix"}}}}}
    """

  static func execute(prefix: String, in scratch: Scratch, folder: String? = "out") throws -> Call {
    try scratch.write("m.asl.json", machine)
    let input = #"{"items": [1, 2], "prefix": "\#(prefix)"}"#
    return try Call(
      ["execute", "m.asl.json", "--input", input] + (folder.map { ["--s3", "results=" + $0] } ?? []), in: scratch)
  }

  static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path + "/out", withIntermediateDirectories: true)
    return scratch
  }

  @Test(arguments: ["", "a/b"])
  func filesLieUnderTheirKeys(prefix: String) throws {
    let scratch = try Self.scratch()
    let call = try Self.execute(prefix: prefix, in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let files = scratch.contents.filter { $0.hasSuffix(".json") && $0.hasPrefix("out/" + prefix) }
    try #require(files.count == 2)
    #expect(try scratch.read(files[0]) == "[1,2]")
    #expect(try scratch.read(files[1]).contains(#""SUCCEEDED":[{"Key":""#))
    #expect(call.output.contains(files[1].dropFirst("out/".count)))
  }

  /// What a folder that stands for a bucket holds is read, and nothing that it only points to.
  @Test func aLinkOutOfTheFolderIsRefused() throws {
    let scratch = try Self.scratch()
    try scratch.write("secret", "x")
    try scratch.write("out/mine", "x")
    symlink("mine", scratch.path + "/out/inside")
    #expect(try Self.execute(prefix: "p", in: scratch).status == 0)
    symlink("../secret", scratch.path + "/out/outside")
    let call = try Self.execute(prefix: "p", in: scratch)
    #expect(call.status == 74)
    #expect(call.errors == "error: out/outside is a symbolic link out of the folder out\n")
  }

  @Test(arguments: ["../other", "/a", "a//b", "./a", "link/a"])
  func aKeyThatLeavesItsFolderIsRefused(prefix: String) throws {
    let scratch = try Self.scratch()
    try FileManager.default.createDirectory(atPath: scratch.path + "/other", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/out/link", withDestinationPath: scratch.path + "/other")
    let call = try Self.execute(prefix: prefix, in: scratch)
    #expect(call.status == 74)
    #expect(call.errors.hasPrefix("error: cannot write") && call.output == "", "\(call.errors)")
    #expect(scratch.contents == ["m.asl.json", "other", "out", "out/link"])
  }

  @Test func whatCannotBeWrittenIsNamed() throws {
    let scratch = try Self.scratch()
    try scratch.write("out/a", "a file")
    let call = try Self.execute(prefix: "a", in: scratch)
    #expect(call.status == 74)
    #expect(call.errors.contains("out/a"), "\(call.errors)")
  }

  @Test func aBucketWithoutAFolderIsPointedAt() throws {
    let call = try Self.execute(prefix: "a", in: try Self.scratch(), folder: nil)
    #expect(call.status == 4)
    #expect(call.errors.contains("States.ResultWriterFailed"))
    #expect(call.errors.contains("hint: --s3 results=FOLDER"), "\(call.errors)")
  }
}
