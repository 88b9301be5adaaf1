/// Calls of JSONata's functions, all by name, with arguments that mostly fit their signatures.
extension Grammar {
  /// `s` text, `n` number, `b` truth, `a` array, `o` object, `x` anything, `f` function of one or more, `p` of two,
  /// `q` of three; `r` regular expression, `d` picture of a date, `i` of an integer, `u` of a number, `v` its options.
  static let natives: [(name: String, parameters: String)] = [
    ("keys", "o"), ("lookup", "os"), ("append", "xx"), ("exists", "x"), ("spread", "o"), ("merge", "a"),
    ("reverse", "a"), ("shuffle", "a"), ("distinct", "a"), ("zip", "aa"), ("clone", "o"), ("boolean", "x"),
    ("not", "x"), ("type", "x"), ("map", "aq"), ("filter", "aq"), ("single", "aq"), ("reduce", "apx"), ("sift", "oq"),
    ("each", "oq"), ("sort", "ap"), ("sum", "a"), ("count", "a"), ("max", "a"), ("min", "a"), ("average", "a"),
    ("number", "x"), ("floor", "n"), ("ceil", "n"), ("round", "nn"), ("abs", "n"), ("sqrt", "n"), ("power", "nn"),
    ("random", ""), ("formatNumber", "nuv"), ("formatBase", "nn"), ("formatInteger", "ni"), ("parseInteger", "si"),
    ("toMillis", "sd"), ("fromMillis", "ndz"), ("now", "dz"), ("millis", ""), ("error", "s"), ("assert", "bs"),
    ("eval", "sx"), ("base64encode", "s"), ("base64decode", "s"), ("encodeUrlComponent", "s"), ("encodeUrl", "s"),
    ("decodeUrlComponent", "s"), ("decodeUrl", "s"), ("string", "xb"), ("length", "s"), ("substring", "snn"),
    ("substringBefore", "ss"), ("substringAfter", "ss"), ("lowercase", "s"), ("uppercase", "s"), ("trim", "s"),
    ("pad", "sns"), ("join", "as"), ("contains", "sr"), ("split", "srn"), ("match", "srn"), ("replace", "srmn"),
    ("partition", "an"), ("range", "nnn"), ("hash", "sh"), ("random", "n"), ("uuid", ""), ("parse", "s"),
  ]

  mutating func call() -> String {
    // Functions of Step Functions stand last and are there in states alone.
    let native = isInState ? pick(Self.natives) : pick(Array(Self.natives.dropLast(oneIn(8) ? 0 : 6)))
    var arguments = native.parameters.map { oneIn(12) ? expression() : argument($0) }
    if !arguments.isEmpty, oneIn(3) { arguments.removeLast() }
    if oneIn(30) { arguments.append(expression()) }
    return "$\(native.name)(\(arguments.joined(separator: ", ")))"
  }

  private mutating func argument(_ type: Character) -> String {
    switch type {
    case "s": return oneIn(5) ? expression() : text()
    case "n": return oneIn(5) ? expression() : number()
    case "b": return pick(["true", "false", "a > 1", "$exists(a)", "x"])
    case "a":
      return pick(["n", "a", "[1, 2, 'a']", "[3, 1, 2]", "['b', 'a']", "[[1], [2]]", "[]", "a.x", expression()])
    case "o": return pick(["o", "$", "a[0]", "{ 'a': 1, 'b': [2] }", "a", expression()])
    case "f": return oneIn(3) ? "$" + pick(Self.natives).name : lambda(of: 1 + below(3))
    case "p": return oneIn(3) ? pick(["$max", "$append", "λ($l, $r) { $l > $r }"]) : lambda(of: 2)
    case "q": return oneIn(3) ? "$" + pick(Self.natives).name : lambda(of: 1 + below(3))
    case "r": return oneIn(3) ? text() : regex()
    case "m":
      return pick(["'$1-$0'", "'$$'", "''", "'$9$'", "λ($m) { $uppercase($m.match) }", "λ($m) { $m.groups[0] }"])
    case "d": return datePicture()
    case "z": return pick(["'+0530'", "'-0800'", "'Z'", "'+2'", "''", "'+1:30'", "'0000'"])
    case "i": return integerPicture()
    case "u": return numberPicture()
    case "v": return numberOptions()
    case "h": return pick(["'MD5'", "'SHA-1'", "'SHA-256'", "'SHA-384'", "'SHA-512'", "'CRC'"])
    default: return expression()
    }
  }

  /// Source: XPath and XQuery functions 3.1, format-dateTime.
  mutating func datePicture() -> String {
    let picture = list(1, 5, by: pickSeparator()) { grammar in
      guard !grammar.oneIn(10) else { return grammar.pick(["[[", "]]", " at ", "x", "[", "[Q]", "[Y"]) }
      let component = grammar.pick([
        "Y", "M", "D", "d", "F", "W", "w", "X", "x", "H", "h", "P", "m", "s", "f", "Z", "z", "C", "E",
      ])
      let form = grammar.pick([
        "", "", "1", "01", "0001", "I", "i", "A", "a", "w", "W", "Ww", "n", "N", "Nn", "1o", "wo", "#1", "001", "Z",
        "t",
        "01:01", "0", "0t",
      ])
      let width = grammar.pick(["", "", "", ",2", ",2-3", ",*-4", ",3-3", ",*", ",1-*", ",0"])
      return "[\(component)\(form)\(width)]"
    }
    return "'\(picture)'"
  }

  private mutating func pickSeparator() -> String { pick(["-", " ", ":", "", ", "]) }

  mutating func integerPicture() -> String {
    pick([
      "'0'", "'000'", "'#,##0'", "'w'", "'W'", "'Ww'", "'wo'", "'w;o'", "'W;o(-en)'", "'I'", "'i'", "'A'", "'a'",
      "'0;o'",
      "'#0'", "'0,000;o'", "'٠'", "'###.##0'", "'#,#0,00'", "''", "'①'", "'x'", "'01;c'", "'０'", "'0#'",
    ])
  }

  mutating func numberPicture() -> String {
    let positive =
      "\(pick(["", "$", "-", "a"]))\(pick(["0", "#", "#0", "#,##0", "00", "##,#0,00", "0000", ""]))"
      + pick(["", ".0", ".00", ".0#", ".###", ".#,#", "."]) + pick(["", "", "e0", "e00", "E"])
      + pick(["", "%", "‰", " x"])
    return "'\(positive)\(pick(["", "", ";(0)", ";-#,##0.0", ";", ";0;0"]))'"
  }

  mutating func numberOptions() -> String {
    let names = [
      "decimal-separator", "grouping-separator", "exponent-separator", "infinity", "minus-sign", "NaN", "percent",
      "per-mille", "zero-digit", "digit", "pattern-separator", "unknown",
    ]
    let values = ["'.'", "'.'", "','", "'x'", "''", "'٠'", "'0'", "'ab'", "1", "'#'", "'é'"]
    return "{\(list(0, 3) { "'\($0.pick(names))': \($0.pick(values))" })}"
  }
}
