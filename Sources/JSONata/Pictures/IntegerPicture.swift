/// `$formatInteger` and `$parseInteger`: pictures of whole numbers, as XPath's `fn:format-integer` has them.
enum IntegerPicture {
  static func format(_ value: Double, picture: String) throws(JSONataError) -> String {
    try format(.number(value), picture: picture)
  }

  /// `value` is a number.
  static func format(_ value: Value, picture: String) throws(JSONataError) -> String {
    let digits: String? = if case .integer(let whole) = value { String(whole.magnitude) } else { nil }
    return try IntegerFormat(picture).format((value.double ?? .nan).rounded(.down), digits: digits)
  }

  static func parse(_ text: String, picture: String) throws(JSONataError) -> Value {
    let format = try IntegerFormat(picture)
    let number = try format.parse(text)
    guard abs(number) >= Value.exactLimit, format.primary == .decimal,
      let whole = Int(NumberText.leadingInteger(format.plainDigits(text)))
    else { return .number(number) }
    return .whole(whole)
  }
}

/// An integer picture, analysed.
struct IntegerFormat {
  enum Primary: Equatable { case decimal, letters, roman, words, sequence(String) }
  enum Case { case upper, lower, title }
  struct Separator {
    var position: Int
    var character: Unicode.Scalar
  }

  var primary = Primary.decimal
  var letterCase = Case.lower
  var ordinal = false
  /// The zero of the digit family.
  var zero: UInt32 = 0x30
  var mandatoryDigits = 0
  var optionalDigits = 0
  /// From the right to the left.
  var separators: [Separator] = []
  /// The distance of the separators if they repeat.
  var regular: Separator?
  /// How many digits to read when another number follows at once.
  var parseWidth: Int?

  static let families: [UInt32] = [
    0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
  ]

  init(_ picture: String) throws(JSONataError) {
    var primaryPart = Array(picture.unicodeScalars)
    if let semicolon = primaryPart.lastIndex(of: ";") {
      ordinal = semicolon + 1 < primaryPart.count && primaryPart[semicolon + 1] == "o"
      primaryPart.removeSubrange(semicolon...)
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: primaryPart)
    switch String(text) {
    case "A": (primary, letterCase) = (.letters, .upper)
    case "a": primary = .letters
    case "I": (primary, letterCase) = (.roman, .upper)
    case "i": primary = .roman
    case "W": (primary, letterCase) = (.words, .upper)
    case "Ww": (primary, letterCase) = (.words, .title)
    case "w": primary = .words
    default: try analyseDigits(primaryPart, String(text))
    }
  }

  private mutating func analyseDigits(_ pattern: [Unicode.Scalar], _ text: String) throws(JSONataError) {
    var family: UInt32?
    for scalar in pattern.reversed() {
      if let zero = Self.families.first(where: { scalar.value >= $0 && scalar.value <= $0 + 9 }) {
        if let family, family != zero { throw JSONataError("D3131") }
        family = zero
        mandatoryDigits += 1
      } else if scalar == "#" {
        optionalDigits += 1
      } else {
        separators.append(Separator(position: mandatoryDigits + optionalDigits, character: scalar))
      }
    }
    guard let family else {
      primary = .sequence(text)
      return
    }
    zero = family
    if let first = separators.first, separators.allSatisfy({ $0.character == first.character }) {
      let interval = GroupingInterval.regular(separators.map(\.position))
      if interval > 0 { regular = Separator(position: interval, character: first.character) }
    }
  }
}

enum GroupingInterval {
  /// The distance at which the positions repeat, or 0.
  static func regular(_ positions: [Int]) -> Int {
    guard var factor = positions.first else { return 0 }
    for position in positions.dropFirst() {
      var other = position
      while other != 0 { (factor, other) = (other, factor % other) }
    }
    guard factor > 0 else { return 0 }
    let known = Set(positions)
    return (1...positions.count).allSatisfy { known.contains($0 * factor) } ? factor : 0
  }
}

// MARK: - Formatting

extension IntegerFormat {
  /// Beyond these a picture or a number would only serve to fill the memory.
  static let widest = 100_000
  static let largestRoman = 10_000_000.0

