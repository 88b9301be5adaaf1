extension Evaluator {
  /// `first`: what `~>` puts before the arguments.
  @inline(never)
  func call(_ call: Call, _ input: Value, _ frame: Frame, first: Value?) throws(JSONataError) -> Value {
    let callee = try evaluate(call.callee, input, frame)
    if callee.isUndefined, isMistaken(call, frame) {
      throw JSONataError("T1005", position: call.position, token: call.name)
    }
    var arguments = first.map { [$0] } ?? []
    for argument in call.arguments { arguments.append(try evaluate(argument, input, frame)) }
    guard let function = callee.function else {
      throw JSONataError("T1006", position: call.position, token: call.name)
    }
    function.token = call.name
    function.position = call.position
    do throws(JSONataError) {
      return try apply(function, arguments, input, frame)
    } catch {
      var located = error
      if located.position == nil { located.position = call.position }
      if located.token == nil { located.token = call.name }
      throw located
    }
  }

  /// Whether the callee lacks a dollar sign.
  private func isMistaken(_ call: Call, _ frame: Frame) -> Bool {
    call.meant.map { value(of: $0, frame) != nil } ?? false
  }

  /// Calls a function; calls in tail position follow in the same loop.
  @inline(never)
  func apply(
    _ function: Function, _ arguments: [Value], _ input: Value, _ frame: Frame
  ) throws(JSONataError) -> Value {
    var result = try applyOnce(function, arguments, input, frame)
    while let closure = result.function?.closure, let call = closure.lambda.tailCall {
      let next = try evaluate(call.callee, closure.input, closure.frame)
      var arguments: [Value] = []
      for argument in call.arguments { arguments.append(try evaluate(argument, closure.input, closure.frame)) }
      guard let function = next.function else {
        throw JSONataError("T1006", position: call.callee.position, token: call.name)
      }
      if call.callee.variableName != nil { function.token = call.name }
      function.position = call.callee.position
      result = try applyOnce(function, arguments, input, frame)
    }
    return result
  }

  @inline(never)
  private func applyOnce(
    _ function: Function, _ arguments: [Value], _ input: Value, _ frame: Frame
  ) throws(JSONataError) -> Value {
    try stack.check(at: function.position)
    do throws(JSONataError) {
      if let signature = function.signature, signature.readsItems {
        for case .array(let box) in arguments { try charge(box.items.count / Self.visitsPerStep) }
      }
      let checked = try function.signature?.validate(arguments, context: input) ?? arguments
      return try run(function, checked, input, frame)
    } catch {
      var located = error
      if located.token == nil { located.token = function.token }
      located.position = function.position ?? located.position
      throw located
    }
  }

  @inline(never)
  private func run(
    _ function: Function, _ arguments: [Value], _ input: Value, _ frame: Frame
  ) throws(JSONataError) -> Value {
    switch function.body {
    case .closure(let closure):
      let lambda = closure.lambda
      let scope =
        lambda.names.map { Frame($0, parent: closure.frame, parameters: lambda.parameterCount, arguments) }
        ?? closure.frame
      return try evaluate(lambda.body, closure.input, scope)
    case .native(let native):
      try charge(try native.cost(of: arguments))
      return try native.body(NativeCall(evaluator: self, arguments: arguments, input: input, frame: frame))
    case .partial(let inner, let given):
      var rest = arguments[...]
      let all = given.map { $0 ?? rest.popFirst() ?? .undefined }
      return try apply(inner, all, input, frame)
    case .pattern(let pattern):
      guard let text = arguments.first?.text else { return .undefined }
      try charge(text.utf8.count >> 5)
      let start = arguments.count > 1 ? (try arguments[1].numeric()).flatMap { Int(exactly: $0) } ?? 0 : 0
      return try match(pattern, Array(text.utf16), from: max(0, start))
    case .next(let pattern, let units, let start): return try match(pattern, units, from: start)
    case .transform(let transform, let scope):
      return try self.transform(transform, arguments.first ?? .undefined, scope)
    case .chain(let first, let second):
      let value = try apply(first, arguments, .null, frame)
      return try apply(second, [value], .null, frame)
    }
  }

  @inline(never)
  func partial(_ call: Call, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var given: [Value?] = []
    for argument in call.arguments {
      if case .placeholder = argument.form {
        given.append(nil)
      } else {
        given.append(try evaluate(argument, input, frame))
      }
    }
    let callee = try evaluate(call.callee, input, frame)
    if callee.isUndefined, isMistaken(call, frame) {
      throw JSONataError("T1007", position: call.position, token: call.name)
    }
    guard let function = callee.function else {
      throw JSONataError("T1008", position: call.position, token: call.name)
    }
    let open = given.count { $0 == nil }
    if let closure = function.closure {
      // As the reference: a partial application of a lambda has no signature, and what is missing stays undefined.
      let plain = Function(.closure(closure), arity: function.arity)
      return .function(Function(.partial(plain, given), arity: open + max(0, function.arity - given.count)))
    }
    return .function(Function(.partial(function, given), arity: open))
  }

  @inline(never)
  func chain(_ chain: Chain, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(chain.left, input, frame)
    if case .call(let call) = chain.right.form { return try self.call(call, input, frame, first: left) }
    let right = try evaluate(chain.right, input, frame)
    guard let function = right.function else {
      throw JSONataError("T2006", position: chain.position, value: right.shown)
    }
    if let first = left.function { return .function(Function(.chain(first, function), arity: 1)) }
    return try apply(function, [left], .null, frame)
  }

  // MARK: Functions that take functions

  /// Calls `function` with as many of the arguments as it takes, at least one.
  @inline(never)
  func callBack(
    _ function: Function, _ arguments: [Value], _ frame: Frame
  ) throws(JSONataError) -> Value {
    try apply(function, Array(arguments.prefix(max(1, function.arity))), .null, frame)
  }
}
