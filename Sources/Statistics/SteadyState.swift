/// Whether there is a steady state that a run could have reached.
public enum SteadyState {
  /// How fast the backlog grew between two instants, as a share of the arrivals.
  public static func drift(from early: Double, to late: Double, seconds: Double, arrivalRate: Double) -> Double {
    (late - early) / (seconds * arrivalRate)
  }

  /// Whether the backlog grows: the one-sided 99 % lower bound of the clusters' mean drift exceeds half a percent.
  public static func isGrowing(_ drifts: [Double]) -> Bool {
    guard let bounds = Estimate(replications: drifts.filter(\.isFinite)).oneSidedBounds(confidence: 0.99) else {
      return false
    }
    return bounds.lower > 0.005
  }

  /// A run that begins empty forgets it only after so long; `nil` where demand reaches supply.
  public enum Resource: Hashable, Sendable {
    /// `slots` that serve `rate` calls per second each.
    case service(slots: Double, rate: Double)
    /// Tokens, of which an arrival takes so many.
    case bucket(capacity: Double, refill: Double, tokensPerArrival: Double)

    /// Below 1 where there is a steady state.
    func utilisation(arrivalRate: Double) -> Double {
      switch self {
      case .service(let slots, let rate): arrivalRate / (slots * rate)
      case .bucket(_, let refill, let tokens): arrivalRate * tokens / refill
      }
    }

    /// Seconds. Of a service 1/(√(cμ) − √λ)², exact for M/M/1 (Cohen, "The Single Server Queue", II.2); of a bucket
    /// that of reflected diffusion, 2λK²/(r − λK)², and the time in which its store of tokens is used up,
    /// B/(r − λK).
    public func relaxationTime(arrivalRate: Double) -> Double? {
      guard arrivalRate >= 0, utilisation(arrivalRate: arrivalRate) < 1 else { return nil }
      switch self {
      case .service(let slots, let rate):
        let gap = (slots * rate).squareRoot() - arrivalRate.squareRoot()
        return 1 / (gap * gap)
      case .bucket(let capacity, let refill, let tokens):
        let spare = refill - arrivalRate * tokens
        return 2 * arrivalRate * tokens * tokens / (spare * spare) + capacity / spare
      }
    }
  }

  /// What a run of this relaxation time needs: two of them as warm-up, ten that are counted.
  public static func isLongEnough(warmup: Double, counted: Double, relaxationTime: Double) -> Bool {
    warmup >= 2 * relaxationTime && counted >= 10 * relaxationTime
  }
}
