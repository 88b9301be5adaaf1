package import Prelude
package import Simulation
package import Statistics

/// Whether the result met one expectation of the scenario.
package struct Verdict: Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case met, notMet, undecided
  }
  /// As written in the scenario.
  package private(set) var text: String
  package private(set) var place: Expectation.Place?
  package private(set) var outcome: Outcome
  /// The measured value, or why there is none to judge by.
  package private(set) var measured: String
  /// nil where there is none.
  package private(set) var value: Double?
  /// With 95 % confidence; nil where the value has none.
  package private(set) var interval: Interval?
  /// About how many decide what this number of them does not; nil where that cannot be told.
  private(set) var replicationsNeeded: Int?
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

extension Verdict: Archived {
  package static let blank = Verdict(
    text: "", place: nil, outcome: .met, measured: "", value: nil, interval: nil, replicationsNeeded: nil)

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&text)
    try archive.pass(&place, or: Expectation.Place(file: "", line: 0, column: 0)) {
      (place: inout Expectation.Place, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&place.file)
      try archive.pass(&place.line)
      try archive.pass(&place.column)
    }
    try archive.pass(&outcome)
    try archive.pass(&measured)
    try archive.pass(&value, or: 0) { (value: inout Double, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(bitsOf: &value)
    }
    var ends = interval.map { [$0.lower, $0.upper] } ?? []
    try archive.pass(&ends, of: 0) { (end: inout Double, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(bitsOf: &end)
    }
    if archive.isReading { interval = ends.count == 2 ? Interval(lower: ends[0], upper: ends[1]) : nil }
    try archive.pass(&replicationsNeeded, or: 0)
    try archive.pass(&isRelative)
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
