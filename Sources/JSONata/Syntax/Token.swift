/// A word of an expression.
struct Token {
  enum Kind {
    case symbol(Symbol)
    case name, variable, string
    case number(Constant)
    case value(Constant)
    case pattern(flags: String)
    case end
  }

  var kind: Kind
  /// What it says: of a string its content, of a variable its name without the dollar sign.
  var text: String
  /// That of its end, as the reference counts.
  var position: Int

  var symbol: Symbol? { if case .symbol(let symbol) = kind { symbol } else { nil } }

  var isEnd: Bool { if case .end = kind { true } else { false } }
}

/// A literal that is no text.
enum Constant: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case integer(Int)

  var negative: Constant {
    switch self {
    case .null, .bool: self
    case .number(let value): .number(-value)
    case .integer(let value): .integer(-value)
    }
  }

  /// As JSON text.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .number(let value): NumberPrinting.text(value)
    case .integer(let value): String(value)
    }
  }
}

/// The signs and words that join expressions or stand between them.
enum Symbol: String, Sendable {
  case dot = ".", leftBracket = "[", rightBracket = "]", leftBrace = "{", rightBrace = "}"
  case leftParenthesis = "(", rightParenthesis = ")", comma = ",", semicolon = ";", colon = ":", bar = "|", range = ".."
  case at = "@", hash = "#", question = "?", caret = "^", assign = ":=", chain = "~>", descendants = "**"
  case plus = "+", minus = "-", asterisk = "*", slash = "/", percent = "%", ampersand = "&"
  case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case and, or
  case contained = "in"

  /// How strongly it binds what is left of it; 0 where it joins nothing. Source: `operators` of the reference's parser.
  var power: Int {
    switch self {
    case .leftBracket, .leftParenthesis, .at, .hash: 80
    case .dot: 75
    case .leftBrace: 70
    case .asterisk, .slash, .percent: 60
    case .plus, .minus, .ampersand: 50
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .caret, .chain, .contained: 40
    case .and: 30
    case .or: 25
    case .question: 20
    case .assign: 10
    case .rightBracket, .rightBrace, .rightParenthesis, .comma, .semicolon, .colon, .bar, .range, .descendants: 0
    }
  }
}

/// What makes one value of two.
enum Operator: String, Sendable {
  case and, or
  case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case concatenate = "&", range = "..", contained = "in"
  case add = "+", subtract = "-", multiply = "*", divide = "/", remainder = "%"
}
