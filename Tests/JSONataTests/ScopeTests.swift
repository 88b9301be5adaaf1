import JSON
import JSONata
import Testing

/// Which value a name has, wherever the resolver found its place.
@Suite struct ScopeTests {
  private func text(_ text: String, bindings: [String: JSON] = [:]) throws -> String {
    let expression = try Expression(parsing: text)
    let input: JSON = ["a": [["x": 1, "b": [1, 2]], ["x": 2, "b": 3]]]
    return try expression.evaluate(input, bindings: bindings, now: 0) { 0 }?.text ?? "nothing"
  }

  @Test(arguments: [
    // A name has the value of the innermost scope that has given it one by then.
    ("($x := 1; ($y := $x; $x := 2; [$x, $y]))", "[2,1]"), ("($x := 1; ($x := 2); $x)", "1"),
    ("($x := 1; (false ? ($x := 2); $x))", "1"), ("($x := 1; (true ? $x := 2; $x))", "2"),
    ("($x := 1; $f := function(){ $x }; $x := 2; $f())", "2"), ("($f := function(){ $x }; $x := 1; $f())", "1"),
    ("($x := 1; $f := function(){ ($x := $x + 1; $x) }; [$f(), $f(), $x])", "[2,2,1]"),
    ("($x := nothing; ($x := 1; $x))", "1"), ("($x := 1; ($x := nothing; $exists($x)))", "false"),
    ("($f := function($n){ $n = 0 ? 'end' : $f($n - 1) }; $f(300))", "\"end\""),
    ("($x := 3; a.x[$ < $x])", "[1,2]"), ("[$x := 1, $x]", "[1,1]"), ("($count($x := [1, 2]); $x)", "[1,2]"),
    // Parameters are always given.
    ("($x := 1; function($x){ $exists($x) }())", "false"), ("function($x, $x){ $x }(1, 2)", "2"),
    ("function($x){ ($x := $x + 1; $x) }(1)", "2"), ("function($x){ $x := 5 }(1)", "5"),
    ("function($a){ function($b){ function($c){ [$a, $b, $c] } } }(1)(2)(3)", "[1,2,3]"),
    // Standard functions have names like all others.
    ("($sum := 1; $sum)", "1"), ("(($sum := 1); $sum([1, 2]))", "3"), ("function($sum){ $sum }(4)", "4"),
    ("$sum = $sum", "true"), ("($clone := function($v){ {'y': 1} }; {'x': 1} ~> |$|{'z': 2}|)", "{\"y\":1,\"z\":2}"),
    ("$$.a[0].x", "1"), ("($$ := 5; $$)", "5"),
  ])
  func namesOfBlocksAndLambdas(_ source: String, _ expected: String) throws {
    #expect(try text(source) == expected)
  }

  @Test(arguments: [
    ("($x := 5; $eval('$x + 1'))", "6"), ("($eval('$y := 3'); $y)", "3"), ("($x := 1; ($eval('$x := 3'); $x))", "3"),
    ("(($eval('$y := 3'); 1); $exists($y))", "false"), ("$eval('function($n){ $n * 2 }')(4)", "8"),
    ("($f := function($x){ $eval('$x') & '' }; $f(1))", "\"1\""), ("$map(['1 + 1', '$sum([1, 2])'], $eval)", "[2,3]"),
  ])
  func namesOfATextThatIsEvaluated(_ source: String, _ expected: String) throws {
    #expect(try text(source) == expected)
  }

  @Test(arguments: [
    ("a@$v.$v.b.($v.x * $)", "[1,2,6]"), ("a#$i.(x + $i)", "[1,3]"), ("($i := 7; a#$i.x; $i)", "7"),
    ("a.b.(%.x + $)", "[2,3,5]"), ("($x := 10; a@$v.{'k': $v.x + $x})", "[{\"k\":11},{\"k\":12}]"),
    ("a@$v.$v.b[$ > $v.x]", "[2,3]"), ("a@$v^(>$v.x).$v.x", "[2,1]"), ("a.b[%.x = 2]", "3"),
  ])
  func namesOfSteps(_ source: String, _ expected: String) throws { #expect(try text(source).contains(expected)) }

  @Test(arguments: [
    ("$v", "1"), ("($v := 2; $v)", "2"), ("function(){ $v }()", "1"), ("$sum", "7"), ("(($v := 2); $v)", "1"),
    ("$eval('$w')", "3"), ("a@$v.$v.x", "[1,2]"),
  ])
  func namesOfTheHost(_ source: String, _ expected: String) throws {
    #expect(try text(source, bindings: ["v": 1, "w": 3, "sum": 7]) == expected)
  }
}
