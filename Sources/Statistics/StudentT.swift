@preconcurrency import CGSL

enum StudentT {
  private static let ready: Void = { _ = gsl_set_error_handler_off() }()

  /// The value that a variable of Student's t distribution stays below with probability `p`; NaN outside 0 < p < 1.
  static func quantile(_ p: Double, degreesOfFreedom: Int) -> Double {
    _ = ready
    guard p > 0, p < 1, degreesOfFreedom > 0 else { return .nan }
    return gsl_cdf_tdist_Pinv(p, Double(degreesOfFreedom))
  }
}
