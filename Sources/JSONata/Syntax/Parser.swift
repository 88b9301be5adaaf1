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
      left = try infix(symbol, position, left)
      if left.depth > Self.depthLimit { throw .stackOverflow(at: position) }
    }
    return left
  }

  /// What begins with the word, which has been read.
  private mutating func prefix(_ word: Token) throws(JSONataError) -> Syntax {
    switch word.kind {
    case .name: return Syntax(.name(word.text), at: word.position)
    case .variable: return Syntax(.variable(word.text), at: word.position)
    case .string: return Syntax(.string(word.text), at: word.position)
    case .end: return Syntax(.missing, at: word.position)
    case .number(let number): return Syntax(.number(number, text: word.text), at: word.position)
    case .value(let value): return Syntax(.value(value), at: word.position)
    case .pattern(let flags): return try pattern(word, flags)
    case .symbol(let symbol): return try prefix(symbol, word)
    }
  }

  private mutating func prefix(_ symbol: Symbol, _ word: Token) throws(JSONataError) -> Syntax {
    switch symbol {
    case .and, .or, .contained: return Syntax(.name(word.text), at: word.position)
    case .asterisk: return Syntax(.wildcard, at: word.position)
    case .descendants: return Syntax(.descendants, at: word.position)
    case .percent: return Syntax(.parent, at: word.position)
    case .minus: return Syntax(.negation(try expression(70)), at: word.position)
    case .leftParenthesis: return try block(at: word.position)
    case .leftBracket: return try array(at: word.position)
    case .leftBrace: return Syntax(.object(try pairs()), at: word.position)
    case .bar: return try transform(at: word.position)
    default: throw JSONataError("S0211", position: word.position, token: word.text)
    }
  }

  private func pattern(_ word: Token, _ flags: String) throws(JSONataError) -> Syntax {
    do throws(JSONataError) {
      let pattern = try RegularExpression(pattern: word.text, flags: flags)
      return Syntax(.pattern(pattern, text: word.text), at: word.position)
    } catch {
      throw JSONataError(error.code, position: error.position ?? word.position, token: error.token ?? word.text)
    }
  }

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

  private mutating func array(at position: Int) throws(JSONataError) -> Syntax {
    var items: [Syntax] = []
    if !isNext(.rightBracket) {
      while true {
        var item = try expression(0)
        if isNext(.range) {
          let place = token.position
          try advance()
          item = Syntax(.operation(.range, item, try expression(0)), at: place)
        }
        items.append(item)
        if !isNext(.comma) { break }
        try advance()
      }
    }
    try expect(.rightBracket, infix: true)
    return Syntax(.array(items), at: position)
  }

  /// Up to the closing brace.
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
  private mutating func infix(_ symbol: Symbol, _ position: Int, _ left: Syntax) throws(JSONataError) -> Syntax {
    let form: Syntax.Form
    switch symbol {
    case .leftParenthesis: return try call(left, at: position)
    case .leftBracket:
      if isNext(.rightBracket) {
        try advance(infix: true)
        return left.keepingArray()
      }
      form = .predicate(left, try expression(0))
      try expect(.rightBracket, infix: true)
    case .leftBrace: form = .group(left, try pairs())
    case .caret: form = .order(left, try terms())
    case .assign:
      guard case .variable(let name) = left.form else {
        throw JSONataError("S0212", position: left.position, token: left.word)
      }
      form = .binding(name, try expression(9))
    case .at: form = .focus(left, try variable(after: symbol))
    case .hash: form = .index(left, try variable(after: symbol))
    case .question: form = try condition(left)
    case .dot: form = .path(left, try expression(symbol.power))
    case .chain: form = .chain(left, try expression(symbol.power))
    default:
      guard let operation = Operator(rawValue: symbol.rawValue) else {
        throw JSONataError("S0201", position: position, token: symbol.rawValue)
      }
      form = .operation(operation, left, try expression(symbol.power))
    }
    return Syntax(form, at: position)
  }

  private mutating func variable(after symbol: Symbol) throws(JSONataError) -> String {
    let variable = try expression(80)
    guard case .variable(let name) = variable.form else {
      throw JSONataError("S0214", position: variable.position, token: symbol.rawValue)
    }
    return name
  }

  private mutating func condition(_ test: Syntax) throws(JSONataError) -> Syntax.Form {
    let then = try expression(0)
    guard isNext(.colon) else { return .condition(test, then, nil) }
    try advance()
    return .condition(test, then, try expression(0))
  }

  /// Between the parentheses of an order-by clause.
  private mutating func terms() throws(JSONataError) -> [Syntax.Term] {
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
    return terms
  }

  // MARK: Calls and lambdas

  private mutating func call(_ callee: Syntax, at position: Int) throws(JSONataError) -> Syntax {
    var arguments: [Syntax] = []
    var isPartial = false
    if !isNext(.rightParenthesis) {
      while true {
        if isNext(.question) {
          isPartial = true
          arguments.append(Syntax(.placeholder, at: token.position))
          try advance()
        } else {
          arguments.append(try expression(0))
        }
        if !isNext(.comma) { break }
        try advance()
      }
    }
    try expect(.rightParenthesis, infix: true)
    if case .name(let name) = callee.form, name == "function" || name == "λ" {
      return Syntax(try lambda(arguments), at: position)
    }
    return Syntax(.call(callee, arguments, isPartial: isPartial), at: position)
  }

  private mutating func lambda(_ arguments: [Syntax]) throws(JSONataError) -> Syntax.Form {
    var parameters: [String] = []
    for (index, argument) in arguments.enumerated() {
      guard case .variable(let name) = argument.form else {
        throw JSONataError("S0208", position: argument.position, token: argument.word, value: String(index + 1))
      }
      parameters.append(name)
    }
    let signature = isNext(.less) ? try signature() : nil
    try expect(.leftBrace)
    let body = try expression(0)
    try expect(.rightBrace, infix: true)
    return .lambda(parameters: parameters, signature: signature, body: body)
  }

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
