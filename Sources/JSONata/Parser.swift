/// A Pratt parser: binding powers and token handlers as in the reference implementation.
struct Parser {
  static let depthLimit = 400
  static let stackLimit = 300_000 * StackGuard.unoptimised

  private var lexer: Lexer
  var token: Token
  private var depth = 0
  private let stack = StackGuard(limit: Self.stackLimit)

  static let powers: [String: Int] = [
    ".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20, "+": 50, "-": 50, "*": 60, "/": 60, "%": 60,
    "=": 40, "<": 40, ">": 40, "^": 40, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40,
    "and": 30, "or": 25, "in": 40, "&": 50,
  ]
  private static let punctuation: Set<String> = [":", ";", ",", ")", "]", "}", "..", "|", "**"]

  init(_ units: [UInt16]) throws(JSONataError) {
    lexer = Lexer(units)
    token = Token(kind: .end, text: "(end)", position: 0)
    try advance()
  }

  /// The whole text as a tree ready for evaluation.
  static func parse(_ units: [UInt16]) throws(JSONataError) -> Node {
    var parser = try Parser(units)
    let raw = try parser.expression(0)
    if parser.token.kind != .end {
      throw JSONataError("S0201", position: parser.token.position, token: parser.token.text)
    }
    var resolver = Resolver()
    let tree = try resolver.process(raw)
    if tree.kind == .parent || tree.seekingParent != nil {
      throw JSONataError("S0217", position: tree.position, token: tree.kind.rawValue)
    }
    tree.prepare()
    return tree
  }

  // MARK: Tokens

  func isNext(_ text: String) -> Bool { token.kind == .operator && token.text == text }

  mutating func advance(infix: Bool = false) throws(JSONataError) {
    token = try lexer.next(infix: infix)
    if token.kind == .operator, Self.powers[token.text] == nil, !Self.punctuation.contains(token.text) {
      throw JSONataError("S0204", position: token.position, token: token.text)
    }
  }

  mutating func expect(_ text: String, infix: Bool = false) throws(JSONataError) {
    guard isNext(text) else {
      let code = token.kind == .end ? "S0203" : "S0202"
      throw JSONataError(code, position: token.position, token: token.text, value: "\"\(text)\"")
    }
    try advance(infix: infix)
  }

  private var power: Int { token.kind == .operator ? Self.powers[token.text] ?? 0 : 0 }

  // MARK: Expressions

