// Fuzz: texts made by the grammars of all inputs, and seeded random mutations, run under the address sanitizer by
// `.ci/run`. No trap, no hang, bounded memory, and laws that hold; every finding is printed with what repeats it.

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
    if options.only != nil || options.replay != nil { return one(options, folder: folder) }
    var supervisor = Supervisor(options: options, program: "/proc/self/exe", folder: folder)
    let isFine = supervisor.run()
    try? FileManager.default.removeItem(atPath: folder)
    exit(isFine ? 0 : 1)
  }

  private static func one(_ options: Options, folder: String) {
    let fuzzer = Fuzzer(seed: options.seed, kind: options.kind, folder: folder)
    if let only = options.only {
      let (kind, bytes) = fuzzer.text(of: only)
      FileHandle.standardOutput.write(Data("\(kind), \(bytes.count) bytes:\n".utf8) + Data(bytes) + Data("\n".utf8))
      return fuzzer.run(kind, bytes)
    }
    let path = options.replay ?? ""
    let ending = path.split(separator: ".").last.flatMap { Kind(rawValue: String($0)) }
    guard let kind = options.kind ?? ending, let bytes = Findings.text(path) else {
      FileHandle.standardError.write(Data("cannot read \(path), or of no kind\n\(Options.usage)\n".utf8))
      exit(64)
    }
    fuzzer.run(kind, bytes)
  }

  private static func child(_ options: Options, folder: String) {
    guard let progress = Progress(folder + "progress") else { exit(74) }
    let parent = getppid()
    let fuzzer = Fuzzer(seed: options.seed, kind: options.kind, folder: folder)
    let end = Clock.seconds() + options.seconds
    var iteration = options.from
    let limit = options.isReplay ? UInt64(Findings.all.count) : options.iterations
    // Nobody would notice what happens to a child without its parent.
    while iteration < limit, options.isReplay || Clock.seconds() < end, getppid() == parent {
      progress.iteration = iteration
      let begin = Clock.seconds()
      let (kind, bytes) = options.isReplay ? finding(iteration) : fuzzer.text(of: iteration)
      fuzzer.run(kind, bytes)
      if !options.isReplay { progress.add(kind, seconds: Clock.seconds() - begin) }
      iteration += 1
    }
    progress.iteration = iteration
  }

  private static func finding(_ index: UInt64) -> (Kind, [UInt8]) {
    let finding = Findings.all[Int(index)]
    return (finding.kind, Findings.text(Findings.folder + finding.name) ?? [])
  }
}
