import Glibc
package import Report
import Statistics

/// Looks for the largest load under which everything that is expected holds, by bisection on the logarithm of the load
/// with a sequential test at each.
///
/// All loads see the same random numbers, so that the response rises with the load where that of the system does. The
/// tests of K loads at most err with probability α/K each: together all verdicts are right with probability 1 − α,
/// however the loads were chosen, and with them the interval, if what fails under one load fails under every larger
/// one. That is checked: a load met above one that is not met is no capacity.
package struct CapacitySearch {
  package struct Aim: Sendable {
    var range: ClosedRange<Double>
    /// Loads are whole numbers.
    var isWhole = false
    /// The answer is as narrow as this, relative to its lower end, where replications suffice.
    var resolution = 0.02
    var confidence = 0.95
    var mostReplications = 250
    /// Where to begin; nil: in the middle.
    package var guess: Double?
    /// What the scenario has now: it is tried, too, where that tells something new.
    var present: Double?

    package init(range: ClosedRange<Double>) { self.range = range }
  }

  struct TestedLoad: Sendable {
    let load: Double
    let looks: [SequentialTest.Look]

    /// The last one: there is at least one.
    var last: SequentialTest.Look { looks[looks.count - 1] }
    var outcome: Verdict.Outcome { last.evidence.outcome }
    var replications: Int { last.replications }
  }

  /// What so many replications under a load say, at a confidence.
  package typealias Response =
    (_ load: Double, _ replications: Int, _ confidence: Double) async throws -> LoadEvidence

  let aim: Aim
  private let response: Response
  /// In ascending order.
  private(set) var tested: [TestedLoad] = []

  package init(_ aim: Aim, response: @escaping Response) {
    self.aim = aim
    self.response = response
  }

  // MARK: One load

  private static let closing = 3

  /// The most loads that are tested: halvings of the range, six that close in from both sides, two to find a side, and
  /// four that look whether the response is monotone.
  var mostLoads: Int {
    let steps = log(aim.range.upperBound / aim.range.lowerBound) / log(1 + aim.resolution)
    return max(0, Int(log2(max(1, steps)).rounded(.up))) + 2 * Self.closing + 2 + 4
  }

  private var hasRoom: Bool { tested.count < mostLoads }

  /// Tests a load, unless it was, and answers whether everything holds there.
  private mutating func test(_ load: Double) async throws {
    if tested.contains(where: { $0.load == load }) { return }
    let test = SequentialTest(
      level: (1 - aim.confidence) / Double(mostLoads), mostReplications: aim.mostReplications)
    let looks = try await test.run { try await response(load, $0, $1) }
    tested.insert(TestedLoad(load: load, looks: looks), at: tested.firstIndex { $0.load > load } ?? tested.count)
  }

  // MARK: The search

  /// The highest load under which all holds, and the lowest under which it does not.
  private var lower: Double? { tested.last { $0.outcome == .met }?.load }
  private var upper: Double? { tested.first { $0.outcome == .notMet }?.load }

  private var isNarrow: Bool {
    guard let lower, let upper else { return false }
    return upper <= lower * (1 + aim.resolution) || middle(lower, upper) == nil
  }

  package mutating func run() async throws -> CapacityBounds {
    let (low, high) = (aim.range.lowerBound, aim.range.upperBound)
    let middle = (low * high).squareRoot()
    try await test(rounded(min(high, max(low, aim.guess ?? middle))))
    try await findSides()
    try await halve()
    if lower != nil, upper != nil, !isNarrow { try await closeIn() }
    try await lookElsewhere()
    return CapacityBounds(tested: tested, aim: aim)
  }

  /// Goes down until all holds, and up until something does not, in steps that grow.
  private mutating func findSides() async throws {
    let (low, high) = (aim.range.lowerBound, aim.range.upperBound)
    let parts = aim.guess == nil ? 6.0 : 16.0
    let first = max(8 * log(1 + aim.resolution), log(high / low) / parts)
    var step = first
    while lower == nil, hasRoom, let least = tested.first?.load, least > low {
      try await test(max(low, rounded(least * exp(-step))))
      step *= 2
    }
    step = first
    while upper == nil, hasRoom, let most = tested.last?.load, most < high {
      try await test(min(high, rounded(most * exp(step))))
      step *= 2
    }
  }

  /// Between the two sides, while each load is decided.
  private mutating func halve() async throws {
    while let lower, let upper, lower < upper, !isNarrow, hasRoom, undecided.isEmpty {
      guard let middle = middle(lower, upper) else { return }
      try await test(middle)
    }
  }

  /// Between them.
  private var undecided: [Double] {
    tested.filter { $0.outcome == .undecided && $0.load > lower ?? 0 && $0.load < upper ?? .infinity }.map(\.load)
  }

  /// To what could not be decided, from below and from above, until the answer is as narrow as it should be, or the
  /// next load would differ by less than half of that: near the answer each costs as much as may be run.
  private mutating func closeIn() async throws {
    for _ in 0..<Self.closing {
      guard hasRoom, !isNarrow, let lower, let first = undecided.first, isWide(lower, first),
        let middle = middle(lower, first)
      else { break }
      try await test(middle)
    }
    for _ in 0..<Self.closing {
      guard hasRoom, !isNarrow, let upper, let last = undecided.last, isWide(last, upper),
        let middle = middle(last, upper)
      else { break }
      try await test(middle)
    }
  }

  private func isWide(_ low: Double, _ high: Double) -> Bool { high > low * (1 + aim.resolution / 2) }

  /// Far from the answer, where a system that is not monotone shows it: at the least load, and between the answer and
  /// either end. A large load is a costly one, and so the largest is left alone.
  private mutating func lookElsewhere() async throws {
    let (low, high) = (aim.range.lowerBound, aim.range.upperBound)
    if let lower {
      for load in [low, middle(low, lower)] where hasRoom {
        if let load, load < lower { try await test(load) }
      }
    }
    if let upper, hasRoom, let load = middle(upper, min(high, upper * 4)), load > upper { try await test(load) }
    if let present = aim.present, hasRoom, aim.range.contains(present),
      present <= lower ?? 0 || present >= upper ?? .infinity
    {
      try await test(present)
    }
  }

  // MARK: Loads

  /// nil where there is none between.
  private func middle(_ low: Double, _ high: Double) -> Double? {
    let middle = rounded((low * high).squareRoot())
    return middle > low && middle < high ? middle : nil
  }

  /// To digits that a person would write, two more than the resolution needs.
  private func rounded(_ load: Double) -> Double {
    if aim.isWhole { return load.rounded() }
    let digits = 2 + max(1, Int((-log10(aim.resolution)).rounded(.up)))
    let scale = pow(10, Double(digits) - 1 - log10(load).rounded(.down))
    return (load * scale).rounded() / scale
  }
}

