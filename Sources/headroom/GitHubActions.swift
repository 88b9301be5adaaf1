import Glibc
import Simulation

/// What GitHub Actions reads of a command, where it is the one that runs it.
/// Source: GitHub Docs, "Workflow commands for GitHub Actions".
enum GitHubActions {
  /// The file whose Markdown is shown with the job.
  static var summary: String? { variable("GITHUB_STEP_SUMMARY") }

  enum Level: String {
    case error, warning
  }

  /// Shows a text beside a line of a file in a pull request. The runner reads both streams; with --json standard output
  /// is for that alone.
  static func annotate(
    _ level: Level, _ title: String, at place: Expectation.Place?, _ text: String, besidesJSON: Bool
  ) throws {
    guard variable("GITHUB_ACTIONS") == "true" else { return }
    let file = place.map { "file=\(property($0.file)),line=\($0.line),col=\($0.column)," } ?? ""
    let line = "::\(level.rawValue) \(file)title=\(title)::\(message(text))"
    if besidesJSON { Terminal.complain(line) } else { try Terminal.output(line + "\n") }
  }

  private static func message(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
