/// Numbers as text, the same on every machine: digits come from the shortest text that reads back as the number, and
/// are rounded half up in decimal. Exact enough for programs, since no result has more than 9 significant digits.
package enum Number {
  static let significantDigits = 9

  /// At most 9 significant digits; empty where there is no number.
  package static func exact(_ value: Double) -> String { significant(value, significantDigits) }

  package static func exact(_ value: Double?) -> String { value.map { exact($0) } ?? "" }

  /// `value` as `exact` prints it.
  static func rounded(_ value: Double) -> Double { Double(exact(value)) ?? value }

  /// At most `count` significant digits, without zeros at the end.
  package static func significant(_ value: Double, _ count: Int) -> String {
    guard value.isFinite else { return "" }
    // A file has thousands of numbers, and most of them are small and whole.
    if value >= 1, value < 1_000, count > 2, value == value.rounded(.down) { return String(Int(value)) }
    if value == 0 { return "0" }
    var decimal = Decimal(value)
    decimal.round(keeping: count)
    return decimal.text
  }

  /// `places` digits after the point, zeros included.
  package static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "" }
    var decimal = Decimal(value)
    decimal.round(keeping: decimal.exponent + places)
    var text = decimal.plain
    guard places > 0 else { return text }
    let point = text.utf8.firstIndex(of: UInt8(ascii: "."))
    var present = 0
    if let point { present = text.utf8.distance(from: point, to: text.utf8.endIndex) - 1 } else { text += "." }
    return text + String(repeating: "0", count: max(0, places - present))
  }

  /// As `fixed`, without zeros at the end: coordinates in drawings.
  package static func short(_ value: Double, _ places: Int = 1) -> String {
    guard value.isFinite else { return "0" }
    var decimal = Decimal(value)
    decimal.round(keeping: decimal.exponent + places)
    return decimal.plain
  }

  /// A coordinate as `short` prints it, within a drawing of less than a million; 0 where there is none.
  static func tenths(_ value: Double) -> DecimalFraction {
    if let plain = DecimalFraction(tenths: value) { return plain }
    guard value >= 0, value < 1e6 else { return DecimalFraction(digits: 0, places: 0) }
    var decimal = Decimal(value)
    decimal.round(keeping: decimal.exponent + 1)
    return DecimalFraction(digits: decimal.tenths, places: 1)
  }
}

/// ±0.d₁d₂d₃… × 10^exponent, without zeros at either end; no digits is zero.
private struct Decimal {
  var isNegative: Bool
  var digits: [UInt8] = []
  var exponent = 0

  init(_ value: Double) {
    isNegative = value < 0
    var afterPoint = false
    var power = 0
    var leadingZeros = 0
    let text = value.magnitude.description
    for (index, byte) in text.utf8.enumerated() {
      if byte == UInt8(ascii: ".") {
        afterPoint = true
      } else if byte == UInt8(ascii: "e") {
        power = Int(String(text.dropFirst(index + 1))) ?? 0
        break
      } else {
        if digits.isEmpty, byte == UInt8(ascii: "0") {
          if afterPoint { leadingZeros += 1 }
          continue
        }
        digits.append(byte - UInt8(ascii: "0"))
        if !afterPoint { exponent += 1 }
      }
    }
    exponent += power - (exponent == 0 ? leadingZeros : 0)
    trim()
  }

  mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return trim()
    }
    let up = digits[count] >= 5
    digits.removeSubrange(count...)
    if up { increment() }
    trim()
  }

  private mutating func increment() {
    for index in digits.indices.reversed() {
      guard digits[index] == 9 else {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
    exponent += 1
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
  }

  private var sign: String { isNegative ? "-" : "" }

  private static func text(_ digits: some Collection<UInt8>) -> String {
    String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
  }

  var text: String { (-9...21).contains(exponent) ? plain : scientific }

  var plain: String {
    if digits.isEmpty { return "0" }
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + Self.text(digits) }
    let whole = Self.text(digits.prefix(exponent)) + String(repeating: "0", count: max(0, exponent - digits.count))
    return sign + whole + (digits.count > exponent ? "." + Self.text(digits.dropFirst(exponent)) : "")
  }

  /// Of a number without a second place.
  var tenths: UInt64 {
    (0..<max(0, exponent + 1)).reduce(0) { 10 * $0 + UInt64($1 < digits.count ? digits[$1] : 0) }
  }

  private var scientific: String {
    let fraction = digits.count > 1 ? "." + Self.text(digits.dropFirst()) : ""
    return sign + Self.text(digits.prefix(1)) + fraction + "e" + String(exponent - 1)
  }
}
