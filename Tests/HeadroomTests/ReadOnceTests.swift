import Foundation
import Glibc
import Testing

/// What a pipe holds can be read once.
@Suite struct ReadOnceTests {
  /// Puts a pipe in the place of a file; who reads it first gets what the file held.
  private static func makePipe(_ name: String, in scratch: Scratch) throws {
    let path = scratch.path + "/" + name
    let bytes = Data(try scratch.read(name).utf8)
    try FileManager.default.removeItem(atPath: path)
    try #require(mkfifo(path, 0o600) == 0)
    Thread.detachNewThread {
      // Waits for a reader.
      guard let file = FileHandle(forWritingAtPath: path) else { return }
      try? file.write(contentsOf: bytes)
      try? file.close()
    }
  }

  /// The workers after the first, too, read from what was read once.
  @Test(arguments: ["small.yaml", "root.asl.json"]) func aRunReadsAFileOnce(name: String) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try Self.makePipe(name, in: scratch)
    let call = try Call(["run", "small.yaml", "--jobs", "3", "--replications", "6", "--quiet"], in: scratch)
    #expect(call.status == 0)
    #expect(call.errors == "")
  }

  @Test(arguments: ["small.yaml", "root.asl.json"]) func validateReadsAFileOnce(name: String) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try Self.makePipe(name, in: scratch)
    let call = try Call(["validate", "small.yaml"], in: scratch)
    #expect(call.status == 0)
    #expect(call.errors == "")
  }
}
