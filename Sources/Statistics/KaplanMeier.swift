import Glibc

/// How long something takes, where some have not been waited for to the end: the share that still lasts, with
/// Greenwood's variance. Intervals are those of log(-log S), which stay between 0 and 1.
///
/// Source: Kaplan, Meier, JASA 53 (1958); Greenwood, Reports on Public Health 33 (1926); Kalbfleisch, Prentice, The
/// Statistical Analysis of Failure Time Data (1980); the median's interval: Brookmeyer, Crowley, Biometrics 38 (1982).
public struct KaplanMeier: Sendable {
  public struct Observation: Sendable {
    var time: Double
    /// It lasted at least so long.
    public var isCensored: Bool

    public init(time: Double, isCensored: Bool) {
      self.time = time
      self.isCensored = isCensored
    }
  }

  /// From this time on, until the next step's.
  public struct Step: Sendable {
    public let time: Double
    public let survival: Double
    let standardError: Double
    public let interval: Interval
  }

  public let steps: [Step]

  public init(_ observations: [Observation], confidence: Double = 0.95) {
    let z = GSLFunctions.normalQuantile(1 - (1 - confidence) / 2)
    // What is censored at a time has lasted through it.
    let sorted = observations.sorted { ($0.time, $0.isCensored ? 1 : 0) < ($1.time, $1.isCensored ? 1 : 0) }
    var steps: [Step] = []
    var (survival, sum, index) = (1.0, 0.0, 0)
    while index < sorted.count {
      let atRisk = Double(sorted.count - index)
      let time = sorted[index].time
      var ended = 0.0
      while index < sorted.count, sorted[index].time == time {
        if !sorted[index].isCensored { ended += 1 }
        index += 1
      }
      guard ended > 0 else { continue }
      survival *= 1 - ended / atRisk
      sum += ended / (atRisk * (atRisk - ended))
      steps.append(Self.step(time, survival, sum, z))
    }
    self.steps = steps
  }

  private static func step(_ time: Double, _ survival: Double, _ sum: Double, _ z: Double) -> Step {
    guard survival > 0, survival < 1 else {
      return Step(time: time, survival: max(0, survival), standardError: 0, interval: Interval(lower: 0, upper: 0))
    }
    let width = z * sum.squareRoot() / log(survival)
    return Step(
      time: time, survival: survival, standardError: survival * sum.squareRoot(),
      interval: Interval(lower: pow(survival, exp(-width)), upper: pow(survival, exp(width))))
  }

  /// The first time at which half or less still last; nil: there is none.
  public var median: Double? { steps.first { $0.survival <= 0.5 + 1e-12 }?.time }

  /// Where the median may lie; nil: an end that is not known.
  public var medianBounds: (lower: Double?, upper: Double?) {
    (
      steps.first { $0.interval.lower <= 0.5 }?.time, steps.first { $0.interval.upper < 0.5 }?.time
    )
  }
}
