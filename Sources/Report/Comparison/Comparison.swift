import Chance
package import Simulation
import Statistics
import StepFunctions

/// Two runs against each other, metric by metric: paired by common random numbers where both have the same seed and
/// number of replications.
package struct Comparison: Sendable {
  enum Outcome: String, Sendable {
    case identical, regressed, inconclusive, improved
    case withinNoise = "within noise"
  }
  static let confidence = 0.95

  let sides: ComparedSides
  /// Smallest relative difference that matters, unless a metric has its own.
  let threshold: Double
  let rows: [ComparedRow]
  let shapes: [ShapeChange]
  let notes: [String]
  /// Every number of the two is the same, not only those that are compared.
  let isIdentical: Bool

  /// `gates`: what is to be judged besides what the base expects; `thresholds`: of metrics that have their own;
  /// `notes`: what has to be known of the sides.
  package init(
    base: ReportModel, candidate: ReportModel, gates: [Expectation], threshold: Double,
    thresholds: [(metric: Expectation, share: Double)] = [], notes: [String] = []
  ) {
    let sides = ComparedSides(base: base, candidate: candidate)
    let catalogue = ComparedCatalogue(sides, gates: gates, others: thresholds.map(\.metric))
    var own: [String: Double] = [:]
    for (metric, share) in thresholds { own[ComparedMetric(metric, sides).name] = share }
    var comparer = Comparer(sides)
    let level = MultipleTesting.confidence(Self.confidence, of: catalogue.gates.count)
    func row(_ what: ComparedMetric, isGate: Bool) -> ComparedRow {
      ComparedRow(
        what, comparer.measure(what), isGate: isGate, confidence: isGate ? level : Self.confidence,
        threshold: own[what.name] ?? threshold, isPaired: sides.isPaired)
    }
    var judged = catalogue.gates.map { row($0, isGate: true) }
    let tested = judged.indices.filter { judged[$0].pValue != nil }
    let adjusted = MultipleTesting.holm(tested.compactMap { judged[$0].pValue })
    for (index, pValue) in zip(tested, adjusted) { judged[index].adjustedPValue = pValue }
    rows = judged + catalogue.others.map { row($0, isGate: false) }.filter { !$0.isEmpty }
    self.sides = sides
    self.threshold = threshold
    shapes = ShapeChange.find(sides, &comparer)
    isIdentical = candidate.hasNumbers(of: JSONExporter(model: base).summary())
    self.notes = notes + sides.notes
  }

  package var gates: [ComparedRow] { rows.filter(\.isGate) }
  var others: [ComparedRow] { rows.filter { !$0.isGate } }

  /// Of the gate: the gravest of its metrics.
  var outcome: Outcome {
    let found = Set(gates.map(\.outcome))
    if found.contains(.regressed) { return .regressed }
    if found.contains(.inconclusive) { return .inconclusive }
    if isIdentical { return .identical }
    return found.contains(.improved) ? .improved : .withinNoise
  }

  /// Of each gate metric's interval.
  var gateConfidence: Double { MultipleTesting.confidence(Self.confidence, of: gates.count) }
}

/// A distribution whose form has changed more than its mean tells.
struct ShapeChange: Sendable {
  let machine: String
  /// Kolmogorov and Smirnov's: the greatest distance of the distribution functions.
  let distance: Double

  /// A share of 5 % that moved, which chance seldom moves: 1.63·√(2/n) is passed by one of a hundred pairs of equal
  /// distributions. Source: Smirnov, Ann. Math. Stat. 19 (1948).
  static func find(_ sides: ComparedSides, _ comparer: inout Comparer) -> [ShapeChange] {
    sides.base.plan.account.machines.indices.compactMap { index in
      let mean = ComparedMetric(.latency, .mean, of: index, sides)
      guard let other = mean.candidate, let measured = comparer.measure(mean) else { return nil }
      let interval = measured.interval(confidence: Comparison.confidence)
      let shape = comparer.shapeDistance(index, other)
      let critical = 1.63 * (2 / Double(max(1, shape.count))).squareRoot()
      guard let interval, interval.contains(0), shape.distance > max(0.05, critical) else { return nil }
      return ShapeChange(machine: mean.subject, distance: shape.distance)
    }
  }
}

extension ComparedSides {
  /// What the numbers alone do not tell.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if !isPaired {
      notes.append("The sides have different seeds or numbers of replications, and are not paired: Welch's intervals.")
    }
    let names = [base, candidate].map { $0.plan.account.machines.map(\.name) }
    for name in names[0] where !names[1].contains(name) { notes.append("Only the base has the machine \(name).") }
    for name in names[1] where !names[0].contains(name) { notes.append("Only the candidate has the machine \(name).") }
    return notes + stepNotes
  }

  /// Services whose times are drawn out of step: the pairing does less for them.
  private var stepNotes: [String] {
    candidate.plan.account.services.compactMap { service in
      guard let other = base.plan.account.services.first(where: { $0.name == service.name }),
        other.latency.description != service.latency.description,
        !(other.latency.isSynchronised && service.latency.isSynchronised)
      else { return nil }
      return "Times of \(service.name) are not synchronised: gamma laws are drawn by rejection."
    }
  }
}
