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
  /// What AWS says about it, where AWS would say anything: it gives no lint, and supports more than we do.
  public var aws: AWSDiagnostic?

  public init(
    severity: Severity = .error, file: String, position: SourcePosition, message: String, hint: String? = nil,
    aws: AWSDiagnostic? = nil
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
    self.hint = hint
    self.aws = aws
  }

  /// Why a file, or a text named like one, is no JSON.
  public init(_ error: JSONSyntaxError, in file: String) {
    self.init(file: file, position: error.position, message: error.message, hint: error.hint)
  }

  /// `file:line:column: error: message`, and the hint on a line of its own.
  public var text: String {
    let head = "\(file):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    return hint.map { head + "\n    hint: " + $0 } ?? head
  }
}
