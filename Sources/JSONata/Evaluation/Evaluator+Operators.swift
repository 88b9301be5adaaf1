extension Evaluator {
  @inline(never)
  func operate(_ operation: Operation, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(operation.left, input, frame)
    if operation.kind == .and || operation.kind == .or {
      let isAnd = operation.kind == .and
      let first = try boolean(left) ?? false
      if first != isAnd { return .bool(first) }
      return .bool(try boolean(try evaluate(operation.right, input, frame)) ?? false)
    }
    let right = try evaluate(operation.right, input, frame)
    do throws(JSONataError) {
      return try operate(operation.kind, left, right)
    } catch {
      var located = error
      located.position = operation.position
      located.token = operation.kind.rawValue
      throw located
    }
  }

  @inline(never)
  private func operate(_ operation: Operator, _ left: Value, _ right: Value) throws(JSONataError) -> Value {
    switch operation {
    case .equal, .notEqual:
      if left.isUndefined || right.isUndefined { return .bool(false) }
      return .bool(try equal(left, right) == (operation == .equal))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if let a = left.text, let b = right.text { try charge(bytes: min(a.utf8.count, b.utf8.count)) }
      return try Operators.compare(operation, left, right)
    case .concatenate:
      let text = (try string(left) ?? "") + (try string(right) ?? "")
      return try check(text: text)
    case .range: return try range(left, right)
    case .contained:
      if left.isUndefined || right.isUndefined { return .bool(false) }
      for (index, item) in right.asItems.enumerated() {
        if index % Self.visitsPerStep == 0 { try charge(1) }
        if try equal(item, left) { return .bool(true) }
      }
      return .bool(false)
    case .and, .or, .add, .subtract, .multiply, .divide, .remainder:
      return try Operators.arithmetic(operation, left, right)
    }
  }

  @inline(never)
  private func range(_ left: Value, _ right: Value) throws(JSONataError) -> Value {
    func integer(_ value: Value, _ code: String) throws(JSONataError) -> Double? {
      if value.isUndefined { return nil }
      guard let number = value.double, number.rounded() == number, number.isFinite else {
        throw JSONataError(code, value: value.shown)
      }
      return number
    }
    let first = try integer(left, "T2003")
    let last = try integer(right, "T2004")
    guard let first, let last, Operators.order(left, right) <= 0 else { return .undefined }
    let distance = Operators.exact(.subtract, right, left)?.double ?? last - first
    if distance >= Self.largestRange { throw JSONataError("D2014", value: NumberText.shortest(distance + 1)) }
    let count = Int(distance) + 1
    try check(count: count)
    try charge(count >> 2)
    var numbers: [Value] = []
    numbers.reserveCapacity(count)
    if max(abs(first), abs(last)) > Value.exactLimit, let start = left.whole, right.whole != nil {
      for offset in 0..<count { numbers.append(.whole(start + offset)) }
    } else {
      for offset in 0..<count { numbers.append(.number(first + Double(offset))) }
    }
    return .array(ArrayBox(numbers: numbers, .sequence))
  }

  @inline(never)
  func array(_ nodes: [Node], isKept: Bool, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let result = ArrayBox([])
    for node in nodes {
      let value = try evaluate(node, input, frame)
      switch value {
      case .undefined: break
      case .array(let box) where !node.isArrayConstructor: try append(box, to: result)
      default: result.append(value)
      }
    }
    try check(count: result.items.count)
    try charge(result.items.count >> 2)
    if isKept { result.flags.insert(.cons) }
    return .array(result)
  }

  @inline(never)
  func negative(_ operand: Node, _ position: Int?, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let value = try evaluate(operand, input, frame)
    if value.isUndefined { return value }
    guard try value.numeric() != nil, let negative = Operators.negative(value) else {
      throw JSONataError("D1002", position: position, token: "-", value: value.shown)
    }
    return negative
  }
}
