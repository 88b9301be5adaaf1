/// A message of Protocol Buffers in the making: fields in the order in which they are put there.
///
/// What traces need of the encoding is four wire types; a generated library would be hundreds of times as much code.
/// Source: protobuf.dev, "Encoding".
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: UInt64, as field: Int) {
    putKey(field, wireType: 0)
    putVariable(value)
  }

  mutating func put(_ value: Int, as field: Int) { put(UInt64(bitPattern: Int64(value)), as: field) }

  mutating func put(_ value: Bool, as field: Int) { put(value ? 1 : 0 as UInt64, as: field) }

  mutating func put(_ text: String, as field: Int) { put(Array(text.utf8), as: field) }

  mutating func put(_ message: ProtobufMessage, as field: Int) { put(message.bytes, as: field) }

  /// Always 64 bits, the lowest first.
  mutating func put(fixed value: UInt64, as field: Int) {
    putKey(field, wireType: 1)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
  }

  private mutating func put(_ content: [UInt8], as field: Int) {
    putKey(field, wireType: 2)
    putVariable(UInt64(content.count))
    bytes += content
  }

  private mutating func putKey(_ field: Int, wireType: UInt64) { putVariable(UInt64(field) << 3 | wireType) }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private mutating func putVariable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
