import JSON

/// Walks through values.
///
/// A value that holds another one twice is walked through twice, so that a small value may take for ever: every walk
/// pays for what it visits. None goes deeper than the native stack allows.
extension Evaluator {
  /// Visits of items that need neither memory nor a call, for one step.
  static let visitsPerStep = 16

  /// Pays for a list that was walked through or copied.
  func charge(items count: Int) throws(JSONataError) { try charge(1 + count >> 2) }

  /// Pays for bytes that a loop of machine code looks at.
  func charge(bytes count: Int) throws(JSONataError) { try charge(count >> 6) }

  /// nil where the value is undefined.
  func boolean(_ value: Value) throws(JSONataError) -> Bool? {
    guard case .array(let box) = value else { return Operators.boolean(value) }
    try stack.check(at: nil)
    try charge(1)
    if box.items.count == 1 { return try boolean(box.items[0]) ?? false }
    for (index, item) in box.items.enumerated() {
      if index % Self.visitsPerStep == 0 { try charge(1) }
      if try boolean(item) == true { return true }
    }
    return false
  }

  /// Negative, zero or positive.
  func compare(_ a: String, _ b: String) throws(JSONataError) -> Int {
    try charge(bytes: min(a.utf8.count, b.utf8.count))
    return Operators.compare(a, b)
  }

  func equal(_ a: Value, _ b: Value) throws(JSONataError) -> Bool {
    switch (a, b) {
    case (.undefined, .undefined), (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.integer(let a), .integer(let b)): return a == b
    case (.string(let a), .string(let b)):
      guard a.utf8.count == b.utf8.count else { return false }
      try charge(bytes: a.utf8.count)
      return a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)):
      if a === b { return true }
      guard a.items.count == b.items.count else { return false }
      try stack.check(at: nil)
      try charge(1)
      for (index, item) in a.items.enumerated() {
        if index % Self.visitsPerStep == 0 { try charge(1) }
        guard try equal(item, b.items[index]) else { return false }
      }
      return true
    case (.object(let a), .object(let b)):
      if a === b { return true }
      guard a.count == b.count else { return false }
      try stack.check(at: nil)
      try charge(items: a.count)
      for (key, value) in zip(a.keys, a.values) {
        guard let other = b[key], try equal(value, other) else { return false }
      }
      return true
    case (.function(let a), .function(let b)): return a === b
    default: return false
    }
  }

  /// A copy that shares no array or object with the value.
  func copy(_ value: Value) throws(JSONataError) -> Value {
    switch value {
    case .array(let box):
      try stack.check(at: nil)
      try charge(2 + box.items.count >> 2)
      var items: [Value] = []
      items.reserveCapacity(box.items.count)
      for item in box.items { items.append(try copy(item)) }
      return .array(ArrayBox(items))
    case .object(let box):
      try stack.check(at: nil)
      try charge(4 + box.count)
      let copy = ObjectBox()
      for (key, value) in zip(box.keys, box.values) { copy[key] = try self.copy(value) }
      return .object(copy)
    default: return value
    }
  }

  // MARK: Selection

  /// A member of an object; of an array, what its items have under the key.
  func lookup(_ input: Value, _ key: String) throws(JSONataError) -> Value {
    switch input {
    case .object(let box): return box[key] ?? .undefined
    case .array(let box):
      let result = ArrayBox.sequence()
      try collect(key, of: box, into: result)
      return .array(result)
    default: return .undefined
    }
  }

  private func collect(_ key: String, of box: ArrayBox, into result: ArrayBox) throws(JSONataError) {
    try stack.check(at: nil)
    try charge(items: box.items.count)
    for item in box.items {
      switch item {
      case .object(let object):
        guard let member = object[key] else { break }
        if case .array(let found) = member { try append(found, to: result) } else { result.append(member) }
      case .array(let inner): try collect(key, of: inner, into: result)
      default: break
      }
    }
  }

  func append(_ other: ArrayBox, to result: ArrayBox) throws(JSONataError) {
    try check(count: result.items.count + other.items.count)
    try charge(items: other.items.count)
    result.append(contentsOf: other)
  }

  @inline(never)
  func append(_ other: ArrayBox, to items: inout [Value]) throws(JSONataError) {
    try check(count: items.count + other.items.count)
    try charge(items: other.items.count)
    if items.isEmpty { items = other.items } else { items += other.items }
  }

  func wildcard(_ input: Value) throws(JSONataError) -> Value {
    var input = input
    if let box = input.array, box.has(.outerWrapper), let first = box.items.first { input = first }
    let values: [Value]
    switch input {
    case .array(let box): values = box.items
    case .object(let box): values = box.values
    default: return .array(.sequence())
    }
    try charge(items: values.count)
    let results = ArrayBox.sequence()
    for value in values {
      if value.array != nil {
        // The reference joins arrays to a plain one.
        results.flags.remove(.sequence)
        try flatten(value, into: results)
      } else {
        results.append(value)
      }
    }
    return .array(results)
  }

  private func flatten(_ value: Value, into result: ArrayBox) throws(JSONataError) {
    guard let box = value.array else { return result.append(value) }
    try stack.check(at: nil)
    try charge(items: box.items.count)
    try check(count: result.items.count)
    for item in box.items { try flatten(item, into: result) }
  }

  func descendants(_ input: Value) throws(JSONataError) -> Value {
    if input.isUndefined { return .undefined }
    let result = ArrayBox.sequence()
    try collect(input, into: result)
    try check(count: result.items.count)
    return result.items.count == 1 ? result.items[0] : .array(result)
  }

  private func collect(_ input: Value, into result: ArrayBox) throws(JSONataError) {
    switch input {
    case .array(let box):
      try stack.check(at: nil)
      try charge(items: box.items.count)
      for item in box.items { try collect(item, into: result) }
    case .object(let box):
      try stack.check(at: nil)
      try charge(items: box.count)
      result.append(input)
      for value in box.values { try collect(value, into: result) }
    default: result.append(input)
    }
  }

  // MARK: JSON

  /// What becomes of a value as JSON: how many bytes so far, about, and whether there was a function.
  struct Conversion {
    /// The outermost array or object is free.
    fileprivate var bytes = -Conversion.leastBytes
    var holdsFunction = false

    /// Of an array, an object, or a scalar: AWS admits so many numbers as if each had 8 bytes.
    fileprivate static let leastBytes = 8
  }

  /// nil for undefined and for functions, as JSON.stringify has it.
  func json(_ value: Value, _ conversion: inout Conversion) throws(JSONataError) -> JSON? {
    conversion.bytes += Conversion.leastBytes
    switch value {
    case .string(let text): conversion.bytes += text.utf8.count
    case .object(let box): conversion.bytes += box.bytesPassedAgain()
    default: break
    }
    if conversion.bytes > max(limits.text, limits.sequence * Conversion.leastBytes) { throw .memoryLimit }
    switch value {
    case .function:
      conversion.holdsFunction = true
      return nil
    case .array(let box):
      try stack.check(at: nil)
      var values: [JSON] = []
      values.reserveCapacity(box.items.count)
      for item in box.items { values.append(try json(item, &conversion) ?? .null) }
      return .array(values)
    case .object(let box):
      if let source = box.untouched { return JSON.object(source).withWholeNumbers }
      try stack.check(at: nil)
      var members: [JSONObject.Element] = []
      for (key, value) in zip(box.keys, box.values) {
        conversion.bytes += key.utf8.count
        if let value = try json(value, &conversion) { members.append((key, value)) }
      }
      return .object(JSONObject(uniqueMembers: members))
    default: return value.scalar
    }
  }
}
