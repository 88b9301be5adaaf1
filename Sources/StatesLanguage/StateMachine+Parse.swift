public import JSON

extension StateMachine {
  /// Reads a definition and reports all its problems, in the order of their places; `machine` is nil where one of them
  /// is an error.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    parse(bytes, DefinitionReader(file: file))
  }

  /// The same of what was read before, out of a text of so many bytes.
  public static func parse(
    _ root: LocatedJSON, byteCount: Int, file: String
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    parse(root, byteCount, DefinitionReader(file: file))
  }

  static func parse(
    _ bytes: [UInt8], _ reader: consuming DefinitionReader
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    do {
      return parse(try LocatedJSON.parse(bytes), bytes.count, reader)
    } catch {
      reader.checkSize(bytes.count)
      reader.diagnostics.append(Diagnostic(definitionError: error, in: reader.file, bytes))
      return (nil, reader.diagnostics.inOrderOfPlace)
    }
  }

  static func parse(
    _ root: LocatedJSON, _ byteCount: Int, _ reader: consuming DefinitionReader
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    reader.checkSize(byteCount)
    let machine = reader.machine(root)
    return (machine, reader.diagnostics.inOrderOfPlace)
  }
}

extension DefinitionReader {
  /// The longest definition that AWS accepts. Source: Step Functions API model, `Definition`.
  private static let longestDefinition = 1_048_576

  fileprivate mutating func checkSize(_ byteCount: Int) {
    guard byteCount > Self.longestDefinition else { return }
    error(
      .size, SourcePosition(line: 1, column: 1),
      "the definition has \(byteCount) bytes, AWS accepts at most \(Self.longestDefinition)")
  }
}

extension Diagnostic {
  /// Why a definition is no JSON, and what AWS says about that.
  public init(definitionError error: JSONSyntaxError, in file: String, _ bytes: [UInt8]) {
    self.init(error, in: file)
    if bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
      aws = .noObject
    } else if let complaint = JacksonComplaint(about: bytes) {
      aws = AWSDiagnostic(code: .invalidJSON, message: complaint.message, location: complaint.location)
    }
  }
}

extension AWSDiagnostic {
  /// Recorded for a blank text; any other JSON that is no object is likely to have the same answer.
  static let noObject = AWSDiagnostic(
    code: .schemaValidationFailed, message: "Definition must be a valid JSON object", location: nil)
}
