/// Why a text is neither a path nor a call of an intrinsic function, and where.
public struct PathSyntaxError: Error, Hashable, Sendable {
  /// UTF-8 bytes from the beginning of the text.
  public var offset: Int
  /// What was found, and what was expected.
  public var message: String
  public var hint: String?

  init(offset: Int, message: String, hint: String? = nil) {
    self.offset = offset
    self.message = message
    self.hint = hint
  }
}
