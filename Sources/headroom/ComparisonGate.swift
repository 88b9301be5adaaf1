import ArgumentParser
import Report
import Scenario
import Simulation

/// What a comparison is judged by, and what a CI system wants of it besides the exit code.
struct ComparisonGate: ParsableArguments {
  /// `2%` or `0.02`; behind `METRIC=` that of a metric.
  struct Threshold: ExpressibleByArgument {
    let metric: String?
    let share: Double

    init?(argument: String) {
      let equals = argument.lastIndex(of: "=")
      metric = equals.map { String(argument[..<$0]) }
      if metric == "" { return nil }
      let text = equals.map { argument[$0...].dropFirst() } ?? argument[...]
      let isPercent = text.hasSuffix("%")
      guard let number = Double(isPercent ? String(text.dropLast()) : String(text)) else { return nil }
      let share = isPercent ? number / 100 : number
      guard share >= 0, share < 1 else { return nil }
      self.share = share
    }
  }

  @Option(
    name: .customLong("gate"),
    help: ArgumentHelp("Judge this metric too, named as in expect.", valueName: "metric"))
  var metrics: [String] = []

  @Option(
    name: .customLong("threshold"),
    help: ArgumentHelp(
      "The difference that does not matter, of the base's value (default: 1%), or metric=share for that of one metric.",
      valueName: "share"))
  var thresholds: [Threshold] = []

  /// Of the base's value, where a metric has none of its own.
  var noise: Double { thresholds.last { $0.metric == nil }?.share ?? 0.01 }

  /// Those that are named for one metric. A share behind a bound is named as the base expects it, without its `for`.
  func ownNoise(of base: ComparedSide) throws -> [(metric: Expectation, share: Double)] {
    let expectations = base.facts.expectations
    return try thresholds.flatMap { threshold -> [(metric: Expectation, share: Double)] in
      guard let name = threshold.metric else { return [] }
      let attained = expectations.first { expectation in
        expectation.share != nil && (expectation.text == name || expectation.text.hasPrefix(name + " for "))
      }
      let metrics = try attained.map { [$0] } ?? base.metrics([name], option: "--threshold")
      return metrics.map { ($0, threshold.share) }
    }
  }

  @Flag(help: "Fail with exit code 6 where a metric of the gate is inconclusive.")
  var strict = false

  @Option(
    help: ArgumentHelp("Write a test case for each metric of the gate, as JUnit does.", valueName: "file"),
    completion: .file())
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "Write the comparison as Markdown; on GitHub Actions it is in the job's summary anyway.", valueName: "file"),
    completion: .file())
  var markdown: String?

  @Flag(help: "Print compare.json in place of the text.")
  var json = false

  private var wanted: [(path: String, format: Comparison.Format)] {
    [(junit, .junit), (markdown, .markdown)].compactMap { path, format in path.map { ($0, format) } }
  }

  /// Before the work: a file that cannot be written would be found out when it is done.
  func check() throws {
    for (path, _) in wanted { try File.checkWritable(path) }
  }

  func write(_ comparison: Comparison) throws {
    for (path, format) in wanted { try File.replace(with: comparison.file(path, as: format), at: path) }
    guard let path = GitHubActions.summary else { return }
    try File.append(comparison.file(path, as: .markdown), to: path)
  }

  /// Fails where a metric of the gate regressed, or under `--strict` where none did and one is inconclusive.
  func judge(_ comparison: Comparison) throws {
    let regressed = comparison.gates.filter { $0.outcome == .regressed }
    let inconclusive = strict ? comparison.gates.filter { $0.outcome == .inconclusive } : []
    for row in regressed {
      try GitHubActions.annotate(.error, "Regressed", at: row.place, row.sentence, besidesJSON: json)
    }
    guard !regressed.isEmpty || !inconclusive.isEmpty else { return }
    throw CommandFailure(
      regressed.isEmpty ? .undecided : .regressed,
      regressed.map { "regressed: " + $0.sentence } + inconclusive.map { "inconclusive: " + $0.sentence })
  }
}
