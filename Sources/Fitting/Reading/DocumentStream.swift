import Glibc
import JSON
import Prelude
import Scenario

/// The values at the top of a file of JSON, one after the other: one, JSON lines, or many that were appended. A file
/// may be larger than memory, a value may not. What stands before a value on its line is left out: `aws logs tail`
/// prints a time and a stream there.
final class DocumentStream {
  package enum Item {
    case value(Document)
    /// A line in which no value begins.
    case text(String, SourcePosition)
    /// A value has not come to its end where the file has, or is larger than may be.
    case unfinished(SourcePosition)
  }

  struct Document {
    let bytes: [UInt8]
    /// Where it begins in the file.
    let position: SourcePosition
  }

  private let path: String
  private let file: Int32
  private var buffer: [UInt8] = []
  private var next = 0
  private var atEnd = false
  private var position = SourcePosition(line: 1, column: 1)

  private static let chunk = 1 << 20

  init(_ path: String) throws(FileFailure) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .reason("cannot read \(path)") }
    try fill()
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
  }

  /// Of text that is in memory.
  init(text: [UInt8]) {
    (path, file, atEnd) = ("", -1, true)
    buffer = Array(text.withoutByteOrderMark)
  }

  deinit { if file >= 0 { close(file) } }

  /// What the file begins with.
  var firstBytes: ArraySlice<UInt8> { buffer[next...].prefix(4096) }

  // MARK: Items

  /// nil: there is nothing more.
  func nextItem() throws(FileFailure) -> Item? {
    while let byte = try peek() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): advance()
      case UInt8(ascii: "{"), UInt8(ascii: "["): return try value()
      default: if let text = try lineBeforeValue() { return text }
      }
    }
    return nil
  }

  /// Skips to the value on the same line; where there is none, that is a line of text.
  private func lineBeforeValue() throws(FileFailure) -> Item? {
    let start = position
    var text: [UInt8] = []
    while let byte = try peek(), byte != 0x0A {
      if byte == UInt8(ascii: "{") { return nil }
      if text.count < 200 { text.append(byte) }
      advance()
    }
    return .text(String(decoding: text, as: UTF8.self), start)
  }

  private func value() throws(FileFailure) -> Item {
    let start = position
    var (bytes, depth, isText, isEscaped) = ([UInt8](), 0, false, false)
    while let byte = try peek() {
      guard bytes.count < File.sizeLimit else { return .unfinished(start) }
      bytes.append(byte)
      advance()
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return .value(Document(bytes: bytes, position: start)) }
      default: break
      }
    }
    return .unfinished(start)
  }

  // MARK: Bytes

  @inline(__always)
  private func peek() throws(FileFailure) -> UInt8? {
    if next < buffer.count { return buffer[next] }
    if atEnd { return nil }
    try fill()
    return next < buffer.count ? buffer[next] : nil
  }

  @inline(__always)
  private func advance() {
    let byte = buffer[next]
    next += 1
    if byte == 0x0A {
      position = SourcePosition(line: position.line + 1, column: 1)
    } else if byte & 0xC0 != 0x80 {
      position.column += 1
    }
  }

  private func fill() throws(FileFailure) {
    var problem: Int32 = 0
    buffer = [UInt8](unsafeUninitializedCapacity: Self.chunk) { room, count in
      var read = Glibc.read(file, room.baseAddress, Self.chunk)
      while read < 0, errno == EINTR { read = Glibc.read(file, room.baseAddress, Self.chunk) }
      problem = read < 0 ? errno : 0
      count = max(0, read)
    }
    next = 0
    if problem == EISDIR { throw FileFailure("\(path) is a folder") }
    if problem != 0 { throw .reason("cannot read \(path)", problem) }
    atEnd = buffer.isEmpty
  }
}
