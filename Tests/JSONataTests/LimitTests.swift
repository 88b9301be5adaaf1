import JSON
import JSONata
import TestSupport
import Testing

/// Expressions whose values or whose work would outgrow the process: each ends, soon, with an error that can be caught.
@Suite struct LimitTests {
  /// As on AWS, with fewer steps.
  static let limits = Limits(depth: 100, steps: 50_000, sequence: 873_782, text: 6_990_256)

  func outcome(_ text: String, limits: Limits = limits) -> String {
    do {
      let value = try JSONata.Expression(parsing: text).evaluate(nil, limits: limits, now: 0) { 0.25 }
      return value?.text ?? "nothing"
    } catch {
      return error.code
    }
  }

  private static let twice = "$reduce([1..40], function($a,$i){{'l': $a, 'r': $a}}, {})"
  private static let pairs = "$reduce([1..40], function($a,$i){[[$a, $a]]}, [[]])"

  /// A value that holds another one twice, forty times over.
  @Test(arguments: [
    twice, pairs, "$string(\(twice))", "$string(\(pairs))", "\(twice) & ''", "$clone(\(twice))",
    "(\(twice)) = (\(twice))", "(\(twice)) in [\(twice)]", "(\(pairs)) != (\(pairs))", "(\(twice)).**",
    "**[0] & \(twice)",
    "$distinct([\(twice), \(twice)])", "(\(twice)) ~> |l|{'x': 1}|", "$boolean(\(pairs))", "$not(\(pairs))",
    "\(pairs) ? 1 : 2", "\(pairs) and true", "(\(pairs)).*", "(\(pairs)).a", "$lookup(\(pairs), 'a')",
    "$keys(\(pairs))",
    "$spread(\(pairs))", "$filter([1], function(){\(pairs)})", "[1][\(pairs)]", "$sum(\(twice))", "1 + \(twice)",
  ])
  func sharedValuesDoNotUnfold(_ text: String) {
    let outcome = outcome(text)
    #expect(["U1001", "T0412", "T2002"].contains(outcome) || outcome.count < 100, "\(outcome.prefix(100))")
  }

  private static let text = "($t := $pad('', 20000, 'ab'); $map([1..100000], function(){"
  private static let items = "($x := [1..20000]; $map([1..100000], function(){"
  private static let objects =
    "($o := $merge($map([1..2000], function($i){{$string($i): $i}})); $map([1..100000], function(){"

  /// Work that grows with what a function is given, over and over.
  @Test(arguments: [
    "\(text)$length($t)}))", "\(text)$t = $t & ''}))", "\(text)$t < $t & 'a'}))", "\(text)$uppercase($t)}))",
    "\(text)$contains($t, 'x')}))", "\(text)$contains($t, /x/)}))", "\(text)$match($t, /b(?=.*)/)}))",
    "\(text)$match($t, /(((ab)+)+)/)}))", "\(text)$replace($t, 'a', $t)}))", "\(text)$replace($t, /a/, $t)}))",
    "\(text)$replace($t, /.+/, '$0$0$0$0$0$0$0$0$0$0$0$0')}))", "\(text)$split($t, '')}))", "\(text)$split($t, /a/)}))",
    "\(text)/x/($t)}))", "\(text)$trim($t)}))", "\(text)$number($t)}))", "\(text)$base64encode($t)}))",
    "\(text)$sort([$t & 'a', $t & 'b'])}))", "\(text)$distinct([$t & 'a', $t & 'b'])}))", "\(text)$toMillis($t, $t)}))",
    "\(text)$formatInteger(1, $t)}))", "\(text)$join([$t, $t, $t])}))", "\(text)$substring($t, 1, 1)}))",
    "\(items)$sum($x)}))", "\(items)$max($x)}))", "\(items)$average($x)}))", "\(items)$reverse($x)}))",
    "\(items)$shuffle($x)}))", "\(items)$sort($x)}))", "\(items)$distinct($x)}))", "\(items)$zip($x, $x)}))",
    "\(items)$x.a}))", "\(items)$x[$x]}))", "\(items)-1 in $x}))", "\(items)$x = [$x]}))", "\(items)[$x, $x]}))",
    "\(items)$boolean($x.(0))}))", "\(items)$map($x, $floor)}))", "\(items)$x.*}))", "\(items)$x.**}))",
    "\(items)$join($x, 'a')}))", "\(items)λ($a)<a<n>:n>{1}($x)}))", "\(items)$x.($x)}))", "\(items)$append($x, 1)}))",
    "\(objects)$keys($o)}))", "\(objects)$spread($o)}))", "\(objects)$merge([$o, $o])}))", "\(objects)$o.*}))",
    "\(objects)$o ~> |$|{'a': 1}, '1'|}))", "\(objects)$clone($o)}))", "\(objects)$each($o, function(){1})}))",
    "\(objects)$string($o)}))",
  ])
  func workIsPaidFor(_ text: String) {
    #expect(["U1001", "T0412", "D3030"].contains(outcome(text)))
  }

