/// An estimate over independent clusters, with its standard error and the half-width of its confidence interval.
///
/// A cluster is a replication, or a batch of one long run; never a single execution: those of one run are dependent.
/// Source: Law, "Simulation Modeling and Analysis", the replication method: t(n − 1, 1 − α/2) · s/√n.
public struct Estimate: Hashable, Sendable {
  public let mean: Double
  /// `nil` where one cluster, or none, says nothing about the spread.
  let standardError: Double?
  let degreesOfFreedom: Int
  /// `nil` where there is no standard error.
  public let halfWidth: Double?

  init(mean: Double, standardError: Double?, degreesOfFreedom: Int, confidence: Double) {
    self.mean = mean
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    halfWidth = Estimate.halfWidth(standardError, degreesOfFreedom, (1 + confidence) / 2)
  }

  /// The unweighted mean of the clusters' values: for counts, peaks, makespans. The mean of none is NaN. Confidences
  /// outside 0 < c < 1 have no half-width.
  public init(replications: [Double], confidence: Double = 0.95) {
    let count = Double(replications.count)
    // From the first one, so that equal values have their value as their mean, to the last bit.
    let first = replications.first ?? .nan
    let mean = replications.reduce(first) { $0 + ($1 - first) / count }
    let squares = replications.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      mean: mean, standardError: replications.count > 1 ? (squares / (count - 1) / count).squareRoot() : nil,
      degreesOfFreedom: replications.count - 1, confidence: confidence)
  }

  /// A mean per execution, or another ratio of two sums.
  public init(_ ratio: RatioEstimator, confidence: Double = 0.95) {
    self.init(
      mean: ratio.ratio, standardError: ratio.standardError, degreesOfFreedom: ratio.degreesOfFreedom,
      confidence: confidence)
  }

  /// Two-sided.
  public func interval(confidence: Double = 0.95) -> Interval? {
    Estimate.halfWidth(standardError, degreesOfFreedom, (1 + confidence) / 2).map { Interval(mean, halfWidth: $0) }
  }

  /// Each end holds by itself with this confidence: what a value is judged by against a bound.
  public func oneSidedBounds(confidence: Double = 0.95) -> Interval? {
    Estimate.halfWidth(standardError, degreesOfFreedom, confidence).map { Interval(mean, halfWidth: $0) }
  }

  private static func halfWidth(_ error: Double?, _ degreesOfFreedom: Int, _ probability: Double) -> Double? {
    guard let error, probability > 0.5, probability < 1 else { return nil }
    return error == 0 ? 0 : StudentT.quantile(probability, degreesOfFreedom: degreesOfFreedom) * error
  }
}
