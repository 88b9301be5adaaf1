@preconcurrency import CGSL

/// Distribution functions of the GNU Scientific Library. It ends the process on an error unless told otherwise; what
/// it cannot compute is NaN here.
enum GSLFunctions {
  static let ready: Void = { _ = gsl_set_error_handler_off() }()

  /// The value that a Beta(a, b) variable stays below with probability `p`; NaN outside 0 < p < 1.
  static func betaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    _ = ready
    guard p > 0, p < 1, a > 0, b > 0, a.isFinite, b.isFinite else { return .nan }
    let found = gsl_cdf_beta_Pinv(p, a, b)
    // Its Newton steps may end without having arrived.
    if found > 0, found < 1, abs(gsl_cdf_beta_P(found, a, b) - p) <= 1e-9 * min(p, 1 - p) { return found }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if gsl_cdf_beta_P(middle, a, b) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(X ≤ k) of a binomial variable of `n` trials.
  static func binomial(upTo k: Int, _ p: Double, _ n: Int) -> Double {
    _ = ready
    guard k >= 0 else { return 0 }
    guard k < n else { return 1 }
    return gsl_cdf_binomial_P(UInt32(clamping: k), p, UInt32(clamping: n))
  }

  static func normal(upTo z: Double) -> Double {
    _ = ready
    return gsl_cdf_ugaussian_P(z)
  }

  static func normalQuantile(_ p: Double) -> Double {
    _ = ready
    guard p > 0, p < 1 else { return .nan }
    return gsl_cdf_ugaussian_Pinv(p)
  }
}
