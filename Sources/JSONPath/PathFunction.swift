import JSON

/// A function at the end of a path, such as `$.items.length()`.
enum PathFunction: String, Sendable, CaseIterable {
  case length, size, keys, min, max, sum, avg, stddev, first, last

  /// Nil where the value has no such thing.
  func apply(_ value: JSON) -> JSON? {
    switch self {
    case .length, .size:
      switch value {
      case .array(let values): return .integer(values.count)
      case .object(let members): return .integer(members.count)
      case .string(let text): return .integer(text.utf16.count)
      case .null, .bool, .integer, .double: return nil
      }
    case .keys:
      guard case .object(let members) = value else { return nil }
      return .array(members.map { .string($0.key) })
    case .first, .last:
      guard case .array(let values) = value else { return nil }
      return self == .first ? values.first : values.last
    case .min, .max, .sum, .avg, .stddev:
      guard case .array(let values) = value else { return nil }
      let numbers = values.compactMap(\.number)
      guard !numbers.isEmpty, let result = aggregate(numbers) else { return nil }
      return .double(result)
    }
  }

  private func aggregate(_ numbers: [Double]) -> Double? {
    let count = Double(numbers.count)
    let sum = numbers.reduce(0, +)
    let result: Double? =
      switch self {
      case .min: numbers.min()
      case .max: numbers.max()
      case .sum: sum
      case .avg: sum / count
      case .stddev: (numbers.reduce(0) { $0 + ($1 - sum / count) * ($1 - sum / count) } / count).squareRoot()
      case .length, .size, .keys, .first, .last: nil
      }
    return result.flatMap { $0.isFinite ? $0 : nil }
  }
}
