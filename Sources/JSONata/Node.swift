/// A node of the syntax tree. The parser makes and rewrites it; nothing writes to it once there is an `Expression`.
final class Node: @unchecked Sendable {
  enum Kind: String {
    case name, variable, string, number, value, regex
    case `operator`
    case binary, unary, path, function, partial, lambda, block, condition, transform, wildcard, descendant, parent
    case bind, apply, sort, end
  }

  /// A filter or index that follows a step.
  struct Stage {
    var isIndex = false
    var expression: Node?
    var name = ""
  }

  struct SortTerm {
    var descending: Bool
    var expression: Node
  }

  var kind: Kind
  /// The text of a name, an operator, a string.
  var text: String
  var constant = Constant.null
  var position: Int?
  /// The deepest nesting below, itself included.
  var depth = 1

  var lhs: Node?
  var rhs: Node?
  /// The third part of a condition, the deletions of a transform.
  var third: Node?
  var items: [Node] = []
  var pairs: [(key: Node, value: Node)] = []
  var terms: [SortTerm] = []
  var group: Node?

  var predicates: [Stage]?
  var stages: [Stage]?
  var focus: String?
  var index: String?
  var ancestor: AncestorSlot?
  var slot: AncestorSlot?
  var seekingParent: [AncestorSlot]?

  var keepArray = false
  var keepSingletonArray = false
  var consArray = false
  var tuple = false
  var thunk = false

  var parameters: [String] = []
  var signature: Signature?
  var regularExpression: RegularExpression?
  /// A name, a variable or a constant with nothing around it, as most nodes are.
  var isLeaf = false
  var operation = Operation.other

  /// The operator of a binary node.
  enum Operation: String {
    case and, or, equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case concatenate = "&", range = "..", contained = "in", add = "+", subtract = "-", multiply = "*", divide = "/"
    case remainder = "%", other = ""
  }

  enum Constant {
    case null
    case bool(Bool)
    case number(Double)
    case integer(Int)
  }

  init(_ kind: Kind, _ text: String, at position: Int?) {
    self.kind = kind
    self.text = text
    self.position = position
  }

  /// Works out, once for all evaluations, what follows from the finished tree.
  func prepare() {
    let isPlain = predicates == nil && group == nil && !keepArray
    switch kind {
    case .name, .number, .value, .string, .variable: isLeaf = isPlain
    case .binary: operation = Operation(rawValue: text) ?? .other
    default: break
    }
    for node in inner { node.prepare() }
  }

  /// The nodes right below.
  var inner: [Node] {
    let stages = (predicates ?? []) + (stages ?? [])
    return [lhs, rhs, third, group].compactMap(\.self) + items + pairs.flatMap { [$0.key, $0.value] }
      + terms.map(\.expression) + stages.compactMap(\.expression)
  }
}

/// Where `%` finds its value: a name that a step of the path binds while it runs.
final class AncestorSlot: @unchecked Sendable {
  var label: String
  var level = 1

  init(label: String) { self.label = label }
}
