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
    let expression = try RegularExpression(pattern: "(a+)+\\1b", flags: "")
    #expect(throws: RegularExpression.tooComplex) {
      try expression.firstMatch(in: Array(repeating: 97, count: 40), from: 0)
    }
  }

  /// Patterns that going back takes exponential or quadratic time for.
  @Test(arguments: [
    ("(a+)+b", "a", 10_000, nil), ("\\s+$", " ", 1_000, 0..<1_000), ("(a|aa)+$", "a", 1_000, 0..<1_000),
    ("(a*)*b", "a", 1_000, nil), ("(?:a?){50}a{50}", "a", 50, 0..<50), ("a*a*a*a*c", "a", 5_000, nil),
    ("(.*)(.*)(.*)x", "a", 2_000, nil),
  ])
  func aPatternWithoutReferencesTakesLinearTime(
    _ pattern: String, _ unit: String, _ count: Int, _ found: Range<Int>?
  ) throws {
    var steps = 0
    let text = Array(String(repeating: unit, count: count).utf16)
    let expression = try RegularExpression(pattern: pattern, flags: "")
    let match = try expression.firstMatch(in: text, from: 0, steps: &steps, most: .max)
    #expect(match?.range == found)
    #expect(steps < 600 * (count + 50))
  }

  @Test(arguments: ["(a*?)*?b", "(a??)*b", "(c?(|a))*b", "(a)\\1", "a(?=b)", "(?<!a)b", "(?:a{1000}){1000}"])
  func theseAreLeftToGoingBack(_ pattern: String) throws {
    #expect(try RegularExpression(pattern: pattern, flags: "").linear == nil)
  }

  /// Both matchers, on every text of up to five letters: the same match, with the same groups.
  @Test(arguments: [
    "(a|ab)(c|bcd)?", "(a*)*", "(a*)+b", "(?:(a)|b)*", "(a|b)*?c", "(?:|a)+", "(?:a*?)*?b", "((a)|(b)|c){2}",
    "(?:(a)|(b)){1,3}c?", "(a*){0,2}b", "(?:a??)*(b)", "^(a|b)+$", "\\b(a+)\\b", "(?:a|(b*))*c", "((a*)b*)*c",
    "(a{2}|b)+?c",
    "(?:(a?)b?){2,}", "[^a]*(b|$)", "a|b|", "(?:a*(b)?)*?c", "((?:a|b)*)(b*)", "(a+|b+)*c", "(a*b?){1,2}c",
    "(?:(?:a)?(b)?)+c",
  ])
  func theMatchersAgree(_ pattern: String) throws {
    let expression = try RegularExpression(pattern: pattern, flags: "m")
    let linear = try #require(expression.linear)
    var texts: [[UInt16]] = [[]]
    var last = texts
    for _ in 0..<5 {
      last = last.flatMap { text in [97, 98, 99, 10].map { text + [$0] } }
      texts += last
    }
    for text in texts {
      var steps = 0
      var matcher = LinearMatcher(program: linear, expression: expression, text: text)
      let found = matcher.search(from: 0, steps: &steps, most: .max)
      var backtracking = PatternMatcher(expression: expression, text: text)
      var expected: RegularExpression.Match?
      for start in 0...text.count where expected == nil {
        let match = backtracking.match(at: start, most: .max)
        expected = try #require(match)
      }
      #expect(try #require(found) == expected, "\(String(decoding: text, as: UTF16.self))")
    }
  }
}
