import JSON
import Scenario

/// An expression of Terraform's language, as far as definitions are written in it: objects, lists, texts, numbers and
/// references, which become `${address}`. Source: HashiCorp, "HCL Native Syntax Specification".
struct HCLExpression {
  private let bytes: [UInt8]
  private let lines: Lines
  private let file: String
  private(set) var place: Int
  private var depth = 0

  private static let depthLimit = 100

  /// What begins at an offset of a file.
  init(_ bytes: [UInt8], _ lines: Lines, file: String, at place: Int) {
    self.bytes = bytes
    self.lines = lines
    self.file = file
    self.place = place
  }

  private func node(_ content: Node.Content, at start: Int) -> Node {
    Node(place: Place(file: file, position: lines.position(of: start)), content: content)
  }

  private var next: UInt8? { bytes.indices.contains(place) ? bytes[place] : nil }

  // MARK: Values

  /// nil: it is none of these.
  mutating func value() -> Node? {
    depth += 1
    defer { depth -= 1 }
    skipSpace()
    guard depth < Self.depthLimit, let first = next else { return nil }
    let start = place
    switch first {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return list()
    case UInt8(ascii: "\""): return text().map { node(.scalar($0, isPlain: false), at: start) }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default: return reference()
    }
  }

  private mutating func number() -> Node? {
    let start = place
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { place += 1 }
    return node(.scalar(String(decoding: bytes[start..<place], as: UTF8.self), isPlain: true), at: start)
  }

  private mutating func object() -> Node? {
    let start = place
    place += 1
    var members: [Node.Member] = []
    while true {
      skipSpace(commas: true)
      guard let byte = next else { return nil }
      if byte == UInt8(ascii: "}") {
        place += 1
        return node(.mapping(members), at: start)
      }
      let keyStart = place
      guard let key = byte == UInt8(ascii: "\"") ? text() : name() else { return nil }
      skipSpace()
      guard let sign = next, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") else { return nil }
      place += 1
      guard let value = value() else { return nil }
      let keyPlace = Place(file: file, position: lines.position(of: keyStart))
      members.append(Node.Member(key: key, keyPlace: keyPlace, value: value))
    }
  }

  private mutating func list() -> Node? {
    let start = place
    place += 1
    var items: [Node] = []
    while true {
      skipSpace(commas: true)
      guard let byte = next else { return nil }
      if byte == UInt8(ascii: "]") {
        place += 1
        return node(.sequence(items), at: start)
      }
      guard let item = value() else { return nil }
      items.append(item)
    }
  }

  private mutating func name() -> String? {
    let start = place
    while let byte = next, Self.isName(byte) { place += 1 }
    return place > start ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80 || (0x30...0x39).contains(byte)
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  // MARK: Texts

  private mutating func text() -> String? {
    place += 1
    var result: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { return nil }
        place += 1
        let meant: [UInt8: UInt8] = [0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09]
        result.append(meant[escaped] ?? escaped)
      case UInt8(ascii: "$") where next == UInt8(ascii: "{"):
        guard let end = end(of: place, UInt8(ascii: "{"), UInt8(ascii: "}")) else { return nil }
        let inner = String(decoding: bytes[place + 1..<end - 1], as: UTF8.self)
        result += Array("${\(Self.address(inner))}".utf8)
        place = end
      case 0x0A: return nil
      default: result.append(byte)
      }
    }
    return nil
  }

  /// Behind the bracket that closes the one at `start`.
  private func end(of start: Int, _ open: UInt8, _ close: UInt8) -> Int? {
    var depth = 0
    for index in start..<bytes.count {
      if bytes[index] == open { depth += 1 }
      if bytes[index] == close {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }

  /// As a placeholder may name it: `f[0].arn` is `f.0.arn`.
  static func address(_ text: String) -> String {
    let plain = text.trimmed.replacing("[", with: ".").replacing("]", with: "").replacing("\"", with: "")
    let name = plain.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-:".contains($0)) ? $0 : "-" }
    return String(String(name).prefix(200))
  }

  /// The same text with `${f.0.arn}` in place of each `${f[0].arn}`.
  static func withPlainAddresses(_ text: TracedText) -> TracedText {
    var text = text
    var rest = String(decoding: text.bytes, as: UTF8.self)[...]
    while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
      let inner = String(rest[start.upperBound..<end])
      if inner.contains("["), !inner.contains("\n") {
        text = text.replacing("${\(inner)}", with: "${\(address(inner))}")
      }
      rest = rest[end...]
    }
    return text
  }

  // MARK: References

  /// A word, an address, or a call, which is left to whoever reads the definition.
  private mutating func reference() -> Node? {
    let start = place
    while let byte = next, Self.isName(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") {
      if byte == UInt8(ascii: "[") {
        guard let end = end(of: place, byte, UInt8(ascii: "]")) else { return nil }
        place = end
      } else {
        place += 1
      }
    }
    guard place > start else { return nil }
    let word = String(decoding: bytes[start..<place], as: UTF8.self)
    if ["true", "false", "null"].contains(word) { return node(.scalar(word, isPlain: true), at: start) }
    if next == UInt8(ascii: "(") {
      if word == "tostring" || word == "tonumber" {
        place += 1
        let inner = value()
        skipSpace()
        place += 1
        return inner
      }
      guard let end = end(of: place, UInt8(ascii: "("), UInt8(ascii: ")")) else { return nil }
      place = end
      return node(.scalar("${\(word).call}", isPlain: false), at: start)
    }
    return node(.scalar("${\(Self.address(word))}", isPlain: false), at: start)
  }

  private mutating func skipSpace(commas: Bool = false) {
    while let byte = next {
      let isComment = byte == UInt8(ascii: "#") || bytes[place...].starts(with: "//".utf8)
      if bytes[place...].starts(with: "/*".utf8) {
        let rest = bytes[place...].firstRange(of: Array("*/".utf8))
        place = rest?.upperBound ?? bytes.count
      } else if isComment {
        while let byte = next, byte != 0x0A { place += 1 }
      } else if [0x20, 0x09, 0x0A, 0x0D].contains(byte) || commas && byte == UInt8(ascii: ",") {
        place += 1
      } else {
        return
      }
    }
  }
}
