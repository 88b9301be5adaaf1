/// Operators on values that have been evaluated.
enum Operators {
  /// nil where the value is undefined. An array takes the evaluator, which looks into it.
  static func boolean(_ value: Value) -> Bool? {
    switch value {
    case .undefined: nil
    case .null, .function: false
    case .bool(let value): value
    case .number(let value): value != 0 && !value.isNaN
    case .integer: true
    case .string(let text): !text.isEmpty
    case .array: true
    case .object(let box): box.count > 0
    }
  }

  /// By UTF-16 code units: negative, zero or positive.
  static func compare(_ a: String, _ b: String) -> Int {
    if a.utf8.elementsEqual(b.utf8) { return 0 }
    return a.utf16.lexicographicallyPrecedes(b.utf16) ? -1 : 1
  }

  static func isComparable(_ value: Value) -> Bool {
    switch value {
    case .undefined, .string, .number, .integer: true
    default: false
    }
  }

  static func compare(_ operation: Node.Operation, _ a: Value, _ b: Value) throws(JSONataError) -> Value {
    guard isComparable(a), isComparable(b) else {
      throw JSONataError("T2010", value: (isComparable(a) ? b : a).shown)
    }
    let order: Int
    switch (a, b) {
    case (.undefined, _), (_, .undefined): return .undefined
    case (.string(let a), .string(let b)): order = compare(a, b)
    case (.number(let a), .number(let b)):
      if a.isNaN || b.isNaN { return .bool(false) }
      order = a < b ? -1 : a == b ? 0 : 1
    case _ where a.isNumber && b.isNumber:
      if a.double?.isNaN == true || b.double?.isNaN == true { return .bool(false) }
      order = self.order(a, b)
    default: throw JSONataError("T2009", value: a.shown, second: b.shown)
    }
    return switch operation {
    case .less: .bool(order < 0)
    case .lessOrEqual: .bool(order <= 0)
    case .greater: .bool(order > 0)
    default: .bool(order >= 0)
    }
  }

  static func arithmetic(_ operation: Node.Operation, _ a: Value, _ b: Value) throws(JSONataError) -> Value {
    let left = try a.numeric()
    let right = try b.numeric()
    if left == nil, !a.isUndefined { throw JSONataError("T2001", value: a.shown) }
    if right == nil, !b.isUndefined { throw JSONataError("T2002", value: b.shown) }
    guard let left, let right else { return .undefined }
    let result =
      switch operation {
      case .add: left + right
      case .subtract: left - right
      case .multiply: left * right
      case .divide: left / right
      default: left.truncatingRemainder(dividingBy: right)
      }
    if case .number = a, case .number = b, abs(result) < Value.exactLimit { return .number(result) }
    return exact(operation, a, b) ?? .number(result)
  }
}

extension Evaluator {
  @inline(never)
  func binary(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    guard let leftNode = node.lhs, let rightNode = node.rhs else { return .undefined }
    let left = try evaluate(leftNode, input, environment)
    if node.operation == .and || node.operation == .or {
      let isAnd = node.operation == .and
      let first = try boolean(left) ?? false
      if first != isAnd { return .bool(first) }
      return .bool(try boolean(try evaluate(rightNode, input, environment)) ?? false)
    }
    let right = try evaluate(rightNode, input, environment)
    do throws(JSONataError) {
      return try operate(node.operation, left, right)
    } catch {
      var located = error
      located.position = node.position
      located.token = node.text
      throw located
    }
  }

  @inline(never)
  private func operate(_ operation: Node.Operation, _ left: Value, _ right: Value) throws(JSONataError) -> Value {
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
    case .and, .or, .add, .subtract, .multiply, .divide, .remainder, .other:
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
  func unary(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    switch node.text {
    case "{": return try group(node, input, environment)
    case "[":
      let result = ArrayBox([])
      for item in node.items {
        let value = try evaluate(item, input, environment)
        switch value {
        case .undefined: break
        case .array(let box):
          let isArrayConstructor = item.kind == .unary && item.text == "["
          if isArrayConstructor { result.append(value) } else { try append(box, to: result) }
        default: result.append(value)
        }
      }
      try check(count: result.items.count)
      try charge(result.items.count >> 2)
      if node.consArray { result.flags.insert(.cons) }
      return .array(result)
    default:
      guard let operand = node.lhs else { return .undefined }
      let value = try evaluate(operand, input, environment)
      if value.isUndefined { return value }
      guard try value.numeric() != nil, let negative = Operators.negative(value) else {
        throw JSONataError("D1002", position: node.position, token: node.text, value: value.shown)
      }
      return negative
    }
  }
}
