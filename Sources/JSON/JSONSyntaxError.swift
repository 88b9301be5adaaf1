/// Why a text is not JSON, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  package var position: SourcePosition
  /// What was found, and what was expected.
  package var message: String
  package var hint: String?

  package init(position: SourcePosition, message: String, hint: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
  }
}
