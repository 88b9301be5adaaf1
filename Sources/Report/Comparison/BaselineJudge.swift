import Simulation
import Statistics

/// Holds a run against a baseline: `Root.latency.p99 <= baseline * 1.05` is met where the whole interval of the
/// difference, with 95 % confidence on one side, is on the right side of five percent of the baseline's value.
enum BaselineJudge {
  /// nil: it is not expected in terms of a baseline. The run is the base of `sides`, since its names are known.
  static func verdict(on expectation: Expectation, _ sides: ComparedSides, isPoint: Bool) -> Verdict? {
    guard let factor = expectation.baselineFactor else { return nil }
    let what = ComparedMetric(expectation, sides)
    var comparer = Comparer(sides)
    let row = ComparedRow(
      what, comparer.measure(what), isGate: false, confidence: 0.9, threshold: 0, isPaired: sides.isPaired)
    // The row goes from the run to its baseline, and words from the baseline to the run.
    let difference = row.interval.map { Interval(lower: -$0.upper, upper: -$0.lower) }
    let room = (factor - 1) * row.candidate
    let outcome = outcome(row, difference, room, expectation, isPoint: isPoint)
    let ratios = difference.map { $0.scaled(by: 1 / row.candidate) }
    let range = ratios.map { "\(text(1 + $0.lower)) – \(text(1 + $0.upper))" }
    let times = row.candidate == 0 ? "" : "\(text(row.base / row.candidate)) of it"
    let measured = [
      row.baseText, "the baseline \(row.candidateText)", row.candidate == 0 ? nil : times + bracket(range), row.note,
    ].compactMap(\.self).filter { !$0.isEmpty }
    return Verdict(
      text: expectation.text, place: expectation.place, outcome: outcome, measured: measured.joined(separator: ", "),
      value: row.base.isFinite ? row.base : nil, interval: nil, replicationsNeeded: nil
    ).relative
  }

  private static func outcome(
    _ row: ComparedRow, _ difference: Interval?, _ room: Double, _ expectation: Expectation, isPoint: Bool
  ) -> Verdict.Outcome {
    let comparison = expectation.comparison
    guard row.base.isFinite, row.candidate.isFinite else {
      let isWorse = row.base == .infinity && row.candidate.isFinite && row.pValue.map { $0 <= 0.1 } == true
      return isWorse && comparison.isUpperBound ? .notMet : .undecided
    }
    if isPoint || row.outcome == .identical {
      return comparison.holds(row.base - row.candidate, room) ? .met : .notMet
    }
    guard row.note == nil, let difference else { return .undecided }
    let ends = [difference.lower, difference.upper].map { comparison.holds($0, room) }
    return ends == [true, true] ? .met : ends == [false, false] ? .notMet : .undecided
  }

  private static func bracket(_ range: String?) -> String { range.map { " (\($0))" } ?? "" }

  private static func text(_ ratio: Double) -> String { Number.fixed(ratio, 3) }
}
