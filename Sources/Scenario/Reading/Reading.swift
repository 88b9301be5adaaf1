import JSON
import StatesLanguage

/// One reading of one scenario: the files that it comes from, and every problem that was met in them.
final class Reading {
  let file: String
  /// What relative paths are relative to: the scenario's folder with its slash, or nothing.
  let folder: String
  /// Where the files come from that the scenario names.
  var files: FileSnapshot
  /// What the command line changes within definitions, in its order.
  var definitionOverrides: [DefinitionOverride] = []
  private var diagnostics: [Diagnostic] = []

  init(file: String, files: FileSnapshot) {
    self.file = file
    self.files = files
    folder = File.folder(of: file)
  }

  /// The beginning of the scenario's file.
  var top: Place { Place(file: file, position: SourcePosition(line: 1, column: 1)) }

  func error(_ problem: ReadingProblem, _ place: Place, _ message: String, hint: String? = nil) {
    add(Diagnostic(problem, file: place.file, position: place.position, message: message, hint: hint))
  }

  func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  var failed: Bool { diagnostics.contains { $0.severity == .error } }

  /// The scenario's own problems from top to bottom, then those of other files as they were found.
  var problems: [Diagnostic] {
    diagnostics.filter { $0.file == file }.inOrderOfPlace + diagnostics.filter { $0.file != file }
  }

  /// The rows of a CSV file.
  func rows(_ bytes: [UInt8], _ path: String) -> [[CSV.Field]]? {
    do throws(CSV.Problem) {
      return try CSV.parse(bytes)
    } catch {
      self.error(.syntax, Place(file: path, position: error.position), error.message)
      return nil
    }
  }
}
