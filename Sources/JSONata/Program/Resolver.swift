/// Turns what the parser read into what the evaluator runs: paths with steps, `%` tied to the step it means, names to
/// where their values are.
struct Resolver {
  /// A `%`, under way to the step it stands for.
  struct Ancestor {
    var label: String
    /// How many steps further out.
    var level = 1
  }

  var scopes: Scopes
  var ancestors: [Ancestor] = []
  private(set) var names: Set<String> = []
  private(set) var ownNames: Set<String> = []
  /// The final labels of all `%`, once they are known.
  private let labels: [String]
  private let stack = StackGuard(limit: Parser.stackLimit)

  /// Whether an expression is the last thing its lambda does: then a loop makes the call that it may be.
  enum Tail {
    case no, yes
    /// Predicates or a group follow. As in the reference, the last part of a block counts even so.
    case ofBlock
  }

  init(library: Library, isOpen: Bool, labels: [String]) {
    scopes = Scopes(library: library, isOpen: isOpen)
    self.labels = labels
  }

  /// Whether names must be looked up while it runs: see `Program`.
  static func isOpen(_ syntax: Syntax, _ library: Library) -> Bool {
    var rest = [syntax]
    while let syntax = rest.popLast() {
      switch syntax.form {
      case .focus, .index, .parent: return true
      case .variable(let name): if library.natives[name]?.seesScope == true { return true }
      default: rest += syntax.form.parts
      }
    }
    return false
  }

  mutating func resolve(_ syntax: Syntax) throws(JSONataError) -> Node {
    let draft = try draft(syntax)
    if !draft.seekers.isEmpty { throw JSONataError("S0217", position: draft.position, token: draft.kind) }
    return try finish(draft)
  }

  // MARK: Drafts

  // What recurses is never inlined, as in the evaluator.

  mutating func draft(_ syntax: Syntax, _ tail: Tail = .no) throws(JSONataError) -> Draft {
    try stack.check(at: syntax.position)
    let result: Draft
    switch syntax.form {
    case .path(let left, let right): result = try path(left, right)
    case .predicate(let base, let filter): result = try predicate(base, filter, syntax.position, tail)
    case .group(let base, let pairs): result = try group(base, pairs, syntax.position, tail)
    case .order(let base, let terms): result = try order(base, terms, syntax)
    case .focus(let base, let name): result = try focus(base, name, syntax)
    case .index(let base, let name): result = try index(base, name)
    case .chain(let left, let right): result = try chain(left, right, syntax)
    case .negation(let operand): result = try negation(operand, syntax)
    case .call(let callee, let arguments, let isPartial):
      result = try call(callee, arguments, isPartial, syntax, tail)
    case .lambda(let parameters, let signature, let body): result = try lambda(parameters, signature, body, syntax)
    case .block(let parts): result = try block(parts, syntax, tail)
    case .condition(let test, let then, let otherwise):
      result = try condition(test, then, otherwise, syntax, tail == .yes ? .yes : .no)
    case .array(let items): result = try array(items, syntax)
    case .object(let pairs): result = try object(pairs, syntax)
    case .operation(let kind, let left, let right): result = try operation(kind, left, right, syntax)
    case .binding(let name, let value): result = try binding(name, value, syntax.position)
    case .transform(let pattern, let update, let deletions):
      result = try transform(pattern, update, deletions, syntax)
    default: result = try plain(syntax)
    }
    if syntax.keepsArray { result.keepsArray = true }
    return result
  }

  /// An expression inside another one; the `%` in it that look for a step of those around go on to `seeking`.
  @inline(never)
  mutating func operand(_ syntax: Syntax, _ seeking: inout [Int]) throws(JSONataError) -> Node {
    let draft = try draft(syntax)
    seeking += draft.seekers
    return try finish(draft)
  }

  /// As `operand`, where `%` finds none of the steps around.
  @inline(never)
  private mutating func closed(_ syntax: Syntax, _ tail: Tail = .no) throws(JSONataError) -> Node {
    try finish(try draft(syntax, tail))
  }

  @inline(never)
  private mutating func plain(_ syntax: Syntax) throws(JSONataError) -> Draft {
    let form: Draft.Form
    switch syntax.form {
    case .name(let name): return self.name(name, syntax)
    case .string(let text): form = .string(text)
    case .number(let number, _): form = .number(number)
    case .value(let value): form = .finished(.constant(value))
    case .variable(let name):
      names.insert(name)
      form = .finished(name.isEmpty ? .context : .variable(scopes.variable(name)))
    case .pattern(let pattern, _): form = .finished(.pattern(pattern))
    case .wildcard: form = .finished(.wildcard)
    case .descendants: form = .finished(.descendants)
    case .parent:
      form = .parent(ancestors.count)
      ancestors.append(Ancestor(label: "!\(ancestors.count)"))
    case .placeholder: form = .finished(.placeholder)
    default: throw JSONataError("S0207", position: syntax.position, token: syntax.word)
    }
    return Draft(form, syntax.word, at: syntax.position)
  }

