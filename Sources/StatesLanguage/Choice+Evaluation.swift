public import JSON
public import JSONPath
import Prelude

extension Choice.Rule {
  /// Whether the condition holds. A path that leads nowhere is an error, except for `IsPresent`; a value of another
  /// type than the comparison's is merely no match.
  public func matches(input: JSON, context: QueryContext) throws(QueryFailure) -> Bool {
    // The buffer lends each test where it lies; the array would copy it, with a retain for every field.
    try tests.withUnsafeBufferPointer { (tests) throws(QueryFailure) -> Bool in
      var place = 0
      while place >= 0 {
        let holds = try tests[place].holds(input: input, context: context)
        place = holds ? tests[place].whenTrue : tests[place].whenFalse
      }
      return place == Choice.Test.accept
    }
  }
}

extension Choice.Test {
  func holds(input: JSON, context: QueryContext) throws(QueryFailure) -> Bool {
    if case .isPresent(let wanted) = comparison {
      return (variable.find(input: input, context: context) != nil) == wanted
    }
    let value = try variable.value(input: input, context: context)
    switch comparison {
    case .isPresent: return false
    case .isOfKind(let kind, let wanted): return kind.contains(value) == wanted
    case .matches(let pattern):
      guard case .string(let text) = value else { return false }
      return pattern.matches(text)
    case .boolean(let operand):
      guard case .bool(let left) = value else { return false }
      switch operand {
      case .constant(let right): return left == right
      case .path(let path):
        guard case .bool(let right) = try path.value(input: input, context: context) else { return false }
        return left == right
      }
    case .string(let order, let operand):
      guard case .string(let left) = value else { return false }
      switch operand {
      case .constant(let right): return order.holds(left, right)
      case .path(let path):
        guard case .string(let right) = try path.value(input: input, context: context) else { return false }
        return order.holds(left, right)
      }
    case .number(let order, let operand):
      guard let left = Choice.Number(value) else { return false }
      switch operand {
      case .constant(let right): return order.holds(left, right)
      case .path(let path):
        guard let right = Choice.Number(try path.value(input: input, context: context)) else { return false }
        return order.holds(left, right)
      }
    case .timestamp(let order, let operand):
      guard let left = Timestamp(value) else { return false }
      switch operand {
      case .constant(let right): return order.holds(left < right, left == right)
      case .path(let path):
        guard let right = Timestamp(try path.value(input: input, context: context)) else { return false }
        return order.holds(left < right, left == right)
      }
    }
  }
}

extension Path {
  fileprivate func value(input: JSON, context: QueryContext) throws(QueryFailure) -> JSON {
    if let value = find(input: input, context: context) { return value }
    throw QueryFailure(
      error: "States.Runtime",
      cause: "Invalid path '\(text)': The choice state's condition path references an invalid value.")
  }
}

extension Choice.Order {
  func holds(_ isLess: Bool, _ isEqual: Bool) -> Bool {
    switch self {
    case .equal: isEqual
    case .less: isLess
    case .greater: !isLess && !isEqual
    case .lessOrEqual: isLess || isEqual
    case .greaterOrEqual: !isLess
    }
  }

  /// By UTF-16 code units, the order of Java's `compareTo`; never by canonical equivalence.
  func holds(_ left: String, _ right: String) -> Bool {
    if self == .equal { return left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8) }
    let isLess = left.utf16.lexicographicallyPrecedes(right.utf16)
    return holds(isLess, !isLess && left.utf8.elementsEqual(right.utf8))
  }

  func holds(_ left: Choice.Number, _ right: Choice.Number) -> Bool {
    if case (.integer(let a), .integer(let b)) = (left, right) { return holds(a < b, a == b) }
    return holds(left.double < right.double, left.double == right.double)
  }
}

extension Choice.Kind {
  func contains(_ value: JSON) -> Bool {
    switch (self, value) {
    case (.null, .null), (.boolean, .bool), (.string, .string), (.number, .integer), (.number, .double): true
    case (.timestamp, .string(let text)): Timestamp(rfc3339: text) != nil
    default: false
    }
  }
}

extension Choice.Number {
  init?(_ value: JSON) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .double(let number): self = .double(number)
    case .null, .bool, .string, .array, .object: return nil
    }
  }

  var double: Double {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    }
  }
}

extension Timestamp {
  fileprivate init?(_ value: JSON) {
    guard case .string(let text) = value else { return nil }
    self.init(rfc3339: text)
  }
}
