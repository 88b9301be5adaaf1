import TestSupport
import Testing

@testable import JSON

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", "[1,2.5,-3]", #"{"b":1,"a":{"c":[]}}"#, #""a\"\\\n\u0001é😀""#, "1.0",
    "9223372036854775807",
    "1e+20", "-0.5",
  ])
  func printsWhatItRead(_ text: String) throws {
    let value = try JSON.parse(text)
    #expect(value.text == text)
    #expect(value.byteCount == text.utf8.count)
    #expect(try JSON.parse(value.prettyText) == value)
    #expect(try LocatedJSON.parse(Array(text.utf8)).json == value)
  }

  /// What people read has escapes for them; what AWS counts and hands on has them as they are.
  @Test func controlCharactersThatJSONAllowsArePrettilyEscaped() throws {
    let value: JSON = ["k\u{7F}": ["\u{9B}2J\u{85}", "\u{A0}é\u{0}"]]
    #expect(value.prettyText == "{\n  \"k\\u007f\": [\n    \"\\u009b2J\\u0085\",\n    \"\u{A0}é\\u0000\"\n  ]\n}")
    #expect(try JSON.parse(value.prettyText) == value)
    #expect(value.text == "{\"k\u{7F}\":[\"\u{9B}2J\u{85}\",\"\u{A0}é\\u0000\"]}")
  }

  @Test(
    arguments: [
      ("-0", 0), ("18446744073709551616", 18446744073709551616.0), (#""\u00e9\ud83d\ude00\/""#, "é😀/"),
      (#""\ud800x""#, "\u{FFFD}x"), (#"{"a":1,"a":2}"#, ["a": 2]), (" [ 1 , 2 ] ", [1, 2]),
    ] as [(String, JSON)])
  func reads(_ text: String, as value: JSON) throws {
    #expect(try JSON.parse(text) == value)
  }

  @Test(arguments: [
    ("", 1, 1, "found the end of the text, expected a value"),
    ("[1,]", 1, 4, "found ']', expected a value"),
    ("{\"a\":1,}", 1, 8, "found '}', expected a member's name"),
    ("{\n  \"a\" 1}", 2, 7, "found '1', expected ':' after the member's name"),
    ("[\"é\" 2]", 1, 6, "found '2', expected ',' or ']'"),
    ("01", 1, 1, "found '0', expected a number without leading zeros"),
    ("1e400", 1, 1, "the number 1e400 is too large for 64 bits"),
    ("\"abc", 1, 1, "the text that begins here has no closing quote"),
    ("tru", 1, 1, "found 't', expected a value"),
    ("{} x", 1, 4, "found 'x', expected the end of the text"),
    (#""\q""#, 1, 3, "found 'q', expected one of \" \\ / b f n r t u after a backslash"),
  ])
  func locatesMistakes(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    #expect {
      try JSON.parse(text)
    } throws: { error in
      guard let error = error as? JSONSyntaxError else { return false }
      return error.position == SourcePosition(line: line, column: column) && error.message == message
    }
  }

  @Test func refusesDeepNesting() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONSyntaxError.self) { try JSON.parse(deep) }
    let legal = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(throws: Never.self) { try JSON.parse(legal) }
  }

  @Test func knowsEqualityByValue() throws {
    #expect(JSON.integer(1) == .double(1))
    #expect(JSON.integer(1).hashValue == JSON.double(1).hashValue)
    #expect(JSON.integer(Int.max) != .double(Double(Int.max)))
    let a: JSON = ["x": 1, "y": [2]]
    let b: JSON = ["y": [2.0], "x": 1]
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != ["x": 1, "y": [3]])
  }

  @Test func isSmall() {
    #expect(MemoryLayout<JSON>.stride <= 24)
    #expect(MemoryLayout<JSONObject>.size == MemoryLayout<Int>.size)
  }

  @Test func countsEndlessNestingAsTooMuch() {
    var value: JSON = 1
    for _ in 0..<JSON.levelLimit { value = [value] }
    #expect(value.byteCount == 2 * JSON.levelLimit + 1)
    #expect(JSON.array([value]).byteCount > 1 << 40)
  }

  @Test func keepsTheLastOfEqualKeysInTheFirstPlace() throws {
    let many = (0..<20).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let value = try JSON.parse("{\(many),\"k3\":true,\"k3\":null}")
    guard case .object(let members) = value else {
      Issue.record("not an object")
      return
    }
    #expect(members.count == 20)
    #expect(members[3].key == "k3" && members[3].value == .null)
    #expect(try JSON.parse(#"{"a":1,"b":2,"a":3}"#).text == #"{"a":3,"b":2}"#)
  }

  @Test func objectsKeepTheirOrder() {
    var object: JSONObject = ["b": 1, "a": 2]
    object["b"] = 3
    object["c"] = 4
    object["a"] = nil
    #expect(JSON.object(object).text == #"{"b":3,"c":4}"#)
  }

  @Test func locatesValuesAndKeys() throws {
    let value = try LocatedJSON.parse(Array("{\"a\": 1,\n \"a\": [true]}".utf8))
    guard case .object(let members) = value.content, case .array(let inner) = members[1].value.content else {
      Issue.record("not an object with an array")
      return
    }
    #expect(members.map(\.key) == ["a", "a"])
    #expect(members[1].keyPosition == SourcePosition(line: 2, column: 2))
    #expect(inner[0].position == SourcePosition(line: 2, column: 8))
  }

  /// Whatever the bytes, the parser answers a value that prints and reads back, or an error inside the text.
  @Test func survivesMutations() {
    let seed = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",null,true],"b":{"c":"é😀"},"d":[[[]]]}"#.utf8)
    var random = SplitMix64(seed: 42)
    func next(_ bound: Int) -> Int { random.below(bound) }
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0...next(4) {
        switch next(3) {
        case 0: bytes[next(bytes.count)] = UInt8(next(256))
        case 1: bytes.remove(at: next(bytes.count))
        default: bytes.insert(bytes[next(bytes.count)], at: next(bytes.count))
        }
      }
      if let value = try? JSON.parse(bytes) {
        #expect((try? JSON.parse(value.utf8Text)) == value)
        #expect(value.byteCount == value.utf8Text.count)
      }
      #expect(((try? JSON.parse(bytes)) == nil) == ((try? LocatedJSON.parse(bytes)) == nil))
    }
  }
}
