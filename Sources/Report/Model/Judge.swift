import Simulation
import Statistics

/// Holds what was measured against what is expected, by intervals over the replications: met where the whole interval
/// is on the right side of the bound, not met where it is on the other, undecided where the bound lies within. Each
/// expectation is judged alone, with 95 % confidence on one side. What was measured of times while there was no steady
/// state meets nothing: it would be another value a while later.
struct Judge {
  let plan: Plan
  let clusters: Clusters
  let steadiness: Steadiness?
  /// One side's, of each bound, in place of the plan's.
  var ownConfidence: Double?
  /// Counts are held against their bound by intervals, too.
  var countsHaveBounds = false

  func verdict(on expectation: Expectation) -> Verdict { judgement(on: expectation).verdict }

  func judgement(on expectation: Expectation) -> JudgedExpectation {
    do throws(Evidence.Missing) {
      let recordings = try recordings(expectation)
      let isBatched = recordings.count != clusters.recordings.count
      let evidence = try evidence(on: expectation, recordings)
      let verdict = evidence.verdict(
        on: expectation, clusters: recordings.count, lack: clusters.lack, isBatched: isBatched)
      guard let doubt = doubt(expectation), verdict.outcome != .notMet || !expectation.comparison.isUpperBound else {
        return JudgedExpectation(verdict, evidence, doubt: nil)
      }
      return JudgedExpectation(verdict.undecided(for: doubt), evidence, doubt: verdict.outcome == .met ? doubt : nil)
    } catch {
      return JudgedExpectation(
        Verdict(
          text: expectation.text, place: expectation.place, outcome: .undecided, measured: error.reason, value: nil,
          interval: nil, replicationsNeeded: nil), nil, doubt: nil)
    }
  }

  /// nil: there is nothing to judge by.
  func evidence(on expectation: Expectation) -> Evidence? {
    try? evidence(on: expectation, recordings(expectation))
  }

  /// Why what was measured is not what the expectation asks for; nil where it is.
  private func doubt(_ expectation: Expectation) -> String? {
    let metric = expectation.metric
    guard metric.unit == .seconds, metric.scope != .run, plan.judging == .intervals else { return nil }
    return steadiness?.doubt
  }

  /// Those of the replications that it is about, or the batches of one.
  private func recordings(_ expectation: Expectation) throws(Evidence.Missing) -> [Recording] {
    guard let window = expectation.window else { return clusters.of(expectation.metric, expectation.statistic) }
    let seen = clusters.recordings.compactMap { $0.within(window) }
    guard seen.count == clusters.recordings.count else {
      throw Evidence.Missing(reason: "nothing was recorded in \(window.text)")
    }
    return seen
  }

  /// One side's, of each bound.
  private var confidence: Double { ownConfidence ?? plan.verdictConfidence(after: clusters.recordings.count) }

  private func evidence(
    on expectation: Expectation, _ recordings: [Recording]
  ) throws(Evidence.Missing) -> Evidence {
    let (metric, subject) = (expectation.metric, expectation.subject)
    if expectation.baselineFactor != nil {
      throw Evidence.Missing(reason: "there is no baseline: give one with --baseline")
    }
    guard !recordings.isEmpty else { throw Evidence.Missing(reason: "there are no replications") }
    if metric.scope == .machine, !recordings.contains(where: { $0.machines.indices.contains(subject) }) {
      throw Evidence.Missing(reason: "the result has no such machine")
    }
    if expectation.statistic == .ratio, let share = metric.share {
      return try ratio(expectation, recordings.map { share($0, subject) })
    }
    guard case .distribution(let sample, let event) = metric.reading else { return try number(expectation, recordings) }
    let latencies = Latencies(
      metric, subject, recordings, samples: recordings.map { sample($0, subject) }, judging: plan.judging,
      confidence: confidence)
    guard latencies.count > 0 else { throw Evidence.Missing(reason: "no execution \(event)") }
    if let share = expectation.share { return latencies.attainment(expectation, share) }
    switch expectation.statistic {
    case .mean?: return try latencies.mean(expectation, event)
    case .min?, .max?: return try latencies.extreme(expectation, event)
    case let statistic?:
      guard let p = statistic.percentile else {
        throw Evidence.Missing(reason: "there is no statistic called \(statistic.rawValue)")
      }
      return plan.judging == .point
        ? try latencies.point(expectation, p, statistic.rawValue) : latencies.percentile(expectation, p)
    case nil: throw Evidence.Missing(reason: "there is no statistic")
    }
  }

  private func ratio(
    _ expectation: Expectation, _ counts: [(hits: Int, count: Int)]
  ) throws(Evidence.Missing) -> Evidence {
    let estimate = ProportionEstimate(hits: counts.map(\.hits), counts: counts.map(\.count))
    guard estimate.count > 0 else { throw Evidence.Missing(reason: "nothing was counted") }
    return Evidence(
      value: estimate.share, interval: estimate.interval(), text: Number.share(estimate), tested: estimate.share,
      limit: expectation.value, comparison: expectation.comparison,
      basis: basis(expectation, counts.count, estimate.oneSidedBounds(confidence: confidence)),
      clusters: RatioEstimator(counts.map(\.hits), of: counts.map(\.count)), isShare: true)
  }

  /// A time and a cost have intervals; a count is what it is.
  private func number(
    _ expectation: Expectation, _ recordings: [Recording]
  ) throws(Evidence.Missing) -> Evidence {
    let metric = expectation.metric
    let values = metric.values(recordings, of: expectation.subject).filter(\.isFinite)
    if metric.isLargest, let largest = values.max() {
      return Evidence(
        value: largest, interval: nil, text: Number.count(largest), tested: largest, limit: expectation.value,
        comparison: expectation.comparison, basis: .point)
    }
    let estimate = metric.estimate(recordings, of: expectation.subject)
    guard estimate.mean.isFinite else { throw Evidence.Missing(reason: "nothing was measured") }
    let isTime = metric.unit == .seconds
    let isMoney = metric.unit == .dollars
    return Evidence(
      value: estimate.mean, interval: estimate.interval(),
      text: isTime ? Number.duration(estimate) : isMoney ? Number.dollars(estimate) : Number.count(estimate),
      tested: estimate.mean,
      limit: expectation.value, comparison: expectation.comparison,
      basis: isTime || isMoney || countsHaveBounds
        ? basis(expectation, recordings.count, estimate.oneSidedBounds(confidence: confidence)) : .point,
      clusters: values.count == recordings.count ? RatioEstimator(values: values) : nil)
  }

  private func basis(_ expectation: Expectation, _ count: Int, _ bounds: Interval?) -> Evidence.Basis {
    plan.judging == .point || expectation.comparison == .equal
      ? .point : .bounds(count < 2 ? nil : bounds)
  }
}
