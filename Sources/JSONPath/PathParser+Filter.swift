import JSON

extension PathParser {
  /// `(…)` after the question mark.
  mutating func filter() throws(PathSyntaxError) -> PathFilter {
    skipBlanks()
    guard take("(") else { throw failure("'('", hint: "write [?(@.name == 'text')]") }
    let condition = try nested { (parser) throws(PathSyntaxError) in try parser.disjunction() }
    skipBlanks()
    guard take(")") else { throw failure("')', '&&' or '||'") }
    return condition
  }

  private mutating func nested(
    _ read: (inout PathParser) throws(PathSyntaxError) -> PathFilter
  ) throws(PathSyntaxError) -> PathFilter {
    guard depth < Self.depthLimit else {
      throw PathSyntaxError(offset: offset, message: "found more than \(Self.depthLimit) levels of nesting")
    }
    let outer = isInArguments
    isInArguments = true
    depth += 1
    let condition = try read(&self)
    depth -= 1
    isInArguments = outer
    return condition
  }

  private mutating func disjunction() throws(PathSyntaxError) -> PathFilter {
    var conditions = [try conjunction()]
    skipBlanks()
    while take("||") {
      conditions.append(try conjunction())
      skipBlanks()
    }
    return conditions.count == 1 ? conditions[0] : .any(conditions)
  }

  private mutating func conjunction() throws(PathSyntaxError) -> PathFilter {
    var conditions = [try term()]
    skipBlanks()
    while take("&&") {
      conditions.append(try term())
      skipBlanks()
    }
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  private mutating func term() throws(PathSyntaxError) -> PathFilter {
    skipBlanks()
    if take("!") {
      return .not(try nested { (parser) throws(PathSyntaxError) in try parser.term() })
    }
    if take("(") {
      let condition = try nested { (parser) throws(PathSyntaxError) in try parser.disjunction() }
      skipBlanks()
      guard take(")") else { throw failure("')', '&&' or '||'") }
      return condition
    }
    let start = offset
    let isWord = beginsWord
    let left = try operand()
    skipBlanks()
    guard let comparison = try comparison() else {
      if case .constant = left { throw failure("a comparison") }
      return .exists(left)
    }
    skipBlanks()
    let right = try operand()
    if isWord, case .constant(.string(let name)) = left, case .constant = right {
      throw PathSyntaxError(
        offset: start, message: "found a comparison of two texts that reads nothing of the item",
        hint: "a member of the item is @.\(name)")
    }
    return .compare(left, comparison, right)
  }

  private mutating func comparison() throws(PathSyntaxError) -> PathFilter.Comparison? {
    if isNext("=~") { throw failure("another comparison", hint: "regular expressions are not supported yet") }
    if take("===") || take("==") { return .equal }
    if take("!==") || take("!=") { return .unequal }
    if take("<=") { return .lessOrEqual }
    if take(">=") { return .greaterOrEqual }
    if take("<") { return .less }
    if take(">") { return .greater }
    if take("in ") { return .among }
    if take("nin ") { return .notAmong }
    return nil
  }

  private mutating func operand() throws(PathSyntaxError) -> PathFilter.Operand {
    if take("@") { return .item(try steps()) }
    if take("$") { return .root(try steps()) }
    return .constant(try constant())
  }

  private mutating func constant() throws(PathSyntaxError) -> JSON {
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try quotedText())
    case UInt8(ascii: "["): return try list()
    default: return try literalOrWord()
    }
  }

  /// A number, true, false, null, or text without quotes: published samples of AWS compare with `@.lang == es`.
  private mutating func literalOrWord() throws(PathSyntaxError) -> JSON {
    let start = offset
    while let byte = next, Self.isInWord(byte) || Self.isInText(byte) { offset += 1 }
    let word = text(from: start)
    guard !word.isEmpty else { throw failure("a path, a text in quotes, a number, true, false or null") }
    if let value = try? JSON.parse(word) { return value }
    guard word.utf8.allSatisfy(Self.isInText), !word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw PathSyntaxError(
        offset: start, message: "found '\(word)', which is neither a number nor a word", hint: "write '\(word)'")
    }
    return .string(word)
  }

  private var beginsWord: Bool { next.map(Self.isInText) ?? false }

  /// The bytes of words that need no quotes.
  private static func isInText(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func list() throws(PathSyntaxError) -> JSON {
    _ = take("[")
    var values: [JSON] = []
    skipBlanks()
    while !take("]") {
      if !values.isEmpty {
        guard take(",") else { throw failure("',' or ']'") }
        skipBlanks()
      }
      guard next != UInt8(ascii: "[") else { throw failure("a text or a number") }
      values.append(try constant())
      skipBlanks()
    }
    return .array(values)
  }

  /// A number, true, false or null.
  mutating func word() throws(PathSyntaxError) -> JSON {
    let start = offset
    while let byte = next, Self.isInWord(byte) { offset += 1 }
    let word = text(from: start)
    guard let value = try? JSON.parse(word) else {
      offset = start
      throw failure("a path, a text in quotes, a number, true, false or null")
    }
    return value
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
