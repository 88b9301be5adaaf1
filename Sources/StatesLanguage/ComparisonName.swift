/// The 39 comparison operators of a Choice rule. Source: Amazon States Language, "Data-test expression".
enum ComparisonName {
  enum Ordered: String, CaseIterable {
    case string = "String"
    case numeric = "Numeric"
    case timestamp = "Timestamp"
  }

  private static let orders: [(name: String, order: Choice.Order)] = [
    ("Equals", .equal), ("LessThan", .less), ("GreaterThan", .greater), ("LessThanEquals", .lessOrEqual),
    ("GreaterThanEquals", .greaterOrEqual),
  ]

  /// nil is `IsPresent`, the one test of a place and not of a value.
  static let kinds: [(name: String, kind: Choice.Kind?)] = [
    ("IsNull", .null), ("IsPresent", nil), ("IsNumeric", .number), ("IsString", .string), ("IsBoolean", .boolean),
    ("IsTimestamp", .timestamp),
  ]

  static let all: [String] =
    Ordered.allCases.flatMap { type in orders.flatMap { [type.rawValue + $0.name, type.rawValue + $0.name + "Path"] } }
    + ["BooleanEquals", "BooleanEqualsPath", "StringMatches"] + kinds.map(\.name)

  /// `StringLessThan` as type and order; nil for any other operator.
  static func ordered(_ name: String) -> (Ordered, Choice.Order)? {
    for type in Ordered.allCases where name.hasPrefix(type.rawValue) {
      let rest = name.dropFirst(type.rawValue.count)
      if let match = orders.first(where: { $0.name == rest }) { return (type, match.order) }
    }
    return nil
  }
}
