/// Regular expressions as JavaScript has them.
extension Grammar {
  mutating func regex() -> String { "/\(alternatives(3))/\(pick(["", "", "i", "m", "im", "g"]))" }

  private mutating func alternatives(_ depth: Int) -> String {
    list(1, oneIn(4) ? 3 : 1, by: "|") { grammar in
      grammar.list(1, 3, by: "") { $0.atom(depth) + $0.quantifier() }
    }
  }

  private mutating func atom(_ depth: Int) -> String {
    guard depth > 0, oneIn(3) else {
      return pick([
        "a", "b", "ab", ".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "^", "$", "\\b", "\\B", "[abc]", "[^a-z]",
        "[\\d\\-x]", "[\\w.]", "\\.", "\\/", "\\t", "\\n", "\\x41", "\\u0061", "\\cA", "\\0", "é", "\\1", "\\2",
        "\\k<n>",
        "[\\b]", "[]", "[^]", "\\u{61}", "]", "[a-\\d]",
      ])
    }
    let open = pick(["(", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>"])
    return open + alternatives(depth - 1) + ")" + (open == "(" && oneIn(3) ? "\\1" : "")
  }

  private mutating func quantifier() -> String {
    pick(["", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{2,}", "{0,2}?", "{3,1}", "{,2}"])
  }
}
