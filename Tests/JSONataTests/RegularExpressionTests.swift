import Testing

@testable import JSONata

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("a|ab", "", "xab", "a"), ("a{2,3}", "", "aaaa", "aaa"), ("a{2,3}?", "", "aaaa", "aa"), ("B+", "i", "abbc", "bb"),
    ("^c", "m", "a\nc", "c"), ("[^\\d\\s]+", "", "1 xy2", "xy"), ("(\\w)\\1", "", "hello", "ll"),
    ("(?<q>['\"]).*?\\k<q>", "", "a 'b\"' c", "'b\"'"), ("\\d+(?=%)", "", "10 20%", "20"), ("(?!a)\\w", "", "ab", "b"),
    ("(?<=\\$)\\d+", "", "5 $42", "42"), ("(?<!\\$)\\b\\d+", "", "$42 7", "7"),
    ("\\x41\\u0042\\cJ", "", "AB\n", "AB\n"),
    ("(?:a*)*b", "", "aab", "aab"), ("[É]", "i", "é", "é"), ("x{", "", "x{", "x{"),
  ])
  func aPatternFindsItsFirstMatch(_ pattern: String, _ flags: String, _ text: String, _ found: String) throws {
    let units = Array(text.utf16)
    let match = try RegularExpression(pattern: pattern, flags: flags).firstMatch(in: units, from: 0)
    #expect(match.map { String(decoding: units[$0.range], as: UTF16.self) } == found)
  }

  @Test(arguments: ["", "(", ")", "a**", "[b-a]", "a{2,1}", "[", "\\", "(?<n", "*", "(?x)"])
  func anInvalidPatternIsRefused(_ pattern: String) {
    #expect(throws: JSONataError.self) { try RegularExpression(pattern: pattern, flags: "") }
  }

  @Test func aMatchThatTakesTooManyStepsEnds() throws {
    let expression = try RegularExpression(pattern: "(a+)+b", flags: "")
    #expect(throws: JSONataError("U1001")) {
      try expression.firstMatch(in: Array(repeating: 97, count: 40), from: 0)
    }
  }
}
