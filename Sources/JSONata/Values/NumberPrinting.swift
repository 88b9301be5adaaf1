private import Glibc

/// Numbers as JavaScript writes and reads them.
enum NumberPrinting {
  /// What `$string` and `&` make of a number: a whole one with all the digits that it has in 64 bits, and beyond with
  /// the shortest ones; a fraction with 15 significant digits, as in JSONata 2.0.6. AWS does so (measured by others).
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return NumberText.shortest(value) }
    if let whole = Int(exactly: value) { return String(whole) }
    return NumberText.shortest(value.rounded() == value ? value : rounded(value))
  }

  /// To 15 significant digits, from the exact value.
  private static func rounded(_ value: Double) -> Double {
    var buffer = [CChar](repeating: 0, count: 40)
    let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.14e", $0) }
    guard length > 0, length < buffer.count else { return value }
    let text = String(decoding: buffer[..<Int(length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return Double(text) ?? value
  }

  static func power(_ base: Double, _ exponent: Double) -> Double {
    // Where C and JavaScript differ: a base of one and an infinite exponent.
    if abs(base) == 1, exponent.isInfinite { return .nan }
    return pow(base, exponent)
  }
}
