import Statistics

extension ComparedRow.Outcome {
  var mark: String {
    switch self {
    case .regressed: "✗"
    case .inconclusive: "?"
    case .improved, .withinNoise, .identical: "✓"
    }
  }
}

/// As a person reads it.
extension ComparedRow {
  var baseText: String { text(base) }
  var candidateText: String { text(candidate) }

  /// `+10.3 % (+9.9 – +10.7 %)` of the base, or in the unit where the base is nothing.
  var changeText: String {
    if outcome == .identical { return "0" }
    guard difference.isFinite else { return Number.none }
    guard base != 0 else { return Self.signed(difference) { text($0) } + bracket(interval) { text($0) } }
    return Self.signed(relative, Number.change) + bracket(relativeInterval, Number.change)
  }

  /// By itself, or of a gate metric Holm's.
  var pText: String {
    guard let p = isGate ? adjustedPValue : pValue else { return Number.none }
    return p < 0.001 ? "< .001" : Number.fixed(p, 3)
  }

  /// `Root.latency.p99: 1.2 s → 1.3 s, +10.3 % (+9.9 – +10.7 %)`.
  package var sentence: String {
    let why = note.map { "; " + $0 } ?? ""
    return "\(name): \(baseText) → \(candidateText)" + (difference.isFinite ? ", \(changeText)" : "") + why
  }

  private func text(_ value: Double) -> String {
    if value == .infinity { return "not reached" }
    return switch what.reading {
    case .seconds: Number.duration(value)
    case .share: Number.percent(value)
    case .count: Number.count(value)
    }
  }

  private func bracket(_ interval: Interval?, _ text: (Double) -> String) -> String {
    guard let interval, interval.lower < interval.upper else { return "" }
    var (lower, upper) = (Self.signed(interval.lower, text), Self.signed(interval.upper, text))
    let units = [lower, upper].map { $0.split(separator: " ").dropFirst().joined() }
    if units[0] == units[1], !units[0].isEmpty { lower = String(lower.prefix { $0 != " " }) }
    upper = " – " + upper
    return " (" + lower + upper + ")"
  }

  private static func signed(_ value: Double, _ text: (Double) -> String) -> String {
    (value < 0 ? "−" : "+") + text(abs(value))
  }
}

extension Number {
  /// A relative difference, `0.34 %`, `10.3 %`, with the digits that two of them differ in.
  static func change(_ ratio: Double) -> String {
    guard ratio.isFinite else { return none }
    let percents = abs(ratio) * 100
    return fixed(percents, percents < 9.995 ? 2 : percents < 99.95 ? 1 : 0) + " %"
  }
}
