/// `$fromMillis` and `$toMillis`: pictures of dates and times, as XPath's `fn:format-dateTime` has them.
enum DateTimePicture {
  static let standard = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

  static func format(millis: Double, picture: String?, timezone: String?) throws(JSONataError) -> String {
    var offset = CalendarOffset()
    if let timezone {
      let number = NumberText.parseInteger(timezone.unicodeScalars)
      guard number.isFinite, abs(number) < 1e9 else { throw JSONataError("D3134", value: Value.string(timezone).shown) }
      offset.hours = (number / 100).rounded(.down)
      offset.minutes = number.truncatingRemainder(dividingBy: 100)
    }
    let format = try DateTimeFormat(picture ?? standard)
    guard let date = CalendarDate(millis: millis + offset.millis) else {
      throw JSONataError("D1001", value: NumberText.shortest(millis))
    }
    var text = ""
    for part in format.parts {
      switch part {
      case .literal(let literal): text += literal
      case .marker(let marker): text += try marker.format(date, offset)
      }
    }
    return text
  }

  /// The milliseconds of a text, or nil if it does not fit the picture. What the text leaves open above its first
  /// component is taken from `now`.
  static func parse(_ text: String, picture: String?, now: Double = 0) throws(JSONataError) -> Double? {
    guard let picture else { return try DateTimeReader.standard(text) }
    return try DateTimeReader(DateTimeFormat(picture)).read(text, now: now)
  }
}

struct CalendarOffset {
  var hours = 0.0
  var minutes = 0.0
  var millis: Double { (60 * hours + minutes) * 60_000 }
}

/// A date/time picture, analysed.
struct DateTimeFormat {
  enum Part {
    case literal(String)
    case marker(Marker)
  }

  struct Marker {
    var component: Character
    var presentation: String
    var second: Character?
    var leastWidth: Int?
    var mostWidth: Int?
    var names: IntegerFormat.Case?
    var integer: IntegerFormat?
    /// How many digits of the year to write.
    var yearDigits: Int?
  }

  var parts: [Part] = []

  static let standardPresentations: [Character: String] = [
    "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1",
    "P": "n", "m": "01", "s": "01", "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
  ]

  init(_ picture: String) throws(JSONataError) {
    let scalars = Array(picture.unicodeScalars)
    var start = 0
    var index = 0
    while index < scalars.count {
      guard scalars[index] == "[" else {
        index += 1
        continue
      }
      addLiteral(scalars[start..<index])
      if index + 1 < scalars.count, scalars[index + 1] == "[" {
        parts.append(.literal("["))
        index += 2
      } else {
        guard let end = scalars[index...].firstIndex(of: "]") else { throw JSONataError("D3135") }
        let inner = scalars[(index + 1)..<end].filter { !$0.properties.isWhitespace }
        let marker = try Marker(inner.map { Character($0) })
        if marker.isNumber, case .marker(var previous)? = parts.last, let width = previous.integer?.mandatoryDigits {
          // Without anything between two numbers only a width tells where the first one ends.
          previous.integer?.parseWidth = width
          parts[parts.count - 1] = .marker(previous)
        }
        parts.append(.marker(marker))
        index = end + 1
      }
      start = index
    }
    addLiteral(scalars[start...])
  }

  private mutating func addLiteral(_ scalars: ArraySlice<Unicode.Scalar>) {
    guard !scalars.isEmpty else { return }
    var text = String.UnicodeScalarView()
    var isSecond = false
    for scalar in scalars {
      isSecond = scalar == "]" && !isSecond && text.last == "]"
      if !isSecond { text.append(scalar) }
    }
    parts.append(.literal(String(text)))
  }
}

