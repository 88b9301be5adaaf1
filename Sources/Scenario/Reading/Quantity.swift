import Prelude

/// Durations, rates and sizes as a scenario writes them, in exact decimal arithmetic.
enum Quantity {
  struct Problem: Error {
    var expected: String
    var hint: String?
  }

  static let sizeUnits: [(name: String, bytes: UInt64)] = [
    ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]

  /// `90s`, `15m`, `2h`, `120ms`, `250us`, `1.5s`.
  static func duration(_ text: String) throws(Problem) -> Span {
    let expected = "a duration such as 90s, 15m, 2h, 120ms or 250us"
    guard let (decimal, unit) = DecimalText.split(text) else { throw Problem(expected: expected, hint: nil) }
    guard let scale = Span.unit(unit) else {
      throw Problem(expected: expected, hint: durationHint(number: decimal.text, unit: unit))
    }
    guard let nanoseconds = decimal.scaled(by: scale) else {
      throw Problem(expected: "a duration of whole nanoseconds, below 292 years", hint: nil)
    }
    return Span(nanoseconds: nanoseconds)
  }

  private static func durationHint(number: String, unit: String) -> String? {
    switch unit {
    case "": "a duration needs a unit: \(number)s or \(number)ms"
    case "sec", "secs", "second", "seconds", "S": "write \(number)s"
    case "min", "mins", "minute", "minutes", "M": "write \(number)m"
    case "hr", "hrs", "hour", "hours", "H": "write \(number)h"
    case "msec", "millis", "milliseconds", "MS": "write \(number)ms"
    case "µs", "μs", "usec", "micros", "microseconds": "write \(number)us"
    case _ where unit.first == " ": "write it without a blank"
    default: unit.contains("/") ? "this is a rate" : "the units are ns, us, ms, s, m, h"
    }
  }

  /// `50/s`, `3000/m`, `0.5/s`: a whole count per whole period, in lowest terms.
  static func rate(_ text: String) throws(Problem) -> Rate {
    let expected = "a rate such as 50/s, 3000/m or 0.5/s"
    guard let (decimal, unit) = DecimalText.split(text) else { throw Problem(expected: expected, hint: nil) }
    guard let seconds: UInt64 = ["/s": 1, "/m": 60, "/h": 3_600][unit] else {
      let hint =
        unit.isEmpty
        ? "a rate needs a unit: \(decimal.text)/s" : "the units are /s, /m, /h: \(decimal.text)/s"
      throw Problem(expected: expected, hint: hint)
    }
    guard decimal.mantissa > 0 else { return Rate(count: 0, per: .seconds(1)) }
    guard decimal.fraction <= 6, decimal.mantissa <= 1_000_000_000_000 else {
      throw Problem(expected: "a rate below 10^12 with at most six decimal places", hint: nil)
    }
    let period = seconds * DecimalText.power(10, decimal.fraction)
    let divisor = gcd(decimal.mantissa, period)
    return Rate(count: Int64(decimal.mantissa / divisor), per: .seconds(Int(period / divisor)))
  }

  /// `256KiB`, `1MiB`, `262144`.
  static func size(_ text: String) throws(Problem) -> Int {
    let expected = "a size such as 256KiB, 1MiB or 262144"
    guard let (decimal, unit) = DecimalText.split(text), let scale = sizeUnits.first(where: { $0.name == unit })?.bytes,
      let bytes = decimal.scaled(by: scale)
    else { throw Problem(expected: expected, hint: "the units are B, KiB, MiB, GiB: powers of 1024, whole bytes") }
    return Int(bytes)
  }

  /// A number as JSON writes it: `12`, `-3`, `0.5`, `1e3`.
  static func number(_ text: String) -> Double? {
    guard isJSONNumber(text), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  static func isJSONNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let digits = { (rest: inout Substring.UTF8View) -> Int in
      let count = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
      rest.removeFirst(count)
      return count
    }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits(&rest)
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits(&rest) > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard digits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func gcd(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
