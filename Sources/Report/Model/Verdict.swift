package import Simulation
package import Statistics

/// Whether the result met one expectation of the scenario.
package struct Verdict: Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case met, notMet, undecided
  }
  /// As written in the scenario.
  package let text: String
  package let place: Expectation.Place?
  package let outcome: Outcome
  /// The measured value, or why there is none to judge by.
  package let measured: String
  /// nil where there is none.
  package let value: Double?
  /// With 95 % confidence; nil where the value has none.
  package let interval: Interval?
  /// About how many decide what this number of them does not; nil where that cannot be told.
  package let replicationsNeeded: Int?
  /// It was held against a baseline.
  package private(set) var isRelative = false

  package init(
    text: String, place: Expectation.Place? = nil, outcome: Outcome, measured: String, value: Double?,
    interval: Interval?, replicationsNeeded: Int? = nil
  ) {
    self.text = text
    self.place = place
    self.outcome = outcome
    self.measured = measured
    self.value = value
    self.interval = interval
    self.replicationsNeeded = replicationsNeeded
  }

  var relative: Verdict {
    var relative = self
    relative.isRelative = true
    return relative
  }

  /// The same measurement, which decides nothing.
  func undecided(for reason: String) -> Verdict {
    Verdict(
      text: text, place: place, outcome: .undecided, measured: "\(measured), \(reason)", value: value,
      interval: interval, replicationsNeeded: nil)
  }

  /// What is not met first, what is met last.
  static func gravestFirst(_ verdicts: [Verdict]) -> [Verdict] {
    [Outcome.notMet, .undecided, .met].flatMap { outcome in verdicts.filter { $0.outcome == outcome } }
  }
}

extension Expectation.Comparison {
  func holds(_ value: Double, _ bound: Double) -> Bool {
    let (value, bound) = (Number.rounded(value), Number.rounded(bound))
    return switch self {
    case .less: value < bound
    case .lessOrEqual: value <= bound
    case .greater: value > bound
    case .greaterOrEqual: value >= bound
    case .equal: value == bound
    }
  }

  package var isUpperBound: Bool { self == .less || self == .lessOrEqual }
}
