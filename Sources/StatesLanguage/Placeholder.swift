/// A `${Name}` in a definition's text, which SAM, CloudFormation, CDK and Terraform replace before it is deployed.
public enum Placeholder {
  /// The one that begins at `start`, and where it ends. Its name has letters, digits and `_:.-`: `${ key: value }` is
  /// JSONata, and `${!Name}` a text of Fn::Sub.
  public static func name(in bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
    guard start + 3 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{") else {
      return nil
    }
    var end = start + 2
    while end < bytes.count, end - start <= longestName, isNameByte(bytes[end]) { end += 1 }
    guard end > start + 2, end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
    return (String(decoding: bytes[start + 2..<end], as: UTF8.self), end + 1)
  }

  /// Those of a text, with the offset of each in characters.
  package static func all(in text: String) -> [(name: String, offset: Int)] {
    let bytes = Array(text.utf8)
    return bytes.indices.compactMap { place in
      name(in: bytes, at: place).map { ($0.name, bytes[..<place].count { $0 & 0xC0 != 0x80 }) }
    }
  }

  /// Logical ids of CloudFormation have at most 255 characters.
  private static let longestName = 255

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "."): true
    case UInt8(ascii: "-"): true
    default: false
    }
  }
}
