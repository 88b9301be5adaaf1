import JSON

/// Runs one expression once.
final class Evaluator {
  static let levelLimit = 500

  let library: Library
  let limits: Limits
  let now: Double
  let random: () -> Double
  private let root = Environment(parent: nil)
  private var captured: [Environment] = []
  private var depth = 0
  private var steps = 0
  let stack: StackGuard

  init(library: Library, limits: Limits, now: Double, random: @escaping () -> Double) {
    self.library = library
    self.limits = limits
    self.now = now
    self.random = random
    stack = StackGuard(limit: limits.stack)
  }

  @inline(never)
  func run(_ tree: Node, _ input: Value, _ bindings: [String: JSON]) throws(JSONataError) -> Value {
    let scope = Environment(parent: root)
    for (name, value) in bindings { scope.bind(name, Value(value)) }
    scope.bind("$", input)
    // An array is one input, not many.
    let wrapped = input.array.map { _ in Value.array(ArrayBox([input], [.sequence, .outerWrapper])) } ?? input
    let result = try evaluate(tree, wrapped, scope)
    if let function = result.function, case .lambda(let lambda) = function.body, lambda.isThunk {
      return try apply(function, [], input, scope)
    }
    return result
  }

  /// A scope and the closures in it refer to each other; after the run nobody needs them.
  func clear() {
    for environment in captured { environment.clear() }
    captured = []
    root.clear()
  }

  func capture(_ environment: Environment) {
    if environment.isCaptured { return }
    environment.isCaptured = true
    captured.append(environment)
  }

  // MARK: Limits

  static func stackOverflow(at position: Int? = nil) -> JSONataError { JSONataError("U1001", position: position) }

  /// Work of a function that no evaluation of a node stands for.
  func charge(_ count: Int) throws(JSONataError) {
    let (sum, overflow) = steps.addingReportingOverflow(count)
    steps = sum
    if overflow || sum > limits.steps { throw JSONataError("U1001", value: Self.timeout) }
  }

  var stepsLeft: Int { max(0, limits.steps - steps) }

  /// What the reference says of an expression that takes too long; U1001 has no text of its own.
  static let timeout = "Expression evaluation timeout: Check for infinite loop"

  /// The most members of `[a..b]` in JSONata 2.0.6.
  static let largestRange = 10_000_000.0

  func check(count: Int) throws(JSONataError) {
    if count > limits.sequence { throw .memoryLimit }
  }

  func check(text: String) throws(JSONataError) -> Value {
    let bytes = text.utf8.count
    if bytes > limits.text { throw .memoryLimit }
    try charge(bytes >> 6)
    return .string(text)
  }

  // MARK: Evaluation

  // What recurses is never inlined: the frames of one level would add up to those of all kinds of nodes.

  func evaluate(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    if node.isLeaf {
      if depth >= limits.depth { throw Self.stackOverflow(at: node.position) }
      try charge(1)
      return node.kind == .name
        ? Self.collapsed(try lookup(input, node.text)) : leaf(node, input, environment)
    }
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth { throw Self.stackOverflow(at: node.position) }
    try stack.check(at: node.position)
    try charge(1)
    var result = try dispatch(node, input, environment)
    if node.predicates != nil || node.group != nil { result = try finish(node, result, input, environment) }
    if result.level > Self.levelLimit { throw Self.stackOverflow(at: node.position) }
    guard let box = result.array, box.has(.sequence), !box.has(.tupleStream) else { return result }
    if node.keepArray { box.flags.insert(.keepSingleton) }
    if box.items.isEmpty { return .undefined }
    if box.items.count == 1, !box.has(.keepSingleton) { return box.items[0] }
    return result
  }

  /// A sequence of one stands for its item, one of none for nothing.
  private static func collapsed(_ value: Value) -> Value {
    guard case .array(let box) = value, box.has(.sequence), !box.has(.tupleStream) else { return value }
    if box.items.isEmpty { return .undefined }
    return box.items.count == 1 && !box.has(.keepSingleton) ? box.items[0] : value
  }

