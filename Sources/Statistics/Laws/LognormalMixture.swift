@preconcurrency import CGSL
import Glibc

/// Two lognormal laws, by expectation and maximisation from several starts. What was not waited for to the end counts
/// by the moments of what lies beyond.
///
/// Source: Dempster, Laird, Rubin, JRSS B 39 (1977); truncated moments: Johnson, Kotz, "Continuous Univariate
/// Distributions 1", 13.10. A part may not become as narrow as a single value, where the likelihood is unbounded
/// (Hathaway, Annals of Statistics 13 (1985)).
struct LognormalMixture {
  private var weight: Double
  private var mu: (Double, Double)
  private var sigma: (Double, Double)

  /// Of the standard deviation of all logarithms.
  private static let leastSigma = 0.01
  private static let mostSteps = 300

  init(_ law: LatencyLaw) {
    let p = law.parameters
    (weight, mu, sigma) = (p[0], (p[1], p[3]), (p[2], p[4]))
  }

  /// The part with the lower median first.
  private var law: LatencyLaw {
    mu.0 <= mu.1
      ? LatencyLaw(.mixture, [weight, mu.0, sigma.0, mu.1, sigma.1])
      : LatencyLaw(.mixture, [1 - weight, mu.1, sigma.1, mu.0, sigma.0])
  }

  /// Ten cuts of the data, at their quantiles, are the starts: as k-means does, without chance.
  static func fit(_ sample: LatencySample) -> LatencyLaw? {
    guard sample.times.count >= 10 else { return nil }
    var best: (law: LatencyLaw, likelihood: Double)?
    for start in 1...10 {
      var mixture = LognormalMixture(cut: Double(start) / 11, sample)
      mixture.climb(sample, steps: 20)
      let likelihood = mixture.law.logLikelihood(sample)
      if likelihood.isFinite, best.map({ likelihood > $0.likelihood }) ?? true { best = (mixture.law, likelihood) }
    }
    return best.map { refit($0.law, sample) }
  }

  /// From a law that is near.
  static func refit(_ law: LatencyLaw, _ sample: LatencySample) -> LatencyLaw {
    var mixture = LognormalMixture(law)
    mixture.climb(sample, steps: mostSteps)
    return mixture.law
  }

  private init(cut share: Double, _ sample: LatencySample) {
    let cut = max(2, min(sample.logs.count - 2, Int(share * sample.ended)))
    func moments(_ part: ArraySlice<Double>) -> (Double, Double) {
      let mean = part.reduce(0, +) / Double(part.count)
      let variance = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(part.count)
      return (mean, max(variance.squareRoot(), 0.05))
    }
    let (low, high) = (moments(sample.logs[..<cut]), moments(sample.logs[cut...]))
    weight = Double(cut) / sample.ended
    mu = (low.0, high.0)
    sigma = (low.1, high.1)
  }

  private mutating func climb(_ sample: LatencySample, steps: Int) {
    let least = Self.leastSigma * (sample.logSquares / sample.ended).squareRoot()
    for _ in 0..<steps {
      let before = (weight, mu, sigma)
      step(sample, least: least)
      let moved = max(abs(weight - before.0), abs(mu.0 - before.1.0), abs(mu.1 - before.1.1))
      if max(moved, abs(sigma.0 - before.2.0), abs(sigma.1 - before.2.1)) < 1e-7 { break }
    }
  }

  private mutating func step(_ sample: LatencySample, least: Double) {
    var (first, second) = (Sums(), Sums())
    let scale = (weight / sigma.0, (1 - weight) / sigma.1)
    for value in sample.logs {
      let (z, y) = ((value - mu.0) / sigma.0, (value - mu.1) / sigma.1)
      let (a, b) = (scale.0 * exp(-z * z / 2), scale.1 * exp(-y * y / 2))
      let share = a + b > 0 ? a / (a + b) : (abs(z) < abs(y) ? 1 : 0)
      first.add(value, value * value, share)
      second.add(value, value * value, 1 - share)
    }
    for part in sample.censored {
      let limit = log(part.time)
      let (a, b) = (Tail(limit, mu.0, sigma.0), Tail(limit, mu.1, sigma.1))
      let (p, q) = (weight * a.survival, (1 - weight) * b.survival)
      let share = p + q > 0 ? p / (p + q) : 0.5
      first.add(a.mean, a.square, share * part.count)
      second.add(b.mean, b.square, (1 - share) * part.count)
    }
    weight = min(1 - 1e-6, max(1e-6, first.weight / (first.weight + second.weight)))
    (mu.0, sigma.0) = first.moments(least) ?? (mu.0, sigma.0)
    (mu.1, sigma.1) = second.moments(least) ?? (mu.1, sigma.1)
  }

  private struct Sums {
    var (weight, sum, squares) = (0.0, 0.0, 0.0)

    mutating func add(_ value: Double, _ square: Double, _ share: Double) {
      weight += share
      sum += share * value
      squares += share * square
    }

    func moments(_ least: Double) -> (Double, Double)? {
      guard weight > 1e-9 else { return nil }
      let mean = sum / weight
      return (mean, max(least, max(0, squares / weight - mean * mean).squareRoot()))
    }
  }

  /// What a normal variable is on average where it exceeds a limit.
  private struct Tail {
    let (survival, mean, square): (Double, Double, Double)

    init(_ limit: Double, _ mu: Double, _ sigma: Double) {
      let z = (limit - mu) / sigma
      survival = gsl_cdf_ugaussian_Q(z)
      // The hazard, beyond where the library has it, is about z.
      let hazard = survival > 1e-300 ? gsl_ran_ugaussian_pdf(z) / survival : z
      mean = mu + sigma * hazard
      square = mu * mu + sigma * sigma + sigma * (limit + mu) * hazard
    }
  }

  func logDensities(_ sample: LatencySample) -> Double {
    let scale = (weight / sigma.0, (1 - weight) / sigma.1)
    var sum = -sample.logSum - sample.ended * 0.918_938_533_204_672_7
    for value in sample.logs {
      let (z, y) = ((value - mu.0) / sigma.0, (value - mu.1) / sigma.1)
      sum += log(max(1e-300, scale.0 * exp(-z * z / 2) + scale.1 * exp(-y * y / 2)))
    }
    return sum
  }
}

extension LatencyLaw {
  /// The most likely law of data that this one may have made: where the search for the family begins anywhere, from
  /// here.
  package func refit(_ sample: LatencySample) -> LatencyLaw? {
    if family == .mixture { return sample.varies ? LognormalMixture.refit(self, sample) : nil }
    return shift > 0 ? try? Self.fitShifted(family, sample) : Self.fit(family, sample)
  }
}
