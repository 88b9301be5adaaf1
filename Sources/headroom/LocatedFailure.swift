import JSON

/// A mistake in the user's input, with its place: `file:line:column: error: message`.
struct LocatedFailure: Error {
  var text: String

  init(_ file: String, _ position: SourcePosition, _ message: String, hint: String? = nil) {
    text = "\(file):\(position.line):\(position.column): error: \(message)"
    if let hint { text += "\n    hint: \(hint)" }
  }

  init(_ file: String, _ error: JSONSyntaxError) {
    self.init(file, error.position, error.message, hint: error.hint)
  }
}