  /// More than a text or an array may hold, in one go.
  @Test(arguments: [
    "($t := $pad('', 60000); $join([$t, $t]))", "($t := $pad('', 30000, 'a'); $replace($t, 'a', $t))",
    "($t := $pad('', 30000, '$0'); $replace($t, /.{100}/, $t))", "$split($pad('', 9000), '')",
    "$split($pad('', 18000, ' a'), /a/)", "[1..8000].[1..8000]", "[[1..8000], [1..8000]]",
    "$formatNumber(1e200, '#,##0', {'grouping-separator': $pad('', 5000)})",
  ])
  func nothingOutgrowsAValue(_ text: String) {
    #expect(outcome(text, limits: Limits(sequence: 8_737, text: 69_902)) == "U1001")
  }

  /// The signature's skipped parameter takes the argument, and leaves none for the last one, as in the reference.
  @Test(arguments: [
    ("λ($a,$b)<n?s>{[$a, $exists($b)]}('x')", "[\"x\",false]"),
    ("λ($a,$b)<s?s>{[$a, $exists($b)]}('x')", "[\"x\",false]"),
    ("λ($a,$b)<a<n>?s>{[$a, $exists($b)]}('x')", "[\"x\",false]"), ("λ($a,$b)<n?+s>{$exists($b)}('x')", "S0205"),
    ("$map(['x'], λ($a,$b)<n?s>{$exists($b)})", "T0410"), ("λ($a,$b,$c)<n?s?a>{$exists($c)}([1])", "false"),
    ("λ($a,$b)<n+n:n>{$b}('x')", "T0410"),
    ("λ($a)<n+n+n+n+n+n+n+n+n+n+n+n+s>{1}(\(Array(repeating: "1", count: 60).joined(separator: ",")))", "T0410"),
    ("λ($a)<s-n?s>{1}(\(Array(repeating: "1", count: 60).joined(separator: ",")))", "T0410"),
  ])
  func signaturesWithGaps(_ text: String, _ expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("$formatNumber(1, '', {'pattern-separator': ''})", "D3085"), ("$formatNumber(1, '')", "D3085"),
    ("$formatNumber(1, '0', {'pattern-separator': ''})", "\"1\""),
    ("$formatNumber(1, '00', {'pattern-separator': ''})", "\"1\""),
    ("$formatNumber(1, '000', {'pattern-separator': ''})", "D3080"),
  ])
  func picturesWithEmptySymbols(_ text: String, _ expected: String) {
    let outcome = outcome(text)
    #expect(outcome == expected)
  }

  /// A transform that puts an object below itself, directly or later.
  @Test(arguments: [
    "{'a':{'b':1}} ~> |**[$type($)='object']| $exists(b) ? {'z':{'q':{'w':{}}},'p':$r} : $r := $|",
    "({'a':{'b':{'c':1}}} ~> |**[$type($)='object']|{'p': $}|) = 1", "{'a':{}} ~> |$|{'a': {'b': $}}|",
    "{'a':{},'b':{}} ~> |a|{'x': %.b}| ~> |b|{'y': %.a}|",
  ])
  func transformsMakeNoCycles(_ text: String) {
    let outcome = outcome(text)
    #expect(outcome.hasPrefix("{") || ["false", "U1001", "S0217"].contains(outcome))
  }

  @Test func manyBindingsAreFound() {
    let text = "(" + (0..<2_000).map { "$v\($0):=\($0);" }.joined() + "$v7:=1; $v0 + $v7 + $v1999)"
    #expect(outcome(text) == "2000")
  }

  /// Nested values end by themselves, however far down the native stack they are let go of.
  @Test func deepValuesAreLetGo() {
    let deep = "$reduce([1..490], function($a,$i){[[$a]]}, [])"
    let down = "($f := function($n){$n = 0 ? $count(\(deep)) : 0 + $f($n - 1)}; $f(20))"
    #expect(["1", "U1001"].contains(outcome(down)))
  }

  /// A generator of the same texts in every run.
  private struct Texts {
    var random = SplitMix64(seed: 42)

    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    mutating func text(of letters: [String], upTo length: Int) -> String {
      (0..<below(length + 1)).map { _ in letters[below(letters.count)] }.joined()
    }
  }

  /// Whatever the pictures and symbols are, there is a value or an error.
  @Test func noPictureTraps() {
    var texts = Texts()
    let letters = "0#,.;%‰eE-1Aa9 ٠😀wWiIoc".map { String($0) }
    let marks = [
      "[", "]", "Y", "M", "D", "d", "F", "W", "w", "X", "x", "H", "h", "P", "m", "s", "f", "Z", "z", "N", "n", ",", "*",
      "-",
    ]
    let names = [
      "decimal-separator", "grouping-separator", "exponent-separator", "minus-sign", "percent", "per-mille",
      "zero-digit", "digit", "pattern-separator",
    ]
    let numbers = ["0", "1", "-1", "1234567.891", "1e300", "-1e-300", "9223372036854775807", "1e15", "-8.64e15", "0.5"]
    var outcomes = Set<String>()
    for _ in 0..<300 {
      let number = numbers[texts.below(numbers.count)]
      let picture = texts.text(of: letters, upTo: 8)
      let symbols = (0..<texts.below(3)).map { _ in
        "'\(names[texts.below(names.count)])':'\(texts.text(of: letters, upTo: 2))'"
      }
      let date = texts.text(of: marks + ["[", "]", "[", "]", "0", "1"], upTo: 10)
      for text in [
        "$formatNumber(\(number), '\(picture)', {\(Set(symbols).joined(separator: ","))})",
        "$formatInteger(\(number), '\(picture)')", "$parseInteger('\(picture)', '\(texts.text(of: letters, upTo: 4))')",
        "$fromMillis(\(number), '\(date)', '\(texts.text(of: letters + ["+", "0"], upTo: 5))')",
        "$toMillis('\(texts.text(of: letters, upTo: 12))', '\(date)')", "$formatBase(\(number), \(texts.below(40)))",
        "$round(\(number), \(texts.below(800) - 400))", "$pad('\(picture)', \(texts.below(40) - 20), '\(picture)')",
        "$substring('\(picture)', \(number), \(texts.below(9) - 4))",
      ] { outcomes.insert(String(outcome(text).prefix(5))) }
    }
    #expect(outcomes.count > 20)
  }

  /// Whatever a signature is, and whatever arguments it meets.
  @Test func noSignatureTraps() {
    var texts = Texts()
    let letters = ["s", "n", "b", "l", "a", "o", "f", "j", "x", "?", "+", "-", "a<n>", "(sn)", "<s>", "(", "f<n:n>"]
    let arguments = ["1", "'a'", "true", "null", "[1]", "['a']", "{}", "$sum", "nothing", "[]"]
    var outcomes = Set<String>()
    for _ in 0..<2_000 {
      let given = (0..<texts.below(4)).map { _ in arguments[texts.below(arguments.count)] }
      outcomes.insert(
        outcome(
          "λ($a,$b,$c)<\(texts.text(of: letters, upTo: 6))>{[$type($a),$type($b)]}(\(given.joined(separator: ",")))"))
    }
    #expect(outcomes.isSuperset(of: ["T0410", "S0401"]))
  }
}
