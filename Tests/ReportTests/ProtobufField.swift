/// A field of a message of Protocol Buffers, as a test reads it.
struct ProtobufField {
  let number: Int
  /// Of the wire types 0 and 1.
  let value: UInt64
  /// Of the wire type 2.
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var fields: [ProtobufField] { Self.all(bytes) ?? [] }

  func first(_ number: Int) -> ProtobufField? { fields.first { $0.number == number } }

  /// nil: it is no message.
  static func all(_ bytes: [UInt8]) -> [ProtobufField]? {
    var rest = bytes[...]
    var fields: [ProtobufField] = []
    while !rest.isEmpty {
      guard let key = variable(&rest) else { return nil }
      switch key & 7 {
      case 0:
        guard let value = variable(&rest) else { return nil }
        fields.append(ProtobufField(number: Int(key >> 3), value: value, bytes: []))
      case 1:
        guard rest.count >= 8 else { return nil }
        let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        fields.append(ProtobufField(number: Int(key >> 3), value: value, bytes: []))
      case 2:
        guard let count = variable(&rest), rest.count >= count else { return nil }
        fields.append(ProtobufField(number: Int(key >> 3), value: 0, bytes: Array(rest.prefix(Int(count)))))
        rest = rest.dropFirst(Int(count))
      default: return nil
      }
    }
    return fields
  }

  private static func variable(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }
}
