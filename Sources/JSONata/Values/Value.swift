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

/// An array, and what the evaluator knows about it. A reference, as the reference implementation flags it in place.
final class ArrayBox {
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// Made by the evaluator: one item stands for itself, none is nothing.
    static let sequence = Flags(rawValue: 1)
    static let keepSingleton = Flags(rawValue: 2)
    /// Made by an array constructor that a path does not flatten.
    static let cons = Flags(rawValue: 4)
    /// Wraps an input that is an array.
    static let outerWrapper = Flags(rawValue: 8)
    /// Items are objects of bindings, with the context under `@`.
    static let tupleStream = Flags(rawValue: 16)
  }

  private(set) var items: [Value]
  var flags: Flags
  /// Levels of arrays and objects, this one included.
  private(set) var level = 1

  init(_ items: [Value], _ flags: Flags = []) {
    self.items = items
    self.flags = flags
    for item in items { level = max(level, item.level + 1) }
  }

  /// Without levels inside.
  init(numbers: [Value], _ flags: Flags) {
    items = numbers
    self.flags = flags
  }

  static func sequence(_ items: [Value] = []) -> ArrayBox { ArrayBox(items, .sequence) }

  func append(_ item: Value) {
    items.append(item)
    level = max(level, item.level + 1)
  }

  func append(contentsOf other: ArrayBox) {
    if items.isEmpty { items = other.items } else { items += other.items }
    level = max(level, other.level)
  }

  func has(_ flag: Flags) -> Bool { flags.contains(flag) }

  /// After a change of something inside.
  func measure() {
    level = 1
    for item in items { level = max(level, item.level + 1) }
  }

  func giveItems(to others: inout [Value]) {
    others += items
    items = []
  }

  deinit {
    guard level > Release.deepest else { return }
    var rest: [Value] = []
    giveItems(to: &rest)
    Release.all(in: rest)
  }
}

/// An object whose members keep their order. Only a transform changes one that others see, and it owns its copy.
///
/// One that comes from the input is taken apart when all of it is wanted; until then its members are made as they are
/// asked for. Most expressions want a few members of a large input.
final class ObjectBox {
  /// The whole object, while nobody has wanted all of it, and the arrays and objects that were made of its members.
  private var source: JSONObject?
  private var made: [(place: Int, value: Value)] = []
  private var ownKeys: [String] = []
  private var ownValues: [Value] = []
  private var places: [String: Int]?
  private(set) var level = 1
  /// A transform has put members into it; the levels of what is above may be wrong.
  private var isChanged = false
  /// Bytes of the source, measured when it is part of a result for the second time.
  private var sourceBytes: Int?
  private var wasPassed = false

  init() {}

  /// `level`: an upper bound of the levels, this one included.
  init(_ source: JSONObject, level: Int) {
    self.source = source
    self.level = level
  }

  var count: Int { source?.count ?? ownKeys.count }
  var keys: [String] { source?.map(\.key) ?? ownKeys }

  var values: [Value] {
    takeApart()
    return ownValues
  }

  /// The JSON that it is made of, if nothing was changed.
  var untouched: JSONObject? { source }

  private static let mostMade = 8

  private func takeApart() {
    guard let source else { return }
    self.source = nil
    ownKeys = source.map(\.key)
    ownValues = source.map { Value($0.value, level: level - 1) }
    for (place, value) in made { ownValues[place] = value }
    made = []
    rebuild()
  }

  private func member(_ key: String, of source: JSONObject) -> Value? {
    guard let place = source.index(forKey: key) else { return nil }
    switch source[place].value {
    case .array, .object: break
    case let plain: return Value(plain, level: 0)
    }
    for known in made where known.place == place { return known.value }
    if made.count == Self.mostMade {
      takeApart()
      return ownValues[place]
    }
    let value = Value(source[place].value, level: level - 1)
    made.append((place, value))
    return value
  }

  private func place(_ key: String) -> Int? {
    if let places { return places[key] }
    return ownKeys.firstIndex { $0 == key }
  }

  subscript(key: String) -> Value? {
    get {
      if let source { return member(key, of: source) }
      return place(key).map { ownValues[$0] }
    }
    set {
      guard let newValue else { return remove([key]) }
      takeApart()
      level = max(level, newValue.level + 1)
      if let place = place(key) {
        ownValues[place] = newValue
        return
      }
      ownKeys.append(key)
      ownValues.append(newValue)
      if places != nil {
        places?[key] = ownKeys.count - 1
      } else if ownKeys.count > 12 {
        rebuild()
      }
    }
  }

  func remove(_ keys: [String]) {
    takeApart()
    let places = Set(keys.compactMap(place))
    guard !places.isEmpty else { return }
    let kept = ownKeys.indices.filter { !places.contains($0) }
    ownKeys = kept.map { ownKeys[$0] }
    ownValues = kept.map { ownValues[$0] }
    rebuild()
  }

  /// As a transform does it, which others may see.
  func change(_ key: String, _ value: Value) {
    if value.level > 0 { isChanged = true }
    self[key] = value
  }

  /// After a change of something inside.
  func measure() {
    level = 1
    for value in ownValues { level = max(level, value.level + 1) }
  }

  /// What the object adds to a result that it is part of already; input that is there once is there anyway.
  func bytesPassedAgain() -> Int {
    guard let source else { return 0 }
    guard wasPassed else {
      wasPassed = true
      return 0
    }
    let bytes = sourceBytes ?? JSON.object(source).byteCount
    sourceBytes = bytes
    return bytes
  }

  func giveValues(to others: inout [Value]) {
    others += ownValues
    ownValues = []
  }

  deinit {
    guard isChanged || level > Release.deepest else { return }
    var rest: [Value] = []
    giveValues(to: &rest)
    Release.all(in: rest)
  }

  private func rebuild() {
    places =
      ownKeys.count > 12 ? Dictionary(zip(ownKeys, ownKeys.indices), uniquingKeysWith: { first, _ in first }) : nil
  }

  func copy() -> ObjectBox {
    takeApart()
    let copy = ObjectBox()
    copy.ownKeys = ownKeys
    copy.ownValues = ownValues
    copy.places = places
    copy.level = level
    return copy
  }
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
