extension JSON: CustomStringConvertible {
  /// Compact JSON text; members in their order, text beyond ASCII as it is.
  public var text: String { String(decoding: utf8Text, as: UTF8.self) }

  public var description: String { text }

  public var utf8Text: [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return bytes
  }

  /// Indented by two spaces, for people: with escapes for all control characters, also for those that JSON allows.
  public var prettyText: String {
    var bytes: [UInt8] = []
    writePretty(into: &bytes, indent: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `text` of a key or a string, its DEL and C1 controls escaped, of which a terminal takes some for commands.
  private static func writePretty(_ text: String, into bytes: inout [UInt8]) {
    let start = bytes.count
    write(text, into: &bytes)
    guard text.utf8.contains(where: { $0 == 0x7F || $0 == 0xC2 }) else { return }
    let written = Array(bytes[start...])
    bytes.removeSubrange(start...)
    for (index, byte) in written.enumerated() {
      // C1 controls are those that begin with 0xC2 and go on with a byte below 0xA0.
      let next = index + 1 < written.count ? written[index + 1] : 0
      if byte == 0x7F {
        bytes += "\\u007f".utf8
      } else if byte == 0xC2, next < 0xA0 {
        bytes += "\\u00\(String(next, radix: 16))".utf8
      } else if index == 0 || written[index - 1] != 0xC2 || byte >= 0xA0 {
        bytes.append(byte)
      }
    }
  }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .null, .bool, .integer, .double, .string: writeScalar(into: &bytes)
    }
  }

  private func writePretty(into bytes: inout [UInt8], indent: Int) {
    func newLine(_ indent: Int) {
      bytes.append(UInt8(ascii: "\n"))
      for _ in 0..<2 * indent { bytes.append(UInt8(ascii: " ")) }
    }
    switch self {
    case .array(let values) where !values.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        value.writePretty(into: &bytes, indent: indent + 1)
      }
      newLine(indent)
      bytes.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        Self.writePretty(member.key, into: &bytes)
        bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
        member.value.writePretty(into: &bytes, indent: indent + 1)
      }
      newLine(indent)
      bytes.append(UInt8(ascii: "}"))
    case .string(let text): Self.writePretty(text, into: &bytes)
    default: write(into: &bytes)
    }
  }

  private func writeScalar(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .double(let value): bytes += Self.numberText(value).utf8
    case .string(let value): Self.write(value, into: &bytes)
    case .array, .object: break
    }
  }

  /// The shortest text that reads back as the same number; JSON has no infinities.
  private static func numberText(_ value: Double) -> String { value.isFinite ? value.description : "null" }

  private static func write(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    if !text.utf8.contains(where: needsEscape) {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x20...: bytes.append(byte)
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      default:
        bytes += "\\u00".utf8
        let digits = Array("0123456789abcdef".utf8)
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  // MARK: Size

  /// Every reader of a value recurses; no limit on a payload's size admits a value with more levels.
  static let levelLimit = 1_000

  /// UTF-8 bytes of `text`, counted without making it: what AWS's payload limits measure.
  ///
  /// A value of more than `levelLimit` levels counts as 2^40 bytes, so that a loop cannot nest values without end.
  public var byteCount: Int { byteCount(level: 0) }

  private func byteCount(level: Int) -> Int {
    guard level <= Self.levelLimit else { return 1 << 40 }
    switch self {
    case .null: return 4
    case .bool(let value): return value ? 4 : 5
    case .integer(let value): return Self.digits(value)
    case .double(let value): return Self.numberText(value).utf8.count
    case .string(let value): return Self.byteCount(value)
    case .array(let values):
      var count = 1 + max(1, values.count)
      for value in values { count &+= value.byteCount(level: level + 1) }
      return count
    case .object(let members):
      var count = 1 + max(1, members.count)
      for member in members { count &+= Self.byteCount(member.key) + 1 + member.value.byteCount(level: level + 1) }
      return count
    }
  }

  private static func digits(_ value: Int) -> Int {
    var rest = value.magnitude
    var count = value < 0 ? 2 : 1
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    return count
  }

  private static func byteCount(_ text: String) -> Int {
    let extra = text.utf8.withContiguousStorageIfAvailable { bytes in
      var extra = 0
      for byte in bytes where needsEscape(byte) { extra += escapeByteCount(byte) - 1 }
      return extra
    }
    return 2 + text.utf8.count + (extra ?? text.utf8.reduce(0) { $0 + escapeByteCount($1) - 1 })
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
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
