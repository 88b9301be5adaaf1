package import JSON
import Prelude

/// RFC 4180: commas, CRLF or LF, quotes doubled within quotes. Of a user's own files: what is none of it is a problem
/// at its place. What a Map reads is `DelimitedText` of the Engine's, which as AWS takes any text, and never finds one.
package struct CSV {
  package struct Field {
    package var text: String
    package var position: SourcePosition
  }
  package struct Problem: Error {
    package var position: SourcePosition
    package var message: String
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  /// Where the current line begins.
  private var lineStart = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The rows; a line with nothing on it is none.
  package static func parse(_ bytes: [UInt8]) throws(Problem) -> [[Field]] {
    var csv = CSV(Array(bytes.withoutByteOrderMark))
    var rows: [[Field]] = []
    while csv.index < csv.bytes.count {
      if csv.skipLineBreak() { continue }
      rows.append(try csv.row())
    }
    return rows
  }

  private var position: SourcePosition {
    let text = String(decoding: bytes[lineStart..<index], as: UTF8.self)
    return SourcePosition(line: line, column: text.count + 1)
  }

  private mutating func skipLineBreak() -> Bool {
    var end = index
    if end < bytes.count, bytes[end] == UInt8(ascii: "\r") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { return false }
    index = end + 1
    newLine()
    return true
  }

  private mutating func newLine() {
    line += 1
    lineStart = index
  }

  private mutating func row() throws(Problem) -> [Field] {
    var row: [Field] = []
    while true {
      let position = position
      row.append(Field(text: try field(), position: position))
      if index == bytes.count || skipLineBreak() { return row }
      guard bytes[index] == UInt8(ascii: ",") else {
        throw Problem(position: self.position, message: "found text after a closing quote, expected a comma")
      }
      index += 1
    }
  }

  private mutating func field() throws(Problem) -> String {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try plainField() }
    let start = position
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        guard index < bytes.count, bytes[index] == byte else { return String(decoding: text, as: UTF8.self) }
        index += 1
      } else if byte == UInt8(ascii: "\n") {
        newLine()
      }
      text.append(byte)
    }
    throw Problem(position: start, message: "found the end of the file, expected a closing quote")
  }

  private mutating func plainField() throws(Problem) -> String {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: "\n") {
      if bytes[index] == UInt8(ascii: "\"") {
        throw Problem(position: position, message: "found a quote within a plain field, expected it quoted and doubled")
      }
      if bytes[index] == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { break }
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }
}
