import Statistics

/// Numbers with their intervals.
extension Number {
  /// `8.60 s (4.50 – 20.7 s)`, `18.2 s (≥ 9.10 s)`; without brackets where there is no interval, or nothing in it.
  static func duration(_ seconds: Double, _ interval: Interval?) -> String {
    guard let interval, interval.lower < interval.upper else { return duration(seconds) }
    return duration(seconds) + " (" + range(interval) + ")"
  }

  /// Of seconds: `4.50 – 20.7 s`, `≥ 9.10 s` where an end is open.
  static func range(_ seconds: Interval) -> String { range(seconds) { duration($0) } }

  /// `3 (2 – 7)`.
  static func count(_ value: Double, _ interval: Interval?) -> String {
    guard let interval, interval.lower < interval.upper else { return count(value) }
    return count(value) + " (" + range(interval) { count($0) } + ")"
  }

  /// `12 % (10 – 14 %)`.
  static func percent(_ proportion: ProportionEstimate) -> String {
    let range = range(proportion)
    return percent(proportion.share) + (range.isEmpty ? "" : " (" + range + ")")
  }

  /// `0.12 (0.1 – 0.14)`: as expectations write a share.
  static func ratio(_ proportion: ProportionEstimate) -> String {
    let share = significant(proportion.share, 3)
    guard !proportion.assumesIndependence, let interval = proportion.interval() else { return share }
    return share + " (" + range(interval) { significant($0, 3) } + ")"
  }

  /// `10 – 14 %`; empty where there is nothing to say about the spread.
  static func range(_ proportion: ProportionEstimate) -> String {
    guard !proportion.assumesIndependence, let interval = proportion.interval() else { return "" }
    return range(interval) { percent($0) }
  }

  /// The same, before other words.
  static func bracket(_ proportion: ProportionEstimate) -> String {
    let range = range(proportion)
    return range.isEmpty ? "" : range + ": "
  }

  /// `± 120`; empty where there is none.
  static func margin(_ estimate: Estimate) -> String {
    guard let halfWidth = estimate.halfWidth, halfWidth > 0 else { return "" }
    return "± " + count(halfWidth)
  }

  /// `71 % ± 2.1 %`.
  static func percent(_ estimate: Estimate) -> String {
    guard let halfWidth = estimate.halfWidth, halfWidth > 0 else { return percent(estimate.mean) }
    return percent(estimate.mean) + " ± " + percent(halfWidth)
  }

  private static func range(_ interval: Interval, _ text: (Double) -> String) -> String {
    switch (interval.lower.isFinite, interval.upper.isFinite) {
    case (true, true):
      let (lower, upper) = (text(interval.lower), text(interval.upper))
      let words = [lower, upper].map { $0.split(separator: " ") }
      // A unit that both have is said once.
      let isShared = words.allSatisfy { $0.count == 2 } && words[0][1] == words[1][1]
      return (isShared ? String(words[0][0]) : lower) + " – " + upper
    case (true, false): return "≥ " + text(interval.lower)
    case (false, true): return "≤ " + text(interval.upper)
    case (false, false): return "not bounded"
    }
  }
}
