import JSON
import JSONPath
import Testing

@Suite struct IntrinsicTests {
  static let input: JSON = [
    "a": [1, 2, 3, 2], "o": ["x": 1, "y": ["z": []]], "p": ["y": 2, "w": 3], "t": "text", "n": .null, "f": 1.5,
    "s": "a,b;,c",
    "template": "{} and {}", "open": "{ {}", "escaped": "\\{{}\\}",
    "long": .string(String(repeating: "x", count: 10_001)),
  ]

  static let open = "Invalid template in States.Format: matching '}' not found for '{'"
  static let closed = "Invalid template in States.Format: matching '{' not found for '}'"

  func evaluate(_ text: String) throws -> JSON {
    var entropy = Entropy(seed: 1)
    return try PayloadTemplate.Expression(parsing: text).evaluate(
      input: Self.input, context: ["Task": ["Token": "T"]], entropy: &entropy, field: "f.$")
  }

  @Test(arguments: [
    ("States.Array()", "[]"),
    ("States.Array($.t, 1, -2.5, 'it\\'s', null, true, $$.Task.Token)", #"["text",1,-2.5,"it's",null,true,"T"]"#),
    ("States.ArrayPartition($.a, 3)", "[[1,2,3],[2]]"), ("States.ArrayContains($.a, 2)", "true"),
    ("States.ArrayContains($.a, '2')", "false"), ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"),
    ("States.ArrayRange(3, 1, -1)", "[3,2,1]"), ("States.ArrayRange(3, 1, 1)", "[]"),
    ("States.ArrayGetItem($.a, 2)", "3"),
    ("States.ArrayLength($.a)", "4"), ("States.ArrayUnique($.a)", "[1,2,3]"),
    ("States.ArrayUnique(States.Array(1, 1.0, '1'))", #"[1,"1"]"#),
    ("States.Base64Encode('Data to encode')", #""RGF0YSB0byBlbmNvZGU=""#), ("States.Base64Encode('')", "\"\""),
    ("States.Base64Encode('a')", "\"YQ==\""), ("States.Base64Encode('ab')", "\"YWI=\""),
    ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "\"Data to encode\""), ("States.Base64Decode('YQ==')", "\"a\""),
    ("States.Hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\""),
    ("States.JsonMerge($.o, $.p, false)", #"{"x":1,"y":2,"w":3}"#),
    ("States.StringToJson('{\"a\": [1]}')", #"{"a":[1]}"#),
    ("States.StringToJson(' ')", "null"), ("States.StringToJson('-0')", "0"),
    ("States.JsonToString($.o)", #""{\"x\":1,\"y\":{\"z\":[]}}""#),
    ("States.MathAdd(1.5, 1.51)", "4"), ("States.MathAdd(-1.5, 0)", "-1"), ("States.MathAdd(0.5, 0)", "1"),
    ("States.MathAdd(0.49999999999999994, 0)", "0"), ("States.MathAdd($.f, -1)", "1"),
    ("States.StringSplit($.s, ',;')", #"["a","b","c"]"#), ("States.StringSplit($.s, '.')", #"["a,b;,c"]"#),
    ("States.Format('{} {}', $.t, $.o)", #""text {x=1, y={z=[]}}""#),
    ("States.Format($.template, 1, null)", "\"1 and null\""),
    ("States.Format('\\{{}\\} \\\\ it\\'s', 1.0)", #""{1.0} \\ it's""#),
    (#"States.Format('Hi {}: \{ "k": 1 \}', $.t)"#, #""Hi text: { \"k\": 1 }""#),
    (
      "States.Format('{} {} {} {}', 1789180622.0, -1.25e-9, 1e22, 12345678.5)",
      #""1.789180622E9 -1.25E-9 1.0E22 1.23456785E7""#
    ),
    ("States.Format('{} {} {} {} {}', 0.001, 9999999.5, 0.00012, 1e7, 0.0)", #""0.001 9999999.5 1.2E-4 1.0E7 0.0""#),
    ("States.Format($.escaped, 1)", "\"{1}\""), ("States.Format('\\\\{}', 1)", #""\\1""#),
    ("States.ArrayGetItem(States.StringSplit('a-b', '-'), States.MathAdd(States.ArrayLength($.a), -3))", "\"b\""),
    (" States.ArrayLength( $.a[?(@ > 1)] ) ", "3"),
  ])
  func answers(_ text: String, _ result: String) throws {
    #expect(try evaluate(text.trimmingBlanks).text == result)
  }

  @Test(arguments: [
    ("States.ArrayGetItem($.a, 4)", "The index 4 is out of the bounds of an array of length 4"),
    ("States.ArrayGetItem($.a, -1)", "The index -1 is out of the bounds of an array of length 4"),
    ("States.ArrayPartition($.a, 0)", "The second argument must be a positive integer, but was 0"),
    ("States.ArrayRange(0, 1000, 1)", "The array has more than 1000 elements"),
    ("States.ArrayRange(0, 1, 0)", "The third argument must not be 0"),
    ("States.ArrayLength($.t)", "The first argument must be an array, but was a string"),
    ("States.Base64Encode($.long)", "The first argument has more than 10000 characters"),
    ("States.Base64Decode('a')", "The first argument is not valid Base64"),
    (
      "States.Hash($.t, 'CRC')",
      "The second argument must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, but was 'CRC'"
    ),
    ("States.Hash($.long, 'MD5')", "The first argument has more than 10000 characters"),
    ("States.JsonMerge($.o, $.p, true)", "The third argument must be false: only shallow merging is supported"),
    ("States.JsonMerge($.o, $.a, false)", "The second argument must be an object, but was an array"),
    (
      "States.StringToJson('{')",
      "The first argument is not valid JSON: found the end of the text, expected a member's name in double quotes"
    ),
    ("States.MathAdd(9223372036854775807, 1)", "The sum is too large for an integer"),
    ("States.MathAdd(1e300, 1)", "The first argument is too large for an integer"),
    ("States.MathRandom(2, 2)", "The second argument must be greater than the first"),
    ("States.Format('{}')", "The template has more occurrences of {} than there are arguments"),
    ("States.Format('', 1)", "The template has fewer occurrences of {} than there are arguments"),
    (#"States.Format('Hi {}: { "k": 1 }', $.t)"#, open), (#"States.Format('Hi {}: \\{ "k": 1 \\}', $.t)"#, open),
    ("States.Format($.open, 1)", open), ("States.Format('{')", open), ("States.Format('{0}', 1)", open),
    ("States.Format('{\\}')", open), ("States.Format('{{}}', 1)", open), ("States.Format('\\{{}}', 1)", closed),
    ("States.Format('}')", closed), ("States.Format('\\{}')", closed),
  ])
  func fails(_ text: String, _ reason: String) {
    let cause = "The function '\(text)' had the following error: \(reason)"
    #expect(throws: QueryFailure(error: "States.IntrinsicFailure", cause: cause)) { try evaluate(text) }
  }

  @Test func namesThePathThatFails() {
    let cause =
      "The JSONPath '$.missing' specified for the field 'f.$' could not be found in the input '\(Self.input.text)'"
    #expect(throws: QueryFailure(error: "States.Runtime", cause: cause)) { try evaluate("States.Array($.missing)") }
  }

  @Test(arguments: [
    ("States.Arry(1)", 0, "found the unknown name 'States.Arry', expected a path or an intrinsic function"),
    ("text", 0, "found the unknown name 'text', expected a path or an intrinsic function"),
    ("", 0, "found the end, expected a path or an intrinsic function"),
    ("States.Hash('a')", 0, "found 1 argument of States.Hash, expected 2 arguments"),
    ("States.MathRandom(1)", 0, "found 1 argument of States.MathRandom, expected 2 to 3 arguments"),
    ("States.Format()", 0, "found 0 arguments of States.Format, expected at least 1 argument"),
    ("States.UUID", 11, "found the end, expected '('"), ("States.UUID() x", 14, "found 'x', expected the end"),
    ("States.Array(1 2)", 15, "found '2', expected ',' or ')'"),
    ("States.Array('a)", 13, "the text that begins here has no closing quote"),
    ("States.Array('a\\\"')", 16, "found '\"', expected one of ' { } \\ after a backslash"),
    ("States.Array(\"a\")", 13, "found '\"', expected an argument"),
    ("States.Array(", 13, "found the end, expected a path, a text in quotes, a number, true, false or null"),
  ])
  func locatesMistakes(_ text: String, _ offset: Int, _ message: String) {
    #expect {
      try PayloadTemplate.Expression(parsing: text)
    } throws: { error in
      (error as? PathSyntaxError)?.offset == offset && (error as? PathSyntaxError)?.message == message
    }
  }

  @Test(arguments: [(10, true), (11, false), (100_000, false)])
  func nestsTenCalls(_ depth: Int, _ isLegal: Bool) {
    let text = String(repeating: "States.Array(", count: depth) + String(repeating: ")", count: depth)
    #expect(((try? PayloadTemplate.Expression(parsing: text)) != nil) == isLegal)
  }

  @Test func drawsFromEntropy() throws {
    var entropy = Entropy(seed: 7)
    var again = Entropy(seed: 7)
    func draw(_ text: String, _ entropy: inout Entropy) throws -> JSON {
      try PayloadTemplate.Expression(parsing: text).evaluate(input: [:], context: [:], entropy: &entropy, field: "")
    }
    #expect(try draw("States.UUID()", &entropy) == draw("States.UUID()", &again))
    #expect(try draw("States.UUID()", &entropy) != draw("States.UUID()", &entropy))
    #expect(try draw("States.MathRandom(0, 999, 3)", &entropy) == draw("States.MathRandom(0, 999, 3)", &again))
    var seen: Set<JSON> = []
    for _ in 0..<200 { seen.insert(try draw("States.MathRandom(-1, 2)", &entropy)) }
    #expect(seen == [-1, 0, 1])
    let widest = "States.MathRandom(-9223372036854775808, 9223372036854775807)"
    #expect(throws: Never.self) { try draw(widest, &entropy) }
  }
}

extension String {
  fileprivate var trimmingBlanks: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
