package import JSON

/// What is wrong in a payload template, and where.
package struct TemplateError: Error, Hashable, Sendable {
  package var position: SourcePosition
  package var message: String
  package var hint: String?

  package init(position: SourcePosition, message: String, hint: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
  }
}
