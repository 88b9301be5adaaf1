import Foundation

/// One call of the built command.
struct Call {
  var status: Int32
  var output: String
  var errors: String

  /// Runs `headroom` in a folder. It gets SIGINT once the named file or folder is there.
  /// `input`: what it reads from standard input.
  init(
    _ arguments: [String], in scratch: Scratch, interruptWhenThereIs name: String? = nil,
    environment: [String: String] = [:], input: String? = nil
  ) throws {
    let process = Process()
    // A CI system that runs the tests is none for the command under test.
    let outer = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GITHUB_") }
    process.environment = outer.merging(environment) { $1 }
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    process.executableURL = folder.appendingPathComponent("headroom")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    // Files, not pipes: nobody has to drain them while the command runs.
    let names = [UUID().uuidString, UUID().uuidString].map { NSTemporaryDirectory() + "/headroom-test-" + $0 }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    let handles = try names.map { name in
      try Data().write(to: URL(fileURLWithPath: name))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    if let input {
      try scratch.write(".stdin", input)
      process.standardInput = FileHandle(forReadingAtPath: scratch.path + "/.stdin")
    }
    try process.run()
    if let name {
      while process.isRunning, !FileManager.default.fileExists(atPath: scratch.path + "/" + name) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      process.interrupt()
    }
    // A command that hangs fails its test.
    let deadline = Date(timeIntervalSinceNow: 120)
    while process.isRunning, deadline.timeIntervalSinceNow > 0 { Thread.sleep(forTimeInterval: 0.005) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOfFile: names[0], encoding: .utf8)
    errors = try String(contentsOfFile: names[1], encoding: .utf8)
  }
}
