/// A Pratt parser: binding powers and token handlers as in the reference implementation.
struct Parser {
  static let depthLimit = 400
  static let stackLimit = 300_000 * StackGuard.unoptimised

  private var lexer: Lexer
  private var token: Token
  private var depth = 0
  private let stack = StackGuard(limit: Self.stackLimit)

  private init(_ units: [UInt16]) throws(JSONataError) {
    lexer = Lexer(units)
    token = try lexer.next(infix: false)
  }

  /// The whole text.
  static func parse(_ units: [UInt16]) throws(JSONataError) -> Syntax {
    var parser = try Parser(units)
    let syntax = try parser.expression(0)
    if !parser.token.isEnd {
      throw JSONataError("S0201", position: parser.token.position, token: parser.token.text)
    }
    return syntax
  }

  // MARK: Tokens

  private func isNext(_ symbol: Symbol) -> Bool { token.symbol == symbol }

  private mutating func advance(infix: Bool = false) throws(JSONataError) { token = try lexer.next(infix: infix) }

  private mutating func expect(_ symbol: Symbol, infix: Bool = false) throws(JSONataError) {
    guard isNext(symbol) else {
      let code = token.isEnd ? "S0203" : "S0202"
      throw JSONataError(code, position: token.position, token: token.text, value: "\"\(symbol.rawValue)\"")
    }
    try advance(infix: infix)
  }

  // MARK: Expressions

  // What recurses is never inlined, as in the evaluator.

