import Prelude
import Simulation
import Statistics

/// What became of one scenario after its disturbance.
struct RecoveryCell: Sendable {
  enum Class: String, CaseIterable, Sendable {
    /// It comes back: the upper bound of what does not lies below 5 %.
    case stable
    /// It may or may not.
    case vulnerable
    /// It stays down more often than not: the lower bound lies above 50 %.
    case metastable
    /// Its backlog grows without any disturbance, in most of the runs.
    case overloaded
  }

  let changes: [VariedScenario.Change]
  let observations: [KaplanMeier.Observation]
  let times: KaplanMeier
  /// Of the undisturbed runs.
  let isOverloaded: Bool
  /// Seconds that a backlog has to stay near the other one.
  let calm: Double
  /// Executions of outside callers that succeeded, per second, over time.
  let disturbedGoodput: [Double]
  let undisturbedGoodput: [Double]
  /// Seconds of one of these values.
  let step: Double

  var replications: Int { observations.count }
  var notRecovered: Int { observations.count(where: \.isCensored) }
  var share: Double { Double(notRecovered) / Double(max(1, replications)) }
  /// Clopper and Pearson's, 95 %.
  var interval: Interval {
    ClopperPearson.interval(Double(notRecovered), of: Double(max(1, replications)), tail: 0.025)
  }

  var kind: Class {
    if isOverloaded { return .overloaded }
    if interval.upper < 0.05 { return .stable }
    return interval.lower > 0.5 ? .metastable : .vulnerable
  }

  init(
    _ changes: [VariedScenario.Change], _ disturbance: Disturbance, warmup: Double, _ disturbed: RunResult,
    _ undisturbed: RunResult
  ) {
    self.changes = changes
    let calm = RecoveryTime.calm(p50: Self.p50(undisturbed.recordings))
    self.calm = calm
    let pairs = zip(disturbed.recordings, undisturbed.recordings)
    observations = pairs.compactMap { one, other in
      guard let disturbed = one.backlog, let undisturbed = other.backlog else { return nil }
      return RecoveryTime.observation(
        disturbed: disturbed, undisturbed: undisturbed, after: disturbance.until, until: disturbance.horizon,
        calm: calm)
    }
    times = KaplanMeier(observations)
    let horizon = disturbance.horizon
    let early = warmup > 0 && warmup < horizon ? warmup : horizon / 4
    let drifts = undisturbed.recordings.compactMap { recording -> Double? in
      guard let backlog = recording.backlog, recording.outside.arrived > 0 else { return nil }
      return SteadyState.drift(
        from: Double(backlog.value(at: early)), to: Double(backlog.value(at: horizon)), seconds: horizon - early,
        arrivalRate: Double(recording.outside.arrived) / (horizon - early))
    }
    isOverloaded = SteadyState.isGrowing(drifts) && Self.mostGrow(drifts)
    step = max(disturbed.series.width.seconds, undisturbed.series.width.seconds)
    (disturbedGoodput, undisturbedGoodput) = Self.goodput(disturbed, undisturbed, step: step)
  }

  /// Where a few runs tip over by themselves, the mean of all drifts: but most have to, with 99 %.
  private static func mostGrow(_ drifts: [Double]) -> Bool {
    let growing = drifts.count { $0 > 0.005 }
    return ClopperPearson.interval(Double(growing), of: Double(max(1, drifts.count)), tail: 0.01).lower > 0.5
  }

  /// Seconds, of what outside callers start.
  private static func p50(_ recordings: [Recording]) -> Double? {
    let samples = recordings.compactMap(\.latencyByDepth.first).filter { !$0.isEmpty }
    guard !samples.isEmpty else { return nil }
    return QuantileEstimate(ClusteredSample(samples), p: 0.5).value.map { Double($0) * 1e-9 }
  }

  /// Of two runs, in as many steps; nothing comes after the shorter one's end.
  private static func goodput(
    _ one: RunResult, _ other: RunResult, step: Double
  ) -> (one: [Double], other: [Double]) {
    let (one, other) = (goodput(one, step: step), goodput(other, step: step))
    let count = max(one.count, other.count)
    func padded(_ values: [Double]) -> [Double] { values + [Double](repeating: 0, count: count - values.count) }
    return (padded(one), padded(other))
  }

  /// Per second, of a run whose bins may be finer than the steps.
  private static func goodput(_ result: RunResult, step: Double) -> [Double] {
    let series = result.series
    let levels = series.levels.filter { $0.depth == 0 }
    let bins = max(1, Int((step / series.width.seconds).rounded()))
    let perSecond = 1 / (step * Double(max(1, series.replications)))
    return stride(from: 0, to: levels.map(\.binCount).max() ?? 0, by: bins).map { start in
      let succeeded = levels.reduce(0) { sum, level in
        (start..<max(start, min(start + bins, level.binCount)))
          .reduce(sum) { $0 + level.count(.succeeded, inBin: $1) }
      }
      return Double(succeeded) * perSecond
    }
  }
}
