/// A table as RFC 4180 text: a header row, CRLF after every row, quotes where a field needs them.
struct CSVTable {
  private let columnCount: Int
  private(set) var text: String

  init(columns: [String]) {
    columnCount = columns.count
    text = CSVTable.line(columns)
  }

  mutating func add(_ fields: [String]) {
    precondition(fields.count == columnCount, "a row has as many fields as the header")
    text += CSVTable.line(fields)
  }

  /// Answers the text so far, and goes on without it.
  mutating func removeAll() -> [UInt8] {
    defer { text.removeAll(keepingCapacity: true) }
    return Array(text.utf8)
  }

  private static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

  static func quoted(_ field: String) -> String {
    let needsQuotes =
      field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) } || field.first == " " || field.last == " "
    guard needsQuotes else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
