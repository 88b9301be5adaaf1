/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Hashable, Sendable {
  public var position: SourcePosition
  /// What was found, and what was expected.
  public var message: String
  public var hint: String?

  init(position: SourcePosition, message: String, hint: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
  }
}
