/// Turns what the parser read into what the evaluator runs: paths with steps, and `%` tied to the step it means.
struct Resolver {
  private var slots = 0
  private let stack = StackGuard(limit: Parser.stackLimit)

  init() {}

  mutating func process(_ node: Node) throws(JSONataError) -> Node {
    try stack.check(at: node.position)
    let result: Node
    switch node.kind {
    case .binary: result = try binary(node)
    case .unary: result = try unary(node)
    case .function, .partial:
      result = Node(node.kind, node.text, at: node.position)
      for item in node.items { result.items.append(try part(item, of: result)) }
      if let procedure = node.lhs { result.lhs = try process(procedure) }
    case .lambda:
      result = Node(.lambda, node.text, at: node.position)
      result.parameters = node.parameters
      result.signature = node.signature
      if let body = node.lhs { result.lhs = Self.tailCalls(try process(body)) }
    case .condition:
      result = Node(.condition, node.text, at: node.position)
      if let part = node.lhs { result.lhs = try self.part(part, of: result) }
      if let part = node.rhs { result.rhs = try self.part(part, of: result) }
      if let part = node.third { result.third = try self.part(part, of: result) }
    case .transform:
      result = Node(.transform, node.text, at: node.position)
      if let part = node.lhs { result.lhs = try process(part) }
      if let part = node.rhs { result.rhs = try process(part) }
      if let part = node.third { result.third = try process(part) }
    case .block:
      result = Node(.block, node.text, at: node.position)
      for item in node.items {
        let part = try self.part(item, of: result)
        if part.consArray || part.kind == .path && part.items[0].consArray { result.consArray = true }
        result.items.append(part)
      }
    case .name:
      // Steps of a path are changed later.
      let step = Node(.name, node.text, at: node.position)
      step.keepArray = node.keepArray
      result = Node(.path, "", at: node.position)
      result.items = [step]
      result.keepSingletonArray = node.keepArray
    case .parent:
      result = Node(.parent, node.text, at: node.position)
      result.slot = AncestorSlot(label: "!\(slots)")
      slots += 1
    case .operator:
      switch node.text {
      case "and", "or", "in":
        let name = Node(.name, node.text, at: node.position)
        name.keepArray = node.keepArray
        result = try process(name)
      case "?": result = node
      default: throw JSONataError("S0201", position: node.position, token: node.text)
      }
    case .string, .number, .value, .wildcard, .descendant, .variable, .regex: result = node.copyOfLeaf()
    case .end: throw JSONataError("S0207", position: node.position, token: node.text)
    case .path, .bind, .apply, .sort: result = node
    }
    if node.keepArray { result.keepArray = true }
    return result
  }

  private mutating func part(_ node: Node, of result: Node) throws(JSONataError) -> Node {
    let part = try process(node)
    Self.pushAncestry(result, part)
    return part
  }

  private mutating func unary(_ node: Node) throws(JSONataError) -> Node {
    let result = Node(.unary, node.text, at: node.position)
    for item in node.items { result.items.append(try part(item, of: result)) }
    for pair in node.pairs {
      let key = try part(pair.key, of: result)
      result.pairs.append((key, try part(pair.value, of: result)))
    }
    guard let operand = node.lhs else { return result }
    let expression = try process(operand)
    if expression.kind == .number {
      switch expression.constant {
      case .number(let value): expression.constant = .number(-value)
      case .integer(let value): expression.constant = .integer(-value)
      case .null, .bool: break
      }
      expression.text = "-" + expression.text
      return expression
    }
    Self.pushAncestry(result, expression)
    result.lhs = expression
    return result
  }

  private mutating func binary(_ node: Node) throws(JSONataError) -> Node {
    guard let left = node.lhs else { return node }
    switch node.text {
    case ".": return try path(node)
    case "[": return try predicate(node)
    case "{":
      let result = try process(left)
      if result.group != nil { throw JSONataError("S0210", position: node.position) }
      let group = Node(.unary, "{", at: node.position)
      for pair in node.pairs { group.pairs.append((try process(pair.key), try process(pair.value))) }
      result.group = group
      return result
    case "^":
      let result = Self.asPath(try process(left))
      let sort = Node(.sort, "^", at: node.position)
      for term in node.terms {
        let expression = try part(term.expression, of: sort)
        sort.terms.append(Node.SortTerm(descending: term.descending, expression: expression))
      }
      result.items.append(sort)
      try Self.resolveAncestry(result)
      return result
    case ":=":
      let result = Node(.bind, left.text, at: node.position)
      if let right = node.rhs { result.rhs = try part(right, of: result) }
      return result
    case "@": return try focus(node)
    case "#": return try index(node)
    case "~>":
      let result = Node(.apply, node.text, at: node.position)
      result.lhs = try process(left)
      if let right = node.rhs { result.rhs = try process(right) }
      result.keepArray = result.lhs?.keepArray == true || result.rhs?.keepArray == true
      return result
    default:
      let result = Node(.binary, node.text, at: node.position)
      result.lhs = try part(left, of: result)
      if let right = node.rhs { result.rhs = try part(right, of: result) }
      return result
    }
  }

  private static func asPath(_ node: Node) -> Node {
    if node.kind == .path { return node }
    let path = Node(.path, "", at: node.position)
    path.items = [node]
    return path
  }