  @inline(never)
  private mutating func array(_ items: [Syntax], _ syntax: Syntax) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    let items = try operands(items, &seeking)
    return Draft(.array(items), syntax.word, at: syntax.position, seeking: seeking)
  }

  @inline(never)
  private mutating func object(_ pairs: [Syntax.Pair], _ syntax: Syntax) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    let group = try object(pairs, syntax.position, &seeking)
    return Draft(.finished(.object(group)), syntax.word, at: syntax.position, seeking: seeking)
  }

  @inline(never)
  private mutating func operation(
    _ kind: Operator, _ left: Syntax, _ right: Syntax, _ syntax: Syntax
  ) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    let left = try operand(left, &seeking)
    let operation = Operation(kind, left, try operand(right, &seeking), at: syntax.position)
    return Draft(.finished(.operation(operation)), syntax.word, at: syntax.position, seeking: seeking)
  }

  @inline(never)
  private mutating func binding(_ name: String, _ value: Syntax, _ position: Int) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    ownNames.insert(name)
    let binding = Binding(name, slot: scopes.slot(binding: name), try operand(value, &seeking))
    return Draft(.finished(.binding(binding)), name, at: position, seeking: seeking)
  }

  /// A path of one step.
  @inline(never)
  private func name(_ name: String, _ syntax: Syntax) -> Draft {
    let step = Draft(.name(name), name, at: syntax.position)
    step.keepsArray = syntax.keepsArray
    let result = Draft(pathOf: step)
    result.keepsSingleton = syntax.keepsArray
    return result
  }

  @inline(never)
  private mutating func operands(_ all: [Syntax], _ seeking: inout [Int]) throws(JSONataError) -> [Node] {
    var nodes: [Node] = []
    for syntax in all { nodes.append(try operand(syntax, &seeking)) }
    return nodes
  }

  @inline(never)
  mutating func object(
    _ pairs: [Syntax.Pair], _ position: Int, _ seeking: inout [Int]
  ) throws(JSONataError) -> Group {
    var all: [Group.Pair] = []
    for pair in pairs {
      let key = try operand(pair.key, &seeking)
      all.append(Group.Pair(key: key, value: try operand(pair.value, &seeking)))
    }
    return Group(all, at: position)
  }

  @inline(never)
  private mutating func negation(_ operand: Syntax, _ syntax: Syntax) throws(JSONataError) -> Draft {
    let draft = try draft(operand)
    if case .number(let number) = draft.form {
      draft.form = .number(number.negative)
      draft.word = "-" + draft.word
      return draft
    }
    let seekers = draft.seekers
    return Draft(.finished(.negation(try finish(draft))), syntax.word, at: syntax.position, seeking: seekers)
  }

  @inline(never)
  private mutating func condition(
    _ test: Syntax, _ then: Syntax, _ otherwise: Syntax?, _ syntax: Syntax, _ tail: Tail
  ) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    let test = try operand(test, &seeking)
    var branches: [Node] = []
    for branch in [then, otherwise] {
      guard let branch else { continue }
      let draft = try draft(branch, tail)
      seeking += draft.seekers
      branches.append(try finish(draft))
    }
    let condition = Condition(test, then: branches[0], otherwise: branches.count > 1 ? branches[1] : nil)
    return Draft(.finished(.condition(condition)), syntax.word, at: syntax.position, seeking: seeking)
  }

  @inline(never)
  private mutating func block(_ parts: [Syntax], _ syntax: Syntax, _ tail: Tail) throws(JSONataError) -> Draft {
    let names = scopes.enter(parts)
    defer { scopes.leave() }
    var seeking: [Int] = []
    var nodes: [Node] = []
    var last: Draft?
    var isKept = false
    for (index, part) in parts.enumerated() {
      let draft = try draft(part, index == parts.count - 1 && tail != .no ? .yes : .no)
      if draft.isKept || draft.steps.first?.isKept == true { isKept = true }
      seeking += draft.seekers
      if index == parts.count - 1 { last = draft } else { nodes.append(try finish(draft)) }
    }
    let result = Draft(.block(nodes, last: last, names: names), syntax.word, at: syntax.position)
    result.seeking = seeking
    result.isKept = isKept
    return result
  }

  @inline(never)
  private mutating func chain(_ left: Syntax, _ right: Syntax, _ syntax: Syntax) throws(JSONataError) -> Draft {
    let left = try draft(left)
    let right = try draft(right)
    let keepsArray = left.keepsArray || right.keepsArray
    let chain = Chain(try finish(left), try finish(right), at: syntax.position)
    let result = Draft(.finished(.chain(chain)), syntax.word, at: syntax.position)
    result.keepsArray = keepsArray
    return result
  }

  @inline(never)
  private mutating func transform(
    _ pattern: Syntax, _ update: Syntax, _ deletions: Syntax?, _ syntax: Syntax
  ) throws(JSONataError) -> Draft {
    let pattern = try closed(pattern)
    let update = try closed(update)
    let removed: Node? = if let deletions { try closed(deletions) } else { nil }
    let clone = scopes.variable("clone")
    let transform = Transform(pattern, update, removed, clone: clone, at: syntax.position)
    return Draft(.finished(.transform(transform)), syntax.word, at: syntax.position)
  }

  // MARK: Functions

  @inline(never)
  private mutating func call(
    _ callee: Syntax, _ arguments: [Syntax], _ isPartial: Bool, _ syntax: Syntax, _ tail: Tail
  ) throws(JSONataError) -> Draft {
    var seeking: [Int] = []
    let arguments = try operands(arguments, &seeking)
    let draft = try draft(callee)
    let name = draft.steps.first?.word ?? draft.word
    let meant = draft.isPath ? scopes.variable(name) : nil
    let call = Call(try finish(draft), name, meant: meant, arguments, at: syntax.position)
    let form: Node.Form =
      if isPartial {
        .partial(call)
      } else if tail == .yes {
        .lambda(Lambda(tailCall: call))
      } else {
        .call(call)
      }
    return Draft(.finished(form), syntax.word, at: syntax.position, seeking: seeking)
  }

  @inline(never)
  private mutating func lambda(
    _ parameters: [String], _ signature: Signature?, _ body: Syntax, _ syntax: Syntax
  ) throws(JSONataError) -> Draft {
    ownNames.formUnion(parameters)
    let names = scopes.enter(parameters: parameters, [body])
    defer { scopes.leave() }
    let lambda = Lambda(
      parameterCount: parameters.count, names: names, signature: signature, body: try closed(body, .yes))
    return Draft(.finished(.lambda(lambda)), syntax.word, at: syntax.position)
  }

  // MARK: The finished program

  @inline(never)
  mutating func finish(_ draft: Draft) throws(JSONataError) -> Node {
    try stack.check(at: draft.position)
    let predicates = draft.predicates.compactMap { if case .filter(let node) = $0 { node } else { nil } }
    // A path groups by itself.
    let group = draft.isPath ? nil : draft.group
    return Node(
      try form(of: draft), at: draft.position, predicates: predicates, group: group, keepsArray: draft.keepsArray)
  }

  @inline(never)
  private mutating func form(of draft: Draft) throws(JSONataError) -> Node.Form {
    note(draft.focus, draft.index)
    switch draft.form {
    case .path:
      var steps: [Step] = []
      for step in draft.steps { steps.append(try self.step(step)) }
      return .path(Path(steps, group: draft.group, keepsSingleton: draft.keepsSingleton, isTuple: draft.isTuple))
    case .block(var parts, let last, let names):
      if let last { parts.append(try finish(last)) }
      return .block(Block(parts, names: names))
    case .name(let name): return .name(name)
    case .string(let text): return .string(text)
    case .number(let number): return .constant(number)
    case .parent(let place): return .parent(label: label(place))
    case .array(let items): return .array(items, isKept: draft.isKept)
    case .finished(let form): return form
    case .sort: return .placeholder
    }
  }

  @inline(never)
  private mutating func step(_ draft: Draft) throws(JSONataError) -> Step {
    note(draft.focus, draft.index)
    for case .index(let name) in draft.stages { note(name) }
    let action: Step.Action =
      if case .sort(let order) = draft.form { .sort(order) } else { .evaluate(try finish(draft)) }
    return Step(
      action, stages: draft.stages, focus: draft.focus, index: draft.index, ancestor: draft.ancestor.map(label),
      isTuple: draft.isTuple, isKept: draft.isKept)
  }

  private mutating func note(_ own: String?...) { ownNames.formUnion(own.compactMap(\.self)) }

  private func label(_ place: Int) -> String { place < labels.count ? labels[place] : ancestors[place].label }
}
