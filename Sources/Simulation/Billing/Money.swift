/// US dollars, in whole parts of 10⁻¹²: sums are exact, and what has to be rounded is rounded once, half up.
package struct Money: Hashable, Comparable, Sendable {
  var picodollars: Int128

  package static let zero = Money(picodollars: 0)
  static let perDollar: Int128 = 1_000_000_000_000

  init(picodollars: Int128) { self.picodollars = picodollars }

  /// Of a price as somebody writes it.
  package init(dollars: Double) { picodollars = Int128((dollars * 1e12).rounded()) }

  package var dollars: Double { Double(picodollars) / 1e12 }

  package static func + (a: Money, b: Money) -> Money { Money(picodollars: a.picodollars + b.picodollars) }
  package static func - (a: Money, b: Money) -> Money { Money(picodollars: a.picodollars - b.picodollars) }
  package static func * (price: Money, count: Int) -> Money {
    Money(picodollars: price.picodollars * Int128(count))
  }
  package static func < (a: Money, b: Money) -> Bool { a.picodollars < b.picodollars }

  /// `count`/`whole` of it.
  package func share(_ count: Int128, of whole: Int128) -> Money {
    whole == 0 ? .zero : Money(picodollars: Self.quotient(picodollars * count, whole))
  }

  /// Half up.
  static func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
    let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
    if 2 * rest >= divisor { return quotient + 1 }
    return 2 * rest < -divisor ? quotient - 1 : quotient
  }

  /// `382.97`: so many digits behind the point, half up.
  package func text(places: Int) -> String {
    var unit = Self.perDollar
    for _ in 0..<places { unit /= 10 }
    let scaled = Self.quotient(picodollars, unit)
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = scaled < 0 ? "-" : ""
    return sign + padded.dropLast(places) + (places > 0 ? "." + padded.suffix(places) : "")
  }

  /// All of its digits: `0.000025`.
  package var exact: String {
    var text = self.text(places: 12)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
