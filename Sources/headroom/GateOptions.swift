import ArgumentParser
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

  @Flag(
    help: "Run no more replications once every expectation is decided, after 20, 30, 45, 68, … of them.")
  var stopEarly = false

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
    guard let path = GitHubActions.summary else { return }
    try File.append(model.file(path, as: .markdown), to: path)
  }
}

extension Plan.Judging: ExpressibleByArgument {}
