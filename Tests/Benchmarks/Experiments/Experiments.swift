// Experiments on the statistics, of which the answers are known: queues with closed forms, by the hundred, as numbers
// and as scenarios that the program beside this one runs and compares. Each prints one line with what it found and what
// it must reach; seeds are fixed.

import Foundation
import Statistics

/// Arguments: names of experiments (default: all), and `--tiny` for a hundredth of the size, which proves nothing but
/// that they run. Ends with 1 where one does not reach what it must.
@main struct Experiments {
  static let all: [(name: String, run: @Sendable (_ size: Size) -> [Finding])] = [
    ("goldens", goldens), ("coverage", coverage), ("drift", drift), ("stopping", stopping),
    ("comparison", comparison), ("power", power), ("runs", runs), ("steadiness", steadiness), ("gate", gate),
    ("pairs", pairs), ("change", change), ("retrier", retrier), ("draws", draws), ("jobs", jobs),
    ("analysis", analysis), ("ledger", ledger), ("tails", tails), ("prices", prices),
    ("capacity", capacity), ("tune", tune), ("resumption", resumption), ("recovery", recovery),
    ("fits", fits),
  ]

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let isTiny = arguments.contains("--tiny")
    arguments.removeAll { $0 == "--tiny" }
    guard arguments.allSatisfy({ name in all.contains { $0.name == name } }) else {
      print("usage: experiments [--tiny] [\(all.map(\.name).joined(separator: " | "))] ...")
      exit(64)
    }
    var missed = 0
    for (name, run) in all where arguments.isEmpty || arguments.contains(name) {
      let (findings, time) = timed { run(Size(isTiny: isTiny)) }
      for finding in findings {
        let line = "\(isTiny ? "·" : finding.isReached ? "✓" : "✗") \(name): \(finding.text)\n"
        // At once, in a file too: all of them take minutes.
        FileHandle.standardOutput.write(Data(line.utf8))
        missed += finding.isReached ? 0 : 1
      }
      FileHandle.standardError.write(Data("  \(name) took \(time)\n".utf8))
    }
    CommandLineTool.removeFolder()
    exit(missed > 0 && !isTiny ? 1 : 0)
  }

  private static func timed<Result>(_ body: () -> Result) -> (Result, Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    return (result, clock.now - start)
  }
}

struct Size {
  let isTiny: Bool

  func callAsFunction(_ count: Int) -> Int { isTiny ? max(2, count / 100) : count }
}

/// One line.
struct Finding {
  let text: String
  let isReached: Bool

  init(_ text: String, _ isReached: Bool) {
    self.text = text
    self.isReached = isReached
  }

  /// A share that has to lie in a range.
  init(_ what: String, _ hits: Int, of count: Int, in reach: ClosedRange<Double>) {
    let share = Double(hits) / Double(count)
    self.init(
      "\(what) \(share.formatted(3)) of \(count) (reach \(reach.lowerBound) to \(reach.upperBound))",
      reach.contains(share))
  }
}

extension Double {
  func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
