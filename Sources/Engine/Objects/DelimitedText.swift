import Prelude

/// Reads records of delimited text: RFC 4180 with any delimiter, and besides two quotes are one in a field without
/// quotes, too, and a backslash takes a backslash, quote or delimiter as it is and vanishes before anything else. Empty
/// lines are no records. Source: AWS developer guide, "How Step Functions parses input CSV files". A user's
/// own CSV files have another reader (`CSV` of Scenario), which says where they are wrong.
struct DelimitedText {
  /// Where in a field the reader is.
  private enum Place {
    case start, bare, quoted
    /// After the closing quote.
    case closed
  }

  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var offset: Int
  private var place = Place.start
  private var isEmptyLine = true
  private var field: [UInt8] = []
  private var record: [String] = []
  private var records: [[String]] = []

  static func records(_ bytes: [UInt8], delimiter: UInt8) -> [[String]] {
    var reader = DelimitedText(bytes, delimiter)
    while let byte = reader.next {
      reader.offset += 1
      reader.read(byte)
    }
    reader.endRecord()
    return reader.records
  }

  private init(_ bytes: [UInt8], _ delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    offset = bytes.withoutByteOrderMark.startIndex
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func read(_ byte: UInt8) {
    switch byte {
    case delimiter where place != .quoted:
      endField()
      isEmptyLine = false
    case UInt8(ascii: "\n") where place != .quoted: endRecord()
    case UInt8(ascii: "\r") where place != .quoted: break
    case UInt8(ascii: "\""): readQuote()
    case UInt8(ascii: "\\"):
      if let next, next == byte || next == UInt8(ascii: "\"") || next == delimiter { take(next) }
      enterBare()
    default:
      field.append(byte)
      enterBare()
    }
  }

  private mutating func readQuote() {
    let quote = UInt8(ascii: "\"")
    isEmptyLine = false
    switch place {
    case .start where next == quote && continuesField(bytes.count > offset + 1 ? bytes[offset + 1] : nil):
      take(quote)
      place = .bare
    case .start: place = .quoted
    case .quoted: if next == quote { take(quote) } else { place = .closed }
    case .bare, .closed: if next == quote { take(quote) } else { field.append(quote) }
    }
  }

  /// Whether two quotes that begin a field are one of it: before anything else they are an empty field in quotes, or
  /// its opening quote and one within.
  private func continuesField(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return byte != delimiter && ![UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte)
  }

  private mutating func take(_ byte: UInt8) {
    field.append(byte)
    offset += 1
  }

  private mutating func enterBare() {
    isEmptyLine = false
    if place == .start { place = .bare }
  }

  private mutating func endField() {
    record.append(String(decoding: field, as: UTF8.self))
    field.removeAll(keepingCapacity: true)
    place = .start
  }

  private mutating func endRecord() {
    if isEmptyLine { return }
    endField()
    records.append(record)
    record.removeAll(keepingCapacity: true)
    isEmptyLine = true
  }
}
