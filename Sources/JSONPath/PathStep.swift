import JSON

/// One step of a path, from a value to values inside it.
enum PathStep: Sendable {
  case name(String)
  /// At the end of a path an object of those that exist, elsewhere each of their values.
  case names([String])
  /// Negative indices count from the end.
  case index(Int)
  case indices([Int])
  case wildcard
  case slice(Int?, Int?)
  /// The value itself and everything inside it.
  case descendants
  case filter(PathFilter)
  case function(PathFunction)

  /// Whether the step leads to no more than one value; `isLast` in its path.
  func isDefinite(isLast: Bool) -> Bool {
    switch self {
    case .name, .index, .function: true
    case .names: isLast
    case .indices, .wildcard, .slice, .descendants, .filter: false
    }
  }

  /// The text of the step in an error message.
  var text: String {
    switch self {
    case .name(let name): "['\(name)']"
    case .names(let names): "[\(names.map { "'\($0)'" }.joined(separator: ","))]"
    case .index(let index): "[\(index)]"
    case .indices(let indices): "[\(indices.map(String.init).joined(separator: ","))]"
    case .wildcard: "[*]"
    case .slice(let lower, let upper): "[\(lower.map(String.init) ?? ""):\(upper.map(String.init) ?? "")]"
    case .descendants: ".."
    case .filter: "[?]"
    case .function(let function): ".\(function.rawValue)()"
    }
  }

  /// Where a path ended without a value: the number of steps that led to a value, and that value.
  struct Miss: Error {
    var step: Int
    var value: JSON
  }

  /// The most values that a path may lead to: more than a payload of AWS's largest size can hold.
  private static let valueLimit = 1 << 20

  /// The value of a path with definite steps; otherwise the array of all values.
  static func find(_ steps: [PathStep], in value: JSON, root: JSON) -> JSON? {
    do throws(Miss) { return try select(steps, in: value, root: root) } catch { return nil }
  }

  /// An indefinite path that leads nowhere gives an empty array (recorded).
  static func select(_ steps: [PathStep], in value: JSON, root: JSON) throws(Miss) -> JSON {
    var value = value
    for index in steps.indices {
      guard steps[index].isDefinite(isLast: index == steps.count - 1) else {
        return try selectMany(steps, from: index, in: value, root: root)
      }
      guard let inner = steps[index].follow(value) else {
        if let first = steps.indices[index...].first(where: { !steps[$0].isDefinite(isLast: $0 == steps.count - 1) }) {
          return try selectMany(steps, from: first, in: .null, root: root)
        }
        throw Miss(step: index, value: value)
      }
      value = inner
    }
    return value
  }

  private static func selectMany(
    _ steps: [PathStep], from first: Int, in value: JSON, root: JSON
  ) throws(Miss) -> JSON {
    var values = [value]
    for index in first..<steps.count {
      if case .function(let function) = steps[index] {
        guard let result = function.apply(.array(values)) else { throw Miss(step: index, value: .array(values)) }
        return result
      }
      var inner: [JSON] = []
      for value in values {
        steps[index].collect(from: value, root: root, isLast: index == steps.count - 1, into: &inner)
        // `$..*..*..*` multiplies with every step: a path may not hold more than this, whatever its value.
        guard inner.count <= valueLimit else { throw Miss(step: index, value: .null) }
      }
      values = inner
    }
    return .array(values)
  }

  /// The value that a definite step leads to.
  func follow(_ value: JSON) -> JSON? {
    switch (self, value) {
    case (.name(let name), .object(let members)): return members[name]
    case (.index(let index), .array(let values)):
      let place = index < 0 ? values.count + index : index
      guard values.indices.contains(place) else { return nil }
      return values[place]
    case (.names(let names), .object(let members)):
      var found = JSONObject()
      for name in names { if let value = members[name] { found[name] = value } }
      return .object(found)
    case (.function(let function), _): return function.apply(value)
    default: return nil
    }
  }

  private func collect(from value: JSON, root: JSON, isLast: Bool, into found: inout [JSON]) {
    switch (self, value) {
    case (.names(let names), .object(let members)) where !isLast: found += names.compactMap { members[$0] }
    case (.name, _), (.names, _), (.function, _):
      if let inner = follow(value) { found.append(inner) }
    // AWS gives null for an index that an array does not have, and leaves out a name that an object does not have
    // (measured with TestState): what a Jackson tree answers beneath Jayway JsonPath.
    case (.index, .array): found.append(follow(value) ?? .null)
    case (.indices(let indices), .array):
      for index in indices { found.append(PathStep.index(index).follow(value) ?? .null) }
    case (.wildcard, .array(let values)): found += values
    case (.wildcard, .object(let members)): found += members.map(\.value)
    case (.slice(let lower, let upper), .array(let values)):
      let from = Self.bound(lower ?? 0, values.count)
      let to = Self.bound(upper ?? values.count, values.count)
      if from < to { found += values[from..<to] }
    case (.filter(let condition), .array(let values)):
      for item in values where condition.holds(item, root: root) { found.append(item) }
    case (.filter(let condition), .object): if condition.holds(value, root: root) { found.append(value) }
    case (.descendants, _): Self.collectDescendants(of: value, into: &found)
    case (.index, _), (.indices, _), (.wildcard, _), (.slice, _), (.filter, _): break
    }
  }

  private static func bound(_ index: Int, _ count: Int) -> Int {
    max(0, min(count, index < 0 ? count + index : index))
  }

  /// Outer containers before inner ones; values may be nested deeper than the stack could follow.
  private static func collectDescendants(of value: JSON, into found: inout [JSON]) {
    var waiting = [value]
    while let next = waiting.popLast() {
      switch next {
      case .array(let values): waiting += values.reversed()
      case .object(let members): waiting += members.reversed().map(\.value)
      case .null, .bool, .integer, .double, .string: continue
      }
      found.append(next)
    }
  }
}
