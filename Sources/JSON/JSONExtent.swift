/// How large a value is.
public struct JSONExtent: Sendable, Hashable {
  /// UTF-8 bytes of its text.
  public var bytes: Int
  /// Of arrays and objects inside one another: 0 for a scalar.
  public var levels: Int
  /// There is a number in it that is no integer, or is not written as one.
  public var holdsDouble: Bool

  public init(bytes: Int, levels: Int = 0, holdsDouble: Bool = false) {
    self.bytes = bytes
    self.levels = levels
    self.holdsDouble = holdsDouble
  }

  /// Of a text that needs no escapes, as a JSON string.
  public static func plainText(_ length: Int) -> JSONExtent { JSONExtent(bytes: length + 2) }

  public static func integer(_ value: Int) -> JSONExtent { JSONExtent(bytes: JSON.digits(value)) }

  /// Of an array of so many elements without these.
  public static func array(count: Int) -> JSONExtent { JSONExtent(bytes: 1 + max(1, count)) }

  /// Larger than anything that is measured.
  static let endless = JSONExtent(bytes: 1 << 40, levels: JSON.levelLimit, holdsDouble: true)

  /// An array or object with this in it.
  public mutating func contain(_ inner: JSONExtent) {
    bytes &+= inner.bytes
    levels = max(levels, inner.levels + 1)
    holdsDouble = holdsDouble || inner.holdsDouble
  }

  /// An array or object with this in the place of a null.
  public mutating func fillNull(with inner: JSONExtent) {
    bytes &-= 4
    contain(inner)
  }

  /// Whether a value of so many levels has its size without doubt: no reader of it recurses too deep.
  public var isFlat: Bool { levels < 100 }
}

extension JSON {
  /// Every reader of a value recurses; no limit on a payload's size admits a value with more levels.
  static let levelLimit = 1_000

  /// UTF-8 bytes of `text`, counted without making it: what AWS's payload limits measure. An object knows it once it
  /// was asked.
  ///
  /// A value of more than `levelLimit` levels counts as 2^40 bytes, so that a loop cannot nest values without end.
  public var byteCount: Int { extent.bytes }

  public var extent: JSONExtent {
    let extent = measured(level: 0)
    guard extent.levels > Self.levelLimit else { return extent }
    return JSONExtent(bytes: max(extent.bytes, JSONExtent.endless.bytes + 2), levels: extent.levels, holdsDouble: true)
  }

  func measured(level: Int) -> JSONExtent {
    switch self {
    case .null: return JSONExtent(bytes: 4)
    case .bool(let value): return JSONExtent(bytes: value ? 4 : 5)
    case .integer(let value): return JSONExtent(bytes: Self.digits(value))
    case .double(let value): return JSONExtent(bytes: Self.numberText(value).utf8.count, holdsDouble: true)
    case .string(let value): return JSONExtent(bytes: Self.byteCount(value))
    case .array(let values):
      guard level < Self.levelLimit || values.isEmpty else { return .endless }
      var extent = JSONExtent.array(count: values.count)
      for value in values { extent.contain(value.measured(level: level + 1)) }
      return extent
    case .object(let object):
      guard level < Self.levelLimit || object.isEmpty else { return .endless }
      return object.extent(level: level)
    }
  }

  /// The decimal digits of a number and its sign. 1233/4096 is a little more than log10(2).
  static func digits(_ value: Int) -> Int {
    let magnitude = value.magnitude | 1
    let guess = ((UInt.bitWidth - magnitude.leadingZeroBitCount) &* 1233) >> 12
    return guess + (magnitude < powersOfTen[guess] ? 0 : 1) + (value < 0 ? 1 : 0)
  }

  private static let powersOfTen: [UInt] = (0..<20).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

  /// Of a text as a JSON string.
  static func byteCount(_ text: String) -> Int {
    let extra = text.utf8.withContiguousStorageIfAvailable(escapes)
    return 2 + text.utf8.count + (extra ?? text.utf8.reduce(0) { $0 + escapeByteCount($1) - 1 })
  }

  /// Bytes that escapes take more. Few texts need any, which is seen eight bytes at a time; the last eight may overlap
  /// those before.
  private static func escapes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let start = UnsafeRawPointer(bytes.baseAddress) else { return 0 }
    let last = bytes.count - 8
    var place = 0
    while place < last {
      if mayNeedEscape(start.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { return countEscapes(bytes) }
      place += 8
    }
    if last < 0 || mayNeedEscape(start.loadUnaligned(fromByteOffset: last, as: UInt64.self)) {
      return countEscapes(bytes)
    }
    return 0
  }

  /// Whether any of eight bytes is a control character, a quotation mark or a backslash. Source: H. Warren, "Hacker's
  /// Delight", 6-1 (find a byte that is less, or zero).
  @inline(__always)
  private static func mayNeedEscape(_ word: UInt64) -> Bool {
    let (ones, highs) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let found =
      ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
    return found & highs != 0
  }

  private static func countEscapes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var extra = 0
    for byte in bytes where needsEscape(byte) { extra += escapeByteCount(byte) - 1 }
    return extra
  }

  @inline(__always)
  static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escapeByteCount(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
    case 0x20...: 1
    default: 6
    }
  }
}
