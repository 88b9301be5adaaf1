extension Corpus {
  /// JSONata: every kind of node, and functions of every family.
  static let expressions = [
    "a.b.c", "$", "$$.a", "a[0].x", "a[-1]", "a[x > 1 and y = 'a' or $not(b)]", "n[$ > 1].{ 'v': $, 'i': $ + 1 }",
    "a^(>x, <y).b", "a{ x: $sum(y), 'k': $count($) }", "a@$e#$i.{ 'i': $i, 'x': $e.x }", "**.b", "a.*.%.x",
    "($f := function($x, $y) { $x < 2 ? 1 : $x * $f($x - 1, $y) }; $f(5, 'a'))",
    "$map(n, function($v, $i, $a) { $v & $i & $count($a) })", "$filter(n, λ($v) { $v % 2 = 0 }) ~> $reduce(?, $max)",
    "n ~> $map($string) ~> $join(', ')", "| a | { 'x': x + 1 }, ['y'] |", "[1..5].($ * 2)",
    "{ 'a': [1, [2, 3]], 'b': {} }",
    "$match('ababb', /a(b+)/i).groups", "$replace(s, /(\\w)(\\w)/, '$2$1', 3)", "$split(s, /[,;]\\s*/)",
    "s ~> /x{2,3}?$/m",
    "$formatNumber(1234.5, '#,##0.00;(#)')", "$formatInteger(1999, 'I')", "$parseInteger('twelve', 'w')",
    "$fromMillis(1e12, '[Y0001]-[M01]-[D01]T[H01]:[m01][Z]', '+0530')", "$toMillis('2024-02-29', '[Y]-[M]-[D]')",
    "$sort(n, function($l, $r) { $l > $r })", "$each(o, function($v, $k) { $k & ':' & $string($v) })",
    "$sift(o, $exists)",
    "$merge([o, {'z': 1}])", "$spread(o)", "$lookup(a, 'x')", "$zip([1,2],['a','b'])", "$shuffle(n)", "$eval('1 + a')",
    "$base64decode($base64encode(s))", "$encodeUrlComponent(s)", "$pad(s, -10, '#')", "$substring(s, 1, -2)",
    "$power(2, 0.5) + $round(2.345, 2) - $floor(-1.5)", "$error('no')", "$assert(a, 'm')", "$type($sum)",
    "\"\\uD834\\uDD1E\"",
    "/* comment */ a ? b : c", "`quoted name`.x", "$now() & $millis()", "n.$string()~>$uppercase()", "$f(?, 2)",
    "null ~> $boolean",
  ]

  static let expressionWords = [
    "$", "$$", "%", "@$v", "#$i", "~>", ":=", "function($x){", "λ($a){", "}", "(", ")", "[", "]", "{", "..", "^(", "|",
    "**",
    "and ", "or ", "in ", "?", ":", "?:", "??", "&", "!=", "<=", "/a+/", "/(a*)*b/", "'x'", "\"\\u0041\"", "1e308",
    "-0",
    "$sum(", "$map(", "$reduce(", "$string(", "$split(", "$formatNumber(", "$fromMillis(", "$pad(s,1e9)", "[1..1e6]",
    "$f(",
    "($f:=function(){$f()};$f())", "a", "b", "n", "o", "s", "x", ";", ",", "<n-:s>", "/*", "*/", "`",
  ]
}
