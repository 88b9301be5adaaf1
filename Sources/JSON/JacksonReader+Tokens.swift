extension JacksonReader {
  private static let longestToken = 256

  // MARK: Texts

  /// The opening quote is taken.
  mutating func text(isName: Bool) throws(Failure) {
    while let unit = take() {
      switch unit {
      case "\"": return
      case "\\": try escape()
      case 0..<0x20:
        throw complaint(
          "Illegal unquoted character (\(Self.description(of: unit))): has to be escaped using backslash to be "
            + "included in \(isName ? "name" : "string value")")
      default: break
      }
    }
    throw endOfInput(isName ? " in field name" : ": was expecting closing quote for a string value")
  }

  private mutating func escape() throws(Failure) {
    guard let unit = take() else { throw endOfInput(" in character escape sequence") }
    if unit == "u" {
      for _ in 0..<4 {
        guard let digit = take() else { throw endOfInput(" in character escape sequence") }
        guard let scalar = Unicode.Scalar(UInt32(digit)), scalar.isASCII, scalar.properties.isASCIIHexDigit else {
          throw unexpected(digit, "expected a hex-digit for character escape sequence")
        }
      }
    } else if !"\"\\/bfnrt".utf16.contains(unit) {
      throw complaint("Unrecognized character escape \(Self.description(of: unit))")
    }
  }

  // MARK: Words

  /// The first letter is taken; what stands there in its place goes on as Java's identifiers do.
  mutating func word(_ word: String) throws(Failure) {
    let letters = Array(word.utf16)
    var count = 1
    while count < letters.count {
      guard offset < units.count, units[offset] == letters[count] else { throw unrecognized(letters[..<count]) }
      offset += 1
      count += 1
    }
    // Nothing below the digits, comma and blank included, belongs to a word.
    if offset < units.count, units[offset] >= 0x30, Self.mayContinue(units[offset]) { throw unrecognized(letters[...]) }
  }

  private mutating func unrecognized(_ start: some Sequence<UInt16>) -> Failure {
    var token = Array(start)
    var mark = ""
    while offset < units.count, Self.mayContinue(units[offset]) {
      token.append(units[offset])
      offset += 1
      if token.count >= Self.longestToken {
        mark = "..."
        break
      }
    }
    let text = String(decoding: token, as: UTF16.self)
    return complaint("Unrecognized token '\(text)\(mark)': was expecting \(Self.values)")
  }

  /// What begins no value.
  mutating func odd(_ unit: UInt16) throws(Failure) {
    let option = "enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
    if unit == "N" {
      try word("NaN")
      throw complaint("Non-standard token 'NaN': \(option)")
    }
    if unit == "I" {
      try word("Infinity")
      throw complaint("Non-standard token 'Infinity': \(option)")
    }
    if unit == "+" {
      guard let next = take() else { throw endOfInput(" in a Number value") }
      throw unexpectedInNumber(next, "expected digit (0-9) to follow minus sign, for valid numeric value")
    }
    if Self.mayBegin(unit) { throw unrecognized([unit]) }
    throw unexpected(unit, "expected a valid value \(Self.values)")
  }

  /// Java's rules for identifiers, of single UTF-16 units.
  private static func mayBegin(_ unit: UInt16) -> Bool {
    guard let category = Unicode.Scalar(UInt32(unit))?.properties.generalCategory else { return false }
    return switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
      .currencySymbol, .connectorPunctuation:
      true
    default: false
    }
  }

  private static func mayContinue(_ unit: UInt16) -> Bool {
    if mayBegin(unit) || unit <= 0x08 || (0x0E...0x1B).contains(unit) || (0x7F...0x9F).contains(unit) { return true }
    return switch Unicode.Scalar(UInt32(unit))?.properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark, .format: true
    default: false
    }
  }

  // MARK: Numbers

  private static func isDigit(_ unit: UInt16) -> Bool { (0x30...0x39).contains(unit) }

  private mutating func digits() -> Int {
    let start = offset
    while offset < units.count, Self.isDigit(units[offset]) { offset += 1 }
    return offset - start
  }

  /// The sign or first digit is taken.
  mutating func number(_ first: UInt16) throws(Failure) {
    var digit = first
    if first == "-" {
      guard let next = take() else { throw endOfInput("No digit following minus sign") }
      guard Self.isDigit(next) else {
        throw unexpectedInNumber(next, "expected digit (0-9) to follow minus sign, for valid numeric value")
      }
      digit = next
    }
    if digit == "0", offset < units.count, Self.isDigit(units[offset]) {
      throw complaint("Invalid numeric value: Leading zeroes not allowed")
    }
    // A number that begins with 0 is read slowly, and complained about one place further on.
    let isSlow = digit == "0"
    _ = digits()
    let mark = offset + 1
    if offset < units.count, units[offset] == "." {
      offset += 1
      if digits() == 0 { throw missingDigit("Decimal point not followed by a digit", isSlow ? nil : mark) }
    }
    if offset < units.count, units[offset] == "e" || units[offset] == "E" {
      offset += 1
      if offset < units.count, units[offset] == "+" || units[offset] == "-" { offset += 1 }
      if digits() == 0 { throw missingDigit("Exponent indicator not followed by a digit", isSlow ? nil : mark) }
    }
    try endOfRootNumber()
  }

  /// `mark`: where a fast reader still stands, behind the first of point and exponent.
  private mutating func missingDigit(_ comment: String, _ mark: Int?) -> Failure {
    guard let unit = take() else {
      let isExponent = comment.hasPrefix("Exponent")
      return isExponent
        ? endOfInput("expected a digit for number exponent") : unexpectedInNumber(units.last ?? 0, comment)
    }
    if let mark { offset = mark }
    return unexpectedInNumber(unit, comment)
  }

  private mutating func endOfRootNumber() throws(Failure) {
    guard isInRoot, let unit = take() else { return }
    if [0x20, 0x09, 0x0A, 0x0D].contains(unit) { return offset -= 1 }
    throw unexpected(unit, "Expected space separating root-level values")
  }
}
