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
  /// Latencies of the machines that both sides have.
  let distributions: [ComparedDistribution]
  let shapes: [ShapeChange]
  /// That compares.
  let version: String
  let notes: [String]
  /// Every number of the two is the same, not only those that are compared.
  let isIdentical: Bool

  /// `gates`: what is to be judged besides what the base expects; `thresholds`: of metrics that have their own;
  /// `notes`: what has to be known of the sides.
  package init(
    base: ComparedRun, candidate: ComparedRun, gates: [Expectation], threshold: Double,
    thresholds: [(metric: Expectation, share: Double)] = [], version: String, notes: [String] = []
  ) {
    isIdentical = candidate.hasNumbers(of: base)
    let sides = ComparedSides(base: base, candidate: candidate)
    let catalogue = ComparedCatalogue(sides, gates: gates, others: thresholds.map(\.metric))
    var own: [String: Double] = [:]
    for (metric, share) in thresholds { own[ComparedMetric(metric, sides).key] = share }
    var comparer = Comparer(sides)
    let level = MultipleTesting.confidence(Self.confidence, of: catalogue.gates.count)
    func row(_ what: ComparedMetric, isGate: Bool) -> ComparedRow {
      ComparedRow(
        what, comparer.measure(what), isGate: isGate, confidence: isGate ? level : Self.confidence,
        threshold: own[what.key] ?? threshold, isPaired: sides.isPaired)
    }
    var judged = catalogue.gates.map { row($0, isGate: true) }
    let tested = judged.indices.filter { judged[$0].pValue != nil }
    let adjusted = MultipleTesting.holm(tested.compactMap { judged[$0].pValue })
    for (index, pValue) in zip(tested, adjusted) { judged[index].adjustedPValue = pValue }
    rows = judged + catalogue.others.map { row($0, isGate: false) }.filter { !$0.isEmpty }
    self.sides = sides
    self.threshold = threshold
    distributions = ComparedDistribution.find(sides, &comparer)
    shapes = ShapeChange.find(distributions)
    self.version = version
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

  static func find(_ distributions: [ComparedDistribution]) -> [ShapeChange] {
    distributions.compactMap { found in
      guard found.meanIsUnchanged, found.isFarApart else { return nil }
      return ShapeChange(machine: found.machine, distance: found.distance)
    }
  }
}

extension ComparedSides {
  /// What the numbers alone do not tell.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if !isPaired { notes.append(unpairedNote) }
    let names = [base, candidate].map { $0.facts.machines.map(\.name) }
    for name in names[0] where !names[1].contains(name) { notes.append("Only the base has the machine \(name).") }
    for name in names[1] where !names[0].contains(name) { notes.append("Only the candidate has the machine \(name).") }
    return notes + stepNotes
  }

  private var unpairedNote: String {
    let isOfDraws = base.facts.drawing != candidate.facts.drawing
    let why =
      isOfDraws
      ? "were drawn by versions whose seeds differ in meaning," : "have different seeds or numbers of replications,"
    return "The sides \(why) and are not paired: Welch's intervals."
  }

  /// Services whose times are drawn out of step: the pairing does less for them.
  private var stepNotes: [String] {
    candidate.facts.services.compactMap { service in
      guard let other = base.facts.services.first(where: { $0.name == service.name }),
        other.latency != service.latency, !(other.isSynchronised && service.isSynchronised)
      else { return nil }
      return "Times of \(service.name) are not synchronised: gamma laws are drawn by rejection."
    }
  }
}
