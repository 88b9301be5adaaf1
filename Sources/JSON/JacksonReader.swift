/// Reads a text as Jackson's parser of characters does, for nothing but its complaint. `offset` is always where Jackson
/// stands when it complains: most often behind what it could not take.
struct JacksonReader {
  let units: [UInt16]
  var offset = 0
  private var line = 1
  private var lineStart = 0
  /// The objects and arrays that are open, with the places where they begin.
  private var open: [(isObject: Bool, line: Int, column: Int)] = []

  typealias Failure = JacksonComplaint

  init(_ units: [UInt16]) { self.units = units }

  static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

  var isInRoot: Bool { open.isEmpty }
  private var kind: String { open.last.map { $0.isObject ? "Object" : "Array" } ?? "root" }

  // MARK: Complaints

  /// At most 500 units of the text are shown; one of more than 32,768 comes to the parser as a stream.
  private var source: String {
    if units.count > 0x8000 { return "(StringReader)" }
    let shown = String(decoding: units.prefix(500), as: UTF16.self)
    return "(String)\"\(shown)\"" + (units.count > 500 ? "[truncated \(units.count - 500) chars]" : "")
  }

  private func location(line: Int, column: Int) -> String { "[Source: \(source); line: \(line), column: \(column)]" }

  /// Where what is open begins; of the text itself before its first column.
  private var start: String { location(line: open.last?.line ?? 1, column: open.last?.column ?? 0) }

  func complaint(_ text: String) -> Failure {
    JacksonComplaint(text, at: location(line: line, column: offset - lineStart + 1))
  }

  func endOfInput(_ rest: String) -> Failure { complaint("Unexpected end-of-input" + rest) }

  func unexpected(_ unit: UInt16, _ comment: String) -> Failure {
    complaint("Unexpected character (\(Self.description(of: unit))): \(comment)")
  }

  func unexpectedInNumber(_ unit: UInt16, _ comment: String) -> Failure {
    complaint("Unexpected character (\(Self.description(of: unit))) in numeric value: \(comment)")
  }

  static func description(of unit: UInt16) -> String {
    if unit < 0x20 || (0x7F...0x9F).contains(unit) { return "(CTRL-CHAR, code \(unit))" }
    // Half a pair has no text of its own; Java prints a question mark.
    let character = Unicode.Scalar(UInt32(unit)).map(String.init) ?? "?"
    return "'\(character)' (code \(unit)\(unit > 255 ? " / 0x" + String(unit, radix: 16) : ""))"
  }

  // MARK: Structure

  /// The value and, behind it, what AWS's reader may not find: a second one.
  mutating func readDocument() throws(Failure) {
    guard let first = try significant() else { return }
    try value(first, inObject: false)
    guard let next = try significant() else { return }
    let start = offset
    try value(next, inObject: false)
    offset = start
    throw complaint(
      "Trailing token (of type \(Self.tokenType(next))) found after value (bound as `com.fasterxml.jackson.databind."
        + "JsonNode`): not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`")
  }

  private static func tokenType(_ unit: UInt16) -> String {
    switch Character(Unicode.Scalar(UInt32(unit)) ?? " ") {
    case "{": "START_OBJECT"
    case "[": "START_ARRAY"
    case "\"": "VALUE_STRING"
    case "t": "VALUE_TRUE"
    case "f": "VALUE_FALSE"
    case "n": "VALUE_NULL"
    default: "VALUE_NUMBER"
    }
  }

  /// The unit is taken already. What opens inside is read in this loop, not by recursion: the text may nest at will.
  private mutating func value(_ unit: UInt16, inObject: Bool) throws(Failure) {
    let depth = open.count
    try begin(unit, inObject: inObject)
    var isFirst = true
    while open.count > depth {
      let before = open.count
      try step(isFirst: isFirst)
      isFirst = open.count > before
    }
  }

  /// One member or element of what is open, or its end.
  private mutating func step(isFirst: Bool) throws(Failure) {
    guard var unit = try significant(), let around = open.last else {
      throw endOfInput(": expected close marker for \(kind) (start marker at \(start))")
    }
    if unit == "]" || unit == "}" {
      try close(unit)
      return
    }
    if !isFirst { unit = try comma(unit) }
    if around.isObject {
      guard unit == "\"" else { throw unexpected(unit, "was expecting double-quote to start field name") }
      try text(isName: true)
      unit = try colon()
    }
    try begin(unit, inObject: around.isObject)
  }

  private mutating func close(_ unit: UInt16) throws(Failure) {
    let isObject = unit == "}"
    if open.last?.isObject == isObject { return _ = open.removeLast() }
    let mark = isObject ? "}" : "]"
    throw complaint(
      "Unexpected close marker '\(mark)': expected '\(isObject ? "]" : "}")' (for \(kind) starting at \(start))")
  }

  private mutating func comma(_ unit: UInt16) throws(Failure) -> UInt16 {
    guard unit == "," else { throw unexpected(unit, "was expecting comma to separate \(kind) entries") }
    guard let next = try significant() else { throw endOfInput(" within/between \(kind) entries") }
    return next
  }

  private mutating func colon() throws(Failure) -> UInt16 {
    guard let unit = try significant() else { throw endOfInput(" within/between Object entries") }
    guard unit == ":" else { throw unexpected(unit, "was expecting a colon to separate field name and value") }
    guard let next = try significant() else { throw endOfInput(" within/between Object entries") }
    return next
  }

  /// A scalar as a whole, of an object or array its opening bracket.
  private mutating func begin(_ unit: UInt16, inObject: Bool) throws(Failure) {
    switch Character(Unicode.Scalar(UInt32(unit)) ?? " ") {
    case "{", "[": open.append((unit == "{", line, offset - lineStart))
    case "\"": try text(isName: false)
    case "t": try word("true")
    case "f": try word("false")
    case "n": try word("null")
    case "-", "0"..."9": try number(unit)
    // Of a member Jackson looks at the value before it looks for the end.
    case "}" where !inObject && isInRoot: try close(unit)
    case "]" where isInRoot: try close(unit)
    case "}" where !inObject: throw unexpected(unit, "expected a value")
    default: try odd(unit)
    }
  }

  // MARK: White space

  /// Takes and answers the next unit that is no white space; nil at the end.
  private mutating func significant() throws(Failure) -> UInt16? {
    while let unit = take() {
      switch unit {
      case 0x20, 0x09: break
      case 0x0A: newLine()
      case 0x0D:
        if offset < units.count, units[offset] == 0x0A { offset += 1 }
        newLine()
      case 0..<0x20:
        throw complaint(
          "Illegal character (\(Self.description(of: unit))): only regular white space (\\r, \\n, \\t) is allowed "
            + "between tokens")
      case "/":
        throw unexpected(
          unit,
          "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for "
            + "parser)")
      default: return unit
      }
    }
    return nil
  }

  mutating func newLine() {
    line += 1
    lineStart = offset
  }

  mutating func take() -> UInt16? {
    guard offset < units.count else { return nil }
    defer { offset += 1 }
    return units[offset]
  }
}

extension UInt16 {
  static func == (unit: UInt16, character: Unicode.Scalar) -> Bool { UInt32(unit) == character.value }
  static func ~= (character: Unicode.Scalar, unit: UInt16) -> Bool { unit == character }
}
