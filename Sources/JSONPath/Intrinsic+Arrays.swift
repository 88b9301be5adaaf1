import JSON

extension Intrinsic {
  static func partition(_ value: JSON, _ size: JSON) throws(Refusal) -> JSON {
    let values = try array(value, "first")
    let size = try integer(size, "second")
    guard size >= 1 else { throw Refusal(reason: "The second argument must be a positive integer, but was \(size)") }
    guard value.byteCount <= partitionByteLimit else {
      throw Refusal(reason: "The first argument has more than \(partitionByteLimit) bytes")
    }
    var chunks: [JSON] = []
    var start = 0
    while start < values.count {
      let end = values.count - start > size ? start + size : values.count
      chunks.append(.array(Array(values[start..<end])))
      start = end
    }
    return .array(chunks)
  }

  static func range(_ first: JSON, _ last: JSON, _ step: JSON) throws(Refusal) -> JSON {
    let first = try integer(first, "first")
    let last = try integer(last, "second")
    let step = try integer(step, "third")
    guard step != 0 else { throw Refusal(reason: "The third argument must not be 0") }
    var values: [JSON] = []
    var current = first
    while step > 0 ? current <= last : current >= last {
      guard values.count < rangeLimit else {
        throw Refusal(reason: "The array has more than \(rangeLimit) elements")
      }
      values.append(.integer(current))
      let (next, isOverflow) = current.addingReportingOverflow(step)
      if isOverflow { break }
      current = next
    }
    return .array(values)
  }

  /// The first of equal values each.
  static func unique(_ values: [JSON]) -> [JSON] {
    var seen: Set<JSON> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// Members of the second object replace those of the first; inner objects are not merged.
  static func merge(_ first: JSON, _ second: JSON, _ isDeep: JSON) throws(Refusal) -> JSON {
    guard case .object(var merged) = first else {
      throw Refusal(reason: "The first argument must be an object, but was \(first.kind)")
    }
    guard case .object(let members) = second else {
      throw Refusal(reason: "The second argument must be an object, but was \(second.kind)")
    }
    guard case .bool(false) = isDeep else {
      throw Refusal(reason: "The third argument must be false: only shallow merging is supported")
    }
    for member in members { merged[member.key] = member.value }
    return .object(merged)
  }
}
