import Foundation
import JSON
import Testing

@testable import JSONata

/// Laws of the language, one a line, and what ends an expression that has no end.
@Suite struct ExpressionTests {
  static let input: JSON = [
    "orders": [
      ["id": 1, "lines": [["sku": "a", "price": 2.5, "count": 2], ["sku": "b", "price": 1, "count": 3]]],
      ["id": 2, "lines": [["sku": "a", "price": 2.5, "count": 1]]],
    ],
    "one": [7],
  ]

  func run(_ text: String, limits: Limits = .default, library: Library = .standard) throws -> JSON? {
    try JSONata.Expression(parsing: text, library: library).evaluate(
      Self.input, limits: limits, now: 1_500_000_000_000
    ) { 0.25 }
  }

  func code(_ text: String, limits: Limits = .default) -> String {
    do {
      _ = try run(text, limits: limits)
      return "no error"
    } catch {
      return (error as? JSONataError)?.code ?? "\(error)"
    }
  }

  /// Found where the expression is parsed, though nothing evaluates it; the reference throws these there, too.
  @Test(arguments: [
    ("function($a)<n<s>>{$a}", "S0401"), ("λ($a)<(n<s>)>{$a}", "S0402"), ("function($a)<n{$a}", "S0202"),
    ("$match('a', /a/x)", "S0202"), ("$match('a', /(/)", "S0302"), ("$match('a', /a)", "S0302"),
    ("$match('a', //)", "S0301"),
  ])
  func parsingFindsStaticErrors(text: String, code: String) {
    #expect(throws: JSONataError.self) { try JSONata.Expression(parsing: "false ? " + text) }
    #expect(self.code("false ? " + text) == code)
  }

  @Test(arguments: [
    ("one", "[7]"), ("one[0]", "7"), ("one[]", "[7]"), ("orders.id", "[1,2]"), ("orders[id=2].lines.sku", "\"a\""),
    ("$sum(orders.lines.(price*count))", "10.5"), ("orders.lines{sku: $sum(count)}", "{\"a\":3,\"b\":3}"),
    ("orders.lines.%.id", "[1,1,2]"), ("orders@$o.$o.lines[sku='b'].($o.id)", "1"), ("orders#$i.$i", "[0,1]"),
    ("orders^(>id).id", "[2,1]"), ("[1..3] ~> $map(function($x){$x*$x})", "[1,4,9]"),
    ("($add := function($a,$b){$a+$b}; $inc := $add(?,1); $inc(4))", "5"), ("1.0 & ''", "\"1\""),
    ("0.1+0.2 & ''", "\"0.3\""), ("1e21 & ''", "\"1e+21\""), ("$length('😀')", "1"),
    ("$now()", "\"2017-07-14T02:40:00.000Z\""),
    ("$random()", "0.25"), ("(missing; 3)", "3"),
    ("$ ~> |orders|{'id': 0}, 'lines'| ~> $lookup('orders')", "[{\"id\":0},{\"id\":0}]"),
    ("$map([1,2], $uppercase ~> $length) ~> $exists()", "\"T0410\""), ("$count([1..1000000])", "1000000"),
    ("($f := function($n){$n=0 ? 'end' : $f($n-1)}; $f(20000))", "\"end\""),
  ])
  func anExpressionHasItsValue(_ text: String, _ expected: String) throws {
    let value = expected == "\"T0410\"" ? JSON.string(code(text)) : try run(text)
    #expect(value?.text == expected)
  }

