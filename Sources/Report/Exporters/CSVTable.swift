import Prelude

/// A table as RFC 4180 text: a header row, CRLF after every row, quotes where a field needs them.
///
/// Names come from the user, and spreadsheets take a text that begins with `=`, `+`, `-` or `@`, some with their wide
/// forms, for a formula: an apostrophe before it makes it a text (OWASP, "CSV Injection"). Numbers stay as they are;
/// control characters are written as JSON writes them.
package struct CSVTable: ~Copyable {
  /// Fields that several rows have in common.
  struct Piece {
    fileprivate let bytes: [UInt8]
    fileprivate let fieldCount: Int

    init(_ fields: [String]) {
      bytes = Array(fields.map(CSVTable.quoted).joined(separator: ",").utf8)
      fieldCount = fields.count
    }
  }

  private let columnCount: Int
  /// Of the row that is being written.
  private var fieldCount = 0
  private var text = ByteText()

  package init(columns: [String]) {
    columnCount = columns.count
    add(row: columns)
  }

  package mutating func add(row: [String]) {
    for field in row { add(field) }
    endRow()
  }

  package mutating func add(_ field: String) {
    separate()
    text.append(CSVTable.quoted(field))
  }

  /// As `Number.exact` gives it.
  package mutating func add(_ number: Double) {
    separate()
    text.append(number, significant: Number.significantDigits)
  }

  package mutating func add(_ number: Int) {
    separate()
    text.append(number)
  }

  /// As seconds, to the last digit.
  mutating func add(nanoseconds: Int64) {
    separate()
    text.append(DecimalFraction(digits: UInt64(max(0, nanoseconds)), places: 9))
  }

  mutating func add(_ piece: Piece) {
    separate(piece.fieldCount)
    text.append(piece.bytes)
  }

  package mutating func endRow() {
    precondition(fieldCount == columnCount, "a row has as many fields as the header")
    fieldCount = 0
    text.append("\r\n")
  }

  /// Long enough to be handed over, if it goes on.
  var isLong: Bool { text.count > 1 << 16 }

  /// Answers the text so far, and goes on without it.
  package mutating func take() -> [UInt8] { text.take() }

  private mutating func separate(_ count: Int = 1) {
    if fieldCount > 0 { text.append(ascii: ",") }
    fieldCount += count
  }

  /// `StartExecution` becomes `start_execution`.
  static func snake(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase && !$0.isEmpty ? "_" + $1.lowercased() : $1.lowercased() }
  }

  static func quoted(_ given: String) -> String {
    if isPlain(given) { return given }
    let field = harmless(given)
    let needsQuotes =
      field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) } || field.first == " " || field.last == " "
    guard needsQuotes else { return field }
    // By scalars: a quote and a combining mark after it are one character, which is no quote.
    return field.unicodeScalars.reduce(into: "\"") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
  }

  /// A number without a sign, or a word: what nearly all fields are.
  private static func isPlain(_ field: String) -> Bool {
    guard let first = field.utf8.first else { return true }
    return (first > 0x40 || 0x30...0x39 ~= first) && field.utf8.allSatisfy { 0x2D...0x7E ~= $0 }
  }

  static func harmless(_ field: String) -> String {
    let text = field.escapingControls()
    guard let first = text.unicodeScalars.first, formulaMarks.contains(first), !isNumber(text) else { return text }
    return "'" + text
  }

  private static let formulaMarks = Array("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars)

  private static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { "0123456789+-.e".utf8.contains($0) } && Double(text) != nil
  }
}
