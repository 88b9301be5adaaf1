package import Simulation
package import Statistics

/// Dollars as a person reads them: to the cent, or three digits of what is less than ten of them.
extension Number {
  /// `$1,234.56`, `$0.0000118`.
  package static func dollars(_ value: Double) -> String {
    guard value.isFinite else { return none }
    let sign = value < 0 ? "-" : ""
    let size = value.magnitude
    if size == 0 { return "$0" }
    if size < 0.1 { return sign + "$" + significant(size, 3) }
    let cents = fixed(size, 2)
    return sign + "$" + grouped(Int(cents.dropLast(3)) ?? 0) + cents.suffix(3)
  }

  package static func dollars(_ money: Money) -> String { dollars(money.dollars) }

  /// `$0.0123 ± $0.0002`.
  package static func dollars(_ estimate: Estimate) -> String {
    guard let halfWidth = estimate.halfWidth, halfWidth > 0 else { return dollars(estimate.mean) }
    return dollars(estimate.mean) + " ± " + dollars(halfWidth)
  }
}
