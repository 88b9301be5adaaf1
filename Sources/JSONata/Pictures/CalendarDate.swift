/// A moment in the proleptic Gregorian calendar, in UTC.
struct CalendarDate {
  static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  /// The moments that a date of JavaScript can have, on either side of 1970.
  static let limit = 8.64e15

  let millis: Int
  let year: Int
  /// From 1 on.
  let month: Int
  let day: Int

  init?(millis: Double) {
    guard abs(millis) <= Self.limit else { return nil }
    self.init(Int(millis))
  }

  private init(_ millis: Int) {
    self.millis = millis
    // Counted from the first of March, 400 years at a time, each leap day ends a year.
    let shifted = Self.floorDivide(millis, 86_400_000) + 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value / divisor - (value % divisor < 0 ? 1 : 0)
  }

  /// The day's number from 1970 on; the month may be outside of 1...12 and the day outside of the month.
  static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let carried = floorDivide(month - 1, 12)
    let monthOfYear = month - carried * 12
    let shiftedYear = year + carried - (monthOfYear <= 2 ? 1 : 0)
    let era = floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (monthOfYear > 2 ? monthOfYear - 3 : monthOfYear + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  var dayNumber: Int { Self.floorDivide(millis, 86_400_000) }
  private var millisOfDay: Int { millis - dayNumber * 86_400_000 }
  var hour: Int { millisOfDay / 3_600_000 }

  /// The value of a picture's component, if it is a number.
  func fragment(_ component: Character) -> Double? {
    let value: Int
    switch component {
    case "Y": value = year
    case "M": value = month
    case "D": value = day
    case "d": value = dayNumber - Self.dayNumber(year, 1, 1) + 1
    case "F": value = Self.weekday(dayNumber)
    case "W": value = week(months: 12, first: 1, most: 52)
    case "w": value = week(months: 1, first: month, most: 4)
    case "X": value = year + weekShift(months: 12, first: 1)
    case "x": value = (month - 1 + weekShift(months: 1, first: month) + 12) % 12 + 1
    case "H": value = hour
    case "h": value = hour % 12 == 0 ? 12 : hour % 12
    case "m": value = millisOfDay / 60_000 % 60
    case "s": value = millisOfDay / 1000 % 60
    case "f": value = millisOfDay % 1000
    default: return nil
    }
    return Double(value)
  }

  /// From Monday, 1, to Sunday, 7.
  private static func weekday(_ dayNumber: Int) -> Int {
    let shifted = dayNumber + 3
    return shifted - floorDivide(shifted, 7) * 7 + 1
  }

  /// The first day of the first week of a year or month: of the one that has its first Thursday.
  private static func firstWeek(_ year: Int, _ month: Int) -> Int {
    let first = dayNumber(year, month, 1)
    let weekday = weekday(first)
    return weekday > 4 ? first + 8 - weekday : first - weekday + 1
  }

  /// The week in a period of so many months.
  private func week(months: Int, first: Int, most: Int) -> Int {
    let start = Self.firstWeek(year, first)
    let week = Self.floorDivide(dayNumber - start, 7) + 1
    if week > most, dayNumber >= Self.firstWeek(year, first + months) { return 1 }
    if week < 1 { return Self.floorDivide(dayNumber - Self.firstWeek(year, first - months), 7) + 1 }
    return week
  }

  /// Whether the week belongs to the period before (-1), to this one (0) or to the next one (1).
  private func weekShift(months: Int, first: Int) -> Int {
    if dayNumber < Self.firstWeek(year, first) { return -1 }
    return dayNumber >= Self.firstWeek(year, first + months) ? 1 : 0
  }

  /// `Date.UTC`, the month from 0 on: the years 0 to 99 are those of the twentieth century.
  static func utc(
    year: Double, month: Double, day: Double, hour: Double, minute: Double, second: Double, milli: Double
  ) -> Double? {
    let values = [year, month, day, hour, minute, second, milli]
    guard values.allSatisfy({ abs($0) <= limit }), abs(year) <= 1e6, abs(month) <= 1e7 else { return nil }
    let fullYear = year >= 0 && year <= 99 ? 1900 + Int(year) : Int(year)
    let date = Double(dayNumber(fullYear, Int(month) + 1, 1)) + day.rounded(.towardZero) - 1
    let time = (hour * 60 + minute) * 60_000 + second * 1000 + milli
    let millis = date * 86_400_000 + time
    return abs(millis) <= limit ? millis : nil
  }
}
