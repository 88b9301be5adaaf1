package import Simulation
import Statistics

/// One metric of both sides, and what became of it.
package struct ComparedRow: Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case regressed, inconclusive, improved
    case withinNoise = "within noise"
    case identical
  }
  let what: ComparedMetric
  let isGate: Bool
  /// Smallest relative difference that matters.
  let threshold: Double
  /// Infinite where a percentile lies beyond what succeeded.
  let base: Double
  let candidate: Double
  let difference: Double
  /// With the confidence that the row is judged by.
  let interval: Interval?
  let pValue: Double?
  /// By Holm, among the gate's.
  var adjustedPValue: Double?
  let correlation: Double?
  let varianceReduction: Double?
  package let outcome: Outcome
  /// Why there is no verdict, or no number.
  let note: String?

  var name: String { what.name }
  package var place: Expectation.Place? { what.place }
  var relative: Double { difference / abs(base) }
  var relativeInterval: Interval? { base == 0 ? nil : interval?.scaled(by: 1 / abs(base)) }
  /// Of nothing on both sides there is nothing to say.
  var isEmpty: Bool { !(base.isFinite || candidate.isFinite) || base == 0 && candidate == 0 && outcome == .identical }

  init(
    _ what: ComparedMetric, _ measured: Comparer.Measured?, isGate: Bool, confidence: Double, threshold: Double,
    isPaired: Bool
  ) {
    self.what = what
    self.isGate = isGate
    self.threshold = threshold
    guard let measured else {
      (base, candidate, difference) = (.nan, .nan, .nan)
      (interval, pValue, correlation, varianceReduction) = (nil, nil, nil, nil)
      outcome = .inconclusive
      note = what.candidate == nil ? "the candidate has no \(what.subject)" : "it is not in the recording of a folder"
      return
    }
    let found = measured.difference
    let beyond = measured.isBeyond
    base = beyond.base ? .infinity : found.base * measured.scale
    candidate = beyond.candidate ? .infinity : found.candidate * measured.scale
    difference = found.value == 0 ? 0 : candidate - base
    pValue = found.pValue
    (correlation, varianceReduction) = (found.correlation, found.varianceReduction)
    if beyond.base || beyond.candidate {
      interval = nil
      let isSignificant = (found.pValue ?? 1) <= 1 - confidence
      outcome = beyond.base || !isSignificant ? .inconclusive : what.higherIsWorse ? .regressed : .improved
      note = "it lies among executions that did not succeed"
      return
    }
    let interval = measured.interval(confidence: confidence)
    self.interval = interval
    (outcome, note) = Self.verdict(
      what, measured, interval, threshold: threshold * abs(base), isPaired: isPaired)
  }

  private static func verdict(
    _ what: ComparedMetric, _ measured: Comparer.Measured, _ interval: Interval?, threshold: Double, isPaired: Bool
  ) -> (Outcome, String?) {
    let difference = measured.difference
    guard difference.value.isFinite else { return (.inconclusive, "nothing was measured") }
    // Without an interval one replication of each is all there is, and it is the same.
    let isSame = difference.value == 0 && (interval.map { $0.lower == 0 && $0.upper == 0 } ?? isPaired)
    if isSame { return (.identical, nil) }
    if let p = what.percentile, let count = measured.count, !Sample.supports(p: p, count: count) {
      let needed = Number.count((10 / min(p, 1 - p)).rounded(.up))
      return (.inconclusive, "\(what.statistic?.rawValue ?? "") needs \(needed) executions")
    }
    guard interval != nil else { return (.inconclusive, "one replication says nothing of the spread") }
    switch Change(interval, threshold: threshold, higherIsWorse: what.higherIsWorse) {
    case .regressed: return (.regressed, nil)
    case .improved: return (.improved, nil)
    case .withinNoise: return (.withinNoise, nil)
    case .inconclusive: return (.inconclusive, nil)
    }
  }
}
