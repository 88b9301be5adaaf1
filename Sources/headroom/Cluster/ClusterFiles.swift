import ArgumentParser
import JSON
import Report
import Scenario

/// What an array job takes on a cluster of a kind that people have: a task for each shard, which is worth another try
/// where it ended with 74 (a file), 105 (stopped) or a signal and nowhere else, and a merge that comes after them.
struct ClusterFiles {
  enum Engine: String, CaseIterable, ExpressibleByArgument {
    case slurm, batch, kubernetes
  }

  let engine: Engine
  /// Of the run.
  let name: String
  /// The command with its arguments, without those that are added here: `run order.yaml --seed 7`.
  let words: [String]
  /// Options of the merge that comes after.
  var mergeOptions: [String] = []
  let shards: Int
  /// Processors of a task; nil: one.
  let jobs: Int?
  /// Of the results. Shards go to a folder in it.
  let out: String

  /// How often one is tried again.
  static let retries = 3
  /// Codes of processes that a signal ended, as shells and containers give them: SIGKILL, as where memory is short, and
  /// SIGTERM.
  static let signals = [137, 143]
  /// With those, the codes that are worth another try.
  static let worthRetry = [74, 105] + signals

  var shardFolder: String { out + (out.hasSuffix("/") ? "" : "/") + "shards" }
  var shardWords: [String] { words + ["--shard", "auto/\(shards)", "--out", shardFolder, "--quiet"] }
  var mergeWords: [String] { ["merge", shardFolder, "--out", out] + mergeOptions }

  var files: [ReportFile] {
    let texts =
      switch engine {
      case .slurm: slurm
      case .batch: batch
      case .kubernetes: kubernetes
      }
    return texts.map { name, text in ReportFile(name) { try $0(Array(text.utf8)) } }
  }

  func write(_ output: OutputOptions) throws {
    try File.makeFolders(out)
    for file in files {
      let path = out + (out.hasSuffix("/") ? "" : "/") + file.name
      try File.replace(with: file, at: path)
      if !output.quiet { try Terminal.output(path + "\n") }
    }
  }

  // MARK: Words

  /// A name that all engines take: `headroom-nested-fanout`.
  var jobName: String {
    let words = name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return String((["headroom"] + words).joined(separator: "-").prefix(50))
  }

  /// For a shell, whatever is in them.
  static func shell(_ words: [String]) -> String {
    words.map { word in
      let isPlain = !word.isEmpty && word.utf8.allSatisfy { plain.contains($0) }
      return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,%+@".utf8)

  static func json(_ words: [String]) -> String { JSON.array(words.map(JSON.string)).text }
}
