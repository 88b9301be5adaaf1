import JSON
import JSONPath
import JSONata

extension JSONataExpression {
  /// JSONata's functions with those that Step Functions adds, and without `$eval`, which it excludes. Source: AWS
  /// developer guide, "JSONata functions provided by Step Functions"; what the guide leaves open is measured by others.
  static let library = Library(
    adding: [
      HostFunction("partition", signature: "<xn?:a>") { (given, _) throws(JSONataError) in
        try partition(given[0], given[1])
      },
      HostFunction("range", signature: "<nnn?:a>", isSequence: true) { (given, _) throws(JSONataError) in
        try range(given[0], given[1], given[2])
      },
      HostFunction("hash", signature: "<ss?:s>") { (given, _) throws(JSONataError) in try hash(given) },
      HostFunction("random", signature: "<n?:n>") { (given, random) throws(JSONataError) in
        guard let seed = given[0]?.towardsZero else { return .double(random()) }
        var generator = JavaRandom(seed: seed)
        return .double(generator.nextDouble())
      },
      HostFunction("uuid", signature: "<:s>") { (_, random) throws(JSONataError) in
        var entropy = Entropy(seed: UInt64(random() * 0x1p53) << 11 ^ UInt64(random() * 0x1p53))
        return .string(entropy.uuid())
      },
      HostFunction("parse", signature: "<s?:x>") { (given, _) throws(JSONataError) in try parse(given[0]) },
    ], hiding: ["eval"])

  /// Without a size all is one part; a size of 0 gives nothing, as no items do.
  private static func partition(_ value: JSON?, _ size: JSON?) throws(JSONataError) -> JSON? {
    guard let value else { return nil }
    if case .null = value {
      var error = JSONataError("T0412", second: "values")
      error.index = 1
      throw error
    }
    let items = if case .array(let items) = value { items } else { [value] }
    let size = size.map { $0.towardsZero ?? 0 } ?? items.count
    if size < 0 { throw JSONataError("D3137", value: "Second argument must be zero or greater") }
    guard size > 0, !items.isEmpty else { return nil }
    var parts: [JSON] = []
    var start = 0
    while start < items.count {
      let end = items.count - start > size ? start + size : items.count
      parts.append(.array(Array(items[start..<end])))
      start = end
    }
    return .array(parts)
  }

  /// The last number included; nothing without a step, or with one that is 0 or leads away.
  private static func range(_ first: JSON?, _ last: JSON?, _ step: JSON?) throws(JSONataError) -> JSON? {
    guard let first = first?.towardsZero, let last = last?.towardsZero, let step = step?.towardsZero else { return nil }
    guard step != 0, step > 0 ? first <= last : first >= last else { return nil }
    // The distance of two integers may need all 64 bits.
    let distance = UInt64(bitPattern: Int64(step > 0 ? last &- first : first &- last))
    let steps = distance / UInt64(step.magnitude)
    guard steps < UInt64(limits.sequence) else { throw .memoryLimit }
    return .array((0...Int(steps)).map { .integer(first &+ $0 &* step) })
  }

  private static func hash(_ given: [JSON?]) throws(JSONataError) -> JSON? {
    guard let data = given[0], let algorithm = given[1] else { return nil }
    do throws(SharedFunction.Refusal) {
      return try SharedFunction.hash.call([data, algorithm])
    } catch {
      throw JSONataError("D3137", value: "\(error.reason) (function hash)")
    }
  }

  /// Outside the strings of a JSON text.
  private static func colonCount(_ bytes: [UInt8]) -> Int {
    var count = 0
    var isString = false
    var isEscaped = false
    for byte in bytes {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isString: isEscaped = true
      case UInt8(ascii: "\""): isString.toggle()
      case UInt8(ascii: ":") where !isString: count += 1
      default: break
      }
    }
    return count
  }

  /// Refuses an object with a repeated key, of which other readers take the last.
  private static func parse(_ text: JSON?) throws(JSONataError) -> JSON? {
    guard case .string(let text)? = text else { return nil }
    let bytes = Array(text.utf8)
    let value: JSON
    do throws(JSONSyntaxError) {
      value = try JSON.parse(bytes)
    } catch {
      throw JSONataError("D3137", value: "Invalid JSON: \(error.message)")
    }
    // A member that was dropped leaves its colon.
    if value.memberCount < colonCount(bytes) { throw JSONataError("D3137", value: "Invalid JSON: a key is repeated") }
    return value
  }
}

extension JSON {
  /// Of all objects in the value.
  fileprivate var memberCount: Int {
    switch self {
    case .null, .bool, .integer, .double, .string: 0
    case .array(let values): values.reduce(0) { $0 + $1.memberCount }
    case .object(let members): members.reduce(members.count) { $0 + $1.value.memberCount }
    }
  }

  /// A number as Java casts it to a long: cut towards zero, and at the ends of 64 bits; nil for other values.
  fileprivate var towardsZero: Int? {
    switch self {
    case .integer(let value): value
    case .double(let value): value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    case .null, .bool, .string, .array, .object: nil
    }
  }
}
