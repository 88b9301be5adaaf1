import JSON
import Testing

/// What AWS's reader says about a text. Source: the first rows were recorded on AWS in this form; the others are the
/// messages and places that Jackson's users quote, or that follow from where its parser stands.
@Suite struct JacksonTests {
  private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

  private func check(_ text: String, _ message: String, _ place: String, source: String? = nil) throws {
    let complaint = try #require(JacksonComplaint(about: Array(text.utf8)), "\(text)")
    let location = "[Source: \(source ?? "(String)\"\(text)\""); \(place)]"
    #expect(complaint.location == location)
    #expect(complaint.message == message + "\n at " + location)
  }

  @Test(arguments: [
    ("not a definition", "not", 4), ("x", "x", 2), ("truth", "truth", 6), ("nul", "nul", 4),
    ("{\"a\": tru}", "tru", 10),
    ("[nope, 1]", "nope", 6), ("${X}", "$", 2), ("{\"a\": ${X}}", "$", 8), ("{\"a\":None}", "None", 10),
    ("true1", "true1", 6), ("ä-b", "ä", 2), ("_x1 y", "_x1", 4),
  ])
  func tokens(text: String, token: String, column: Int) throws {
    try check(text, "Unrecognized token '\(token)': was expecting \(Self.values)", "line: 1, column: \(column)")
  }

  @Test(arguments: [
    (#"{"a":1,}"#, "('}' (code 125)): was expecting double-quote to start field name", "line: 1, column: 9"),
    ("{a:1}", "('a' (code 97)): was expecting double-quote to start field name", "line: 1, column: 3"),
    ("{'a':1}", "(''' (code 39)): was expecting double-quote to start field name", "line: 1, column: 3"),
    ("{\n  ,}", "(',' (code 44)): was expecting double-quote to start field name", "line: 2, column: 4"),
    (#"{"a" 1}"#, "('1' (code 49)): was expecting a colon to separate field name and value", "line: 1, column: 7"),
    (#"{"a":1 "b":2}"#, #"('"' (code 34)): was expecting comma to separate Object entries"#, "line: 1, column: 9"),
    ("[1 2]", "('2' (code 50)): was expecting comma to separate Array entries", "line: 1, column: 5"),
    ("[1,]", "(']' (code 93)): expected a valid value \(values)", "line: 1, column: 5"),
    ("[1,}", "('}' (code 125)): expected a value", "line: 1, column: 5"),
    (#"{"a":}"#, "('}' (code 125)): expected a valid value \(values)", "line: 1, column: 7"),
    (#"{"a":'b'}"#, "(''' (code 39)): expected a valid value \(values)", "line: 1, column: 7"),
    ("{\r\n\"a\":\r\n.5}", "('.' (code 46)): expected a valid value \(values)", "line: 3, column: 2"),
    ("„a“", "('„' (code 8222 / 0x201e)): expected a valid value \(values)", "line: 1, column: 2"),
    ("# c", "('#' (code 35)): expected a valid value \(values)", "line: 1, column: 2"),
    (
      "{ // c\n}",
      "('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not "
        + "enabled for parser)", "line: 1, column: 4"
    ),
    (#"["\u12x4"]"#, "('x' (code 120)): expected a hex-digit for character escape sequence", "line: 1, column: 8"),
    ("12a", "('a' (code 97)): Expected space separating root-level values", "line: 1, column: 4"),
  ])
  func characters(text: String, message: String, place: String) throws {
    try check(text, "Unexpected character " + message, place)
  }

  @Test(arguments: [
    ("[1.x]", "('x' (code 120)) in numeric value: Decimal point not followed by a digit", 4),
    ("[0.x]", "('x' (code 120)) in numeric value: Decimal point not followed by a digit", 5),
    ("[1ex]", "('x' (code 120)) in numeric value: Exponent indicator not followed by a digit", 4),
    ("[-]", "(']' (code 93)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", 4),
    ("[+1]", "('1' (code 49)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", 4),
  ])
  func numbers(text: String, message: String, column: Int) throws {
    try check(text, "Unexpected character " + message, "line: 1, column: \(column)")
  }

  @Test(arguments: [
    ("[01]", "Invalid numeric value: Leading zeroes not allowed", "line: 1, column: 3"),
    ("[-01]", "Invalid numeric value: Leading zeroes not allowed", "line: 1, column: 4"),
    (
      "[NaN]", "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow",
      "line: 1, column: 5"
    ),
    (
      "{\"a\":\"b\nc\"}",
      "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string "
        + "value", "line: 1, column: 9"
    ),
    (
      "{\"a\t\":1}",
      "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in name",
      "line: 1, column: 5"
    ),
    (
      "{\u{0}}",
      "Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens",
      "line: 1, column: 3"
    ),
    (#"["\x"]"#, "Unrecognized character escape 'x' (code 120)", "line: 1, column: 5"),
    (
      #"{"a":1"#,
      "Unexpected end-of-input: expected close marker for Object (start marker at "
        + "[Source: (String)\"{\"a\":1\"; line: 1, column: 1])",
      "line: 1, column: 7"
    ),
    (
      "[[1],\n [",
      "Unexpected end-of-input: expected close marker for Array (start marker at "
        + "[Source: (String)\"[[1],\n [\"; line: 2, column: 2])",
      "line: 2, column: 3"
    ),
    (#"{"a":1,"#, "Unexpected end-of-input within/between Object entries", "line: 1, column: 8"),
    (#"{"a":"#, "Unexpected end-of-input within/between Object entries", "line: 1, column: 6"),
    (#"{"a"#, "Unexpected end-of-input in field name", "line: 1, column: 4"),
    (#"["a"#, "Unexpected end-of-input: was expecting closing quote for a string value", "line: 1, column: 4"),
    (#"["a\u00"#, "Unexpected end-of-input in character escape sequence", "line: 1, column: 8"),
    (
      "{]",
      "Unexpected close marker ']': expected '}' (for Object starting at [Source: (String)\"{]\"; line: 1, column: 1])",
      "line: 1, column: 3"
    ),
    (
      "}",
      "Unexpected close marker '}': expected ']' (for root starting at [Source: (String)\"}\"; line: 1, column: 0])",
      "line: 1, column: 2"
    ),
  ])
  func others(text: String, message: String, place: String) throws { try check(text, message, place) }

  /// Columns count UTF-16 units; of a long text the first 500 are shown, of a very long one nothing.
  @Test func whatIsShownOfTheText() throws {
    try check(
      "[\"😀\" x]", "Unexpected character ('x' (code 120)): was expecting comma to separate Array entries",
      "line: 1, column: 8")
    let long = "[\"" + String(repeating: "a", count: 600) + "\" x"
    let message = "Unexpected character ('x' (code 120)): was expecting comma to separate Array entries"
    try check(long, message, "line: 1, column: 606", source: "(String)\"\(long.prefix(500))\"[truncated 105 chars]")
    let stream = "[\"" + String(repeating: "a", count: 40_000) + "\" x"
    try check(stream, message, "line: 1, column: 40006", source: "(StringReader)")
    let name = String(repeating: "n", count: 300)
    try check(name, "Unrecognized token '\(name.prefix(256))...': was expecting \(Self.values)", "line: 1, column: 257")
  }

  @Test(arguments: ["{}", "[1e999]", "", " ", "{\"a\": [1, -0.5e+3, true, null, \"\\u00e4\"]}", "7"])
  func whatIsJSONIsFine(text: String) { #expect(JacksonComplaint(about: Array(text.utf8)) == nil) }

  /// Deep nesting and broken text end with a complaint, or with none, but they end.
  @Test func anyTextIsRead() {
    #expect(JacksonComplaint(about: Array(repeating: UInt8(ascii: "["), count: 30_000)) != nil)
    #expect(JacksonComplaint(about: Array("{\"a\": {} } x".utf8)) != nil)
    let parts: [[UInt8]] = [
      [0xFF], [0xC3], Array("\"\\".utf8), Array("-".utf8), Array("{\"".utf8), Array("1e".utf8), [0],
    ]
    for first in parts {
      for second in parts { _ = JacksonComplaint(about: first + second + Array(":,}".utf8)) }
    }
  }
}
