import JSON

extension StateMachine {
  /// The longest definition that AWS accepts. Source: Step Functions API model, `Definition`.
  private static let longestDefinition = 1_048_576

  /// Reads a definition and reports all its problems, in the order of their places; `machine` is nil where one of them
  /// is an error.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    var reader = DefinitionReader(file: file)
    if bytes.count > longestDefinition {
      reader.error(
        SourcePosition(line: 1, column: 1),
        "the definition has \(bytes.count) bytes, AWS accepts at most \(longestDefinition)")
    }
    var machine: StateMachine?
    do {
      machine = reader.machine(try LocatedJSON.parse(bytes))
    } catch {
      reader.error(error.position, error.message, hint: error.hint, code: .invalidJSON)
    }
    return (machine, reader.sortedDiagnostics)
  }
}

extension DefinitionReader {
  var sortedDiagnostics: [Diagnostic] {
    diagnostics.enumerated()
      .sorted {
        let (a, b) = ($0.element.position, $1.element.position)
        return (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
      }
      .map(\.element)
  }
}
