import Simulation
import Statistics

/// Latencies of a machine on both sides: their distributions, and how far apart these are at each percentile.
struct ComparedDistribution: Sendable {
  /// The shift function: what the percentile is less the base's, with 95 % each. Source: Doksum, Ann. Stat. 2 (1974).
  struct Shift: Sendable {
    let p: Double
    /// Seconds.
    let base: Double
    let difference: Double
    let interval: Interval?
  }
  let machine: String
  /// Of those that succeeded, replication by replication.
  let base: [Sample]
  let candidate: [Sample]
  /// At percentiles that both support; those among executions without a latency are left out.
  let shifts: [Shift]
  /// Kolmogorov and Smirnov's, with executions that did not succeed beyond all others.
  let distance: Double
  let count: Int
  let meanIsUnchanged: Bool

  /// A share of 5 % that moved, which chance seldom moves: 1.63·√(2/n) is passed by one of a hundred pairs of equal
  /// distributions. Source: Smirnov, Ann. Math. Stat. 19 (1948).
  var isFarApart: Bool { distance > max(0.05, 1.63 * (2 / Double(max(1, count))).squareRoot()) }

  /// Every twentieth, and the tail.
  private static let percentiles = (1...19).map { Double($0) / 20 } + [0.99, 0.999]

  static func find(_ sides: ComparedSides, _ comparer: inout Comparer) -> [ComparedDistribution] {
    var found: [ComparedDistribution] = []
    for index in sides.base.facts.machines.indices {
      let latency = ComparedMetric(.latency, .mean, of: index, sides)
      guard let other = latency.candidate, let mean = comparer.measure(latency),
        let shape = comparer.shapeDistance(latency),
        let base = sides.base.values.samples(latency, at: index, withLosses: false),
        let candidate = sides.candidate.values.samples(latency, at: other, withLosses: false)
      else { continue }
      found.append(
        ComparedDistribution(
          machine: latency.subject, base: base, candidate: candidate,
          shifts: shifts(latency, shape.count, &comparer), distance: shape.distance, count: shape.count,
          meanIsUnchanged: mean.interval(confidence: Comparison.confidence)?.contains(0) == true))
    }
    return found
  }

  private static func shifts(_ latency: ComparedMetric, _ count: Int, _ comparer: inout Comparer) -> [Shift] {
    var shifts: [Shift] = []
    for p in percentiles where Sample.supports(p: p, count: count) {
      guard let measured = comparer.percentile(latency, p), !measured.isBeyond.base, !measured.isBeyond.candidate else {
        continue
      }
      shifts.append(
        Shift(
          p: p, base: measured.difference.base * measured.scale,
          difference: measured.difference.value * measured.scale,
          interval: measured.interval(confidence: Comparison.confidence)))
    }
    return shifts
  }
}
