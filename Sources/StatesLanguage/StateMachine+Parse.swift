import JSON

extension StateMachine {
  /// The longest definition that AWS accepts. Source: Step Functions API model, `Definition`.
  private static let longestDefinition = 1_048_576

  /// Reads a definition and reports all its problems, in the order of their places; `machine` is nil where one of them
  /// is an error.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    parse(bytes, DefinitionReader(file: file))
  }

  static func parse(
    _ bytes: [UInt8], _ reader: consuming DefinitionReader
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    let file = reader.file
    if bytes.count > longestDefinition {
      reader.error(
        .size, SourcePosition(line: 1, column: 1),
        "the definition has \(bytes.count) bytes, AWS accepts at most \(longestDefinition)")
    }
    var machine: StateMachine?
    do {
      machine = reader.machine(try LocatedJSON.parse(bytes))
    } catch {
      var problem = Diagnostic(error, in: file)
      if isYAML(bytes) { problem.hint = "definitions in YAML are not read yet: write it as JSON" }
      if bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
        problem.aws = .noObject
      } else if let complaint = JacksonComplaint(about: bytes) {
        problem.aws = AWSDiagnostic(code: .invalidJSON, message: complaint.message, location: complaint.location)
      }
      reader.diagnostics.append(problem)
    }
    return (machine, reader.diagnostics.inOrderOfPlace)
  }
}

/// Whether a text that is no JSON has a line that begins as the member of a YAML mapping does.
private func isYAML(_ bytes: [UInt8]) -> Bool {
  guard let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
    ![UInt8(ascii: "{"), UInt8(ascii: "[")].contains(first)
  else { return false }
  return bytes.split(separator: 0x0A).contains { line in
    ["StartAt:", "States:", "Resources:"].contains { line.starts(with: $0.utf8) }
  }
}

extension AWSDiagnostic {
  /// Recorded for a blank text; any other JSON that is no object is likely to have the same answer.
  static let noObject = AWSDiagnostic(
    code: .schemaValidationFailed, message: "Definition must be a valid JSON object", location: nil)
}
