public import JSON

/// What AWS answers to a definition with these diagnostics: lint and what only we refuse are no part of it.
public struct AWSValidation: Hashable, Sendable {
  var diagnostics: [AWSDiagnostic]

  /// In the order of their places; AWS tells of what has none after them (measured by the floci project, 2026-08).
  public init(_ diagnostics: [Diagnostic]) {
    let all = diagnostics.compactMap(\.aws)
    self.diagnostics = all.filter { $0.code != .missingEndState } + all.filter { $0.code == .missingEndState }
  }

  public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

  /// The response of ValidateStateMachineDefinition: `{diagnostics: [{code, location, message, severity}], result,
  /// truncated}`. The result `OK`, not `FAIL`, says that AWS takes the definition, not that the simulator runs it.
  public var response: JSON {
    [
      "diagnostics": .array(diagnostics.map(\.json)), "result": .string(isValid ? "OK" : "FAIL"), "truncated": false,
    ]
  }

  /// The message of the error InvalidDefinition, with which CreateStateMachine and UpdateStateMachine refuse; nil where
  /// they do not.
  public var refusal: String? {
    if isValid { return nil }
    let texts = diagnostics.filter { $0.severity == .error }.map {
      "\($0.code.rawValue): \($0.message) at \($0.location ?? "null")"
    }
    return "Invalid State Machine Definition: '\(texts.joined(separator: ", "))'"
  }
}

extension StateMachine {
  /// Reads a definition as `parse` does, and refuses besides what never ends, and what an Express machine may not do.
  /// Without errors the machine can be run.
  public static func validate(
    _ bytes: [UInt8], file: String, isExpress: Bool
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    do {
      return validate(try LocatedJSON.parse(bytes), byteCount: bytes.count, file: file, isExpress: isExpress)
    } catch {
      return parse(bytes, file: file)
    }
  }

  /// The same of what was read before, out of a text of so many bytes.
  public static func validate(
    _ root: LocatedJSON, byteCount: Int, file: String, isExpress: Bool
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    var reader = DefinitionReader(file: file)
    reader.written.needsEnd = true
    let (machine, diagnostics) = parse(root, byteCount, reader)
    let refusals = isExpress ? machine?.problems(asExpress: file) ?? [] : []
    return (refusals.isEmpty ? machine : nil, diagnostics + refusals)
  }
}
