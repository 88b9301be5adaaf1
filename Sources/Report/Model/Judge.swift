import Simulation
import Statistics

/// Holds what was measured against what is expected, by intervals over the replications: met where the whole interval
/// is on the right side of the bound, not met where it is on the other, undecided where the bound lies within. Each
/// expectation is judged alone, with 95 % confidence on one side.
struct Judge {
  let plan: Plan
  let recordings: [Recording]

  func verdict(on expectation: Expectation) -> Verdict {
    do throws(Evidence.Missing) {
      return try evidence(on: expectation).verdict(on: expectation, replications: recordings.count)
    } catch {
      return Verdict(
        text: expectation.text, place: expectation.place, outcome: .undecided, measured: error.reason, value: nil,
        interval: nil, replicationsNeeded: nil)
    }
  }

  private func evidence(on expectation: Expectation) throws(Evidence.Missing) -> Evidence {
    let (metric, subject) = (expectation.metric, expectation.subject)
    guard !recordings.isEmpty else { throw Evidence.Missing(reason: "there are no replications") }
    if metric.scope == .machine, !recordings.contains(where: { $0.machines.indices.contains(subject) }) {
      throw Evidence.Missing(reason: "the result has no such machine")
    }
    if expectation.statistic == .ratio, let share = metric.share {
      return try ratio(expectation, recordings.map { share($0, subject) })
    }
    guard case .distribution(let sample, let event) = metric.reading else { return try number(expectation) }
    let latencies = Latencies(
      metric, subject, recordings, samples: recordings.map { sample($0, subject) }, judging: plan.judging)
    guard latencies.count > 0 else { throw Evidence.Missing(reason: "no execution \(event)") }
    if let share = expectation.share { return latencies.attainment(expectation, share) }
    switch expectation.statistic {
    case .mean?: return try latencies.mean(expectation, event)
    case .min?, .max?: return try latencies.extreme(expectation, event)
    case let statistic?:
      guard let p = Spread.percentileNames.first(where: { $0.0 == statistic.rawValue })?.1 else {
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
      basis: basis(expectation, estimate.oneSidedBounds()))
  }

  /// A time has an interval; a count is what it is.
  private func number(_ expectation: Expectation) throws(Evidence.Missing) -> Evidence {
    let metric = expectation.metric
    let estimate = metric.estimate(recordings, of: expectation.subject)
    guard estimate.mean.isFinite else { throw Evidence.Missing(reason: "nothing was measured") }
    let isTime = metric.unit == .seconds
    return Evidence(
      value: estimate.mean, interval: estimate.interval(),
      text: isTime ? Number.duration(estimate) : Number.count(estimate), tested: estimate.mean,
      limit: expectation.value, comparison: expectation.comparison,
      basis: isTime ? basis(expectation, estimate.oneSidedBounds()) : .point)
  }

  private func basis(_ expectation: Expectation, _ bounds: Interval?) -> Evidence.Basis {
    plan.judging == .point || expectation.comparison == .equal
      ? .point : .bounds(recordings.count < 2 ? nil : bounds)
  }
}
