public import JSON

/// What is wrong in a payload template, and where.
public struct TemplateError: Error, Hashable, Sendable {
  public var position: SourcePosition
  public var message: String
  public var hint: String?
  /// The message without what we add to AWS's words.
  public var summary: String

  init(position: SourcePosition, message: String, hint: String? = nil, summary: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
    self.summary = summary ?? message
  }
}
