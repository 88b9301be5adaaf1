extension Node {
  /// The name after a dollar sign; that of `$` is empty.
  var variableName: String? {
    switch form {
    case .context: ""
    case .variable(let variable): variable.name
    default: nil
    }
  }

  var isArrayConstructor: Bool { if case .array = form { true } else { false } }

  /// The nodes right below.
  var parts: [Node] { form.parts + predicates + (group?.parts ?? []) }
}

extension Node.Form {
  /// What the reference calls it.
  var kind: String {
    switch self {
    case .name: "name"
    case .string: "string"
    case .constant(.number), .constant(.integer): "number"
    case .constant: "value"
    case .context, .variable: "variable"
    case .wildcard: "wildcard"
    case .descendants: "descendant"
    case .parent: "parent"
    case .pattern: "regex"
    case .path: "path"
    case .array, .object, .negation: "unary"
    case .operation: "binary"
    case .condition: "condition"
    case .block: "block"
    case .binding: "bind"
    case .call: "function"
    case .partial: "partial"
    case .lambda: "lambda"
    case .chain: "apply"
    case .transform: "transform"
    case .placeholder: "operator"
    }
  }

  fileprivate var parts: [Node] {
    switch self {
    case .name, .string, .constant, .context, .variable, .wildcard, .descendants, .parent, .pattern, .placeholder: []
    case .path(let path): path.steps.flatMap(\.parts) + (path.group?.parts ?? [])
    case .array(let items, _): items
    case .object(let group): group.parts
    case .negation(let operand): [operand]
    case .operation(let operation): [operation.left, operation.right]
    case .chain(let chain): [chain.left, chain.right]
    case .condition(let condition): [condition.test, condition.then] + (condition.otherwise.map { [$0] } ?? [])
    case .block(let block): block.parts
    case .binding(let binding): [binding.value]
    case .call(let call), .partial(let call): [call.callee] + call.arguments
    case .lambda(let lambda): [lambda.body]
    case .transform(let transform):
      [transform.pattern, transform.update] + (transform.deletions.map { [$0] } ?? [])
    }
  }

  /// What is read of the input where this is evaluated with it.
  func inputUse(at position: Int?) -> (name: String, position: Int?)? {
    switch self {
    case .name(let name): (name, position)
    case .variable(let variable): variable.name == "$" ? ("$$", position) : nil
    case .path(let path): path.steps[0].node?.inputUse
    case .array, .object, .negation, .operation, .chain, .condition, .block, .binding, .call, .partial:
      parts.lazy.compactMap(\.inputUse).first
    case .string, .constant, .context, .pattern, .lambda, .transform, .wildcard, .descendants, .parent, .placeholder:
      nil
    }
  }
}

extension Node {
  var inputUse: (name: String, position: Int?)? { form.inputUse(at: position) }
}

extension Group {
  fileprivate var parts: [Node] { pairs.flatMap { [$0.key, $0.value] } }
}

extension Step {
  /// The nodes right below; the step's own node is the first, if it has one.
  fileprivate var parts: [Node] {
    let filters = stages.compactMap { if case .filter(let node) = $0 { node } else { nil } }
    return switch action {
    case .evaluate(let node): [node] + filters
    case .sort(let order): order.terms.map(\.expression) + filters
    }
  }
}