  private mutating func path(_ node: Node) throws(JSONataError) -> Node {
    guard let left = node.lhs, let right = node.rhs else { return node }
    let first = try process(left)
    let result = Self.asPath(first)
    if first.kind == .parent, let slot = first.slot { result.seekingParent = [slot] }
    let rest = try process(right)
    if rest.kind == .path {
      result.items += rest.items
    } else {
      if let predicates = rest.predicates {
        rest.stages = predicates
        rest.predicates = nil
      }
      result.items.append(rest)
    }
    for step in result.items {
      if step.kind == .number || step.kind == .value {
        throw JSONataError("S0213", position: step.position, value: step.literal)
      }
      if step.kind == .string { step.kind = .name }
    }
    if result.items.contains(where: \.keepArray) { result.keepSingletonArray = true }
    for step in [result.items[0], result.items[result.items.count - 1]] where step.kind == .unary && step.text == "[" {
      step.consArray = true
    }
    try Self.resolveAncestry(result)
    return result
  }

  private mutating func predicate(_ node: Node) throws(JSONataError) -> Node {
    guard let left = node.lhs, let right = node.rhs else { return node }
    let result = try process(left)
    let inPath = result.kind == .path
    let step = inPath ? result.items[result.items.count - 1] : result
    if step.group != nil { throw JSONataError("S0209", position: node.position) }
    let predicate = try process(right)
    if let slots = predicate.seekingParent {
      for slot in slots {
        if slot.level == 1 { _ = try Self.seekParent(step, slot) } else { slot.level -= 1 }
      }
      Self.pushAncestry(step, predicate)
    }
    let stage = Node.Stage(expression: predicate)
    if inPath {
      step.stages = (step.stages ?? []) + [stage]
    } else {
      step.predicates = (step.predicates ?? []) + [stage]
    }
    return result
  }

  private mutating func focus(_ node: Node) throws(JSONataError) -> Node {
    guard let left = node.lhs, let right = node.rhs else { return node }
    let result = try process(left)
    let step = result.kind == .path ? result.items[result.items.count - 1] : result
    if step.stages != nil || step.predicates != nil { throw JSONataError("S0215", position: node.position) }
    if step.kind == .sort { throw JSONataError("S0216", position: node.position) }
    if node.keepArray { step.keepArray = true }
    step.focus = right.text
    step.tuple = true
    return result
  }

  private mutating func index(_ node: Node) throws(JSONataError) -> Node {
    guard let left = node.lhs, let right = node.rhs else { return node }
    var result = try process(left)
    let step: Node
    if result.kind == .path {
      step = result.items[result.items.count - 1]
    } else {
      step = result
      result = Self.asPath(step)
      step.stages = step.predicates
      step.predicates = nil
    }
    if step.stages == nil {
      step.index = right.text
    } else {
      step.stages?.append(Node.Stage(isIndex: true, name: right.text))
    }
    step.tuple = true
    return result
  }

  /// Calls in tail position become thunks, which `apply` runs in a loop.
  private static func tailCalls(_ node: Node) -> Node {
    switch node.kind {
    case .function where node.predicates == nil && node.group == nil:
      let thunk = Node(.lambda, node.text, at: node.position)
      thunk.thunk = true
      thunk.lhs = node
      return thunk
    case .condition:
      node.rhs = node.rhs.map(tailCalls)
      node.third = node.third.map(tailCalls)
      return node
    case .block:
      if let last = node.items.indices.last { node.items[last] = tailCalls(node.items[last]) }
      return node
    default: return node
    }
  }
}

// MARK: Ancestry

extension Resolver {
  private static func pushAncestry(_ result: Node, _ value: Node) {
    guard value.seekingParent != nil || value.kind == .parent else { return }
    result.seekingParent = result.seekingParent ?? []
    result.seekingParent?.append(contentsOf: value.seekingParent ?? [])
    if value.kind == .parent, let slot = value.slot { result.seekingParent?.append(slot) }
  }

  private static func seekParent(_ node: Node, _ slot: AncestorSlot) throws(JSONataError) -> AncestorSlot {
    switch node.kind {
    case .name, .wildcard:
      slot.level -= 1
      if slot.level == 0 {
        if let earlier = node.ancestor { slot.label = earlier.label }
        node.ancestor = slot
        node.tuple = true
      }
    case .parent: slot.level += 1
    case .block:
      if let last = node.items.last {
        node.tuple = true
        return try seekParent(last, slot)
      }
    case .path:
      node.tuple = true
      var index = node.items.count - 1
      var slot = try seekParent(node.items[index], slot)
      index -= 1
      while slot.level > 0, index >= 0 {
        slot = try seekParent(node.items[index], slot)
        index -= 1
      }
      return slot
    default: throw JSONataError("S0217", position: node.position, token: node.kind.rawValue)
    }
    return slot
  }

  private static func resolveAncestry(_ path: Node) throws(JSONataError) {
    let last = path.items[path.items.count - 1]
    var slots = last.seekingParent ?? []
    if last.kind == .parent, let slot = last.slot { slots.append(slot) }
    for var slot in slots {
      var index = path.items.count - 2
      while slot.level > 0 {
        if index < 0 {
          path.seekingParent = (path.seekingParent ?? []) + [slot]
          break
        }
        var step = path.items[index]
        index -= 1
        // Neighbouring steps that bind a focus all start from the same context.
        while index >= 0, step.focus != nil, path.items[index].focus != nil {
          step = path.items[index]
          index -= 1
        }
        slot = try seekParent(step, slot)
      }
    }
  }
}

extension Node {
  /// A literal as JSON text.
  fileprivate var literal: String? {
    switch constant {
    case .null: "null"
    case .bool(let value): String(value)
    case .number(let value): NumberPrinting.text(value)
    case .integer(let value): String(value)
    }
  }

  func copyOfLeaf() -> Node {
    let copy = Node(kind, text, at: position)
    copy.constant = constant
    copy.regularExpression = regularExpression
    return copy
  }
}
