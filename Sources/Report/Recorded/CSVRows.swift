import JSON
import StatesLanguage

/// The rows of an RFC 4180 text, one after another, with the place of each field.
struct CSVRows {
  struct Field {
    let text: String
    let position: SourcePosition
  }
  private let file: String
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var column = 1

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// nil at the end.
  mutating func next() throws(Diagnostic) -> [Field]? {
    guard place < bytes.count else { return nil }
    var fields = [try field()]
    while place < bytes.count, bytes[place] == UInt8(ascii: ",") {
      step()
      fields.append(try field())
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: "\r") { step() }
    if place < bytes.count {
      guard bytes[place] == UInt8(ascii: "\n") else { throw failure("found text behind a quoted field") }
      step()
    }
    return fields
  }

  private mutating func field() throws(Diagnostic) -> Field {
    let start = SourcePosition(line: line, column: column)
    var text: [UInt8] = []
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
      while place < bytes.count, ![0x2C, 0x0D, 0x0A].contains(bytes[place]) {
        text.append(bytes[place])
        step()
      }
      return Field(text: String(decoding: text, as: UTF8.self), position: start)
    }
    step()
    while place < bytes.count {
      let byte = bytes[place]
      step()
      guard byte == UInt8(ascii: "\"") else {
        text.append(byte)
        continue
      }
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
        return Field(text: String(decoding: text, as: UTF8.self), position: start)
      }
      text.append(byte)
      step()
    }
    throw Diagnostic(.syntax, file: file, position: start, message: "the quotes of this field have no end")
  }

  private mutating func step() {
    if bytes[place] == 0x0A {
      (line, column) = (line + 1, 1)
    } else if bytes[place] & 0xC0 != 0x80 {
      column += 1
    }
    place += 1
  }

  private func failure(_ message: String) -> Diagnostic {
    Diagnostic(.syntax, file: file, position: SourcePosition(line: line, column: column), message: message)
  }
}
