import Glibc

/// Runs iterations in a child process, so that a trap, a hang or unbounded memory is reported with the iteration that
/// reproduces it, and the run goes on behind it.
struct Supervisor {
  static let memoryLimitBytes = 1 << 30
  /// A child that is cut down leaves no profile of what it has run: with short lives little of it is lost.
  static let lifeSeconds = 5.0
  static let findingLimit = 50
  static let shownBytes = 20_000

  let options: Options
  let program: String
  let folder: String
  private var findings = 0
  private var peakBytes = 0

  init(options: Options, program: String, folder: String) {
    self.options = options
    self.program = program
    self.folder = folder
  }

  /// Whether nothing was found.
  mutating func run() -> Bool {
    guard let progress = Progress(folder + "progress") else {
      complain("cannot write \(folder)")
      return false
    }
    setEnvironment()
    Interruption.hold()
    replay(progress)
    let begin = Clock.seconds()
    var next: UInt64 = 0
    while next < options.iterations, Clock.seconds() - begin < options.seconds, findings < Self.findingLimit,
      !Interruption.isPending
    {
      progress.iteration = next
      let left = min(options.seconds - (Clock.seconds() - begin), Self.lifeSeconds)
      guard let finding = watch(start(["--child", folder], from: next, seconds: left), progress) else {
        next = progress.iteration
        continue
      }
      findings += 1
      next = progress.iteration + 1
      tell(finding, at: next - 1)
    }
    let seconds = Clock.seconds() - begin
    print(
      "\(next) texts in \(Int(seconds)) s, \(Int(Double(next) / max(seconds, 0.001)))/s,"
        + " at most \(peakBytes >> 20) MiB, \(findings) findings, seed \(options.seed)")
    for (kind, texts, seconds) in progress.counts where texts > 0 {
      print("  \(kind): \(texts), \(Int(Double(texts) / max(seconds, 0.001)))/s")
    }
    return findings == 0
  }

  /// For the children.
  private func setEnvironment() {
    // What was freed is kept by the address sanitizer to find later uses: little of it, so that memory says something.
    // Its search for leaks does not see pointers with tags, which indirect cases of enums have.
    let given = getenv("ASAN_OPTIONS").map { String(cString: $0) + ":" } ?? ""
    setenv("ASAN_OPTIONS", given + "quarantine_size_mb=32:detect_leaks=0", 1)
    setenv("SWIFT_BACKTRACE", "enable=no", 0)
  }

  /// All that was once found, first.
  private mutating func replay(_ progress: Progress) {
    var next: UInt64 = 0
    while next < Findings.all.count {
      progress.iteration = next
      guard let finding = watch(start(["--findings", folder], from: next, seconds: 0), progress) else { return }
      findings += 1
      next = progress.iteration + 1
      complain("\(finding): fuzz --replay \(Findings.folder)\(Findings.all[Int(next - 1)].name)")
    }
  }

  /// The text itself, too: a later version makes another one of the same iteration.
  private func tell(_ finding: String, at iteration: UInt64) {
    let (kind, bytes) = Fuzzer(seed: options.seed, kind: options.kind, folder: folder).text(of: iteration)
    let again = "fuzz --seed \(options.seed)\(options.kindOption) --only \(iteration)"
    let text = String(decoding: bytes.prefix(Self.shownBytes), as: UTF8.self)
    complain("\(finding), \(kind), seed \(options.seed), iteration \(iteration): \(again)\n\(text)\n")
  }

  private func start(_ role: [String], from first: UInt64, seconds: Double) -> pid_t {
    var arguments = role + ["--from", "\(first)", "--seed", "\(options.seed)", "--seconds", "\(seconds)"]
    if let kind = options.kind { arguments += ["--kind", kind.rawValue] }
    if options.iterations != .max { arguments += ["--iterations", "\(options.iterations)"] }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    return posix_spawn(&child, program, nil, nil, &words, environ) == 0 ? child : -1
  }

  /// What ended the child early; nil where it came to its end.
  private mutating func watch(_ child: pid_t, _ progress: Progress) -> String? {
    guard child > 0 else { return "the child could not be started" }
    var (iteration, since) = (progress.iteration, 0.0)
    while true {
      var status: Int32 = 0
      if waitpid(child, &status, WNOHANG) == child {
        let signal = status & 0x7F
        return signal != 0 ? "ended by signal \(signal)" : status >> 8 & 0xFF != 0 ? "ended with \(status >> 8)" : nil
      }
      usleep(50_000)
      let spent = Clock.processorSeconds(of: child)
      if Interruption.isPending {
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        return nil
      }
      if progress.iteration != iteration { (iteration, since) = (progress.iteration, spent) }
      let bytes = residentBytes(of: child)
      peakBytes = max(peakBytes, bytes)
      let isHang = spent - since > options.hangSeconds
      guard isHang || bytes > Self.memoryLimitBytes else { continue }
      kill(child, SIGKILL)
      waitpid(child, &status, 0)
      return isHang ? "a hang" : "\(bytes >> 20) MiB of memory"
    }
  }

  private func residentBytes(of process: pid_t) -> Int {
    guard let file = fopen("/proc/\(process)/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  private func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
