/// Whole numbers of 64 bits keep every digit, as AWS's evaluator has them; JavaScript's lose those beyond 2^53.
///
/// Each number has one representation: `.integer` is what no double holds, everything else is a `.number`.
extension Value {
  /// 2^53: below, every whole number is a double, and an operation on doubles whose result is whole is exact.
  static let exactLimit = 9_007_199_254_740_992.0

  static func whole(_ value: Int) -> Value {
    let double = Double(value)
    return abs(double) < exactLimit || Int(exactly: double) == value ? .number(double) : .integer(value)
  }

  var isNumber: Bool {
    switch self {
    case .number, .integer: true
    default: false
    }
  }

  /// A number, as the nearest double.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// A number that is whole and has 64 bits.
  var whole: Int? {
    switch self {
    case .number(let value): Int(exactly: value)
    case .integer(let value): value
    default: nil
    }
  }
}

extension Operators {
  /// The exact result of whole numbers, where it is whole and has 64 bits; else nil.
  static func exact(_ operation: Operator, _ a: Value, _ b: Value) -> Value? {
    guard let a = a.whole, let b = b.whole else { return nil }
    let (result, overflow) =
      switch operation {
      case .add: a.addingReportingOverflow(b)
      case .subtract: a.subtractingReportingOverflow(b)
      case .multiply: a.multipliedReportingOverflow(by: b)
      case .divide: b != 0 && a.isMultiple(of: b) ? a.dividedReportingOverflow(by: b) : (0, true)
      default: b != 0 ? a.remainderReportingOverflow(dividingBy: b) : (0, true)
      }
    return overflow ? nil : .whole(result)
  }

  /// Of numbers: negative, zero or positive; zero also where one is not a number.
  static func order(_ a: Value, _ b: Value) -> Int {
    if let a = a.whole, let b = b.whole { return a < b ? -1 : a == b ? 0 : 1 }
    guard let left = a.double, let right = b.double else { return 0 }
    if left != right { return left < right ? -1 : left > right ? 1 : 0 }
    // The double of an integer below 2^63 may be 2^63 itself, which has no 64 bits.
    if case .integer = a { return right > 0 ? -1 : 1 }
    if case .integer = b { return left > 0 ? 1 : -1 }
    return 0
  }

  static func negative(_ number: Value) -> Value? {
    switch number {
    case .number(let value): .number(-value)
    // It cannot be the least integer, which is a double.
    case .integer(let value): .integer(-value)
    default: nil
    }
  }
}
