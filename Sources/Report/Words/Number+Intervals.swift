import Statistics

/// Values with their intervals.
extension Number {
  /// `8.6 s (4.5 – 20.7 s)`; the interval is left out where there is none, or no width.
  static func measured(_ value: Double, _ interval: Interval?, _ unit: Spread.Unit) -> String {
    func text(_ value: Double) -> String { unit == .seconds ? duration(value) : count(value) }
    guard let interval, interval.lower < interval.upper else { return text(value) }
    switch (interval.lower.isFinite, interval.upper.isFinite) {
    case (true, true): return "\(text(value)) (\(text(interval.lower)) – \(text(interval.upper)))"
    case (true, false): return "\(text(value)) (≥ \(text(interval.lower)))"
    case (false, true): return "\(text(value)) (≤ \(text(interval.upper)))"
    case (false, false): return text(value)
    }
  }

  /// `98.7 – 99.4 %`.
  static func percents(_ interval: Interval) -> String { "\(percent(interval.lower)) – \(percent(interval.upper))" }

  /// `0.004 (0.001 – 0.01)`; where none or all have it, the interval is that of independent executions.
  static func share(_ estimate: ProportionEstimate) -> String {
    guard let interval = estimate.interval() else { return significant(estimate.share, 3) }
    let range = "\(significant(interval.lower, 3)) – \(significant(interval.upper, 3))"
    let value = significant(estimate.share, 3)
    return estimate.assumesIndependence ? "\(value) (\(range) if independent)" : "\(value) (\(range))"
  }
}
