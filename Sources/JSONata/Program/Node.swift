/// A part of a program that has a value.
final class Node: Sendable {
  let form: Form
  /// In the text, for errors.
  let position: Int?
  /// What the value is filtered by.
  let predicates: [Node]
  /// What the value is grouped by; a path groups by itself.
  let group: Group?
  let keepsArray: Bool
  /// A name, a variable or a constant with nothing around it, as most nodes are.
  let isLeaf: Bool

  enum Form: Sendable {
    case name(String)
    case string(String)
    case constant(Constant)
    /// `$`.
    case context
    case variable(Variable)
    case wildcard, descendants
    /// `%`: what a step of the path binds under the label while it runs.
    case parent(label: String)
    case pattern(RegularExpression)
    case path(Path)
    /// `isKept`: the path around it does not flatten it.
    case array([Node], isKept: Bool)
    case object(Group)
    case negation(Node)
    case operation(Operation)
    case condition(Condition)
    case block(Block)
    case binding(Binding)
    case call(Call)
    case partial(Call)
    case lambda(Lambda)
    case chain(Chain)
    case transform(Transform)
    /// `?` of a partial application.
    case placeholder
  }

  init(
    _ form: Form, at position: Int?, predicates: [Node] = [], group: Group? = nil, keepsArray: Bool = false
  ) {
    self.form = form
    self.position = position
    self.predicates = predicates
    self.group = group
    self.keepsArray = keepsArray
    let isPlain = predicates.isEmpty && group == nil && !keepsArray
    isLeaf =
      switch form {
      case .name, .string, .constant, .context, .variable: isPlain
      default: false
      }
  }
}

/// Steps, each of which starts from what the one before it found.
final class Path: Sendable {
  let steps: [Step]
  let group: Group?
  let keepsSingleton: Bool
  /// It hands on its tuples, and not just what they are about.
  let isTuple: Bool
  /// The first step is a variable, which takes an array as one input.
  let beginsWithVariable: Bool

  init(_ steps: [Step], group: Group?, keepsSingleton: Bool, isTuple: Bool) {
    self.steps = steps
    self.group = group
    self.keepsSingleton = keepsSingleton
    self.isTuple = isTuple
    beginsWithVariable = steps[0].node?.variableName != nil
  }
}

/// A step of a path.
final class Step: Sendable {
  enum Action: Sendable {
    case evaluate(Node)
    case sort(Order)
  }

  /// A filter or an index that follows the step.
  enum Stage: Sendable {
    case filter(Node)
    case index(String)
  }

  let action: Action
  let stages: [Stage]
  /// The names that `@` and `#` bind.
  let focus: String?
  let index: String?
  /// Under which label the step binds what it starts from, for `%`.
  let ancestor: String?
  /// From here on the path runs over tuples of bindings.
  let isTuple: Bool
  /// It makes an array of its own.
  let isKept: Bool

  init(
    _ action: Action, stages: [Stage], focus: String?, index: String?, ancestor: String?, isTuple: Bool, isKept: Bool
  ) {
    self.action = action
    self.stages = stages
    self.focus = focus
    self.index = index
    self.ancestor = ancestor
    self.isTuple = isTuple
    self.isKept = isKept
  }

  var node: Node? { if case .evaluate(let node) = action { node } else { nil } }
}

/// An order-by clause.
final class Order: Sendable {
  struct Term: Sendable {
    let isDescending: Bool
    let expression: Node
  }

  let terms: [Term]
  let position: Int

  init(_ terms: [Term], at position: Int) {
    self.terms = terms
    self.position = position
  }
}

/// An object constructor, or what groups the items of a value.
final class Group: Sendable {
  struct Pair: Sendable {
    let key: Node
    let value: Node
  }

  let pairs: [Pair]
  let position: Int

  init(_ pairs: [Pair], at position: Int) {
    self.pairs = pairs
    self.position = position
  }
}

final class Operation: Sendable {
  let kind: Operator
  let left: Node
  let right: Node
  let position: Int

  init(_ kind: Operator, _ left: Node, _ right: Node, at position: Int) {
    self.kind = kind
    self.left = left
    self.right = right
    self.position = position
  }
}

final class Condition: Sendable {
  let test: Node
  let then: Node
  let otherwise: Node?

  init(_ test: Node, then: Node, otherwise: Node?) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
  }
}

/// `~>`.
final class Chain: Sendable {
  let left: Node
  let right: Node
  let position: Int

  init(_ left: Node, _ right: Node, at position: Int) {
    self.left = left
    self.right = right
    self.position = position
  }
}

final class Block: Sendable {
  let parts: [Node]
  /// The names of its frame; nil where it needs none.
  let names: [String]?

  init(_ parts: [Node], names: [String]?) {
    self.parts = parts
    self.names = names
  }
}

/// `:=`, in the innermost frame.
final class Binding: Sendable {
  let name: String
  /// nil in an open program.
  let slot: Int?
  let value: Node

  init(_ name: String, slot: Int?, _ value: Node) {
    self.name = name
    self.slot = slot
    self.value = value
  }
}

/// A call, or a partial application.
final class Call: Sendable {
  let callee: Node
  /// The callee's word, for errors.
  let name: String
  /// The variable that a callee without a dollar sign may have meant.
  let meant: Variable?
  let arguments: [Node]
  let position: Int

  init(_ callee: Node, _ name: String, meant: Variable?, _ arguments: [Node], at position: Int) {
    self.callee = callee
    self.name = name
    self.meant = meant
    self.arguments = arguments
    self.position = position
  }
}

final class Lambda: Sendable {
  let parameterCount: Int
  /// The names of its frame, parameters first; nil where it needs none.
  let names: [String]?
  let signature: Signature?
  let body: Node
  /// The call in the body, where this stands for a call in tail position, which a loop makes.
  let tailCall: Call?

  init(parameterCount: Int, names: [String]?, signature: Signature?, body: Node) {
    self.parameterCount = parameterCount
    self.names = names
    self.signature = signature
    self.body = body
    tailCall = nil
  }

  init(tailCall: Call) {
    parameterCount = 0
    names = nil
    signature = nil
    body = Node(.call(tailCall), at: tailCall.position)
    self.tailCall = tailCall
  }
}

final class Transform: Sendable {
  let pattern: Node
  let update: Node
  let deletions: Node?
  /// `$clone`, which an expression may define for itself.
  let clone: Variable
  let position: Int

  init(_ pattern: Node, _ update: Node, _ deletions: Node?, clone: Variable, at position: Int) {
    self.pattern = pattern
    self.update = update
    self.deletions = deletions
    self.clone = clone
    self.position = position
  }
}
