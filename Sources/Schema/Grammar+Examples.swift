/// Examples, as the document writes them: in YAML's flow form.
extension Grammar {
  /// A value of the shape.
  func example(of shape: Shape) -> String {
    switch shape {
    case .text(_, let example), .form(_, _, let example): example
    case .word(let words): words.last ?? ""
    case .whole(let range): String(max(range.lowerBound, min(range.upperBound, 10)))
    case .number(let range): range.upperBound <= 1 ? "0.5" : String(Int(max(range.lowerBound, 2)))
    case .flag: "true"
    case .null: "~"
    case .json: "{ id: 7 }"
    case .list(let element, _): "[ \(example(of: element)) ]"
    case .map(_, let name, let value): "{ \(name): \(example(of: value)) }"
    case .block(let block): example(of: block, with: nil, beside: nil)
    case .term(let name): term(name)?.example ?? name
    case .either(let shapes): shapes.first.map { example(of: $0) } ?? ""
    }
  }

  package func example(of key: Key) -> String { key.example ?? example(of: key.shape) }

  /// The required keys, with another one whose value is given, and `members` of more.
  private func example(of block: Block, with wanted: (key: Key, value: String)?, beside members: String?) -> String {
    let isChosen = block.kinds.contains { kind in
      kind == wanted?.key.name || members.map { " \($0)".contains(" \(kind):") } ?? false
    }
    let chosen = isChosen ? nil : block.kinds.first
    let texts = block.keys.compactMap { key -> String? in
      if let wanted, key.name == wanted.key.name { return "\(key.name): \(wanted.value)" }
      let isGiven = members.map { " \($0)".contains(" \(key.name):") } ?? false
      return !isGiven && (key.isRequired || key.name == chosen) ? "\(key.name): \(example(of: key))" : nil
    }
    return "{ " + (texts + (members.map { [$0] } ?? [])).joined(separator: ", ") + " }"
  }

  /// The line of the document that has a key: `load: [ { start: Root, arrivals: { burst: 10 } } ]`.
  func line(of path: KeyPath) -> String {
    guard let last = path.key else { return "" }
    var text = example(of: last)
    let needs = path.steps.compactMap { if case .key(let key) = $0 { key.needs } else { nil } }
    for index in path.steps.indices.reversed() {
      switch path.steps[index] {
      case .element: text = "[ \(text) ]"
      case .entry(let name): text = "{ \(name): \(text) }"
      case .key(let key):
        guard index > 0, let block = block(of: key, at: path.steps[..<index]) else { return "\(key.name): \(text)" }
        text = example(of: block, with: (key, text), beside: needs.last { $0.beside == key.name }?.members)
      }
    }
    return text
  }

  /// The block at some place that has the key.
  private func block(of key: Key, at steps: ArraySlice<KeyPath.Step>) -> Block? {
    var shapes = [shape]
    for step in steps { shapes = shapes.flatMap { within($0, step) } }
    return shapes.flatMap { blocks($0) }.first { block in block.keys.contains { $0.meaning == key.meaning } }
  }

  /// What a step leads to.
  private func within(_ shape: Shape, _ step: KeyPath.Step) -> [Shape] {
    switch (resolved(shape), step) {
    case (.either(let shapes), _): shapes.flatMap { within($0, step) }
    case (.list(let element, _), .element): [element]
    case (.map(_, _, let value), .entry): [value]
    case (.block(let block), .key(let key)):
      block.keys.filter { $0.name == key.name && $0.meaning == key.meaning }.map(\.shape)
    default: []
    }
  }

  private func blocks(_ shape: Shape) -> [Block] {
    switch resolved(shape) {
    case .block(let block): [block]
    case .either(let shapes): shapes.flatMap { blocks($0) }
    default: []
    }
  }
}