  @Test(arguments: [
    ("(", "S0203"), ("1 +", "S0207"), ("[1", "S0203"), ("\"a", "S0101"), ("a := 1", "S0212"), ("1 + 'a'", "T2002"),
    ("foo()", "T1006"), ("sum([1])", "T1005"), ("$sum('a')", "T0412"), ("$number('x')", "D3030"), ("%", "S0217"),
    ("[1..1e8]", "D2014"), ("$pad('a', 1e15)", "U1001"), ("1 < 'a'", "T2009"), ("{1: 2}", "T1003"),
    ("$error('no')", "D3137"), ("1/0 + 1", "D1001"),
    ("$string(1/0)", "D3001"), ("1 ?? 2", "S0211"), ("1 ?: 2", "S0211"), ("f(?)", "T1008"), ("? + 1", "S0211"),
  ])
  func anErrorHasItsCode(_ text: String, _ expected: String) { #expect(code(text) == expected) }

  /// Source: JSONata 2.0.6, where to order one item or none hands on the sequence, a predicate after a group belongs to
  /// the last step, and a repeated parameter gets its first argument over and over.
  @Test(arguments: [
    ("orders[id=2]^(id).id", "2"), ("$type(orders[id=2]^(id))", "\"object\""), ("orders[id=9]^(id)", nil),
    ("[{'a': 1}]^(a)", "{\"a\":1}"), ("orders^(id)[0].id", "1"), ("$type(orders@$o^(id))", "\"array\""),
    ("orders{$string(id): $count(lines)}[id=2]", "{\"2\":1}"), ("orders.lines{sku: count}[count=3]", "{\"b\":3}"),
    ("λ($a, $b)<n+n:a>{[$a, $b]}(1, 2, 3)", "[1,1]"),
  ])
  func thisIsVersion206(_ text: String, _ expected: String?) throws { #expect(try run(text)?.text == expected) }

  /// One more evaluation than the last one of each pair has no room.
  @Test(arguments: [
    ("1" + String(repeating: "+1", count: 99), "1" + String(repeating: "+1", count: 100)),
    (
      String(repeating: "(", count: 99) + "1" + String(repeating: ")", count: 99),
      String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100)
    ),
    (
      String(repeating: "[", count: 99) + "1" + String(repeating: "]", count: 99),
      String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
    ),
    ("1" + String(repeating: "~>$string", count: 99), "1" + String(repeating: "~>$string", count: 100)),
    (
      "($f := function($x){$x <= 0 ? 0 : 1 + $f($x-1)}; $f(31))",
      "($f := function($x){$x <= 0 ? 0 : 1 + $f($x-1)}; $f(32))"
    ),
    (
      "($f := function($n){$n=0 ? 'end' : $f($n-1)}; $f(5000))", "($f := function($n){$n=0 ? 0 : 0 + $f($n-1)}; $f(33))"
    ),
  ])
  func constantsCountAsEvaluations(_ fits: String, _ tooDeep: String) {
    #expect(code(fits, limits: Limits(depth: 100)) == "no error")
    #expect(code(tooDeep, limits: Limits(depth: 100)) == "U1001")
  }

  @Test(arguments: [
    ("$count([1..20])", "[1..21]"), ("$append([1..10], [1..10])", "$append([1..10], [1..11])"),
    ("$pad('', 20)", "$pad('', 21)"), ("$string([1..9])", "$string([1..10])"),
    ("$base64encode('123456789012345')", "$base64encode('1234567890123456')"),
    ("$count([[1..10], [1..10]])", "[[1..10].$, [1..11].$]"),
  ])
  func valuesHaveALargestSize(_ fits: String, _ tooLarge: String) throws {
    let limits = Limits(sequence: 20, text: 20)
    #expect(code(fits, limits: limits) == "no error")
    let error = #expect(throws: JSONataError.self) { try run(tooLarge, limits: limits) }
    #expect(error == .memoryLimit || error?.message == JSONataError.memoryLimit.message)
  }

  @Test func anErrorTellsWhereAndWhat() throws {
    let error = #expect(throws: JSONataError.self) { try run("1 + 'a'") }
    #expect(error?.position == 3)
    #expect(error?.token == "+")
    #expect(error?.message == "The right side of the \"+\" operator must evaluate to a number")
    let typed = #expect(throws: JSONataError.self) { try run("$sum('a')") }
    #expect(typed?.message == "Argument 1 of function \"sum\" must be an array of \"numbers\"")
  }

  static let endless: [String] = [
    "($f := function($n){1 + $f($n+1)}; $f(0))", "($f := function(){$f()}; $f())",
    "$reduce([1..100000], function($a,$v){[$a, []]})", "$reduce([1..100000], function($a,$v){[[$a]]})",
    "$reduce([1..100000], function($a,$v){{'a': $a}})",
    "$reduce($append([$lowercase], [1..100000]), function($f,$v){$f ~> $uppercase})",
    "$reduce($append([$lowercase], [1..100000]), function($f,$v){$map(?, $f)})",
    "($f := function($s){$f($s & $s)}; $f('abcdefgh'))", "($f := function($a){$f([$a, $a])}; $f([1,2]))",
    String(repeating: "(", count: 100_000), String(repeating: "[", count: 100_000),
    "1" + String(repeating: "+1", count: 100_000), "a" + String(repeating: ".a", count: 100_000),
    String(repeating: "-", count: 100_000) + "1", "a" + String(repeating: "[0]", count: 100_000),
  ]

  /// On a thread with little more than the guard admits: in an optimised build half a mebibyte.
  @Test(arguments: endless.indices) func everyExpressionEnds(_ index: Int) {
    let text = Self.endless[index]
    let code = Code()
    let done = DispatchSemaphore(value: 0)
    let limits = Limits(steps: 200_000, text: 10_000_000)
    let thread = Thread {
      code.text = self.code(text, limits: limits)
      done.signal()
    }
    thread.stackSize = Limits.stack / 100_000 << 17
    thread.start()
    done.wait()
    #expect(["U1001", "D2014", "S0207", "S0203"].contains(code.text), "\(text.prefix(60)): \(code.text)")
  }

  @Test(arguments: [
    ("$sum", nil, true), ("/a/", nil, true), ("[1, $sum]", "[1,null]", true),
    ("{'a': {'f': $sum}}", "{\"a\":{}}", true),
    ("$map([1], $string)", "\"1\"", false), ("missing", nil, false),
  ])
  func theHostLearnsOfFunctions(_ text: String, _ value: String?, _ holdsFunction: Bool) throws {
    let outcome = try JSONata.Expression(parsing: text).outcome(Self.input, now: 0) { 0.25 }
    #expect(outcome.value?.text == value)
    #expect(outcome.holdsFunction == holdsFunction)
  }

  /// A scope that outlives its closures keeps what an earlier one has bound.
  @Test func closuresKeepTheirScope() throws {
    let text = "($make := function($n){function($x){$x + $n}}; $a := $make(1); $b := $make(10); [$a(1), $b(1)])"
    #expect(try run(text)?.text == "[2,11]")
  }

  @Test func theHostAddsAndHidesFunctions() throws {
    let twice = HostFunction("twice", signature: "<n:n>") { (arguments, _) throws(JSONataError) in
      guard case .integer(let number)? = arguments[0] else { return nil }
      return .integer(2 * number)
    }
    let library = Library(adding: [twice], hiding: ["eval"])
    #expect(try run("$twice(21)", library: library)?.text == "42")
    let error = #expect(throws: JSONataError.self) { try run("$eval('1')", library: library) }
    #expect(error?.code == "T1006")
  }
}

/// What another thread left; the semaphore orders the two.
final class Code: @unchecked Sendable {
  var text = ""
}
