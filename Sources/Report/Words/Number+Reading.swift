import Statistics

/// Numbers as a person reads them.
extension Number {
  /// Stands for a number that does not exist, or that the sample cannot support.
  package static let none = "–"

  /// `22,200`, `3.25`, `12.3 M`.
  package static func count(_ value: Double) -> String {
    guard value.isFinite else { return none }
    let size = value.magnitude
    if size >= 1e9 { return significant(value / 1e9, 3) + " G" }
    if size >= 1e7 { return significant(value / 1e6, 3) + " M" }
    if size < 100, value != value.rounded() { return significant(value, size < 10 ? 2 : 3) }
    return grouped(fixed(value, 0))
  }

  static func count(_ estimate: Estimate) -> String {
    guard let halfWidth = estimate.halfWidth, halfWidth > 0 else { return count(estimate.mean) }
    return count(estimate.mean) + " ± " + count(halfWidth)
  }

  /// `250 µs`, `12.3 s`, `2 m 05 s`, `3 h 10 m`: three digits where there is one unit.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return none }
    if seconds < 0 { return "-" + duration(-seconds) }
    if seconds == 0 { return "0 s" }
    if seconds < 119.5 {
      let unit = TimeUnit(of: seconds)
      return fixed(seconds / unit.seconds, unit.places(seconds)) + " " + unit.name
    }
    if seconds >= 1e12 { return significant(seconds, 3) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 7200 { return "\(whole / 60) m \(twoDigits(whole % 60)) s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 48 * 60 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) m" }
    let hours = Int((seconds / 3600).rounded())
    return "\(hours / 24) d \(twoDigits(hours % 24)) h"
  }

  /// `9.15 ± 0.58 s`: the margin in the unit and with the digits of the mean.
  static func duration(_ mean: Double, halfWidth: Double?) -> String {
    guard let halfWidth, halfWidth > 0, mean.isFinite else { return duration(mean) }
    guard mean > 0, mean < 119.5 else { return duration(mean) + " ± " + duration(halfWidth) }
    let unit = TimeUnit(of: mean)
    let places = unit.places(mean)
    return fixed(mean / unit.seconds, places) + " ± " + fixed(halfWidth / unit.seconds, places) + " " + unit.name
  }

  static func duration(_ estimate: Estimate) -> String {
    duration(estimate.mean, halfWidth: estimate.halfWidth)
  }

  /// As `duration`, without zeros at the end: for lengths that somebody chose.
  package static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0, seconds < 119.5 else {
      let text = duration(seconds)
      let isWhole = [" 00 s", " 00 m", " 00 h"].contains { text.hasSuffix($0) }
      return isWhole ? String(text.dropLast(5)) : text
    }
    let unit = TimeUnit(of: seconds)
    return significant(seconds / unit.seconds, 3) + " " + unit.name
  }

  /// The unit in which a time below two minutes has one to three digits before the point.
  private enum TimeUnit: String {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "µs"
    case nanoseconds = "ns"

    init(of seconds: Double) {
      self =
        seconds >= 0.9995
        ? .seconds : seconds >= 0.9995e-3 ? .milliseconds : seconds >= 0.9995e-6 ? .microseconds : .nanoseconds
    }

    var name: String { rawValue }

    var seconds: Double {
      switch self {
      case .seconds: 1
      case .milliseconds: 1e-3
      case .microseconds: 1e-6
      case .nanoseconds: 1e-9
      }
    }

    /// Digits after the point, of three in all.
    func places(_ value: Double) -> Int {
      let scaled = value / seconds
      return scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0
    }
  }

  /// `94 %`, `3.4 %`, `< 0.01 %`; never 0 % or 100 % for what is not quite that.
  package static func percent(_ ratio: Double) -> String {
    guard ratio.isFinite else { return none }
    if ratio > 0, ratio < 0.0001 { return "< 0.01 %" }
    if ratio > 0.999, ratio < 1 { return "> 99.9 %" }
    let percents = ratio * 100
    if percents >= 99 || percents < 10 { return significant(percents, percents < 10 ? 2 : 3) + " %" }
    return fixed(percents, 0) + " %"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `1,234,567`.
  package static func grouped(_ number: Int) -> String { grouped(String(number)) }

  private static func grouped(_ digits: String) -> String {
    var groups: [Substring] = []
    let isNegative = digits.hasPrefix("-")
    var rest = isNegative ? digits.dropFirst() : digits[...]
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (isNegative ? "-" : "") + ([rest] + groups).joined(separator: ",")
  }
}
