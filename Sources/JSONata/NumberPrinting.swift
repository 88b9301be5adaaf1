private import Glibc

/// Numbers as JavaScript writes and reads them.
enum NumberPrinting {
  /// To 15 significant digits, from the exact value.
  static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value.rounded() != value || abs(value) >= 1e15 else { return value }
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
