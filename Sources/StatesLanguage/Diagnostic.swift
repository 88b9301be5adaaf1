package import JSON

/// One problem of a file, with its place and, where we have one, a way out.
package struct Diagnostic: Error, Hashable, Sendable {
  package enum Severity: String, Sendable { case error, warning }

  package var severity: Severity
  package var file: String
  package var position: SourcePosition
  /// What was found, and what was expected.
  package var message: String
  package var hint: String?
  /// AWS's code where AWS has one: `SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, `DUPLICATE_STATE_NAME`,
  /// `INVALID_JSON_DESCRIPTION`.
  package var code: String?

  package init(
    severity: Severity = .error, file: String, position: SourcePosition, message: String, hint: String? = nil,
    code: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
    self.hint = hint
    self.code = code
  }

  /// `file:line:column: error: message`, and the hint on a line of its own.
  package var text: String {
    let head = "\(file):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    return hint.map { head + "\n    hint: " + $0 } ?? head
  }
}
