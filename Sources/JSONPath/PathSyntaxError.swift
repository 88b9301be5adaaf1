/// Why a text is neither a path nor a call of an intrinsic function, and where.
package struct PathSyntaxError: Error, Hashable, Sendable {
  /// UTF-8 bytes from the beginning of the text.
  package var offset: Int
  /// What was found, and what was expected.
  package var message: String
  package var hint: String?

  package init(offset: Int, message: String, hint: String? = nil) {
    self.offset = offset
    self.message = message
    self.hint = hint
  }
}
