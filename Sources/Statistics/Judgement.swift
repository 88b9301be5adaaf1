/// Whether what was measured meets a bound, when chance is taken into account.
public enum Judgement: String, Sendable {
  case met, undecided
  case notMet = "not met"

  /// `bounds` are one-sided; `holds` is the bound that the value has to meet, monotone in the value. Without bounds
  /// nothing can be said.
  public init(_ bounds: Interval?, _ holds: (Double) -> Bool) {
    guard let bounds else {
      self = .undecided
      return
    }
    self =
      switch (holds(bounds.lower), holds(bounds.upper)) {
      case (true, true): .met
      case (false, false): .notMet
      default: .undecided
      }
  }

  /// About so many replications decide it, if the value stays: n · (half-width/distance)², or n · half-width/distance
  /// of a share that none have (`isNone`), whose bound is 3/n. `nil` where the value lies on the bound, or there is no
  /// half-width.
  public static func replicationsNeeded(
    _ now: Int, halfWidth: Double, distance: Double, isNone: Bool = false
  ) -> Int? {
    let ratio = halfWidth / abs(distance)
    return Int(exactly: (Double(now) * (isNone ? ratio : ratio * ratio)).rounded(.up))
  }
}
