/// Numbers as JavaScript writes and reads them.
enum NumberText {
  /// `String(value)`: the shortest digits, with an exponent from 1e21 up and below 1e-6.
  static func shortest(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return "0" }
    let sign = value < 0 ? "-" : ""
    var (digits, point) = decimal(abs(value))
    if point > 0 && point <= 21 {
      if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) }
      digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
      return sign + digits
    }
    if point > -6 && point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    let exponent = point > 0 ? "e+\(point - 1)" : "e\(point - 1)"
    if digits.count > 1 { digits.insert(".", at: digits.index(after: digits.startIndex)) }
    return sign + digits + exponent
  }

  /// The shortest digits of a positive number and where its decimal point lies in them.
  static func decimal(_ value: Double) -> (digits: String, point: Int) {
    let parts = value.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts.first ?? "0"
    let whole = mantissa.prefix { $0 != "." }
    let all = mantissa.filter { $0 != "." }
    let trimmed = all.drop { $0 == "0" }
    var digits = String(trimmed)
    while digits.last == "0" { digits.removeLast() }
    return (digits, whole.count + exponent - (all.count - trimmed.count))
  }

  /// `value.toFixed(places)` of a number that is not negative: its exact binary value, rounded.
  static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite, value < 1e21 else { return shortest(value) }
    // The exact decimal expansion, as digits of the numerator over a power of two.
    var whole = [UInt8]()
    var integer = value.rounded(.down)
    var fraction = value - integer
    repeat {
      let digit = integer.truncatingRemainder(dividingBy: 10)
      whole.append(UInt8(digit))
      integer = ((integer - digit) / 10).rounded()
    } while integer > 0
    var limbs = [UInt64]()
    while fraction > 0 {
      fraction *= 4_294_967_296
      let limb = fraction.rounded(.down)
      limbs.append(UInt64(limb))
      fraction -= limb
    }
    var digits = Array(whole.reversed())
    for _ in 0..<places { digits.append(nextDigit(&limbs)) }
    if nextDigit(&limbs) >= 5 { roundUp(&digits) }
    var text = digits.map { String($0) }
    if places > 0 { text.insert(".", at: digits.count - places) }
    return text.joined()
  }

  private static func nextDigit(_ limbs: inout [UInt64]) -> UInt8 {
    var carry: UInt64 = 0
    for index in limbs.indices.reversed() {
      let product = limbs[index] * 10 + carry
      limbs[index] = product & 0xFFFF_FFFF
      carry = product >> 32
    }
    return UInt8(carry)
  }

  private static func roundUp(_ digits: inout [UInt8]) {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
  }

  /// `$round`: the nearest number of so many decimal places, a half to the even one.
  static func round(_ value: Double, places: Int = 0) -> Double {
    guard value.isFinite else { return value }
    let shifted = (places == 0 ? value : shift(value, by: places)).rounded(.toNearestOrEven)
    let result = places == 0 ? shifted : shift(shifted, by: -places)
    return result == 0 ? 0 : result
  }

  /// Moves the decimal point in the text, since a product with a power of ten would not be exact.
  private static func shift(_ value: Double, by places: Int) -> Double {
    let parts = shortest(value).split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return Double("\(parts.first ?? "0")e\(exponent + places)") ?? value
  }

  /// `parseInt(text)` in base ten.
  static func parseInteger(_ text: some Sequence<Unicode.Scalar>) -> Double { Double(leadingInteger(text)) ?? .nan }

  static func leadingInteger(_ text: some Sequence<Unicode.Scalar>) -> String {
    var digits = ""
    for scalar in text {
      if digits.isEmpty && scalar.properties.isWhitespace { continue }
      let sign = digits.isEmpty && (scalar == "-" || scalar == "+")
      guard sign || ("0"..."9").contains(scalar) else { break }
      digits.unicodeScalars.append(scalar)
    }
    return digits
  }

  /// `value.toString(radix)` of a whole number.
  static func whole(_ value: Double, radix: Int) -> String {
    guard value.isFinite else { return shortest(value) }
    let base = Double(radix)
    var rest = abs(value)
    var digits: [String] = []
    // Digits below the precision of the number are zeros in JavaScript.
    while rest >= 9_007_199_254_740_992 {
      rest /= base
      digits.append("0")
    }
    rest = rest.rounded(.down)
    repeat {
      let digit = rest.truncatingRemainder(dividingBy: base)
      digits.append(String(Int(digit), radix: radix))
      rest = (rest - digit) / base
    } while rest > 0
    return (value < 0 ? "-" : "") + digits.reversed().joined()
  }
}
