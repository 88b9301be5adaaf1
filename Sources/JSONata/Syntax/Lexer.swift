/// Splits an expression, as UTF-16 code units, into tokens.
struct Lexer {
  let units: [UInt16]
  private(set) var position = 0

  init(_ units: [UInt16]) { self.units = units }

  private static let single = Set(".[]{}(),@#;:?+-*/%|=<>^&!~".utf16)
  private static let double: Set<String> = ["..", ":=", "!=", ">=", "<=", "**", "~>"]
  private static let blank = Set(" \t\n\r\u{0B}".utf16)

  private func unit(at index: Int) -> UInt16? { index < units.count ? units[index] : nil }

  private func isUnit(_ character: Unicode.Scalar, at index: Int) -> Bool {
    unit(at: index).map { UInt32($0) == character.value } ?? false
  }

  /// `infix`: the token before ends an operand, so that a slash divides and begins no regular expression.
  mutating func next(infix: Bool) throws(JSONataError) -> Token {
    try skipBlanks()
    guard let first = unit(at: position) else { return Token(kind: .end, text: "(end)", position: units.count) }
    if !infix, first == 0x2F {
      position += 1
      return try regularExpression()
    }
    if position + 1 < units.count {
      let pair = String(decoding: units[position...position + 1], as: UTF16.self)
      if Self.double.contains(pair) {
        position += 2
        return try symbol(pair)
      }
    }
    if Self.single.contains(first) {
      position += 1
      return try symbol(String(decoding: [first], as: UTF16.self))
    }
    if first == 0x22 || first == 0x27 { return try string(quote: first) }
    if let number = try number() { return number }
    if first == 0x60 { return try quotedName() }
    return name()
  }

  private func symbol(_ text: String) throws(JSONataError) -> Token {
    guard let symbol = Symbol(rawValue: text) else { throw JSONataError("S0204", position: position, token: text) }
    return Token(kind: .symbol(symbol), text: text, position: position)
  }

  private mutating func skipBlanks() throws(JSONataError) {
    while let unit = unit(at: position) {
      if Self.blank.contains(unit) {
        position += 1
      } else if unit == 0x2F, isUnit("*", at: position + 1) {
        let start = position
        position += 2
        while !(isUnit("*", at: position) && isUnit("/", at: position + 1)) {
          position += 1
          if position >= units.count { throw JSONataError("S0106", position: start) }
        }
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func regularExpression() throws(JSONataError) -> Token {
    let start = position
    var depth = 0
    while let unit = unit(at: position) {
      if unit == 0x2F, depth == 0, !isEscaped(position) {
        let pattern = UTF16Text.string(units[start..<position])
        if pattern.isEmpty { throw JSONataError("S0301", position: position) }
        position += 1
        let flagsStart = position
        while isUnit("i", at: position) || isUnit("m", at: position) { position += 1 }
        let flags = UTF16Text.string(units[flagsStart..<position])
        return Token(kind: .pattern(flags: flags), text: pattern, position: position)
      }
      let afterBackslash = position > 0 && units[position - 1] == 0x5C
      if !afterBackslash {
        if unit == 0x28 || unit == 0x5B || unit == 0x7B { depth += 1 }
        if unit == 0x29 || unit == 0x5D || unit == 0x7D { depth -= 1 }
      }
      position += 1
    }
    throw JSONataError("S0302", position: position)
  }

  private func isEscaped(_ index: Int) -> Bool {
    var count = 0
    while index - count > 0, units[index - count - 1] == 0x5C { count += 1 }
    return count % 2 == 1
  }

  private static let escapes: [UInt16: UInt16] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
  ]

  private mutating func string(quote: UInt16) throws(JSONataError) -> Token {
    position += 1
    var content: [UInt16] = []
    while let unit = unit(at: position) {
      if unit == quote {
        position += 1
        return Token(kind: .string, text: UTF16Text.string(content[...]), position: position)
      }
      guard unit == 0x5C else {
        content.append(unit)
        position += 1
        continue
      }
      position += 1
      let escaped = self.unit(at: position) ?? 0
      if let plain = Self.escapes[escaped] {
        content.append(plain)
      } else if escaped == 0x75 {
        let digits = units[min(position + 1, units.count)..<min(position + 5, units.count)]
        let text = String(decoding: digits, as: UTF16.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit), let code = UInt16(text, radix: 16) else {
          throw JSONataError("S0104", position: position)
        }
        content.append(code)
        position += 4
      } else {
        throw JSONataError("S0103", position: position, token: String(decoding: [escaped], as: UTF16.self))
      }
      position += 1
    }
    throw JSONataError("S0101", position: position)
  }

  private mutating func number() throws(JSONataError) -> Token? {
    func isDigit(_ index: Int) -> Bool { unit(at: index).map { (0x30...0x39).contains($0) } ?? false }
    var end = position
    guard isDigit(end) else { return nil }
    if isUnit("0", at: end) { end += 1 } else { while isDigit(end) { end += 1 } }
    if isUnit(".", at: end), isDigit(end + 1) {
      end += 1
      while isDigit(end) { end += 1 }
    }
    if isUnit("e", at: end) || isUnit("E", at: end) {
      let sign = isUnit("+", at: end + 1) || isUnit("-", at: end + 1) ? 1 : 0
      if isDigit(end + 1 + sign) {
        end += 1 + sign
        while isDigit(end) { end += 1 }
      }
    }
    let text = String(decoding: units[position..<end], as: UTF16.self)
    guard let value = Double(text), value.isFinite else {
      throw JSONataError("S0102", position: position, token: text)
    }
    position = end
    let number: Constant =
      if let whole = Int(text), case .integer = Value.whole(whole) { .integer(whole) } else { .number(value) }
    return Token(kind: .number(number), text: text, position: position)
  }

  private mutating func quotedName() throws(JSONataError) -> Token {
    position += 1
    guard let end = units[position...].firstIndex(of: 0x60) else {
      position = units.count
      throw JSONataError("S0105", position: position)
    }
    let name = UTF16Text.string(units[position..<end])
    position = end + 1
    return Token(kind: .name, text: name, position: position)
  }

  private mutating func name() -> Token {
    let start = position
    while let unit = unit(at: position), !Self.blank.contains(unit), !Self.single.contains(unit) { position += 1 }
    if isUnit("$", at: start) {
      let name = UTF16Text.string(units[start + 1..<position])
      return Token(kind: .variable, text: name, position: position)
    }
    let name = UTF16Text.string(units[start..<position])
    switch name {
    case "and": return Token(kind: .symbol(.and), text: name, position: position)
    case "or": return Token(kind: .symbol(.or), text: name, position: position)
    case "in": return Token(kind: .symbol(.contained), text: name, position: position)
    case "true": return Token(kind: .value(.bool(true)), text: name, position: position)
    case "false": return Token(kind: .value(.bool(false)), text: name, position: position)
    case "null": return Token(kind: .value(.null), text: name, position: position)
    default: return Token(kind: .name, text: name, position: position)
    }
  }
}
