import JSON

/// The condition of a filter, `[?(…)]`.
indirect enum PathFilter: Sendable {
  enum Operand: Sendable {
    /// Steps from the value that is tested.
    case item([PathStep])
    /// Steps from the root of the document.
    case root([PathStep])
    case constant(JSON)
  }
  enum Comparison: Sendable { case equal, unequal, less, lessOrEqual, greater, greaterOrEqual, among, notAmong }

  case exists(Operand)
  case compare(Operand, Comparison, Operand)
  case not(PathFilter)
  case all([PathFilter])
  case any([PathFilter])

  func holds(_ item: JSON, root: JSON) -> Bool {
    switch self {
    case .exists(let operand): return operand.value(item, root: root) != nil
    case .not(let condition): return !condition.holds(item, root: root)
    case .all(let conditions): return conditions.allSatisfy { $0.holds(item, root: root) }
    case .any(let conditions): return conditions.contains { $0.holds(item, root: root) }
    case .compare(let a, let comparison, let b):
      guard let a = a.value(item, root: root), let b = b.value(item, root: root) else { return comparison == .unequal }
      return comparison.holds(a, b)
    }
  }
}

extension PathFilter.Operand {
  fileprivate func value(_ item: JSON, root: JSON) -> JSON? {
    switch self {
    case .item(let steps): PathStep.find(steps, in: item, root: root)
    case .root(let steps): PathStep.find(steps, in: root, root: root)
    case .constant(let value): value
    }
  }
}

extension PathFilter.Comparison {
  fileprivate func holds(_ a: JSON, _ b: JSON) -> Bool {
    switch self {
    case .equal: a == b
    case .unequal: a != b
    case .less: Self.isLess(a, b)
    case .greater: Self.isLess(b, a)
    case .lessOrEqual: Self.isLess(a, b) || Self.areOrdered(a, b) && a == b
    case .greaterOrEqual: Self.isLess(b, a) || Self.areOrdered(a, b) && a == b
    case .among: if case .array(let values) = b { values.contains(a) } else { false }
    case .notAmong: if case .array(let values) = b { !values.contains(a) } else { true }
    }
  }

  private static func isLess(_ a: JSON, _ b: JSON) -> Bool {
    switch (a, b) {
    case (.integer(let a), .integer(let b)): a < b
    case (.string(let a), .string(let b)): a.utf16.lexicographicallyPrecedes(b.utf16)
    default: if let a = a.number, let b = b.number { a < b } else { false }
    }
  }

  private static func areOrdered(_ a: JSON, _ b: JSON) -> Bool {
    if case .string = a, case .string = b { true } else { a.number != nil && b.number != nil }
  }
}

extension JSON {
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }
}
