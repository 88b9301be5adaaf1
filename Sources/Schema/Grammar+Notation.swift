/// The grammar as a person reads it: `{ burst: N, at: DURATION } | …`
extension Grammar {
  /// What a value may be, terms by their names.
  package func notation(_ shape: Shape) -> String {
    switch shape {
    case .text(let name, _), .form(let name, _, _): name
    case .word(let words) where words.count > 12: words.prefix(3).joined(separator: " | ") + " | …"
    case .word(let words): words.joined(separator: " | ")
    case .whole: "N"
    case .number(let range): range == 0...1 ? "0..1" : "NUMBER"
    case .flag: "true | false"
    case .null: "{ }"
    case .json: "JSON"
    case .list(let element, _): "[ \(notation(element)), ... ]"
    case .map(let name, _, let value): "{ \(name): \(notation(value)) }"
    case .block(let block): notation(block)
    case .term(let name): name
    case .either(let shapes):
      shapes.filter { if case .null = $0 { false } else { true } }.map { notation($0) }.joined(separator: " | ")
    }
  }

  private func notation(_ block: Block) -> String {
    if block.keys.count > 1, block.kinds.count == block.keys.count {
      return block.keys.map { "{ \($0.name): \(notation($0.shape)) }" }.joined(separator: " | ")
    }
    // Keys of one meaning stand together: `get, put: NAME`.
    var parts: [String] = []
    var pending: [String] = []
    for (index, key) in block.keys.enumerated() {
      pending.append(key.name)
      let text = notation(key.shape)
      if index + 1 < block.keys.count, notation(block.keys[index + 1].shape) == text { continue }
      parts.append(pending.joined(separator: ", ") + ": " + text)
      pending = []
    }
    return "{ " + parts.joined(separator: ", ") + (block.mayBeEmpty ? " } | { }" : " }")
  }

  /// All of it: a line for each key, then each term.
  package var text: String {
    var text = ""
    for key in shape.block?.keys ?? [] { text += Self.line(key.name + ":", notation(key.shape)) }
    text += "\n"
    let column = (terms.map(\.name.count).max() ?? 0) + 2
    for term in terms {
      let name = term.name + String(repeating: " ", count: column - term.name.count)
      text += Self.line(name, notation(term.shape), indent: column)
    }
    return text
  }

  /// Where it is too long each alternative has a line, and these are broken between words.
  private static func line(_ head: String, _ text: String, indent: Int = 4) -> String {
    let isColumn = head.hasSuffix(" ")
    var lines = broken((isColumn ? "" : head + " ") + text, indent: indent)
    lines[0] = (isColumn ? head : "") + lines[0].dropFirst(indent)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A notation in lines of the same indent.
  static func broken(_ text: String, indent: Int) -> [String] {
    let whole = wrapped(text, indent: indent)
    let alternatives = alternatives(of: text)
    guard whole.count > 1, alternatives.count > 1 else { return whole }
    let margin = String(repeating: " ", count: indent)
    return alternatives.enumerated().flatMap { index, part in
      var lines = wrapped(part, indent: indent + 2)
      lines[0] = margin + (index == 0 ? "" : "| ") + lines[0].dropFirst(indent + 2)
      return lines
    }
  }

  /// The outermost ones.
  private static func alternatives(of text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for word in text.split(separator: " ") {
      if word.hasPrefix("{") || word.hasPrefix("[") { depth += 1 }
      if word == "|", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
      }
      if word.hasPrefix("}") || word.hasPrefix("]") { depth -= 1 }
    }
    return parts
  }
}
