import ArgumentParser
import Glibc
import Scenario

/// What Tasks answer, for every command that takes a mock file.
struct MockOptions: ParsableArguments {
  @Option(help: "A file that says what Tasks answer, JSON or YAML.", completion: .file())
  var mock: String?

  @Option(
    name: .customLong("test-case"),
    help: ArgumentHelp("The test case of a mock configuration of Step Functions Local.", valueName: "name"))
  var testCase: String?

  /// A file that is not there is no fault of the scenario.
  func check() throws(FileFailure) { if let mock { _ = try File.read(mock) } }

  /// As values of a scenario, whose folder paths are relative to.
  func changes(of scenario: String) -> [(path: String, value: String)] {
    guard let mock else { return testCase.map { [("mocks.testCase", $0.quotedAsYAML)] } ?? [] }
    let file = "file: \(Self.path(mock, from: File.folder(of: scenario)).quotedAsYAML)"
    return [("mocks", "{ \(file)\(testCase.map { ", testCase: \($0.quotedAsYAML)" } ?? "") }")]
  }

  /// A path of the current folder as one of `folder`, which is empty or ends in a slash. It stays relative where it
  /// can: a run's record is read elsewhere, too.
  private static func path(_ file: String, from folder: String) -> String {
    if folder.isEmpty || file.hasPrefix("/") { return file }
    if file.hasPrefix(folder) { return String(file.dropFirst(folder.count)) }
    let parts = folder.split(separator: "/").filter { $0 != "." }
    if !folder.hasPrefix("/"), !parts.contains("..") { return parts.map { _ in "../" }.joined() + file }
    guard let here = getcwd(nil, 0) else { return file }
    defer { free(here) }
    return String(cString: here) + "/" + file
  }
}

extension String {
  /// As a YAML text between single quotes.
  var quotedAsYAML: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
