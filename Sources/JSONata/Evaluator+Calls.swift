extension Evaluator {
  /// `first`: what `~>` puts before the arguments.
  @inline(never)
  func call(
    _ node: Node, _ input: Value, _ environment: Environment, first: Value?
  ) throws(JSONataError) -> Value {
    guard let callee = node.lhs else { return .undefined }
    let procedure = try evaluate(callee, input, environment)
    let name = Self.name(of: callee)
    if procedure.isUndefined, callee.kind == .path, lookup(name, environment) != nil {
      throw JSONataError("T1005", position: node.position, token: name)
    }
    var arguments = first.map { [$0] } ?? []
    for item in node.items { arguments.append(try evaluate(item, input, environment)) }
    guard let function = procedure.function else {
      throw JSONataError("T1006", position: node.position, token: name)
    }
    function.token = name
    function.position = node.position
    do throws(JSONataError) {
      return try apply(function, arguments, input, environment)
    } catch {
      var located = error
      if located.position == nil { located.position = node.position }
      if located.token == nil { located.token = name }
      throw located
    }
  }

  private static func name(of callee: Node) -> String {
    callee.kind == .path ? callee.items[0].text : callee.text
  }

  /// Calls a function; calls in tail position follow in the same loop.
  @inline(never)
  func apply(
    _ function: Function, _ arguments: [Value], _ input: Value, _ environment: Environment
  ) throws(JSONataError) -> Value {
    var result = try applyOnce(function, arguments, input, environment)
    while let thunk = result.function, case .lambda(let lambda) = thunk.body, lambda.isThunk {
      let call = lambda.body
      guard let callee = call.lhs else { return .undefined }
      let next = try evaluate(callee, lambda.input, lambda.environment)
      var arguments: [Value] = []
      for item in call.items { arguments.append(try evaluate(item, lambda.input, lambda.environment)) }
      guard let function = next.function else {
        throw JSONataError("T1006", position: callee.position, token: Self.name(of: callee))
      }
      if callee.kind == .variable { function.token = callee.text }
      function.position = callee.position
      result = try applyOnce(function, arguments, input, environment)
    }
    return result
  }

  @inline(never)
  private func applyOnce(
    _ function: Function, _ arguments: [Value], _ input: Value, _ environment: Environment
  ) throws(JSONataError) -> Value {
    try stack.check(at: function.position)
    do throws(JSONataError) {
      if let signature = function.signature, signature.readsItems {
        for case .array(let box) in arguments { try charge(box.items.count / Self.visitsPerStep) }
      }
      let checked = try function.signature?.validate(arguments, context: input) ?? arguments
      return try run(function, checked, input, environment)
    } catch {
      var located = error
      if located.token == nil { located.token = function.token }
      located.position = function.position ?? located.position
      throw located
    }
  }

  @inline(never)
  private func run(
    _ function: Function, _ arguments: [Value], _ input: Value, _ environment: Environment
  ) throws(JSONataError) -> Value {
    switch function.body {
    case .lambda(let lambda):
      let scope = Environment(parent: lambda.environment)
      for (index, name) in lambda.parameters.enumerated() {
        scope.bind(name, index < arguments.count ? arguments[index] : .undefined)
      }
      return try evaluate(lambda.body, lambda.input, scope)
    case .native(let native):
      try charge(try native.cost(of: arguments))
      return try native.body(
        Call(evaluator: self, arguments: arguments, input: input, environment: environment))
    case .partial(let inner, let given):
      var rest = arguments[...]
      let all = given.map { $0 ?? rest.popFirst() ?? .undefined }
      return try apply(inner, all, input, environment)
    case .pattern(let pattern):
      guard let text = arguments.first?.text else { return .undefined }
      try charge(text.utf8.count >> 5)
      let start = arguments.count > 1 ? (try arguments[1].numeric()).flatMap { Int(exactly: $0) } ?? 0 : 0
      return try match(pattern, Array(text.utf16), from: max(0, start))
    case .next(let pattern, let units, let start): return try match(pattern, units, from: start)
    case .transform(let node, let scope): return try transform(node, arguments.first ?? .undefined, scope)
    case .chain(let first, let second):
      let value = try apply(first, arguments, .null, environment)
      return try apply(second, [value], .null, environment)
    }
  }

  @inline(never)
  func partial(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    var given: [Value?] = []
    for item in node.items {
      if item.kind == .operator, item.text == "?" {
        given.append(nil)
      } else {
        given.append(try evaluate(item, input, environment))
      }
    }
    guard let callee = node.lhs else { return .undefined }
    let procedure = try evaluate(callee, input, environment)
    let name = Self.name(of: callee)
    if procedure.isUndefined, callee.kind == .path, lookup(name, environment) != nil {
      throw JSONataError("T1007", position: node.position, token: name)
    }
    guard let function = procedure.function else {
      throw JSONataError("T1008", position: node.position, token: name)
    }
    let open = given.count { $0 == nil }
    if case .lambda(let lambda) = function.body {
      // As the reference: a partial application of a lambda has no signature, and what is missing stays undefined.
      let plain = Function(.lambda(lambda), arity: function.arity)
      return .function(Function(.partial(plain, given), arity: open + max(0, function.arity - given.count)))
    }
    return .function(Function(.partial(function, given), arity: open))
  }

  @inline(never)
  func chain(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    guard let leftNode = node.lhs, let rightNode = node.rhs else { return .undefined }
    let left = try evaluate(leftNode, input, environment)
    if rightNode.kind == .function {
      let result = try call(rightNode, input, environment, first: left)
      return result
    }
    let right = try evaluate(rightNode, input, environment)
    guard let function = right.function else {
      throw JSONataError("T2006", position: node.position, value: right.shown)
    }
    if let first = left.function { return .function(Function(.chain(first, function), arity: 1)) }
    return try apply(function, [left], .null, environment)
  }

  // MARK: Functions that take functions

  /// Calls `function` with as many of the arguments as it takes, at least one.
  @inline(never)
  func callBack(
    _ function: Function, _ arguments: [Value], _ environment: Environment
  ) throws(JSONataError) -> Value {
    try apply(function, Array(arguments.prefix(max(1, function.arity))), .null, environment)
  }
}
