/// Candidate less base: of means, ratios, or quantiles, paired by common random numbers or not.
public struct Difference: Sendable {
  public let base: Double
  public let candidate: Double
  /// Of the difference; `nil` where a side has fewer than two clusters.
  public let standardError: Double?
  /// Not whole for Welch's.
  let degreesOfFreedom: Double
  /// Two-sided, of no difference.
  public let pValue: Double?
  /// Of the sides' clusters; `nil` where they are not paired, or one does not vary.
  public let correlation: Double?
  /// By how many times independent sides would need more replications: (Var_c + Var_b)/Var(D). Infinite where the
  /// difference does not vary although the sides do; `nil` where they are not paired.
  public let varianceReduction: Double?

  public var value: Double { candidate - base }
  var relative: Double { value / abs(base) }
  var isPaired: Bool { varianceReduction != nil }

  public func interval(confidence: Double = 0.95) -> Interval? {
    guard let standardError, confidence > 0, confidence < 1 else { return nil }
    let t = StudentT.quantile((1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
    return Interval(value, halfWidth: standardError == 0 ? 0 : t * standardError)
  }
}

extension Difference {
  /// One side: its value, and how far each cluster moves it, on the scale on which SE² = Σdᵢ²/(R(R − 1)).
  struct Side {
    let value: Double
    let deviations: [Double]
    let clusters: Int

    var standardError: Double? {
      RatioEstimator.standardError(of: deviations, clusters: clusters, scale: abs(value))
    }
  }

  /// Of ratios of sums. Not paired where the sides have different numbers of clusters.
  public init(base: RatioEstimator, candidate: RatioEstimator, paired: Bool) {
    let sides = [base, candidate].map { Side(value: $0.ratio, deviations: $0.deviations, clusters: $0.clusters) }
    self.init(sides[0], sides[1], paired: paired)
  }

  init(_ base: Side, _ candidate: Side, paired: Bool, pValue given: Double? = nil) {
    self.base = base.value
    self.candidate = candidate.value
    let difference = candidate.value - base.value
    guard paired, base.deviations.count == candidate.deviations.count else {
      let welch = WelchT(base: base, candidate: candidate)
      (standardError, degreesOfFreedom) = (welch.standardError, welch.degreesOfFreedom)
      (correlation, varianceReduction) = (nil, nil)
      pValue = given ?? Difference.pValue(difference, standardError, degreesOfFreedom)
      return
    }
    let clusters = min(base.clusters, candidate.clusters)
    let deviations = zip(base.deviations, candidate.deviations).map { $1 - $0 }
    let scale = max(abs(base.value), abs(candidate.value))
    standardError = RatioEstimator.standardError(of: deviations, clusters: clusters, scale: scale)
    degreesOfFreedom = Double(clusters - 1)
    pValue = given ?? Difference.pValue(difference, standardError, degreesOfFreedom)
    let squares = { (values: [Double]) in values.reduce(0) { $0 + $1 * $1 } }
    let sides = (squares(base.deviations), squares(candidate.deviations))
    let products = zip(base.deviations, candidate.deviations).reduce(0) { $0 + $1.0 * $1.1 }
    correlation = sides.0 > 0 && sides.1 > 0 ? products / (sides.0 * sides.1).squareRoot() : nil
    let of = standardError == 0 ? 0 : squares(deviations)
    varianceReduction = sides.0 + sides.1 > 0 ? (sides.0 + sides.1) / of : 1
  }

  static func pValue(_ difference: Double, _ error: Double?, _ degreesOfFreedom: Double) -> Double? {
    guard let error, difference.isFinite else { return nil }
    if error == 0 { return difference == 0 ? 1 : 0 }
    return StudentT.twoSidedProbability(difference / error, degreesOfFreedom: degreesOfFreedom)
  }
}

/// The error of a difference of independent sides whose variances differ. Source: Welch, Biometrika 34 (1947), with
/// Satterthwaite's degrees of freedom.
struct WelchT {
  let standardError: Double?
  let degreesOfFreedom: Double

  init(base: Difference.Side, candidate: Difference.Side) {
    guard let b = base.standardError, let c = candidate.standardError else {
      (standardError, degreesOfFreedom) = (nil, 0)
      return
    }
    let (b2, c2) = (b * b, c * c)
    standardError = (b2 + c2).squareRoot()
    let parts = b2 * b2 / Double(base.clusters - 1) + c2 * c2 / Double(candidate.clusters - 1)
    degreesOfFreedom = parts > 0 ? (b2 + c2) * (b2 + c2) / parts : Double(base.clusters + candidate.clusters - 2)
  }
}
