/// A decimal number without a sign, as texts have it: mantissa / 10^fraction, trailing zeros of the fraction dropped.
public struct DecimalText: Sendable {
  public let text: String
  public let mantissa: UInt64
  public let fraction: Int

  /// The number times `unit`, or nil where that is not whole or does not fit.
  public func scaled(by unit: UInt64) -> Int64? {
    guard fraction <= 18 else { return nil }
    let product = mantissa.multipliedFullWidth(by: unit)
    let divisor = Self.power(10, fraction)
    guard product.high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// The number at the start of `text` and what follows it.
  public static func split(_ text: String) -> (decimal: DecimalText, unit: String)? {
    // By bytes: a trace has as many numbers as arrivals.
    let number = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty
    else { return nil }
    var fraction = Substring(parts.count == 2 ? parts[1] : "".utf8[...])
    while fraction.utf8.last == UInt8(ascii: "0") { fraction.utf8.removeLast() }
    guard let mantissa = UInt64(Substring(whole) + fraction) else { return nil }
    let unit = String(text[number.endIndex...])
    return (DecimalText(text: String(Substring(number)), mantissa: mantissa, fraction: fraction.utf8.count), unit)
  }

  public static func power(_ base: UInt64, _ exponent: Int) -> UInt64 {
    var result: UInt64 = 1
    for _ in 0..<exponent { result *= base }
    return result
  }
}

extension Span {
  private static let units: [String: UInt64] = [
    "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]

  /// Nanoseconds of a unit of durations.
  public static func unit(_ name: String) -> UInt64? { units[name] }

  /// `90s`, `15m`, `2h`, `120ms`, `250us`, `1.5s`; nil where the text is no duration of whole nanoseconds.
  public init?(parsing text: String) {
    guard let (decimal, unit) = DecimalText.split(text), let scale = Self.unit(unit),
      let nanoseconds = decimal.scaled(by: scale)
    else { return nil }
    self.init(nanoseconds: nanoseconds)
  }
}
