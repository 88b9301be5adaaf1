import ArgumentParser
import Scenario
import StatesLanguage

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check scenarios (.yaml, .yml) and definitions (any other file).",
    discussion: """
      Prints every problem with its file, line and column on standard error. A scenario is checked together with all \
      the files that it names.

      EXAMPLES
        headroom validate Scenarios/*.yaml
        headroom validate order.asl.json payment.asl.json
      """)

  @Argument(help: ArgumentHelp("Scenarios and definitions.", valueName: "file"), completion: .file())
  var files: [String]

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(name: .customLong("no-color"), help: ArgumentHelp("Accepted by every command.", visibility: .hidden))
  var noColor = false

  func run() throws {
    var invalid = 0
    var unreadable = 0
    for file in files {
      do {
        if try !isValid(file) { invalid += 1 }
      } catch {
        Terminal.complain("error: \(error.message)")
        unreadable += 1
      }
    }
    if invalid > 0 { throw ExitCode.invalid }
    if unreadable > 0 { throw ExitCode.fileFailure }
    do {
      if !quiet { try Terminal.output(files.count == 1 ? "1 file valid\n" : "\(files.count) files valid\n") }
    } catch {
      Terminal.complain("error: \(error.message)")
      throw ExitCode.fileFailure
    }
  }

  private func isValid(_ file: String) throws(FileFailure) -> Bool {
    let bytes = try File.read(file)
    let diagnostics =
      ScenarioReader.isScenario(file: file)
      ? ScenarioReader.read(file: file, sets: []).diagnostics : StateMachine.parse(bytes, file: file).diagnostics
    for diagnostic in diagnostics where diagnostic.severity == .error || !quiet {
      Terminal.complain(diagnostic.text)
    }
    return !diagnostics.contains { $0.severity == .error }
  }
}
