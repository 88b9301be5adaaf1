/// A share of executions over clusters, with its Korn–Graubard interval.
///
/// The interval is Clopper and Pearson's for as many independent executions as the dependent ones are worth:
/// n_eff = min(N, p̂(1 − p̂)/SE²), n* = n_eff · (t(N − 1)/t(R − 1))². Source: Korn, Graubard, Survey Methodology 24
/// (1998); `svyciprop(method = "beta")` of R's package survey.
public struct ProportionEstimate: Sendable {
  /// NaN of none.
  public let share: Double
  let hits: Int
  public let count: Int
  /// Those that count something.
  let clusters: Int
  /// `nil` where fewer than two clusters count something.
  let standardError: Double?
  /// How many independent executions they are worth at most, by another estimate, where the spread of this share is
  /// unknown.
  private let worth: Double?

  /// `worth`: what a quantile of the same executions shows of their dependence.
  public init(hits: [Int], counts: [Int], worth: Double? = nil) {
    let ratio = RatioEstimator(hits, of: counts)
    share = ratio.ratio
    self.hits = hits.reduce(0, +)
    count = counts.reduce(0, +)
    clusters = ratio.clusters
    standardError = ratio.standardError
    self.worth = worth
  }

  /// Whether the spread is unknown, because none or all have it or all clusters agree, so that the interval takes the
  /// executions for independent: say so where it is shown.
  public var assumesIndependence: Bool { hits == 0 || hits == count || standardError == 0 }

  /// `nil` without executions, and for one cluster whose spread matters.
  public func interval(confidence: Double = 0.95) -> Interval? { interval(tail: (1 - confidence) / 2) }

  /// Each end holds by itself with this confidence.
  public func oneSidedBounds(confidence: Double = 0.95) -> Interval? { interval(tail: 1 - confidence) }

  private func interval(tail: Double) -> Interval? {
    guard count > 0, tail > 0, tail < 0.5 else { return nil }
    if assumesIndependence {
      let known = worth.flatMap { $0 < Double(count) ? trials(worth: $0, tail: tail) : nil } ?? Double(count)
      return ClopperPearson.interval(share * known, of: known, tail: tail)
    }
    guard let standardError, count > 1 else { return nil }
    let effective = min(Double(count), share * (1 - share) / (standardError * standardError))
    let known = trials(worth: effective, tail: tail)
    return ClopperPearson.interval(share * known, of: known, tail: tail)
  }

  /// Fewer than the executions are worth, since their worth is known from so few clusters.
  private func trials(worth: Double, tail: Double) -> Double {
    guard clusters > 1 else { return worth }
    let independent = StudentT.quantile(1 - tail, degreesOfFreedom: count - 1)
    let clustered = StudentT.quantile(1 - tail, degreesOfFreedom: clusters - 1)
    return worth * (independent / clustered) * (independent / clustered)
  }
}

/// The exact interval of a binomial proportion. Source: Clopper, Pearson, Biometrika 26 (1934), in terms of the Beta
/// distribution, which also holds for fractions of successes.
public enum ClopperPearson {
  public static func interval(_ hits: Double, of trials: Double, tail: Double) -> Interval {
    let lower = hits <= 0 ? 0 : GSLFunctions.betaQuantile(tail, hits, trials - hits + 1)
    let upper = hits >= trials ? 1 : GSLFunctions.betaQuantile(1 - tail, hits + 1, trials - hits)
    return Interval(lower: lower, upper: upper)
  }
}
