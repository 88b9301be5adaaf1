/// What a difference means for a gate: it has to be significant *and* larger than the noise that nobody cares about.
///
/// Within noise is the two one-sided tests' equivalence: the whole interval lies inside ±threshold. Source: Schuirmann,
/// J. Pharmacokinet. Biopharm. 15 (1987).
public enum Change: String, Sendable {
  case regressed, improved, inconclusive
  case withinNoise = "within noise"

  /// `interval` of candidate less base; without one nothing can be said.
  public init(_ interval: Interval?, threshold: Double, higherIsWorse: Bool = true) {
    guard let interval else {
      self = .inconclusive
      return
    }
    let (lower, upper) = higherIsWorse ? (interval.lower, interval.upper) : (-interval.upper, -interval.lower)
    self =
      if lower > threshold {
        .regressed
      } else if upper < -threshold {
        .improved
      } else if lower >= -threshold, upper <= threshold {
        .withinNoise
      } else {
        .inconclusive
      }
  }
}
