/// Expressions of JSONata.
extension Grammar {
  mutating func jsonata(size: Int = 24) -> String {
    fuel = size
    return expression()
  }

  mutating func expression() -> String {
    fuel -= 1
    guard fuel > 0 else { return atom() }
    switch below(38) {
    case 0..<2: return atom()
    case 2..<7: return path()
    case 7..<10: return binary()
    case 10..<20: return call()
    case 20: return "\(pick(["-", ""]))(\(list(0, 3, by: "; ") { $0.expression() }))"
    case 21: return "(\(expression()) ? \(expression())\(oneIn(3) ? "" : " : " + expression()))"
    case 22: return "(\(expression()) \(pick(["?:", "??"])) \(expression()))"
    case 23: return "[\(list(0, 3) { $0.expression() })]"
    case 24: return "[\(number())..\(number())]"
    case 25: return "{\(list(0, 3) { "\($0.pick(["'a'", "'b'", "s", "$string($)"])): \($0.expression())" })}"
    case 26: return block()
    case 27: return "(\(expression()) ~> \(transform()))"
    case 28..<30: return "(\(expression()) ~> \(applied()))"
    case 30: return recursion()
    case 31: return "\(lambda(of: 1 + below(2)))(\(list(0, 3) { $0.expression() }))"
    case 32: return partial()
    case 33..<37: return idiom()
    default: return "/* \(pick(["c", "*", "é"])) */ \(expression())"
    }
  }

  mutating func atom() -> String {
    if isInState, oneIn(2) {
      let states = ["input", "input.n", "input.a", "input.s", "result", "errorOutput", "context", "context.State.Name"]
      return oneIn(4) ? pick(["$v", "$w", "$x"]) : "$states.\(pick(states))"
    }
    switch below(16) {
    case 0..<4: return pick(["a", "b", "n", "s", "o", "x", "y", "i", "t", "e", "`b c`", "$lookup"])
    case 4..<6: return pick(["$", "$$", "$v", "$x", "*", "**"])
    case 6..<9: return number()
    case 9..<12: return text()
    case 12: return pick(["true", "false", "null", "[]", "{}", "()"])
    case 13: return regex()
    case 14: return lambda(of: below(4))
    default: return "$" + pick(Self.natives).name
    }
  }

  mutating func number() -> String {
    pick([
      "0", "1", "2", "3", "-1", "-7", "1.5", "0.1", "2.5e-3", "100", "1e3", "20", "1e21", "1e308", "9007199254740993",
      "9223372036854775807", "1700000000000", "-62135596800000", "4.5", "36", "16", "n[0]", "i",
    ])
  }

  mutating func text() -> String {
    pick([
      "''", "'a'", "\"abc\"", "'ababb'", "'a,b;c'", "'12'", "'-1.5e3'", "'0x1F'", "'true'", "' b  c '", "'\\u0041'",
      "'\\uD83D\\uDE00'", "\"\\uD800\"", "'2024-02-29T12:30:45.123Z'", "'1e400'", "'YQ=='", "'{\"a\": [1]}'", "'%41%'",
      "'a\\nb'", "'twelve hundred'", "'MCMXC'", "'é'", "'[1, 2'", "'x=1&y= ü'", "'1 + a'", "s", "t",
    ])
  }

  mutating func binary() -> String {
    let operators = [
      "+", "-", "*", "/", "%", "&", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "~>", ".", "??", "?:",
    ]
    return "(\(expression()) \(pick(operators)) \(expression()))"
  }

