import ArgumentParser
import Glibc
import Report
import Scenario
import Simulation

/// What a CI system wants of a result, besides the exit code.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write a test case for each expectation, as JUnit does.", valueName: "file"),
    completion: .file())
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "Write the result as Markdown; on GitHub Actions it is in the job's summary anyway.", valueName: "file"),
    completion: .file())
  var markdown: String?

  @Option(
    name: .customLong("openmetrics"),
    help: ArgumentHelp("Write the numbers as OpenMetrics text.", valueName: "file"), completion: .file())
  var openMetrics: String?

  @Option(
    help: ArgumentHelp("Write the numbers for github-action-benchmark.", valueName: "file"), completion: .file())
  var benchmark: String?

  @Option(
    help: ArgumentHelp(
      "What expectations are held against: intervals of the estimates, or the estimates alone (point).",
      valueName: "intervals|point"))
  var judge: Plan.Judging?

  @Option(
    help: ArgumentHelp(
      "What expectations such as Root.latency.p99 <= baseline * 1.05 mean: a scenario, or a folder of results.",
      valueName: "scenario|folder"), completion: .file())
  var baseline: String?

  @Flag(help: "Print summary.json in place of the text.")
  var json = false

  private var wanted: [(path: String, format: GateFormat)] {
    [(junit, .junit), (markdown, .markdown), (openMetrics, .openMetrics), (benchmark, GateFormat.benchmark)]
      .compactMap { path, format in path.map { ($0, format) } }
  }

  /// Before the work: a file that cannot be written would be found out when it is done.
  func check() throws {
    for (path, _) in wanted { try File.checkWritable(path) }
  }

  func write(_ model: ReportModel) throws {
    for (path, format) in wanted { try File.replace(with: model.file(path, as: format), at: path) }
    guard let path = Self.variable("GITHUB_STEP_SUMMARY") else { return }
    try File.append(model.file(path, as: .markdown), to: path)
  }

  /// A line for each expectation that is not met, which GitHub shows beside the scenario's line in a pull request.
  /// Source: GitHub Docs, "Workflow commands for GitHub Actions".
  static func annotations(_ verdicts: [Verdict]) -> [String] {
    guard variable("GITHUB_ACTIONS") == "true" else { return [] }
    return verdicts.filter { $0.outcome != .met }.map { verdict in
      let level = verdict.outcome == .notMet ? "error" : "warning"
      let words = verdict.outcome == .notMet ? "not met" : "undecided"
      let place = verdict.place.map { "file=\(property($0.file)),line=\($0.line),col=\($0.column)," } ?? ""
      return "::\(level) \(place)title=Expectation \(words)::\(message("\(verdict.text): \(verdict.measured)"))"
    }
  }

  static func message(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  static func property(_ text: String) -> String {
    message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension Plan.Judging: ExpressibleByArgument {}
