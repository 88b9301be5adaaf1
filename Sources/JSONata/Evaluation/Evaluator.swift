import JSON

/// Runs one program once.
final class Evaluator {
  static let levelLimit = 500

  let library: Library
  let limits: Limits
  let now: Double
  let random: () -> Double
  private let program: Program
  /// The outermost frame.
  private let top: Frame
  private var captured: [Frame] = []
  private var depth = 0
  private var steps = 0
  let stack: StackGuard

  init(_ program: Program, library: Library, limits: Limits, now: Double, random: @escaping () -> Double) {
    self.program = program
    self.library = library
    self.limits = limits
    self.now = now
    self.random = random
    top = Frame(program.globals.names, parent: nil)
    stack = StackGuard(limit: limits.stack)
  }

  @inline(never)
  func run(_ input: Value, _ bindings: [String: JSON]) throws(JSONataError) -> Value {
    for (name, value) in bindings {
      if let slot = program.globals.places[name] {
        top[slot] = Value(value)
      } else if program.isOpen {
        top.bind(name, Value(value))
      }
    }
    if let slot = program.globals.places["$"] {
      top[slot] = input
    } else if program.isOpen {
      top.bind("$", input)
    }
    // An array is one input, not many.
    let wrapped = input.array.map { _ in Value.array(ArrayBox([input], [.sequence, .outerWrapper])) } ?? input
    return try evaluate(program.root, wrapped, top)
  }

  /// A frame and the closures in it refer to each other; after the run nobody needs them.
  func clear() {
    for frame in captured { frame.clear() }
    captured = []
    top.clear()
  }

  func capture(_ frame: Frame) {
    if frame.isCaptured { return }
    frame.isCaptured = true
    captured.append(frame)
  }

  // MARK: Limits

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

  // What recurses is never inlined: the stack frames of one level would add up to those of all kinds of nodes.

  func evaluate(_ node: Node, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if node.isLeaf { return try leaf(node, input, frame) }
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth { throw .stackOverflow(at: node.position) }
    try stack.check(at: node.position)
    try charge(1)
    var result = try dispatch(node, input, frame)
    if !node.predicates.isEmpty || node.group != nil { result = try finish(node, result, frame) }
    if result.level > Self.levelLimit { throw .stackOverflow(at: node.position) }
    guard let box = result.array, box.has(.sequence), !box.has(.tupleStream) else { return result }
    if node.keepsArray { box.flags.insert(.keepSingleton) }
    if box.items.isEmpty { return .undefined }
    if box.items.count == 1, !box.has(.keepSingleton) { return box.items[0] }
    return result
  }

  /// As `evaluate` would, with nothing to come back to.
  @inline(never)
  private func leaf(_ node: Node, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if depth >= limits.depth { throw .stackOverflow(at: node.position) }
    try charge(1)
    let value = try word(node.form, input, frame)
    // A sequence of one stands for its item, one of none for nothing.
    guard case .array(let box) = value, box.has(.sequence), !box.has(.tupleStream) else { return value }
    if box.items.isEmpty { return .undefined }
    return box.items.count == 1 && !box.has(.keepSingleton) ? box.items[0] : value
  }

  /// What holds no other nodes.
  @inline(never)
  private func word(_ form: Node.Form, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    switch form {
    case .name(let name): try lookup(input, name)
    case .variable(let variable): value(of: variable, frame) ?? .undefined
    case .string(let text): .string(text)
    case .constant(let constant): Value(constant)
    case .context: Self.context(input)
    case .parent(let label): frame.lookup(label) ?? .undefined
    case .pattern(let pattern): .function(Function(.pattern(pattern), arity: 2))
    default: .undefined
    }
  }

  @inline(never)
  private func finish(_ node: Node, _ value: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var result = value
    for predicate in node.predicates { result = try filter(predicate, result, frame) }
    if let group = node.group { result = try self.group(group, result, frame) }
    return result
  }

  @inline(never)
  private func dispatch(_ node: Node, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    switch node.form {
    case .path(let path): try self.path(path, input, frame)
    case .operation(let operation): try operate(operation, input, frame)
    case .call(let call): try self.call(call, input, frame, first: nil)
    case .condition(let condition): try self.condition(condition, input, frame)
    case .block(let block): try self.block(block, input, frame)
    case .array(let items, let isKept): try array(items, isKept: isKept, input, frame)
    case .object(let group): try self.group(group, input, frame)
    case .binding(let binding): try bind(binding, input, frame)
    case .lambda(let lambda): try closure(lambda, input, frame)
    case .chain(let chain): try self.chain(chain, input, frame)
    case .negation(let operand): try negative(operand, node.position, input, frame)
    case .wildcard: try wildcard(input)
    case .descendants: try descendants(input)
    case .partial(let call): try partial(call, input, frame)
    case .transform(let transform): closure(transform, frame)
    case .name, .string, .constant, .context, .variable, .parent, .pattern, .placeholder:
      try word(node.form, input, frame)
    }
  }

  @inline(never)
  private func block(_ block: Block, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let scope = block.names.map { Frame($0, parent: frame) } ?? frame
    var result = Value.undefined
    for part in block.parts { result = try evaluate(part, input, scope) }
    return result
  }

  @inline(never)
  private func condition(_ condition: Condition, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if try boolean(try evaluate(condition.test, input, frame)) == true {
      return try evaluate(condition.then, input, frame)
    }
    guard let otherwise = condition.otherwise else { return .undefined }
    return try evaluate(otherwise, input, frame)
  }

  @inline(never)
  private func closure(_ lambda: Lambda, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if lambda.tailCall == nil {
      capture(frame)
      // A captured frame lives until the end of the run.
      try charge(8)
    }
    let closure = Function.Closure(lambda: lambda, frame: frame, input: input)
    return .function(Function(.closure(closure), arity: lambda.parameterCount, signature: lambda.signature))
  }

  @inline(never)
  private func closure(_ transform: Transform, _ frame: Frame) -> Value {
    capture(frame)
    return .function(Function(.transform(transform, frame), arity: 1, signature: Transform.signature))
  }

  // MARK: Names

  @inline(never)
  private func bind(_ binding: Binding, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let value = try evaluate(binding.value, input, frame)
    if let slot = binding.slot { frame[slot] = value } else { frame.bind(binding.name, value) }
    return value
  }

  private static func context(_ input: Value) -> Value {
    if let box = input.array, box.has(.outerWrapper), let first = box.items.first { return first }
    return input
  }

  /// nil where the name has no value, which is not the value undefined.
  @inline(never)
  func value(of variable: Variable, _ frame: Frame) -> Value? {
    guard let places = variable.places else { return frame.lookup(variable.name) ?? function(of: variable) }
    var current = frame
    var hops = 0
    for place in places {
      while hops < place.hops, let parent = current.parent {
        current = parent
        hops += 1
      }
      if let value = current[place.slot] { return value }
    }
    guard let global = variable.global else { return nil }
    return top[global] ?? function(of: variable)
  }

  /// The standard function of this name: one and the same for a run.
  private func function(of variable: Variable) -> Value? {
    guard let native = variable.native else { return nil }
    let value = Value.function(Function(.native(native), arity: native.arity, signature: native.signature))
    if let global = variable.global { top[global] = value } else { top.bind(variable.name, value) }
    return value
  }
}

extension Transform {
  static let signature = Signature(own: "<(oa):o>")
}

extension Value {
  fileprivate init(_ constant: Constant) {
    switch constant {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let value): self = .number(value)
    case .integer(let value): self = .integer(value)
    }
  }
}
