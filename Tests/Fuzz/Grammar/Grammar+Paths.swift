import JSON
import JSONPath

/// JSONPath, intrinsic functions, payload templates.
extension Grammar {
  mutating func jsonPath(size: Int = 8) -> String {
    fuel = size
    if oneIn(3) { return intrinsic() }
    return pathText(root: pick(["$", "$", "$", "$$", "$x", "$v"]))
  }

  /// A path that names one place.
  mutating func reference() -> String {
    oneIn(3)
      ? "$" + list(0, 3, by: "") { $0.pick([".a", ".b", "['c']", "[0]", ".x", ".n[1]", ".o", ".r"]) }
      : pick(["$", "$.a", "$.n", "$.i", "$.s", "$.t", "$.v", "$.o", "$.r", "$.n[0]", "$.z"])
  }

  /// One that a state can mostly be read with.
  mutating func statePath() -> String {
    let text = jsonPath(size: 4)
    return oneIn(30) || (try? PayloadTemplate.Expression(parsing: text)) != nil ? text : "$"
  }

  mutating func pathText(root: String) -> String {
    root + list(0, 4, by: "") { $0.step() }
  }

  private mutating func step() -> String {
    fuel -= 1
    let name = pick(["a", "b", "c", "x", "y", "n", "o", "b c", "é", "s"])
    switch below(16) {
    case 0..<4: return name.contains(" ") ? "['\(name)']" : "." + name
    case 4: return "..\(pick(["b", "*", "x", "['a']", "[0]"]))"
    case 5: return pick([".*", "[*]"])
    case 6: return "[\(pick(["0", "1", "-1", "99", "0,1", "0,-1,1"]))]"
    case 7: return "[\(pick(["1:", ":2", "-2:", "0:3", "1:-1", ":", "0:9:2"]))]"
    case 8: return "['\(name)']"
    case 9: return "[\"\(name)\"]"
    case 10: return "['a','\(name)']"
    case 11..<14: return fuel > 0 ? "[?(\(filter()))]" : ".x"
    default:
      return ".\(pick(["length", "size", "min", "max", "avg", "sum", "stddev", "keys", "first", "last", "concat"]))()"
    }
  }

  private mutating func filter() -> String {
    fuel -= 1
    guard fuel > 0 else { return "@.x" }
    switch below(8) {
    case 0: return "(\(filter()) && \(filter()))"
    case 1: return "\(filter()) || \(filter())"
    case 2: return "!(\(filter()))"
    case 3: return "@\(step())"
    default:
      let comparison = pick([
        "==", "!=", "<", "<=", ">", ">=", "in", "nin", "=~", "subsetof", "anyof", "noneof", "size", "empty", "===",
        "contains",
      ])
      return "\(operand()) \(comparison) \(operand())"
    }
  }

  private mutating func operand() -> String {
    pick([
      "@.x", "@['y']", "@", "@.b[0]", "$.i", "$.a[0].x", "1", "-1.5e3", "'z'", "\"abc\"", "null", "true", "[1, 'q']",
      "[]",
      "/a.*/i", "/^q$/", "@.length()", "{\"a\": 1}",
    ])
  }

  /// `f` a format, `a` an array, `n` a number, `s` text, `j` JSON text, `h` an algorithm, `b` a truth, `x` anything.
  private static let intrinsics: [(String, String)] = [
    ("Format", "fxxx"), ("StringToJson", "j"), ("JsonToString", "x"), ("Array", "xxx"), ("ArrayPartition", "an"),
    ("ArrayContains", "ax"), ("ArrayRange", "nnn"), ("ArrayGetItem", "an"), ("ArrayLength", "a"), ("ArrayUnique", "a"),
    ("Base64Encode", "s"), ("Base64Decode", "s"), ("Hash", "xh"), ("JsonMerge", "oob"), ("MathRandom", "nnn"),
    ("MathAdd", "nn"), ("StringSplit", "ss"), ("UUID", ""), ("None", "x"),
  ]

  mutating func intrinsic() -> String {
    fuel -= 1
    let (name, parameters) = pick(Self.intrinsics)
    var arguments = parameters.map { oneIn(12) ? "$.a" : intrinsicArgument($0) }
    if !arguments.isEmpty, oneIn(6) { arguments.removeLast() }
    return "States.\(name)(\(arguments.joined(separator: pick([", ", ","]))))"
  }

  private mutating func intrinsicArgument(_ type: Character) -> String {
    if fuel > 0, oneIn(5) { return intrinsic() }
    switch type {
    case "f": return pick(["'{}'", "'{} \\{ \\' {}'", "'a{}{}{}'", "''", "$.s"])
    case "a": return pick(["$.n", "$.a", "States.Array(1, 1.0, 'a', null)", "$x.n", "$.e", "$.n[*]"])
    case "n": return pick(["1", "2", "9", "-1", "0", "1.5", "$.i", "$.n[0]", "1000", "9223372036854775807", "$v"])
    case "s": return pick(["'a'", "'YQ=='", "'a,b;c'", "$.s", "',;'", "'é'", "$.t", "''"])
    case "j": return pick(["'{\"a\": [1e5, -0]}'", "'[1'", "'\\'a\\''", "$.s", "'\"\\u0041\"'", "'null'"])
    case "h": return pick(["'MD5'", "'SHA-1'", "'SHA-256'", "'SHA-384'", "'SHA-512'", "'X'"])
    case "o": return pick(["$", "$.o", "$.a[0]", "$$.Execution", "States.StringToJson('{\"a\":{\"b\":1}}')"])
    case "b": return pick(["false", "true", "$.z"])
    default: return oneIn(2) ? pick(["1", "'x'", "null", "true", "$", "$$.State.Name"]) : pathText(root: "$")
    }
  }

  mutating func template(depth: Int = 3) -> JSON {
    guard depth > 0 else { return constant() }
    switch below(5) {
    case 0: return constant()
    case 1: return .array(some(0, 3) { $0.template(depth: depth - 1) })
    default:
      var object = JSONObject()
      for key in ["p", "q", "r"].prefix(1 + below(3)) {
        if oneIn(2) {
          object["\(key).$"] = .string(isInState ? statePath() : jsonPath(size: 4))
        } else {
          object[key] = template(depth: depth - 1)
        }
      }
      return .object(object)
    }
  }

  mutating func constant() -> JSON {
    pick([
      1, 0, -1, 1.5, 1e21, "text", "", "é\u{1F600}", .null, true, false, [], [:], [1, [2]], ["a": ["x": 1]],
      [["x": 1, "y": "z"], ["x": 3]], 9_007_199_254_740_993, "2024-02-29T12:30:45.123Z",
    ])
  }
}
