/// Reads dates and times by a picture, which it turns into a regular expression as the reference does.
struct DateTimeReader {
  private let parts: [DateTimeFormat.Part]
  private let expression: RegularExpression

  init(_ format: DateTimeFormat) throws(JSONataError) {
    parts = format.parts
    var pattern = "^"
    for part in format.parts { pattern += try "(" + Self.pattern(of: part) + ")" }
    expression = try RegularExpression(pattern: pattern + "$", flags: "i")
  }

  // MARK: - The picture's expression

  private static func pattern(of part: DateTimeFormat.Part) throws(JSONataError) -> String {
    guard case .marker(let marker) = part else {
      guard case .literal(let text) = part else { return "" }
      return text.map { ".*+?^${}()|[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
    if marker.component == "Z" || marker.component == "z" {
      let separator = marker.integer?.regular.map { escaped($0.character) + "[0-9]+" } ?? ""
      return (marker.component == "z" ? "GMT" : "") + "[-+][0-9]+" + separator
    }
    if let integer = marker.integer { return try pattern(of: integer) }
    guard "MxFP".contains(marker.component) else {
      throw JSONataError("D3133", value: Value.string(String(marker.component)).shown)
    }
    return "[a-zA-Z]+"
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? String(scalar) : "\\" + String(scalar)
  }

  private static let words: String = {
    // The longer of two words first: the reference backtracks into them instead.
    let known = NumberWords.values.keys.sorted { ($0.count, $0) > ($1.count, $1) }
    return "(?:" + (known + ["and", "[\\-, ]"]).joined(separator: "|") + ")+"
  }()

  private static func pattern(of integer: IntegerFormat) throws(JSONataError) -> String {
    switch integer.primary {
    case .letters: return integer.letterCase == .upper ? "[A-Z]+" : "[a-z]+"
    case .roman: return integer.letterCase == .upper ? "[MDCLXVI]+" : "[mdclxvi]+"
    case .words: return words
    case .decimal:
      let times = integer.parseWidth.map { $0 > 0 ? "{\($0)}" : "+" } ?? "+"
      return "[0-9]" + times + (integer.ordinal ? "(?:th|st|nd|rd)" : "")
    case .sequence(let token): throw JSONataError("D3130", value: Value.string(token).shown)
    }
  }

  // MARK: - The text's components

  func read(_ text: String, now: Double) throws(JSONataError) -> Double? {
    let units = Array(text.utf16)
    guard let match = try expression.firstMatch(in: units, from: 0) else { return nil }
    var components: [Character: Double] = [:]
    var isEmpty = true
    for (part, range) in zip(parts, match.groups) {
      guard case .marker(let marker) = part, let range else { continue }
      isEmpty = false
      components[marker.component] = try Self.value(of: String(decoding: units[range], as: UTF16.self), marker)
    }
    guard !isEmpty else { return nil }
    var fields = DateTimeFields(components)
    return try fields.millis(now: CalendarDate(millis: now))
  }

  private static func value(of text: String, _ marker: DateTimeFormat.Marker) throws(JSONataError) -> Double? {
    if marker.component == "Z" || marker.component == "z" {
      return zoneMinutes(Array(text.unicodeScalars.dropFirst(marker.component == "z" ? 3 : 0)), marker)
    }
    if let integer = marker.integer { return try integer.parse(text) }
    let names: [String]
    switch marker.component {
    case "F": names = CalendarDate.days
    case "P":
      let halves = ["am": 0.0, "AM": 0, "pm": 1, "PM": 1]
      return halves[text]
    default: names = CalendarDate.months
    }
    let width = marker.mostWidth.flatMap { $0 > 0 ? $0 : nil } ?? .max
    return names.lastIndex { $0.prefix(width) == text }.map { Double($0 + 1) }
  }

  private static func zoneMinutes(_ text: [Unicode.Scalar], _ marker: DateTimeFormat.Marker) -> Double {
    var hours = text[...]
    var minutes = text.suffix(0)
    if let separator = marker.integer?.regular?.character {
      if let place = text.firstIndex(of: separator) {
        hours = text[..<place]
        minutes = text[(place + 1)...]
      }
    } else if text.count > 3 {
      hours = text.prefix(3)
      minutes = text.dropFirst(3)
    }
    let offset = minutes.isEmpty ? 0 : NumberText.parseInteger(minutes)
    return NumberText.parseInteger(hours) * 60 + offset
  }
}

/// The components of a text, and the moment that they mean together.
struct DateTimeFields {
  private var values: [Character: Double]

  init(_ values: [Character: Double]) {
    self.values = values
  }

  /// Whether one of the components is there and no other of the group `all`.
  private func isType(_ wanted: String, of all: String) -> Bool {
    let given = all.filter { component in values[component].map { $0 != 0 && !$0.isNaN } ?? false }
    return !given.isEmpty && given.allSatisfy(wanted.contains)
  }

  mutating func millis(now: CalendarDate?) throws(JSONataError) -> Double? {
    let group = "YXMxWwdD"
    let isDayOfYear = !isType("YMD", of: group) && isType("Yd", of: group)
    let isWeekOfMonth = isType("Xxw", of: group)
    let isWeekOfYear = !isWeekOfMonth && isType("XW", of: group)
    let isHalfDay = !isType("Hmsf", of: "PHhmsf") && isType("Phmsf", of: "PHhmsf")
    let date = isDayOfYear ? "YD" : isWeekOfMonth ? "XxwF" : isWeekOfYear ? "XWF" : "YMD"
    try fill(date + (isHalfDay ? "Phmsf" : "Hmsf"), now)
    // The reference has no reading for weeks.
    if isWeekOfMonth || isWeekOfYear { throw JSONataError("D3136") }

    let year = values["Y"] ?? .nan
    var month = max((values["M"] ?? 0) - 1, 0)
    var day = values["D"] ?? .nan
    if isDayOfYear {
      let moment = CalendarDate.utc(
        year: year, month: 0, day: values["d"] ?? .nan, hour: 0, minute: 0, second: 0, milli: 0)
      guard let moment, let date = CalendarDate(millis: moment) else { return nil }
      (month, day) = (Double(date.month - 1), Double(date.day))
    }
    var hour = values["H"] ?? .nan
    if isHalfDay {
      let half = values["h"] ?? .nan
      hour = (half == 12 ? 0 : half) + (values["P"] == 1 ? 12 : 0)
    }
    let zone = [values["Z"], values["z"]].compactMap(\.self).first { $0 != 0 && !$0.isNaN } ?? 0
    return CalendarDate.utc(
      year: year, month: month, day: day, hour: hour, minute: values["m"] ?? 0, second: values["s"] ?? 0,
      milli: values["f"] ?? 0
    ).map { $0 - zone * 60_000 }
  }

  /// What is missing above the first component is now's, what is missing below the last one is the least there is.
  private mutating func fill(_ components: String, _ now: CalendarDate?) throws(JSONataError) {
    var hasStarted = false
    var hasEnded = false
    for component in components {
      if values[component] != nil {
        hasStarted = true
        if hasEnded { throw JSONataError("D3136") }
      } else if hasStarted {
        values[component] = "MDd".contains(component) ? 1 : 0
        hasEnded = true
      } else {
        values[component] = now?.fragment(component) ?? 0
      }
    }
  }
}

// MARK: - ISO 8601

extension DateTimeReader {
  /// What JavaScript's `Date.parse` reads of the forms that the reference lets through.
  static func standard(_ text: String) throws(JSONataError) -> Double? {
    let units = Array(text.utf16)
    let end = "(\\.\\d+)?([+-][0-2]\\d:?[0-5]\\d|Z)?$"
    let allowed = "^\\d{4}(-[01]\\d)*(-[0-3]\\d)*(T[0-2]\\d:[0-5]\\d:[0-5]\\d)*" + end
    guard try RegularExpression(pattern: allowed, flags: "").firstMatch(in: units, from: 0) != nil else {
      throw JSONataError("D3110", value: Value.string(text).shown)
    }
    // A form that repeats a part is allowed, but it is no date.
    let strict = "^(\\d{4})(-[01]\\d)?(-[0-3]\\d)?(T[0-2]\\d:[0-5]\\d:[0-5]\\d)?" + end
    guard let match = try RegularExpression(pattern: strict, flags: "").firstMatch(in: units, from: 0) else {
      return nil
    }
    let parts = match.groups.map { range in
      range.map { String(decoding: units[$0], as: UTF16.self).filter { $0 != "-" && $0 != "T" && $0 != "." } }
    }
    guard let year = parts[0].flatMap(Double.init) else { return nil }
    let month = parts[1].flatMap(Double.init) ?? 1
    let day = parts[2].flatMap(Double.init) ?? 1
    let clock = parts[3]?.split(separator: ":").compactMap { Double($0) } ?? [0, 0, 0]
    let milli = parts[4].flatMap { Double(($0 + "00").prefix(3)) } ?? 0
    guard clock.count == 3, month >= 1, month <= 12, day >= 1, day <= 31 else {
      return nil
    }
    guard clock[0] < 24 || (clock[0] == 24 && clock[1] == 0 && clock[2] == 0 && milli == 0) else { return nil }
    // `Date.UTC` moves the first century; `Date.parse` does not, and a calendar repeats after 400 years.
    let era = year < 400 ? 400.0 : 0
    let millis = CalendarDate.utc(
      year: year + era, month: month - 1, day: day, hour: clock[0], minute: clock[1], second: clock[2], milli: milli)
    let zone = match.groups[5].map { zoneMillis(Array(units[$0])) } ?? 0
    return millis.map { $0 - era / 400 * 146_097 * 86_400_000 - zone }
  }

  private static func zoneMillis(_ units: [UInt16]) -> Double {
    let digits = units.filter { $0 >= 0x30 && $0 <= 0x39 }.map { Double($0) - 48 }
    guard digits.count == 4 else { return 0 }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    return (units.first == 0x2D ? -minutes : minutes) * 60_000
  }
}
