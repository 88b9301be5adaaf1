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

  static func compare(_ operation: Operator, _ a: Value, _ b: Value) throws(JSONataError) -> Value {
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

  static func arithmetic(_ operation: Operator, _ a: Value, _ b: Value) throws(JSONataError) -> Value {
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
