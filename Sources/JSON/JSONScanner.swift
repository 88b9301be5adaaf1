/// Reads the tokens of JSON text. Offsets are in bytes; positions are worked out when somebody needs them.
struct JSONScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset = 0
  /// Deeper nesting is refused: every reader of a value recurses.
  static let depthLimit = 512

  struct Failure: Error {
    var offset: Int
    var message: String
    var hint: String?
  }

  enum Token {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)
    case beginArray, beginObject
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
  }

  /// The byte after white space; nil at the end.
  @inline(__always)
  mutating func peek() -> UInt8? {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case let byte: return byte
      }
    }
    return nil
  }

  mutating func advance() { offset += 1 }

  /// Takes the byte if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    offset += 1
    return true
  }

  /// Where a comment begins, the hint is about that.
  func failure(_ expected: String, hint: String? = nil) -> Failure {
    let isComment = offset < bytes.count && [UInt8(ascii: "/"), UInt8(ascii: "#")].contains(bytes[offset])
    return Failure(
      offset: offset, message: "found \(found), expected \(expected)", hint: isComment ? "JSON has no comments" : hint)
  }

  private var found: String {
    guard offset < bytes.count else { return "the end of the text" }
    let end = min(bytes.count, offset + 4)
    let text = String(decoding: bytes[offset..<end], as: UTF8.self)
    guard let first = text.unicodeScalars.first else { return "the end of the text" }
    return first.value < 0x20 ? "a control character" : "'\(first)'"
  }

  // MARK: Values

  mutating func value() throws(Failure) -> Token {
    switch peek() {
    case UInt8(ascii: "{"):
      offset += 1
      return .beginObject
    case UInt8(ascii: "["):
      offset += 1
      return .beginArray
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    case UInt8(ascii: "'"): throw failure("a value", hint: "JSON text stands in double quotes")
    case UInt8(ascii: "]"), UInt8(ascii: "}"): throw failure("a value", hint: "remove the comma before it")
    default: throw failure("a value")
    }
  }

  private mutating func word(_ word: StaticString, _ token: Token) throws(Failure) -> Token {
    let text = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes.count - offset >= text.count, bytes[offset..<offset + text.count].elementsEqual(text) else {
      throw failure("a value", hint: "JSON knows the words true, false and null")
    }
    offset += text.count
    return token
  }

  private mutating func digits() -> Int {
    let start = offset
    while offset < bytes.count, bytes[offset] >= 0x30, bytes[offset] <= 0x39 { offset += 1 }
    return offset - start
  }

  private mutating func number() throws(Failure) -> Token {
    let start = offset
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    let first = offset
    let whole = digits()
    guard whole > 0 else { throw failure("a digit") }
    guard whole == 1 || bytes[first] != UInt8(ascii: "0") else {
      offset = first
      throw failure("a number without leading zeros")
    }
    var isInteger = true
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      guard digits() > 0 else { throw failure("a digit") }
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
      guard digits() > 0 else { throw failure("a digit") }
    }
    if isInteger, whole <= 18 {
      var magnitude = 0
      for byte in bytes[first..<first + whole] { magnitude = magnitude &* 10 &+ Int(byte &- 0x30) }
      return .integer(isNegative ? -magnitude : magnitude)
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, let exact = Int(text) { return .integer(exact) }
    guard let value = Double(text), value.isFinite else {
      throw Failure(offset: start, message: "the number \(text) is too large for 64 bits")
    }
    return .double(value)
  }

  // MARK: Strings

  /// The offset is at the opening quote.
  mutating func string() throws(Failure) -> String {
    let open = offset
    offset += 1
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        offset += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start, open: open)
      case 0..<0x20: throw failure("text without control characters", hint: "write \\n, \\t or \\u00XX")
      default: offset += 1
      }
    }
    offset = open
    throw Failure(offset: open, message: "the text that begins here has no closing quote")
  }

  private mutating func escapedString(from start: Int, open: Int) throws(Failure) -> String {
    var text = Array(bytes[start..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        try escape(into: &text)
      case 0..<0x20: throw failure("text without control characters", hint: "write \\n, \\t or \\u00XX")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw Failure(offset: open, message: "the text that begins here has no closing quote")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Failure) {
    guard offset < bytes.count else { throw failure("the rest of an escape") }
    let byte = bytes[offset]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      offset += 1
      return append(try codePoint(), to: &text)
    default: throw failure("one of \" \\ / b f n r t u after a backslash", hint: "write \\\\ for a backslash")
    }
    offset += 1
  }

  /// Half a surrogate pair becomes U+FFFD.
  private mutating func codePoint() throws(Failure) -> UInt32 {
    let high = try fourDigits()
    guard high & 0xFC00 == 0xD800, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return high }
    let before = offset
    offset += 2
    let low = try fourDigits()
    guard low & 0xFC00 == 0xDC00 else {
      offset = before
      return high
    }
    return 0x10000 + (high & 0x3FF) << 10 + low & 0x3FF
  }

  private mutating func fourDigits() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count, let digit = Character(UnicodeScalar(bytes[offset])).hexDigitValue,
        bytes[offset] < 0x80
      else { throw failure("four hexadecimal digits after \\u") }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func append(_ codePoint: UInt32, to text: inout [UInt8]) {
    let scalar = Unicode.Scalar(codePoint) ?? "\u{FFFD}"
    text += UTF8.encode(scalar).map { Array($0) } ?? []
  }

  // MARK: Positions

  /// Line and column of an offset; columns count Unicode scalars.
  static func position(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> SourcePosition {
    var line = 1
    var column = 1
    for byte in bytes[..<min(offset, bytes.count)] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourcePosition(line: line, column: column)
  }
}
