package import JSON
import StatesLanguage

/// Where something stands: in a file, or in a `--set` argument.
package struct Place: Hashable, Sendable {
  package var file: String
  package var position: SourcePosition

  package init(file: String, position: SourcePosition) {
    self.file = file
    self.position = position
  }
}

/// A YAML value with its place. Scalars stay text: what they mean is for the reader of each key to say.
package struct Node: Sendable {
  package enum Content: Sendable {
    /// Only plain text may mean a number, a truth value or null; quoted text is text.
    case scalar(String, isPlain: Bool)
    case sequence([Node])
    case mapping([Member])
  }
  package struct Member: Sendable {
    package var key: String
    package var keyPlace: Place
    package var value: Node

    package init(key: String, keyPlace: Place, value: Node) {
      self.key = key
      self.keyPlace = keyPlace
      self.value = value
    }
  }
  package var place: Place
  package var content: Content

  package init(place: Place, content: Content) {
    self.place = place
    self.content = content
  }

  /// The text of a scalar.
  package var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }

  package var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { return text.isEmpty || text == "null" || text == "~" }
    return false
  }

  package var members: [Member]? {
    if case .mapping(let members) = content { return members }
    return nil
  }

  /// How a message names the value: `"abc"`, `a list`, `a mapping`, `nothing`.
  package var found: String {
    switch content {
    case .scalar(let text, _): isNull && text.isEmpty ? "nothing" : "\"\(Node.excerpt(text))\""
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// At most 60 characters, without line breaks: enough to recognise a value in a message.
  package static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 60 ? line : line.prefix(57) + "..."
  }
}
