import JSON
import JSONata
import Testing

/// What an expression's text tells about what it reads.
@Suite struct UseTests {
  @Test(arguments: [
    ("1 + 1", Expression.Use.nothing), ("$x", .nothing), ("$states.input", .members(["input"])),
    ("$states.input.a + $states.result", .members(["input", "result"])), ("$states", .whole),
    ("$keys($states)", .whole), ("$states[0].input", .whole), ("$states.(input)", .whole),
    ("($s := $states; $s.input)", .whole),
    (
      "$map($states.input, function($v) { $v + $states.context.x })",
      .members(["input", "context"])
    ),
    ("$states.input[$states.result = 1]", .members(["input", "result"])), ("{'a': $states.input}", .members(["input"])),
    ("$states.*", .whole), ("$states.input.{'k': $states.errorOutput}", .members(["input", "errorOutput"])),
    ("$sort($states.input, function($l, $r) { $l.a > $states.result })", .members(["input", "result"])),
    ("$states.input^(>$states.result)", .members(["input", "result"])),
  ])
  func useOfAVariable(text: String, use: Expression.Use) throws {
    #expect(try Expression(parsing: text).use(of: "states") == use)
  }

  @Test(
    arguments: [
      ("$a", "a"), ("$a.b.c", "a b c"), ("$a.`b c`", "a b c"), ("$a.b[0]", nil), ("$a[0].b", nil), ("$a.b[]", nil),
      ("$a.*", nil), ("$a.b + 1", nil), ("$", nil), ("$$", nil), ("$$.a", nil), ("a.b", nil), ("$a.(b)", nil),
      ("$f()", nil),
      ("$a@$b.c", nil), ("$a.b#$i", nil), ("$a.b.%", nil), ("$a.b{c: d}", nil), ("$a.b^(c)", nil), ("($a.b)", nil),
    ] as [(String, String?)])
  func references(text: String, words: String?) throws {
    let reference = try Expression(parsing: text).reference
    #expect(reference.map { ([$0.variable] + $0.names).joined(separator: " ") } == words)
  }

  @Test(
    arguments: [
      ("a", "a"), ("a.b", "a"), ("$$", "$$"), ("$$.a", "$$"), ("1 + a", "a"), ("[a]", "a"), ("{'x': a}", "a"),
      ("$f(a)", "a"), ("(1; a)", "a"), ("true ? a : 1", "a"), ("$x := a", "a"), ("a ~> $f", "a"), ("-a", "a"),
      ("$x.a", nil), ("$x[a]", nil), ("$x.(a + b)", nil), ("$", nil), ("function($v) { a }", nil), ("'a'", nil),
      ("$x ~> |a|{'b': 1}|", nil), ("$x{a: b}", nil), ("$x^(a)", nil), ("/a/", nil),
    ] as [(String, String?)])
  func useOfTheInput(text: String, name: String?) throws {
    #expect(try Expression(parsing: text).inputUse?.name == name)
  }

  /// Following a reference by hand gives what the evaluator gives, wherever it leads from object to member.
  @Test func aReferenceIsItsOwnEvaluation() throws {
    let values: [JSON] = [
      .null, false, 0, 1.5, "", "text", [], [1], [[]], [[1]], [1, [2]], [:], ["a": 1], ["a": []], ["a": [["a": 2]]],
      ["a": ["a": ["a": [1]]]], ["a": .null], [["a": 1], ["a": 2]],
    ]
    for value in values {
      for names in [[], ["a"], ["a", "a"], ["a", "a", "a"]] {
        var followed: JSON? = value
        var isDirect = true
        for name in names {
          guard case .object(let members)? = followed else {
            isDirect = false
            break
          }
          followed = members[name]
        }
        guard isDirect, let followed else { continue }
        let expression = try Expression(parsing: (["$v"] + names).joined(separator: "."))
        #expect(try expression.evaluate(nil, bindings: ["v": value], now: 0, random: { 0 }) == followed)
      }
    }
  }
}