  /// `digits` are those of a number that the double does not hold.
  func format(_ value: Double, digits: String? = nil) throws(JSONataError) -> String {
    guard value.isFinite else { throw JSONataError("D1001", value: NumberText.shortest(value)) }
    let size = abs(value)
    var text: String
    switch primary {
    case .letters: text = Self.letters(size, first: letterCase == .upper ? "A" : "a")
    case .roman:
      guard size <= Self.largestRoman else { throw JSONataError("U1001") }
      text = Self.roman(size)
      if letterCase == .upper { text = text.uppercased() }
    case .words:
      text = NumberWords.words(size, ordinal: ordinal)
      if letterCase == .upper { text = text.uppercased() }
      if letterCase == .lower { text = text.lowercased() }
    case .decimal: text = try decimal(digits ?? NumberText.shortest(size))
    case .sequence(let token): throw JSONataError("D3130", value: Value.string(token).shown)
    }
    return value < 0 ? "-" + text : text
  }

  private func decimal(_ value: String) throws(JSONataError) -> String {
    guard mandatoryDigits <= Self.widest else { throw JSONataError("U1001") }
    var digits = Array(value.unicodeScalars)
    if digits.count < mandatoryDigits {
      digits.insert(contentsOf: repeatElement("0", count: mandatoryDigits - digits.count), at: 0)
    }
    if zero != 0x30 {
      digits = digits.map { Unicode.Scalar($0.value + zero - 0x30) ?? $0 }
    }
    if let regular {
      var grouped: [Unicode.Scalar] = []
      for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % regular.position == 0 { grouped.append(regular.character) }
        grouped.append(digit)
      }
      digits = grouped
    } else {
      for separator in separators.reversed() {
        let position = digits.count - separator.position
        // A separator left of the first digit lands where JavaScript's `substr` puts it.
        let tail = position >= 0 ? position : max(digits.count + position, 0)
        digits = digits.prefix(max(position, 0)) + [separator.character] + digits[tail...]
      }
    }
    if ordinal { digits += Self.suffix(after: digits) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: digits)
    return String(text)
  }

  private static func suffix(after digits: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if digits.count > 1, digits[digits.count - 2] == "1" { return ["t", "h"] }
    switch digits.last {
    case "1": return ["s", "t"]
    case "2": return ["n", "d"]
    case "3": return ["r", "d"]
    default: return ["t", "h"]
    }
  }

  /// A bijective numeral of base 26: z is followed by aa.
  private static func letters(_ value: Double, first: Unicode.Scalar) -> String {
    var rest = value
    var letters: [Character] = []
    while rest > 0 {
      let digit = UInt32((rest - 1).truncatingRemainder(dividingBy: 26).magnitude)
      letters.append(Character(Unicode.Scalar(first.value + digit) ?? first))
      rest = ((rest - 1) / 26).rounded(.down)
    }
    return String(letters.reversed())
  }

  private static func roman(_ value: Double) -> String {
    var rest = value
    var text = ""
    for (size, numeral) in romanNumerals {
      while rest >= size {
        text += numeral
        rest -= size
      }
    }
    return text
  }

  static let romanNumerals: [(Double, String)] = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
  ]
}

// MARK: - Parsing

extension IntegerFormat {
  /// The value of a text; what does not fit the picture is not a number, as in the reference.
  func parse(_ text: String) throws(JSONataError) -> Double {
    switch primary {
    case .letters:
      let first = letterCase == .upper ? 65.0 : 97.0
      return text.utf16.reduce(0) { $0 * 26 + Double($1) - first + 1 }
    case .roman: return Self.romanValue(letterCase == .upper ? text : text.uppercased())
    case .words: return NumberWords.value(text.lowercased())
    case .decimal: return NumberText.parseInteger(plainDigits(text))
    case .sequence(let token): throw JSONataError("D3130", value: Value.string(token).shown)
    }
  }

  /// Without separators, and in the digits of ASCII.
  fileprivate func plainDigits(_ text: String) -> [Unicode.Scalar] {
    var digits = Array(text.unicodeScalars)
    if ordinal { digits.removeLast(min(2, digits.count)) }
    if regular != nil {
      digits.removeAll { $0 == "," }
    } else {
      digits.removeAll { digit in separators.contains { $0.character == digit } }
    }
    return digits.map { $0.value >= zero ? Unicode.Scalar($0.value - zero + 0x30) ?? $0 : " " }
  }

  private static func romanValue(_ text: String) -> Double {
    let values: [Character: Double] = ["M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1]
    var total = 0.0
    var largest = 1.0
    for letter in text.reversed() {
      guard let value = values[letter] else { return .nan }
      if value < largest {
        total -= value
      } else {
        largest = value
        total += value
      }
    }
    return total
  }
}
