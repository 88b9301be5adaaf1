import JSON

/// A value while an expression runs.
enum Value {
  case undefined
  case null
  case bool(Bool)
  case number(Double)
  /// A whole number that no double holds.
  case integer(Int)
  case string(String)
  case array(ArrayBox)
  case object(ObjectBox)
  case function(Function)
}

extension Value {
  var level: Int {
    switch self {
    case .array(let box): box.level
    case .object(let box): box.level
    case .function(let function): function.level
    default: 0
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  var array: ArrayBox? { if case .array(let box) = self { box } else { nil } }

  var object: ObjectBox? { if case .object(let box) = self { box } else { nil } }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  var function: Function? { if case .function(let function) = self { function } else { nil } }

  /// The items of an array; any other value as the only item.
  var asItems: [Value] { array?.items ?? [self] }

  static func strings(_ texts: [String], _ flags: ArrayBox.Flags = []) -> Value {
    .array(ArrayBox(numbers: texts.map { .string($0) }, flags))
  }

  /// A finite number; infinity is an error, and not-a-number is none.
  func numeric() throws(JSONataError) -> Double? {
    guard case .number(let value) = self else { return double }
    if value.isNaN { return nil }
    if value.isInfinite { throw JSONataError("D1001", value: NumberText.shortest(value)) }
    return value
  }

  /// JSON text for an error's `value`; nil also where it would be too long or too deep.
  var shown: String? {
    switch self {
    case .undefined, .function: return nil
    default:
      var printer = Printer(limit: 1_000_000, stack: StackGuard(limit: 60_000 * StackGuard.unoptimised))
      return try? printer.string(self)
    }
  }

  // MARK: JSON

  init(_ json: JSON) { self.init(json, level: Self.depth(of: json)) }

  /// `level`: an upper bound of the levels of arrays and objects.
  init(_ json: JSON, level: Int) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .whole(value)
    case .double(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .array(let values): self = .array(ArrayBox(values.map { Value($0, level: level - 1) }))
    case .object(let members): self = .object(ObjectBox(members, level: level))
    }
  }

  private static func depth(of json: JSON) -> Int {
    switch json {
    case .null, .bool, .integer, .double, .string: 0
    case .array(let values): values.reduce(0) { max($0, depth(of: $1)) } + 1
    case .object(let members): members.reduce(0) { max($0, depth(of: $1.value)) } + 1
    }
  }

  /// JSON for what has no items; a number that is not finite becomes the text that AWS writes for it.
  var scalar: JSON? {
    switch self {
    case .undefined, .function, .array, .object: return nil
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .number(let value):
      if let integer = Int(exactly: value) { return .integer(integer) }
      return value.isFinite ? .double(value) : .string(NumberText.shortest(value))
    case .integer(let value): return .integer(value)
    case .string(let value): return .string(value)
    }
  }
}
