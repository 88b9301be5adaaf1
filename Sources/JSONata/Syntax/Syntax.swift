/// An expression as it is written: what the parser makes of the text, and the resolver makes a program of.
final class Syntax: Sendable {
  enum Form: Sendable {
    case name(String)
    case variable(String)
    case string(String)
    case number(Constant, text: String)
    case value(Constant)
    case pattern(RegularExpression, text: String)
    case wildcard, descendants, parent
    /// The `?` of a partial application.
    case placeholder
    /// Where the text ends too early.
    case missing
    case negation(Syntax)
    case block([Syntax])
    case array([Syntax])
    case object([Pair])
    case transform(pattern: Syntax, update: Syntax, deletions: Syntax?)
    case call(Syntax, [Syntax], isPartial: Bool)
    case lambda(parameters: [String], signature: Signature?, body: Syntax)
    case path(Syntax, Syntax)
    case predicate(Syntax, Syntax)
    case group(Syntax, [Pair])
    case order(Syntax, [Term])
    case binding(String, Syntax)
    case focus(Syntax, String)
    case index(Syntax, String)
    case condition(Syntax, Syntax, Syntax?)
    case operation(Operator, Syntax, Syntax)
    case chain(Syntax, Syntax)
  }

  struct Pair: Sendable {
    let key: Syntax
    let value: Syntax
  }

  struct Term: Sendable {
    let isDescending: Bool
    let expression: Syntax
  }

  let form: Form
  /// Of the end of the word that tells the form.
  let position: Int
  /// The deepest nesting below, itself included. What follows recurses as deep as the tree, so the parser limits it.
  let depth: Int
  /// `[]` follows.
  let keepsArray: Bool

  // Not inlined, so that the parser's stack frames stay small.
  @inline(never)
  init(_ form: Form, at position: Int, keepsArray: Bool = false) {
    self.form = form
    self.position = position
    self.keepsArray = keepsArray
    depth = 1 + form.parts.reduce(0) { max($0, $1.depth) }
  }

  /// `[]` belongs to what the predicates before it belong to.
  func keepingArray() -> Syntax {
    if case .predicate(let base, let filter) = form {
      return Syntax(.predicate(base.keepingArray(), filter), at: position, keepsArray: keepsArray)
    }
    return Syntax(form, at: position, keepsArray: true)
  }

  /// The word that tells the form, for messages.
  var word: String {
    switch form {
    case .name(let text), .variable(let text), .string(let text), .number(_, let text), .pattern(_, let text): text
    case .value(let constant): constant.text
    case .wildcard: "*"
    case .descendants: "**"
    case .parent: "%"
    case .placeholder, .condition: "?"
    case .missing: "(end)"
    case .negation: "-"
    case .block, .call, .lambda: "("
    case .array, .predicate: "["
    case .object, .group: "{"
    case .transform: "|"
    case .path: "."
    case .order: "^"
    case .binding: ":="
    case .focus: "@"
    case .index: "#"
    case .operation(let operation, _, _): operation.rawValue
    case .chain: "~>"
    }
  }
}

extension Syntax.Form {
  /// The expressions right below.
  var parts: [Syntax] {
    switch self {
    case .name, .variable, .string, .number, .value, .pattern, .wildcard, .descendants, .parent, .placeholder, .missing:
      []
    case .negation(let part), .lambda(_, _, let part), .binding(_, let part), .focus(let part, _), .index(let part, _):
      [part]
    case .block(let parts), .array(let parts): parts
    case .object(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .transform(let pattern, let update, let deletions): [pattern, update] + (deletions.map { [$0] } ?? [])
    case .call(let callee, let arguments, _): [callee] + arguments
    case .path(let left, let right), .predicate(let left, let right), .operation(_, let left, let right),
      .chain(let left, let right):
      [left, right]
    case .group(let base, let pairs): [base] + pairs.flatMap { [$0.key, $0.value] }
    case .order(let base, let terms): [base] + terms.map(\.expression)
    case .condition(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
    }
  }

  /// Whether expressions inside have names of their own.
  var isScope: Bool {
    switch self {
    case .block, .lambda: true
    default: false
    }
  }
}
