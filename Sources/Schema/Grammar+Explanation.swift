/// What there is to know of a key or a term, for a terminal.
extension Grammar {
  package func explanation(of path: KeyPath) -> String {
    guard let key = path.key else { return "" }
    var lines = [path.text, "  " + key.meaning, ""]
    lines += Self.entry("type", notation(key.shape))
    lines += Self.entry("default", key.unset ?? (key.isRequired ? "none: it has to be there" : "none"))
    if let source = key.source { lines += Self.entry("source", source) }
    lines += Self.entry("example", line(of: path))
    return (lines + meanings(within: key.shape)).joined(separator: "\n") + "\n"
  }

  package func explanation(of term: Term) -> String {
    var lines = [term.name, "  " + term.meaning, ""]
    lines += Self.entry("type", notation(term.shape)) + Self.entry("example", term.example)
    return (lines + meanings(within: term.shape, besides: term.name)).joined(separator: "\n") + "\n"
  }

  /// The keys below, each with its meaning, and the terms that the notation names.
  private func meanings(within shape: Shape, besides own: String = "") -> [String] {
    let keys = ownKeys(shape)
    let width = min(24, keys.map(\.name.count).max() ?? 0)
    var lines = keys.isEmpty ? [] : ["", "  keys"]
    for key in keys {
      let name = key.name + String(repeating: " ", count: max(0, width - key.name.count))
      lines.append("    \(name)  \(key.meaning)" + (key.unset.map { " (default: \($0))" } ?? ""))
    }
    let named = Self.terms(in: shape).filter { $0 != own }.compactMap { term($0) }
    if !named.isEmpty { lines.append("") }
    for term in named {
      lines.append("  \(term.name): \(term.meaning)")
      lines += Self.broken(notation(term.shape), indent: 4)
    }
    return lines
  }

  private func ownKeys(_ shape: Shape) -> [Key] {
    switch shape {
    case .block(let block): block.keys
    case .either(let shapes): shapes.flatMap { ownKeys($0) }
    case .list(let element, _): ownKeys(element)
    case .map(_, _, let value): ownKeys(value)
    default: []
    }
  }

  /// The names of terms, in the order of the notation, once each.
  private static func terms(in shape: Shape) -> [String] {
    var found: [String] = []
    func look(_ shape: Shape) {
      switch shape {
      case .term(let name): if !found.contains(name) { found.append(name) }
      case .either(let shapes): for shape in shapes { look(shape) }
      case .list(let element, _): look(element)
      case .map(_, _, let value): look(value)
      case .block(let block): for key in block.keys { look(key.shape) }
      default: break
      }
    }
    look(shape)
    return found
  }

  private static func entry(_ name: String, _ text: String) -> [String] {
    let head = "  " + name + String(repeating: " ", count: 10 - name.count)
    var lines = broken(text, indent: 12)
    lines[0] = head + lines[0].dropFirst(12)
    return lines
  }

  /// Broken between words, every line indented.
  static func wrapped(_ text: String, indent: Int, width: Int = 118) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var current = ""
    for word in Self.words(of: text) {
      if !current.isEmpty, indent + current.count + 1 + word.count > width {
        lines.append(margin + current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return lines + [margin + current]
  }

  /// No line ends with an opening bracket, or begins with a closing one.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
      let isJoined = words.last.map { $0.hasSuffix("{") || $0.hasSuffix("[") } ?? false
      if isJoined || "}]|".contains(word.first ?? " ") && !words.isEmpty {
        words[words.count - 1] += " " + word
      } else {
        words.append(String(word))
      }
    }
    return words
  }
}
