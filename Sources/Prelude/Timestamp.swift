/// A moment of the calendar, in the profile of RFC 3339 that the Amazon States Language asks for: upper-case `T` and
/// `Z`, a zone always, seconds always, at most nine digits of fraction.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  public var secondsSinceEpoch: Int64
  /// 0 to 999,999,999, counted forward from the second.
  public var nanoseconds: Int32

  public init(secondsSinceEpoch: Int64, nanoseconds: Int32) {
    self.secondsSinceEpoch = secondsSinceEpoch
    self.nanoseconds = nanoseconds
  }

  /// After 1970-01-01T00:00:00Z.
  public init(nanoseconds: Int64) {
    self.init(secondsSinceEpoch: nanoseconds / 1_000_000_000, nanoseconds: Int32(nanoseconds % 1_000_000_000))
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    (a.secondsSinceEpoch, a.nanoseconds) < (b.secondsSinceEpoch, b.nanoseconds)
  }

  /// nil where the text is not such a timestamp, or names a day or an hour that does not exist.
  public init?(rfc3339: String) {
    var reader = DigitReader(rest: rfc3339.utf8[...])
    guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
      reader.skip("-"), let day = reader.number(digits: 2), reader.skip("T"), let hour = reader.number(digits: 2),
      reader.skip(":"), let minute = reader.number(digits: 2), reader.skip(":"),
      let second = reader.number(digits: 2), let fraction = reader.fraction(), let offset = reader.zone(),
      reader.rest.isEmpty
    else { return nil }
    guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let time = hour * 3600 + minute * 60 + second - offset
    self.init(
      secondsSinceEpoch: Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400 + time, nanoseconds: fraction)
  }

  /// `2025-01-01T00:00:00.000Z`: UTC, milliseconds, rounded down.
  public var text: String {
    let days = secondsSinceEpoch.flooredQuotient(86_400)
    let time = (secondsSinceEpoch % 86_400 + 86_400) % 86_400
    let (year, month, day) = Self.civil(daysSinceEpoch: days)
    let milliseconds = Int64(nanoseconds) / 1_000_000
    let date = "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    return "\(date)T\((time / 3600).padded(2)):\((time / 60 % 60).padded(2)):\((time % 60).padded(2))"
      + ".\(milliseconds.padded(3))Z"
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Source of both directions: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (eras of 400 years).
  private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = marchYear.flooredQuotient(400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public static func civil(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}

/// Reads the pieces of a timestamp from the front of a text.
private struct DigitReader {
  var rest: Substring.UTF8View

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digit() -> Int64? {
    guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
    rest.removeFirst()
    return Int64(first) - 0x30
  }

  mutating func number(digits: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<digits {
      guard let next = digit() else { return nil }
      number = number * 10 + next
    }
    return number
  }

  /// Nanoseconds; 0 where no fraction is written.
  mutating func fraction() -> Int32? {
    guard skip(".") else { return 0 }
    guard var nanoseconds = digit() else { return nil }
    var digits = 1
    while let next = digit() {
      nanoseconds = nanoseconds * 10 + next
      digits += 1
      if digits > 9 { return nil }
    }
    while digits < 9 {
      nanoseconds *= 10
      digits += 1
    }
    return Int32(nanoseconds)
  }

  /// Seconds east of UTC.
  mutating func zone() -> Int64? {
    if skip("Z") { return 0 }
    let sign: Int64 = skip("-") ? -1 : 1
    guard sign < 0 || skip("+") else { return nil }
    guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else {
      return nil
    }
    return sign * (hours * 3600 + minutes * 60)
  }
}

extension Int64 {
  fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  fileprivate func padded(_ width: Int) -> String {
    let digits = String(magnitude)
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