  /// What binds more strongly than `minimum`.
  private mutating func expression(_ minimum: Int) throws(JSONataError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw .stackOverflow(at: token.position) }
    try stack.check(at: token.position)
    let first = token
    try advance(infix: true)
    var left = try prefix(first)
    while let symbol = token.symbol, minimum < symbol.power {
      let position = token.position
      try advance()
      left = try infix(symbol, left, at: position)
      if left.depth > Self.depthLimit { throw .stackOverflow(at: position) }
    }
    return left
  }

  /// What begins with the word, which has been read.
  @inline(never)
  private mutating func prefix(_ word: Token) throws(JSONataError) -> Syntax {
    switch word.symbol {
    case .minus: return try negation(at: word.position)
    case .leftParenthesis: return try block(at: word.position)
    case .leftBracket: return try array(at: word.position)
    case .leftBrace: return try object(at: word.position)
    case .bar: return try transform(at: word.position)
    default: return Syntax(try atom(word), at: word.position)
    }
  }

  /// A word that is an expression by itself.
  @inline(never)
  private func atom(_ word: Token) throws(JSONataError) -> Syntax.Form {
    switch word.kind {
    case .name, .symbol(.and), .symbol(.or), .symbol(.contained): return .name(word.text)
    case .variable: return .variable(word.text)
    case .string: return .string(word.text)
    case .number(let number): return .number(number, text: word.text)
    case .value(let value): return .value(value)
    case .symbol(.asterisk): return .wildcard
    case .symbol(.descendants): return .descendants
    case .symbol(.percent): return .parent
    case .end: return .missing
    case .symbol: throw JSONataError("S0211", position: word.position, token: word.text)
    case .pattern(let flags):
      do throws(JSONataError) {
        return .pattern(try RegularExpression(pattern: word.text, flags: flags), text: word.text)
      } catch {
        throw JSONataError(error.code, position: error.position ?? word.position, token: error.token ?? word.text)
      }
    }
  }

  @inline(never)
  private mutating func negation(at position: Int) throws(JSONataError) -> Syntax {
    Syntax(.negation(try expression(70)), at: position)
  }

  @inline(never)
  private mutating func block(at position: Int) throws(JSONataError) -> Syntax {
    var parts: [Syntax] = []
    while !isNext(.rightParenthesis) {
      parts.append(try expression(0))
      if !isNext(.semicolon) { break }
      try advance()
    }
    try expect(.rightParenthesis, infix: true)
    return Syntax(.block(parts), at: position)
  }

  @inline(never)
  private mutating func array(at position: Int) throws(JSONataError) -> Syntax {
    var items: [Syntax] = []
    if !isNext(.rightBracket) {
      while true {
        let item = try expression(0)
        items.append(isNext(.range) ? try range(from: item) : item)
        if !isNext(.comma) { break }
        try advance()
      }
    }
    try expect(.rightBracket, infix: true)
    return Syntax(.array(items), at: position)
  }

  @inline(never)
  private mutating func range(from first: Syntax) throws(JSONataError) -> Syntax {
    let position = token.position
    try advance()
    return Syntax(.operation(.range, first, try expression(0)), at: position)
  }

  @inline(never)
  private mutating func object(at position: Int) throws(JSONataError) -> Syntax {
    Syntax(.object(try pairs()), at: position)
  }

  /// Of an object, up to the closing brace.
  @inline(never)
  private mutating func pairs() throws(JSONataError) -> [Syntax.Pair] {
    var pairs: [Syntax.Pair] = []
    if !isNext(.rightBrace) {
      while true {
        let key = try expression(0)
        try expect(.colon)
        pairs.append(Syntax.Pair(key: key, value: try expression(0)))
        if !isNext(.comma) { break }
        try advance()
      }
    }
    try expect(.rightBrace, infix: true)
    return pairs
  }

  @inline(never)
  private mutating func transform(at position: Int) throws(JSONataError) -> Syntax {
    let pattern = try expression(0)
    try expect(.bar)
    let update = try expression(0)
    var deletions: Syntax?
    if isNext(.comma) {
      try advance()
      deletions = try expression(0)
    }
    try expect(.bar)
    return Syntax(.transform(pattern: pattern, update: update, deletions: deletions), at: position)
  }

  /// What the symbol, which has been read, makes of what is left of it.
  @inline(never)
  private mutating func infix(_ symbol: Symbol, _ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    switch symbol {
    case .leftParenthesis: return try call(left, at: position)
    case .leftBracket: return try predicate(left, at: position)
    case .leftBrace: return try group(left, at: position)
    case .caret: return try order(left, at: position)
    case .assign: return try binding(left, at: position)
    case .at, .hash: return try stepVariable(symbol, left, at: position)
    case .question: return try condition(left, at: position)
    default: return try operation(symbol, left, at: position)
    }
  }

  @inline(never)
  private mutating func operation(
    _ symbol: Symbol, _ left: Syntax, at position: Int
  ) throws(JSONataError) -> Syntax {
    let right = try expression(symbol.power)
    switch symbol {
    case .dot: return Syntax(.path(left, right), at: position)
    case .chain: return Syntax(.chain(left, right), at: position)
    default:
      guard let operation = Operator(rawValue: symbol.rawValue) else {
        throw JSONataError("S0201", position: position, token: symbol.rawValue)
      }
      return Syntax(.operation(operation, left, right), at: position)
    }
  }

  @inline(never)
  private mutating func predicate(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    if isNext(.rightBracket) {
      try advance(infix: true)
      return left.keepingArray()
    }
    let filter = try expression(0)
    try expect(.rightBracket, infix: true)
    return Syntax(.predicate(left, filter), at: position)
  }

  @inline(never)
  private mutating func group(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    Syntax(.group(left, try pairs()), at: position)
  }

  @inline(never)
  private mutating func order(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    try expect(.leftParenthesis)
    var terms: [Syntax.Term] = []
    while true {
      let isDescending = isNext(.greater)
      if isDescending || isNext(.less) { try advance() }
      terms.append(Syntax.Term(isDescending: isDescending, expression: try expression(0)))
      if !isNext(.comma) { break }
      try advance()
    }
    try expect(.rightParenthesis, infix: true)
    return Syntax(.order(left, terms), at: position)
  }

  @inline(never)
  private mutating func binding(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    guard case .variable(let name) = left.form else {
      throw JSONataError("S0212", position: left.position, token: left.word)
    }
    return Syntax(.binding(name, try expression(9)), at: position)
  }

  /// `@$name` or `#$name`.
  @inline(never)
  private mutating func stepVariable(
    _ symbol: Symbol, _ left: Syntax, at position: Int
  ) throws(JSONataError) -> Syntax {
    let variable = try expression(80)
    guard case .variable(let name) = variable.form else {
      throw JSONataError("S0214", position: variable.position, token: symbol.rawValue)
    }
    return Syntax(symbol == .at ? .focus(left, name) : .index(left, name), at: position)
  }

  @inline(never)
  private mutating func condition(_ test: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    let then = try expression(0)
    var otherwise: Syntax?
    if isNext(.colon) {
      try advance()
      otherwise = try expression(0)
    }
    return Syntax(.condition(test, then, otherwise), at: position)
  }

  // MARK: Calls and lambdas

  @inline(never)
  private mutating func call(_ callee: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    var arguments: [Syntax] = []
    var isPartial = false
    if !isNext(.rightParenthesis) {
      while true {
        if isNext(.question) {
          isPartial = true
          arguments.append(try placeholder())
        } else {
          arguments.append(try expression(0))
        }
        if !isNext(.comma) { break }
        try advance()
      }
    }
    try expect(.rightParenthesis, infix: true)
    if case .name(let name) = callee.form, name == "function" || name == "λ" {
      return try lambda(arguments, at: position)
    }
    return Syntax(.call(callee, arguments, isPartial: isPartial), at: position)
  }

  @inline(never)
  private mutating func placeholder() throws(JSONataError) -> Syntax {
    let position = token.position
    try advance()
    return Syntax(.placeholder, at: position)
  }

  @inline(never)
  private mutating func lambda(_ arguments: [Syntax], at position: Int) throws(JSONataError) -> Syntax {
    let parameters = try Self.parameters(arguments)
    let signature = isNext(.less) ? try signature() : nil
    try expect(.leftBrace)
    let body = try expression(0)
    try expect(.rightBrace, infix: true)
    return Syntax(.lambda(parameters: parameters, signature: signature, body: body), at: position)
  }

  @inline(never)
  private static func parameters(_ arguments: [Syntax]) throws(JSONataError) -> [String] {
    var parameters: [String] = []
    for (index, argument) in arguments.enumerated() {
      guard case .variable(let name) = argument.form else {
        throw JSONataError("S0208", position: argument.position, token: argument.word, value: String(index + 1))
      }
      parameters.append(name)
    }
    return parameters
  }

  @inline(never)
  private mutating func signature() throws(JSONataError) -> Signature {
    let start = token.position
    var depth = 1
    var text = "<"
    while depth > 0, !isNext(.leftBrace), !token.isEnd {
      try advance()
      if isNext(.greater) { depth -= 1 } else if isNext(.less) { depth += 1 }
      text += token.text
    }
    try expect(.greater)
    do throws(JSONataError) {
      return try Signature(text)
    } catch {
      var located = error
      located.position = start + (error.position ?? 0)
      throw located
    }
  }
}
