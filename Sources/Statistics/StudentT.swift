@preconcurrency import CGSL

public enum StudentT {
  /// The value that a variable of Student's t distribution stays below with probability `p`; NaN outside 0 < p < 1.
  static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLFunctions.ready
    guard p > 0, p < 1, degreesOfFreedom > 0 else { return .nan }
    return gsl_cdf_tdist_Pinv(p, degreesOfFreedom)
  }

  public static func quantile(_ p: Double, degreesOfFreedom: Int) -> Double {
    quantile(p, degreesOfFreedom: Double(degreesOfFreedom))
  }

  /// How probable a value at least as far from 0 is, on either side.
  static func twoSidedProbability(_ t: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLFunctions.ready
    guard !t.isNaN, degreesOfFreedom > 0 else { return .nan }
    return min(1, 2 * gsl_cdf_tdist_Q(abs(t), degreesOfFreedom))
  }
}
