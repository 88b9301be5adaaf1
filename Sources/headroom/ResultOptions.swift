import ArgumentParser
import Report
import Scenario

/// What a CI system wants of a result, besides the exit code.
struct ResultOptions: ParsableArguments {
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
    help: ArgumentHelp("Write the executions that are kept as OpenTelemetry's traces, OTLP JSON.", valueName: "file"),
    completion: .file())
  var otlp: String?

  @Flag(help: "Print summary.json in place of the text.")
  var json = false

  private var wanted: [(name: String, path: String, format: GateFormat)] {
    let all: [(String, String?, GateFormat)] = [
      ("--junit", junit, .junit), ("--markdown", markdown, .markdown), ("--openmetrics", openMetrics, .openMetrics),
      ("--benchmark", benchmark, .benchmark), ("--otlp", otlp, .openTelemetry),
    ]
    return all.compactMap { name, path, format in path.map { (name, $0, format) } }
  }

  /// The options that are there, by name.
  var names: [String] { wanted.map(\.name) + (json ? ["--json"] : []) }

  /// Before the work: a file that cannot be written would be found out when it is done.
  func check() throws {
    for (_, path, _) in wanted { try File.checkWritable(path) }
  }

  func write(_ model: ReportModel) throws {
    for (_, path, format) in wanted { try File.replace(with: model.file(path, as: format), at: path) }
    if let otlp, model.traced.isEmpty { Terminal.complain("\(otlp): warning: it is empty, as no execution was kept") }
    guard let path = GitHubActions.summary else { return }
    try File.append(model.file(path, as: .markdown), to: path)
  }
}