extension DateTimeFormat.Marker {
  init(_ marker: [Character]) throws(JSONataError) {
    component = marker.first ?? " "
    var modifier = marker.dropFirst()
    if let comma = marker.lastIndex(of: ",") {
      let widths = marker[(comma + 1)...].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      leastWidth = try Self.width(widths.first)
      mostWidth = try Self.width(widths.count > 1 ? widths[1] : nil)
      modifier = marker[..<comma].dropFirst()
    }
    if modifier.count > 1, let last = modifier.last, "atco".contains(last) {
      second = last
      modifier = modifier.dropLast()
    }
    presentation = String(modifier)
    if modifier.isEmpty {
      guard let standard = DateTimeFormat.standardPresentations[component] else {
        throw JSONataError("D3132", value: Value.string(marker.isEmpty ? "" : String(component)).shown)
      }
      presentation = standard
    }
    if presentation.hasPrefix("n") {
      names = .lower
    } else if presentation.hasPrefix("N") {
      names = presentation.hasPrefix("Nn") ? .title : .upper
    } else if isNumber {
      try setInteger()
    }
    if component == "Z" || component == "z" { integer = try IntegerFormat(presentation) }
  }

  /// Whether the component is one that is written as a number, and is so here.
  var isNumber: Bool { names == nil && "YMDdFWwXxHhmsf".contains(component) }

  private static func width(_ text: ArraySlice<Character>?) throws(JSONataError) -> Int? {
    guard let text, text != ["*"] else { return nil }
    let width = NumberText.parseInteger(String(text).unicodeScalars)
    guard width.isFinite else { return nil }
    guard abs(width) <= Double(IntegerFormat.widest) else { throw JSONataError("U1001") }
    return Int(width)
  }

  private mutating func setInteger() throws(JSONataError) {
    var format = try IntegerFormat(second.map { presentation + ";" + String($0) } ?? presentation)
    if let leastWidth { format.mandatoryDigits = max(format.mandatoryDigits, leastWidth) }
    if component == "Y" {
      if let mostWidth {
        yearDigits = mostWidth
        format.mandatoryDigits = mostWidth
      } else if format.mandatoryDigits + format.optionalDigits >= 2 {
        yearDigits = format.mandatoryDigits + format.optionalDigits
      }
    }
    integer = format
  }

  func format(_ date: CalendarDate, _ offset: CalendarOffset) throws(JSONataError) -> String {
    switch component {
    case "Z", "z": return try formatZone(offset)
    case "P":
      let half = date.hour >= 12 ? "pm" : "am"
      return names == .upper ? half.uppercased() : half
    case "C", "E": return "ISO"
    default: break
    }
    guard var value = date.fragment(component) else { return "" }
    if component == "Y", let yearDigits {
      let power = Double("1e\(yearDigits)") ?? .infinity
      if power.isFinite { value = value.truncatingRemainder(dividingBy: power) }
    }
    guard let names else { return try integer?.format(value) ?? "" }
    var text: String
    switch component {
    case "M", "x": text = CalendarDate.months[Int(value) - 1]
    case "F": text = CalendarDate.days[Int(value) - 1]
    default: throw JSONataError("D3133", value: Value.string(String(component)).shown)
    }
    if names == .upper { text = text.uppercased() }
    if names == .lower { text = text.lowercased() }
    return mostWidth.map { String(text.prefix(max($0, 0))) } ?? text
  }

  private func formatZone(_ offset: CalendarOffset) throws(JSONataError) -> String {
    let number = offset.hours * 100 + offset.minutes
    guard let integer else { return "" }
    var text: String
    if integer.regular != nil {
      text = try integer.format(number)
    } else {
      switch integer.mandatoryDigits {
      case 1, 2:
        text = try integer.format(offset.hours)
        if offset.minutes != 0 { text += try ":" + IntegerPicture.format(offset.minutes, picture: "00") }
      case 3, 4: text = try integer.format(number)
      default: throw JSONataError("D3134", value: String(integer.mandatoryDigits))
      }
    }
    if number >= 0 { text = "+" + text }
    if component == "z" { text = "GMT" + text }
    return number == 0 && second == "t" ? "Z" : text
  }
}
