public import JSON

/// What is wrong in a payload template, and where.
public struct TemplateError: Error, Hashable, Sendable {
  public var position: SourcePosition
  public var message: String
  public var hint: String?

  public init(position: SourcePosition, message: String, hint: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
  }
}
