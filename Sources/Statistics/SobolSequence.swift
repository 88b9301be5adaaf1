@preconcurrency import CGSL

/// Points of a Sobol sequence in the unit cube, shifted digit by digit: they fill it more evenly than random ones, and
/// the shift makes each of them uniform. Sources: Sobol, USSR Comp. Math. 7 (1967); the shift: L'Ecuyer, Lemieux,
/// "Recent advances in randomized quasi-Monte Carlo methods" (2002).
///
/// The library leaves out the origin, without which 2ᵏ points are no net (Owen, "On dropping the first Sobol' point",
/// 2020): here it is the first.
public enum SobolSequence {
  /// The library takes more, and answers with another design than asked for.
  public static let dimensionLimit = 40

  /// `shifts`: 32 random bits for each dimension. Nil where there are none, or more than the limit.
  public static func points(_ count: Int, shifts: [UInt32]) -> [[Double]]? {
    guard 1...dimensionLimit ~= shifts.count else { return nil }
    _ = GSLFunctions.ready
    guard let generator = gsl_qrng_alloc(gsl_qrng_sobol, UInt32(shifts.count)) else { return nil }
    defer { gsl_qrng_free(generator) }
    var point = [Double](repeating: 0, count: shifts.count)
    var points: [[Double]] = []
    for index in 0..<max(0, count) {
      if index > 0, gsl_qrng_get(generator, &point) != 0 { return nil }
      points.append(zip(point, shifts).map { Double(UInt32($0 * 0x1p32) ^ $1) * 0x1p-32 })
    }
    return points
  }
}
