import Prelude

extension LoadStream.Arrivals {
  /// Starts per second at the begin and the end of so many seconds; nil where all come at instants.
  package var flow: (first: Double, last: Double, seconds: Double)? {
    switch self {
    case .burst, .trace: nil
    case .constant(let rate, let duration): (rate.perSecond, rate.perSecond, duration.seconds)
    case .poisson(let rate, let duration): (rate, rate, duration.seconds)
    case .ramp(let from, let to, let duration): (from, to, duration.seconds)
    }
  }
}
