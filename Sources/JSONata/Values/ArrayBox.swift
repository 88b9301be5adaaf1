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

  /// Changes the items while they are nobody's: no access to them can then overlap another one, which the compiler sees
  /// and need not check at run time.
  @inline(__always)
  private func edit(_ change: (inout [Value]) -> Void) {
    var taken: [Value] = []
    swap(&taken, &items)
    change(&taken)
    items = taken
  }

  // Not inlined, so that the evaluator's stack frames stay small.
  @inline(never)
  func append(_ item: Value) {
    edit { $0.append(item) }
    level = max(level, item.level + 1)
  }

  @inline(never)
  func append(contentsOf other: ArrayBox) {
    let others = other.items
    if items.isEmpty { items = others } else { edit { $0 += others } }
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