  mutating func expression(_ minimum: Int) throws(JSONataError) -> Node {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw Evaluator.stackOverflow(at: token.position) }
    try stack.check(at: token.position)
    let first = token
    try advance(infix: true)
    var left = try prefix(first)
    while minimum < power {
      let word = token
      try advance()
      let inner = left
      left = try infix(word, inner)
      // `a[]` is the node that `a` was.
      if left !== inner { left.measure() }
      if left.depth > Self.depthLimit { throw Evaluator.stackOverflow(at: word.position) }
    }
    return left
  }

  private mutating func prefix(_ word: Token) throws(JSONataError) -> Node {
    switch word.kind {
    case .name: return Node(.name, word.text, at: word.position)
    case .variable: return Node(.variable, word.text, at: word.position)
    case .string: return Node(.string, word.text, at: word.position)
    case .end: return Node(.end, word.text, at: word.position)
    case .number:
      let node = Node(.number, word.text, at: word.position)
      node.constant = word.number
      return node
    case .value:
      let node = Node(.value, word.text, at: word.position)
      node.constant = word.text == "null" ? .null : .bool(word.text == "true")
      return node
    case .regex:
      let node = Node(.regex, word.text, at: word.position)
      do throws(JSONataError) {
        node.regularExpression = try RegularExpression(pattern: word.text, flags: word.flags)
      } catch {
        throw JSONataError(error.code, position: error.position ?? word.position, token: error.token ?? word.text)
      }
      return node
    case .operator: break
    }
    switch word.text {
    case "and", "or", "in": return Node(.operator, word.text, at: word.position)
    case "*": return Node(.wildcard, word.text, at: word.position)
    case "**": return Node(.descendant, word.text, at: word.position)
    case "%": return Node(.parent, word.text, at: word.position)
    case "-":
      let node = Node(.unary, "-", at: word.position)
      node.lhs = try expression(70)
      node.measure()
      return node
    case "(": return try block(word)
    case "[": return try arrayConstructor(word)
    case "{": return try object(word, left: nil)
    case "|": return try transform(word)
    default: throw JSONataError("S0211", position: word.position, token: word.text)
    }
  }

  private mutating func block(_ word: Token) throws(JSONataError) -> Node {
    let node = Node(.block, "(", at: word.position)
    while !isNext(")") {
      node.items.append(try expression(0))
      if !isNext(";") { break }
      try advance()
    }
    try expect(")", infix: true)
    node.measure()
    return node
  }

  private mutating func arrayConstructor(_ word: Token) throws(JSONataError) -> Node {
    let node = Node(.unary, "[", at: word.position)
    if !isNext("]") {
      while true {
        var item = try expression(0)
        if isNext("..") {
          let range = Node(.binary, "..", at: token.position)
          try advance()
          range.lhs = item
          range.rhs = try expression(0)
          range.measure()
          item = range
        }
        node.items.append(item)
        if !isNext(",") { break }
        try advance()
      }
    }
    try expect("]", infix: true)
    node.measure()
    return node
  }

  private mutating func object(_ word: Token, left: Node?) throws(JSONataError) -> Node {
    let node = Node(left == nil ? .unary : .binary, "{", at: word.position)
    node.lhs = left
    if !isNext("}") {
      while true {
        let key = try expression(0)
        try expect(":")
        node.pairs.append((key, try expression(0)))
        if !isNext(",") { break }
        try advance()
      }
    }
    try expect("}", infix: true)
    node.measure()
    return node
  }

  private mutating func transform(_ word: Token) throws(JSONataError) -> Node {
    let node = Node(.transform, "|", at: word.position)
    node.lhs = try expression(0)
    try expect("|")
    node.rhs = try expression(0)
    if isNext(",") {
      try advance()
      node.third = try expression(0)
    }
    try expect("|")
    node.measure()
    return node
  }

  private mutating func infix(_ word: Token, _ left: Node) throws(JSONataError) -> Node {
    let node = Node(.binary, word.text, at: word.position)
    node.lhs = left
    switch word.text {
    case "(": return try call(word, left)
    case "[": return try predicate(node, left)
    case "{": return try object(word, left: left)
    case "^": try orderBy(node)
    case ":=":
      if left.kind != .variable { throw JSONataError("S0212", position: left.position, token: left.text) }
      node.rhs = try expression(9)
    case "@", "#":
      let variable = try expression(80)
      if variable.kind != .variable { throw JSONataError("S0214", position: variable.position, token: word.text) }
      node.rhs = variable
    case "?":
      node.kind = .condition
      node.rhs = try expression(0)
      if isNext(":") {
        try advance()
        node.third = try expression(0)
      }
    default: node.rhs = try expression(Self.powers[word.text] ?? 0)
    }
    return node
  }

  private mutating func call(_ word: Token, _ left: Node) throws(JSONataError) -> Node {
    let node = Node(.function, "(", at: word.position)
    node.lhs = left
    if !isNext(")") {
      while true {
        if isNext("?") {
          node.kind = .partial
          node.items.append(Node(.operator, "?", at: token.position))
          try advance()
        } else {
          node.items.append(try expression(0))
        }
        if !isNext(",") { break }
        try advance()
      }
    }
    try expect(")", infix: true)
    guard left.kind == .name, left.text == "function" || left.text == "λ" else { return node }
    for (index, argument) in node.items.enumerated() {
      guard argument.kind == .variable else {
        throw JSONataError("S0208", position: argument.position, token: argument.text, value: String(index + 1))
      }
      node.parameters.append(argument.text)
    }
    node.kind = .lambda
    node.items = []
    node.lhs = nil
    if isNext("<") { node.signature = try signature() }
    try expect("{")
    node.lhs = try expression(0)
    try expect("}", infix: true)
    return node
  }

  private mutating func signature() throws(JSONataError) -> Signature {
    let start = token.position
    var depth = 1
    var text = "<"
    while depth > 0, !isNext("{"), token.kind != .end {
      try advance()
      if isNext(">") { depth -= 1 } else if isNext("<") { depth += 1 }
      text += token.text
    }
    try expect(">")
    do throws(JSONataError) {
      return try Signature(text)
    } catch {
      var located = error
      located.position = start + (error.position ?? 0)
      throw located
    }
  }

  private mutating func predicate(_ node: Node, _ left: Node) throws(JSONataError) -> Node {
    if isNext("]") {
      var step = left
      while step.kind == .binary, step.text == "[", let next = step.lhs { step = next }
      step.keepArray = true
      try advance(infix: true)
      return left
    }
    node.rhs = try expression(0)
    try expect("]", infix: true)
    return node
  }

  private mutating func orderBy(_ node: Node) throws(JSONataError) {
    try expect("(")
    while true {
      var descending = false
      if isNext("<") {
        try advance()
      } else if isNext(">") {
        descending = true
        try advance()
      }
      node.terms.append(Node.SortTerm(descending: descending, expression: try expression(0)))
      if !isNext(",") { break }
      try advance()
    }
    try expect(")", infix: true)
  }
}

extension Node {
  /// The evaluator recurses as deep as the tree; so this is limited where the tree is built.
  func measure() {
    var below = max(lhs?.depth ?? 0, rhs?.depth ?? 0, third?.depth ?? 0)
    for item in items { below = max(below, item.depth) }
    for pair in pairs { below = max(below, pair.key.depth, pair.value.depth) }
    for term in terms { below = max(below, term.expression.depth) }
    depth = below + 1
  }
}