  /// Steps with all that may follow a step.
  mutating func path() -> String {
    var text = pick(["a", "o", "n", "b", "$", "$$", "**", "(a)", "[a, n]", "e", "'s'"])
    for _ in 0..<(1 + below(4)) {
      switch below(16) {
      case 0..<3: text += "." + pick(["b", "x", "y", "c", "a", "`b c`", "*", "**", "$", "%", "%.%", "'b'", "d.e"])
      case 3: text += "[\(number())]"
      case 4: text += "[\(expression())]"
      case 5: text += "[]"
      case 6: text += "^(\(list(1, 2) { $0.pick(["", "<", ">"]) + $0.pick(["x", "y", "$", "b.c", "$string($)"]) }))"
      case 7: text += "@$e.\(pick(["b", "x", "(\(expression()))", "a[$e.x = x]", "{ 'e': $e, 'x': x }"]))"
      case 8: text += "#$i.\(pick(["x", "$", "{ 'i': $i, 'v': $ }", "[$i, %.x]"]))"
      case 9: text += "@$e#$i[$i < \(number())].{ 'e': $e, 'i': $i }"
      case 10: text += "{\(list(1, 2) { "\($0.pick(["x", "y", "$string(x)", "'k'"])): \($0.expression())" })}"
      case 11: text += ".{\(list(1, 2) { "\($0.pick(["'x'", "'y'"])): \($0.expression())" })}"
      case 12: text += ".(\(expression()))"
      case 13: text += ".\(call())"
      case 14: text += ".[\(list(1, 2) { $0.expression() })]"
      default: text += "[\(pick(["0", "-1", "$ > 1", "x and y", "[0..2]", "$exists(x)"]))]"
      }
    }
    return text
  }

  mutating func block() -> String {
    let name = pick(["v", "x", "f", "g"])
    let use = pick(["$\(name)", "$\(name)(\(expression()))", "$map(n, $\(name))", "$\(name) & 's'"])
    return "($\(name) := \(oneIn(2) ? expression() : lambda(of: 1)); \(use))"
  }

  /// A function that calls itself, with and without a tail call, and with no end.
  mutating func recursion() -> String {
    let number = pick(["3", "20", "100", "5000"])
    switch below(4) {
    case 0: return "($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(\(number)))"
    case 1: return "($f := function($n) { $n < 1 ? 0 : 1 + $f($n - 1) }; $f(\(number)))"
    case 2: return "($f := λ($n, $a) { $n <= 1 ? $a : $f($n - 1, $n * $a) }; $f(\(number), 1))"
    default: return "($f := λ($n) { [$f($n), \(expression())] }; $f(\(number)))"
    }
  }

  mutating func transform() -> String {
    let change = "{ '\(pick(["x", "z", "b"]))': \(expression()) }"
    let removed = pick(["", "", ", 'x'", ", ['x', 'y']", ", \(expression())"])
    return "|\(pick(["a", "$", "**", "o", "*", "**[x]", "a.b"]))|\(change)\(removed)|"
  }

  mutating func lambda(of count: Int) -> String {
    let names = ["$a", "$b", "$c", "$d"].prefix(count)
    let body = pick([names.first ?? "$", names.joined(separator: " & "), expression(), "$a > $b", "$a + $b"])
    return "\(pick(["function", "λ"]))(\(names.joined(separator: ", ")))\(signature()){ \(body.isEmpty ? "1" : body) }"
  }

  mutating func signature() -> String {
    if !oneIn(5) { return "" }
    let parameters = list(0, 3, by: "") {
      $0.pick(["s", "n", "b", "l", "o", "a", "f", "j", "x", "(sn)", "a<n>", "a<s>", "f<n:n>", "a<a<n>>", "(oa)"])
        + $0.pick(["", "", "?", "-", "+", "-?"])
    }
    return "<\(parameters)\(pick(["", ":n", ":s", ":a<x>"]))>"
  }

  /// What stands on the right of `~>`.
  mutating func applied() -> String {
    switch below(5) {
    case 0: return "$" + pick(Self.natives).name
    case 1: return partial()
    case 2: return lambda(of: 1)
    case 3: return "\(pick(["$string", "$sum", "$keys"])) ~> \(pick(["$uppercase", "$not", "$count"]))"
    default: return regex()
    }
  }

  mutating func partial() -> String {
    "$\(pick(Self.natives).name)(\(list(1, 3) { $0.oneIn(2) ? "?" : $0.expression() }))"
  }
}
