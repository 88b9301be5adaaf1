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
  static func numberText(_ value: Double) -> String { value.isFinite ? value.description : "null" }

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
}
