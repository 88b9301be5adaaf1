// Fuzz: seeded random mutations of definitions, paths, templates, payloads and scenarios, run under the address
// sanitizer by `.ci/run`. No trap, no hang, bounded memory; every finding is reported with the options that repeat it.

import Foundation

@main
enum Fuzz {
  static func main() {
    guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
      FileHandle.standardError.write(Data((Options.usage + "\n").utf8))
      exit(64)
    }
    if let folder = options.child { return child(options, folder: folder) }
    let folder = NSTemporaryDirectory() + "fuzz-\(getpid())/"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if let only = options.only {
      let fuzzer = Fuzzer(seed: options.seed, kind: options.kind, folder: folder)
      let (kind, bytes, _) = fuzzer.text(of: only)
      FileHandle.standardOutput.write(Data("\(kind), \(bytes.count) bytes:\n".utf8) + Data(bytes) + Data("\n".utf8))
      return fuzzer.run(only)
    }
    var supervisor = Supervisor(options: options, program: "/proc/self/exe", folder: folder)
    let isFine = supervisor.run()
    try? FileManager.default.removeItem(atPath: folder)
    exit(isFine ? 0 : 1)
  }

  private static func child(_ options: Options, folder: String) {
    guard let progress = Progress(folder + "progress") else { exit(74) }
    let parent = getppid()
    let fuzzer = Fuzzer(seed: options.seed, kind: options.kind, folder: folder)
    let end = Clock.seconds() + options.seconds
    var iteration = options.from
    // Nobody would notice what happens to a child without its parent.
    while iteration < options.iterations, Clock.seconds() < end, getppid() == parent {
      progress.iteration = iteration
      fuzzer.run(iteration)
      iteration += 1
    }
    progress.iteration = iteration
  }
}
