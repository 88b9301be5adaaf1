public import JSON

/// Values by a seed: of every kind, with texts that need escapes, and texts that are equal by normalisation only.
public struct RandomJSON {
  public var random: SplitMix64

  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  public mutating func oneIn(_ count: Int) -> Bool { random.below(count) == 0 }

  private static let texts = [
    "", "a", "b", "é", "e\u{301}", "\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{7F}", "😀", "a text of more than fifteen",
    "a text of more than fifteen bytes \"\t\"", "\u{212B}", "\u{C5}", "A\u{30A}", "//", "\u{2028}",
  ]

  public mutating func text() -> String {
    (0...random.below(3)).map { _ in Self.texts[random.below(Self.texts.count)] }.joined()
  }

  /// One of few, so that objects have the same ones.
  public mutating func key() -> String {
    oneIn(4) ? text() : ["a", "b", "c", "é", "e\u{301}", "a name of more than fifteen bytes"][random.below(6)]
  }

  public mutating func value(depth: Int = 4) -> JSON {
    switch random.below(depth > 0 ? 9 : 6) {
    case 0: return .null
    case 1: return .bool(oneIn(2))
    case 2: return .integer(integer())
    case 3: return .double([0.5, -0.0, 1e300, .leastNonzeroMagnitude, 2, -1e21, 1 / 3][random.below(7)])
    case 4, 5: return .string(text())
    case 6: return .array((0..<random.below(5)).map { _ in value(depth: depth - 1) })
    default: return .object(object(depth: depth - 1))
    }
  }

  /// With as many digits as any other.
  private mutating func integer() -> Int {
    let digits = Int(truncatingIfNeeded: random.next()) >> random.below(64)
    return [digits, -digits.magnitude.leadingZeroBitCount, Int.min, Int.max, 0, 9, 10, 99, 100][random.below(9)]
  }

  public mutating func object(depth: Int = 3) -> JSONObject {
    var object = JSONObject()
    let count = oneIn(12) ? 20 : random.below(5)
    for _ in 0..<count { object[key()] = value(depth: depth) }
    return object
  }

  /// Text that parses, with blanks and members of one name.
  public mutating func source(depth: Int = 4) -> String {
    guard depth > 0, !oneIn(4) else { return value(depth: 0).text }
    if oneIn(3) {
      return "[" + (0..<random.below(4)).map { _ in source(depth: depth - 1) }.joined(separator: " , ") + "]"
    }
    let members = (0..<(oneIn(9) ? 20 : random.below(5))).map { _ in
      JSON.string(key()).text + ": " + source(depth: depth - 1)
    }
    return "{" + members.joined(separator: ",") + " }"
  }
}
