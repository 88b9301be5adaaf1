public import JSON

/// What AWS answers to a definition with these diagnostics: lint and what only we refuse are no part of it.
public struct AWSValidation: Hashable, Sendable {
  public var diagnostics: [AWSDiagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.compactMap(\.aws) }

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
  /// Reads a definition as `parse` does, and refuses besides what an Express machine may not do. Without errors the
  /// machine can be run.
  public static func validate(
    _ bytes: [UInt8], file: String, isExpress: Bool
  ) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    let (machine, diagnostics) = parse(bytes, file: file)
    let refusals = isExpress ? machine?.problems(asExpress: file) ?? [] : []
    return (refusals.isEmpty ? machine : nil, diagnostics + refusals)
  }
}
