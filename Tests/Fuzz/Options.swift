/// The arguments, read by hand: a library for them would double the time that the sanitized build takes.
struct Options {
  var seconds = Double.infinity
  var seed: UInt64 = 1
  var iterations = UInt64.max
  var kind: Kind?
  /// Processor seconds that one text may take.
  var hangSeconds = 5.0
  /// Runs this one, in this process, and prints its text.
  var only: UInt64?
  /// Runs the text of this file, in this process.
  var replay: String?
  /// For a child: the folder of its files.
  var child: String?
  /// For a child: runs the findings, not texts of its own.
  var isReplay = false
  var from: UInt64 = 0

  static let usage = """
    usage: fuzz [--seconds S] [--iterations N] [--seed N] [--kind KIND] [--hang S] [--only ITERATION | --replay FILE]
    KIND is one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")); without it, all of them by turns.
    --hang is the processor time that makes a hang of a text, 5 s; the address sanitizer takes six times as long.
    --only repeats one iteration of a run with the same seed and kind, and prints its text first.
    --replay runs the text in a file: of the kind that its name ends with, as in Tests/Fuzz/Findings, or that is given.
    Every run begins with the texts in Tests/Fuzz/Findings.
    """

  var kindOption: String { kind.map { " --kind \($0.rawValue)" } ?? "" }

  /// Nil where the arguments are not those of `usage`.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--seconds": seconds = Double(value) ?? -1
      case "--seed": seed = UInt64(value) ?? 0
      case "--iterations": iterations = UInt64(value) ?? 0
      case "--hang": hangSeconds = Double(value) ?? -1
      case "--kind": kind = Kind(rawValue: value)
      case "--only": only = UInt64(value)
      case "--replay": replay = value
      case "--from": from = UInt64(value) ?? 0
      case "--child": child = value
      case "--findings": (child, isReplay) = (value, true)
      default: return nil
      }
      let isMissing = (name == "--kind" && kind == nil) || (name == "--only" && only == nil)
      guard !isMissing, seconds >= 0, hangSeconds > 0 else { return nil }
    }
    if only == nil, replay == nil, child == nil, seconds == .infinity, iterations == .max { return nil }
  }
}
