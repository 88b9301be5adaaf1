public import JSON

/// One problem of a file, with its place and, where we have one, a way out.
public struct Diagnostic: Error, Hashable, Sendable {
  public enum Severity: String, Sendable { case error, warning }

  public var severity: Severity
  public var file: String
  public var position: SourcePosition
  /// What was found, and what was expected.
  public var message: String
  public var hint: String?
  /// AWS's code where AWS has one: `SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, `DUPLICATE_STATE_NAME`,
  /// `INVALID_JSON_DESCRIPTION`.
  public var code: String?

  public init(
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
  public var text: String {
    let head = "\(file):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    return hint.map { head + "\n    hint: " + $0 } ?? head
  }
}
