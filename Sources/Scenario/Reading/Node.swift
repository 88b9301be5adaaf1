import JSON
import StatesLanguage

/// Where something stands: in a file, or in a `--set` argument.
struct Place: Hashable, Sendable {
  var file: String
  var position: SourcePosition
}

/// A YAML value with its place. Scalars stay text: what they mean is for the reader of each key to say.
struct Node: Sendable {
  enum Content: Sendable {
    /// Only plain text may mean a number, a truth value or null; quoted text is text.
    case scalar(String, isPlain: Bool)
    case sequence([Node])
    case mapping([Member])
  }
  struct Member: Sendable {
    var key: String
    var keyPlace: Place
    var value: Node
  }
  var place: Place
  var content: Content

  /// The text of a scalar.
  var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }

  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { return text.isEmpty || text == "null" || text == "~" }
    return false
  }

  var members: [Member]? {
    if case .mapping(let members) = content { return members }
    return nil
  }

  /// How a message names the value: `"abc"`, `a list`, `a mapping`, `nothing`.
  var found: String {
    switch content {
    case .scalar(let text, _): isNull && text.isEmpty ? "nothing" : "\"\(Node.excerpt(text))\""
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// At most 60 characters, without line breaks: enough to recognise a value in a message.
  static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 60 ? line : line.prefix(57) + "..."
  }
}