/// What a search has found: where the capacity lies, or why there is none to name.
package struct CapacityBounds: Sendable {
  /// In ascending order.
  let tested: [CapacitySearch.TestedLoad]
  /// The highest load under which everything holds; nil: it does not even at the low end.
  package let lower: Double?
  /// The lowest load under which something does not hold; nil: up to the high end all does.
  package let upper: Double?
  /// Loads that contradict each other: some of them are met though a smaller one is not.
  let violators: [CapacitySearch.TestedLoad]

  var isMonotone: Bool { violators.isEmpty }
  /// Nothing was decided.
  var isOpen: Bool { lower == nil && upper == nil }
  package var replications: Int { tested.reduce(0) { $0 + $1.replications } }

  init(tested: [CapacitySearch.TestedLoad], aim: CapacitySearch.Aim) {
    self.tested = tested
    let decided = tested.filter { $0.outcome != .undecided }
    lower = decided.last { $0.outcome == .met }?.load
    upper = decided.first { $0.outcome == .notMet }?.load
    let pools = IsotonicRegression.pools(
      decided.map { $0.outcome == .met ? 0 : 1 }, weights: decided.map { Double($0.replications) })
    violators = pools.filter { $0.value > 0 && $0.value < 1 }.flatMap { decided[$0.indices] }
  }
}
