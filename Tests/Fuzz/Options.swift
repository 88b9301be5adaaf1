/// The arguments, read by hand: a library for them would double the time that the sanitized build takes.
struct Options {
  var seconds = Double.infinity
  var seed: UInt64 = 1
  var iterations = UInt64.max
  var kind: Kind?
  /// Runs this one, in this process, and prints its text.
  var only: UInt64?
  /// For a child: the folder of its files.
  var child: String?
  var from: UInt64 = 0

  static let usage = """
    usage: fuzz [--seconds S] [--iterations N] [--seed N] [--kind KIND] [--only ITERATION]
    KIND is one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")); without it, all of them by turns.
    --only repeats one iteration of a run with the same seed and kind, and prints its text first.
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
      case "--kind": kind = Kind(rawValue: value)
      case "--only": only = UInt64(value)
      case "--from": from = UInt64(value) ?? 0
      case "--child": child = value
      default: return nil
      }
      let isMissing = (name == "--kind" && kind == nil) || (name == "--only" && only == nil)
      guard !isMissing, seconds >= 0 else { return nil }
    }
    if only == nil, seconds == .infinity, iterations == .max { return nil }
  }
}
