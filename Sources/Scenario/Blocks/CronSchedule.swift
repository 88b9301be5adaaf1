import Prelude

/// A schedule as EventBridge writes it, `cron(0/5 * * * ? *)` or `rate(5 minutes)`, or as crontab does, `*/5 * * * *`.
/// Times are UTC.
///
/// Source: EventBridge user guide, "Schedule types"; crontab(5). `L`, `W` and `#` are not read.
struct CronSchedule {
  struct Problem: Error {
    var message: String
    var hint: String?
  }

  private enum Form {
    case every(seconds: Int64)
    case calendar(Calendar)
  }
  private struct Calendar {
    var minutes: Set<Int>
    var hours: Set<Int>
    /// Of the month, nil: any; and of the week, from 0 for Sunday.
    var days: Set<Int>?
    var weekdays: Set<Int>?
    var months: Set<Int>
    var years: Set<Int>?

    /// Where both are given, crontab takes either.
    func has(_ days: Int64) -> Bool {
      let (year, month, day) = Timestamp.civil(daysSinceEpoch: days)
      guard months.contains(Int(month)), years?.contains(Int(year)) ?? true else { return false }
      let weekday = Int((days % 7 + 11) % 7)
      return switch (self.days, weekdays) {
      case (nil, nil): true
      case (let list?, nil): list.contains(Int(day))
      case (nil, let list?): list.contains(weekday)
      case (let list?, let week?): list.contains(Int(day)) || week.contains(weekday)
      }
    }
  }
  private let form: Form

  init(_ text: String) throws(Problem) {
    let words = { (inside: Substring) in inside.split(separator: " ").map(String.init) }
    if text.hasPrefix("rate("), text.hasSuffix(")") {
      form = .every(seconds: try Self.period(words(text.dropFirst(5).dropLast())))
    } else if text.hasPrefix("cron("), text.hasSuffix(")") {
      let fields = words(text.dropFirst(5).dropLast())
      guard fields.count == 6 else { throw Self.fieldCount(fields.count, "six fields in cron( )") }
      form = .calendar(try Self.calendar(fields, isEventBridge: true))
    } else {
      let fields = words(text[...])
      guard fields.count == 5 else { throw Self.fieldCount(fields.count, "the five fields of crontab") }
      form = .calendar(try Self.calendar(fields, isEventBridge: false))
    }
  }

  private static func fieldCount(_ count: Int, _ expected: String) -> Problem {
    Problem(
      message: "found \(count) \(count == 1 ? "field" : "fields"), expected \(expected)",
      hint: "minutes, hours, day of month, month, day of week[, year]: cron(0/5 * * * ? *), */5 * * * *")
  }

  private static func period(_ words: [String]) throws(Problem) -> Int64 {
    let units: [String: Int64] = [
      "minute": 60, "minutes": 60, "hour": 3_600, "hours": 3_600, "day": 86_400, "days": 86_400,
    ]
    guard words.count == 2, let count = Int64(words[0]), (1...1_000_000).contains(count), let unit = units[words[1]]
    else {
      throw Problem(message: "expected a whole number and minutes, hours or days", hint: "rate(5 minutes)")
    }
    return count * unit
  }

  private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
  private static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

  private static func calendar(_ fields: [String], isEventBridge: Bool) throws(Problem) -> Calendar {
    let anyDay = ["*", "?"]
    if isEventBridge, (fields[2] == "?") == (fields[4] == "?") {
      throw Problem(
        message: "expected ? either as the day of the month or as that of the week", hint: "cron(0 9 ? * MON-FRI *)")
    }
    let first = isEventBridge ? 1 : 0
    let weekdays =
      try anyDay.contains(fields[4])
      ? nil : values(fields[4], first...7, "day of the week", names: Self.weekdays, from: first)
    return Calendar(
      minutes: try values(fields[0], 0...59, "minute"), hours: try values(fields[1], 0...23, "hour"),
      days: try anyDay.contains(fields[2]) ? nil : values(fields[2], 1...31, "day of the month"),
      weekdays: weekdays.map { Set($0.map { ($0 - first) % 7 }) },
      months: try values(fields[3], 1...12, "month", names: Self.months, from: 1),
      years: try fields.count < 6 || fields[5] == "*" ? nil : values(fields[5], 1970...2199, "year"))
  }

  /// `*`, `5`, `1-5`, `*/5`, `0/5`, `1-30/2`, and several with commas between them.
  private static func values(
    _ field: String, _ range: ClosedRange<Int>, _ what: String, names: [String] = [], from first: Int = 0
  ) throws(Problem) -> Set<Int> {
    func number(_ text: Substring) -> Int? {
      let value = names.firstIndex(of: text.uppercased()).map { $0 + first } ?? Int(text)
      return value.flatMap { range.contains($0) ? $0 : nil }
    }
    var all: Set<Int> = []
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
      let bounds = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
      let isAny = pieces[0] == "*"
      let low = isAny ? range.lowerBound : number(bounds[0])
      let open = isAny || pieces.count == 2 ? range.upperBound : low
      let high = bounds.count == 2 ? number(bounds[1]) : open
      let step = pieces.count == 2 ? Int(pieces[1]) : 1
      guard pieces.count <= 2, bounds.count <= 2, let low, let high, let step, step > 0, low <= high else {
        throw Problem(
          message: "found \"\(Node.excerpt(String(part)))\" as the \(what), expected values from \(range.lowerBound) "
            + "to \(range.upperBound)",
          hint: "a list 1,2, a range 1-5, a step 0/5, or *; L, W and # are not read")
      }
      all.formUnion(stride(from: low, through: high, by: step))
    }
    return all
  }

  /// Seconds after `start`, of those before `length`; both in seconds, `start` since 1970. Nil: there are more than
  /// `limit`. A rate begins with its first period's end.
  func times(from start: Int64, for length: Int64, limit: Int) -> [Int64]? {
    switch form {
    case .every(let seconds):
      let count = (length - 1) / seconds
      return count > limit ? nil : Array(stride(from: seconds, to: length, by: Int64.Stride(seconds)))
    case .calendar(let calendar): return times(of: calendar, from: start, to: start + length, limit: limit)
    }
  }

  private func times(of calendar: Calendar, from start: Int64, to end: Int64, limit: Int) -> [Int64]? {
    let ofDay = calendar.hours.sorted().flatMap { hour in calendar.minutes.sorted().map { Int64(hour * 60 + $0) * 60 } }
    var found: [Int64] = []
    for day in start / 86_400...max(start, end - 1) / 86_400 where calendar.has(day) {
      for time in ofDay where day * 86_400 + time >= start && day * 86_400 + time < end {
        found.append(day * 86_400 + time - start)
      }
      if found.count > limit { return nil }
    }
    return found
  }
}
