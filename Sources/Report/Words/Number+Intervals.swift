package import Statistics

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
  package static func count(_ value: Double, _ interval: Interval?) -> String {
    guard let interval, interval.lower < interval.upper else { return count(value) }
    return count(value) + " (" + range(interval) { count($0) } + ")"
  }

  /// `12 % (10 – 14 %)`.
  static func percent(_ proportion: ProportionEstimate) -> String {
    let (value, range) = (percent(proportion.share), range(proportion))
    // One that has no width in the digits that are shown says nothing.
    let isPoint = range.isEmpty || proportion.interval().map { percent($0.lower) == percent($0.upper) } == true
    return value + (isPoint ? "" : " (" + range + ")")
  }

  /// `8.6 s (4.5 – 20.7 s)`; the interval is left out where there is none, or no width.
  static func measured(_ value: Double, _ interval: Interval?, _ unit: Spread.Unit) -> String {
    unit == .seconds ? duration(value, interval) : count(value, interval)
  }

  /// `98.7 – 99.4 %`.
  package static func percents(_ interval: Interval) -> String { range(interval) { percent($0) } }

  /// `0.004 (0.001 – 0.01)`; where none or all have it, the interval is that of independent executions.
  static func share(_ estimate: ProportionEstimate) -> String {
    guard let interval = estimate.interval() else { return significant(estimate.share, 3) }
    let range = "\(significant(interval.lower, 3)) – \(significant(interval.upper, 3))"
    let value = significant(estimate.share, 3)
    return estimate.assumesIndependence ? "\(value) (\(range) if independent)" : "\(value) (\(range))"
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
  package static func percent(_ estimate: Estimate) -> String {
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
