/// One ratio of sums over another, of the same clusters: by how many times the first is the second.
///
/// The error is that of the linearised quotient, eᵢ = (aᵢ − q·bᵢ)/b with the deviations of both ratios, which pairing
/// makes small. Source: Cochran, "Sampling Techniques", 6.17 (the ratio of two ratios).
public struct Quotient: Sendable {
  /// NaN where the second is 0 or unknown.
  public let value: Double
  private let standardError: Double?
  private let degreesOfFreedom: Int

  public init(_ numerator: RatioEstimator, over denominator: RatioEstimator) {
    let value = denominator.ratio == 0 ? .nan : numerator.ratio / denominator.ratio
    self.value = value
    let clusters = min(numerator.clusters, denominator.clusters)
    degreesOfFreedom = clusters - 1
    let deviations = zip(numerator.deviations, denominator.deviations).map { ($0 - value * $1) / denominator.ratio }
    standardError =
      value.isFinite
      ? RatioEstimator.standardError(of: deviations, clusters: clusters, scale: abs(value)) : nil
  }

  /// Two-sided; nil where one cluster says nothing about the spread.
  public func interval(confidence: Double = 0.95) -> Interval? {
    guard let standardError, confidence > 0, confidence < 1 else { return nil }
    let t = StudentT.quantile((1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
    return Interval(value, halfWidth: standardError == 0 ? 0 : t * standardError)
  }
}
