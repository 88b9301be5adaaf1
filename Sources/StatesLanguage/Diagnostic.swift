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
  var aws: AWSDiagnostic?
  /// The id of the rule that found it, or of why it cannot be read; nil of what happened to an execution.
  public var rule: String?

  public init(
    severity: Severity = .error, file: String, position: SourcePosition, message: String, hint: String? = nil,
    aws: AWSDiagnostic? = nil, rule: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
    self.hint = hint
    self.aws = aws
    self.rule = rule
  }

  /// What cannot be read.
  public init(
    _ problem: ReadingProblem, file: String, position: SourcePosition, message: String, hint: String? = nil,
    aws: AWSDiagnostic? = nil
  ) {
    self.init(
      file: file, position: position, message: message, hint: hint, aws: aws, rule: problem.rawValue)
  }

  /// Why a file, or a text named like one, is no JSON.
  public init(_ error: JSONSyntaxError, in file: String) {
    self.init(.syntax, file: file, position: error.position, message: error.message, hint: error.hint)
  }

  /// `file:line:column: error: message [rule]`, and the hint on a line of its own.
  public var text: String {
    let place = "\(file):\(position.line):\(position.column)"
    let head = "\(place): \(severity.rawValue): \(message)" + (rule.map { " [\($0)]" } ?? "")
    return hint.map { head + "\n    hint: " + $0 } ?? head
  }
}