  @inline(never)
  private func leaf(_ node: Node, _ input: Value, _ environment: Environment) -> Value {
    switch node.kind {
    case .string: .string(node.text)
    case .variable: Self.collapsed(variable(node.text, input, environment))
    default: Self.constant(node)
    }
  }

  private static func constant(_ node: Node) -> Value {
    switch node.constant {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let value): .number(value)
    case .integer(let value): .integer(value)
    }
  }

  @inline(never)
  private func finish(
    _ node: Node, _ value: Value, _ input: Value, _ environment: Environment
  ) throws(JSONataError) -> Value {
    var result = value
    for predicate in node.predicates ?? [] {
      if let expression = predicate.expression { result = try filter(expression, result, environment) }
    }
    if node.kind != .path, let group = node.group { result = try self.group(group, result, environment) }
    return result
  }

  @inline(never)
  private func dispatch(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    switch node.kind {
    case .path: return try path(node, input, environment)
    case .name: return try lookup(input, node.text)
    case .binary: return try binary(node, input, environment)
    case .unary: return try unary(node, input, environment)
    case .string: return .string(node.text)
    case .number, .value: return Self.constant(node)
    case .wildcard: return try wildcard(input)
    case .descendant: return try descendants(input)
    case .parent: return environment.lookup(node.slot?.label ?? "") ?? .undefined
    case .condition: return try condition(node, input, environment)
    case .block: return try block(node, input, environment)
    case .bind: return try bind(node, input, environment)
    case .regex:
      guard let pattern = node.regularExpression else { return .undefined }
      return .function(Function(.pattern(pattern), arity: 2))
    case .function: return try call(node, input, environment, first: nil)
    case .variable: return variable(node.text, input, environment)
    case .lambda: return try lambda(node, input, environment)
    case .partial: return try partial(node, input, environment)
    case .apply: return try chain(node, input, environment)
    case .transform:
      capture(environment)
      return .function(Function(.transform(node, environment), arity: 1, signature: Self.transformSignature))
    case .operator, .sort, .end: return .undefined
    }
  }

  private static let transformSignature = try? Signature("<(oa):o>")

  @inline(never)
  private func block(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    let scope = Environment(parent: environment)
    var result = Value.undefined
    for item in node.items { result = try evaluate(item, input, scope) }
    return result
  }

  @inline(never)
  private func bind(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    guard let right = node.rhs else { return .undefined }
    let value = try evaluate(right, input, environment)
    environment.bind(node.text, value)
    return value
  }

  @inline(never)
  private func condition(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    guard let test = node.lhs, let then = node.rhs else { return .undefined }
    if try boolean(try evaluate(test, input, environment)) == true {
      return try evaluate(then, input, environment)
    }
    return try node.third.map { (other) throws(JSONataError) in try evaluate(other, input, environment) } ?? .undefined
  }

  @inline(never)
  private func variable(_ name: String, _ input: Value, _ environment: Environment) -> Value {
    if name.isEmpty {
      if let box = input.array, box.has(.outerWrapper), let first = box.items.first { return first }
      return input
    }
    return lookup(name, environment) ?? .undefined
  }

  func lookup(_ name: String, _ environment: Environment) -> Value? {
    if let value = environment.lookup(name) { return value }
    guard let native = library.natives[name] else { return nil }
    let value = Value.function(Function(.native(native), arity: native.arity, signature: native.signature))
    root.bind(name, value)
    return value
  }

  @inline(never)
  private func lambda(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    guard let body = node.lhs else { return .undefined }
    if !node.thunk {
      capture(environment)
      // A captured scope lives until the end of the run.
      try charge(8)
    }
    let lambda = Function.Lambda(
      parameters: node.parameters, body: body, environment: environment, input: input, isThunk: node.thunk)
    return .function(Function(.lambda(lambda), arity: node.parameters.count, signature: node.signature))
  }
}
