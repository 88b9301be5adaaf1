// Schema: what a document may say, as data. Readers take their keys from it, and its renderings are JSON Schema for
// editors, a notation for people, and examples. It knows nothing of what a key does.

/// What a value may be.
package indirect enum Shape: Sendable {
  /// Any scalar but null, what YAML reads as a number too: how the notation calls it, and an example.
  case text(String, example: String)
  /// Text that matches a regular expression (ECMA 262).
  case form(String, pattern: String, example: String)
  /// One of several words.
  case word([String])
  case whole(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case flag
  case null
  /// Any value at all.
  case json
  case list(Shape, count: ClosedRange<Int>)
  /// A mapping whose keys are the user's: how the notation calls them, and an example.
  case map(String, example: String, Shape)
  case block(Block)
  /// One that the grammar has a name for; these may contain themselves.
  case term(String)
  case either([Shape])

  package static func list(_ element: Shape) -> Shape { .list(element, count: 0...Int.max) }

  /// The mapping with keys of ours that the value is or, first of the alternatives, may be.
  package var block: Block? {
    switch self {
    case .block(let block): block
    case .either(let shapes): shapes.lazy.compactMap(\.block).first
    case .list(let element, _): element.block
    default: nil
    }
  }
}

/// A mapping in which every other key is an error.
package struct Block: Sendable {
  package let keys: [Key]
  /// Of these exactly one has to be there.
  package let kinds: [String]
  /// Without any key it means something, though others are required.
  let mayBeEmpty: Bool

  package init(_ keys: [Key], kinds: [String] = [], mayBeEmpty: Bool = false) {
    self.keys = keys
    self.kinds = kinds
    self.mayBeEmpty = mayBeEmpty
  }

  /// One key and no other.
  package init(choiceOf keys: [Key]) { self.init(keys, kinds: keys.map(\.name)) }

  package var names: [String] { keys.map(\.name) }

  package subscript(name: String) -> Key? { keys.first { $0.name == name } }

  package static func + (block: Block, more: [Key]) -> Block {
    Block(block.keys + more, kinds: block.kinds, mayBeEmpty: block.mayBeEmpty)
  }
}

/// A key of a mapping: what stands behind it, and what that means.
package struct Key: Sendable {
  package let name: String
  package let shape: Shape
  /// In one sentence, for whoever hovers over it.
  package let meaning: String
  let isRequired: Bool
  /// What holds where the key is not there.
  let unset: String?
  /// Where a default, or the effect, comes from, and how certain that is; nil: it is Headroom's own.
  let source: String?
  /// As the document writes the value; nil: what its shape has.
  let example: String?
  /// What has to stand beside a key for the example to be right: beside this one, or one around it.
  let needs: (beside: String, members: String)?

  package init(
    _ name: String, _ shape: Shape, _ meaning: String, required: Bool = false, unset: String? = nil,
    source: String? = nil, example: String? = nil, needs: (beside: String, members: String)? = nil
  ) {
    self.name = name
    self.shape = shape
    self.meaning = meaning
    self.isRequired = required
    self.unset = unset
    self.source = source
    self.example = example
    self.needs = needs
  }
}

/// A shape with a name of its own, as `LATENCY`.
package struct Term: Sendable {
  package let name: String
  package let shape: Shape
  let meaning: String
  let example: String

  package init(_ name: String, _ shape: Shape, _ meaning: String, example: String) {
    self.name = name
    self.shape = shape
    self.meaning = meaning
    self.example = example
  }
}
