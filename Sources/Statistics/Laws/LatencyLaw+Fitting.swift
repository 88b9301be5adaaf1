@preconcurrency import CGSL
import Glibc

/// The most likely law of each family. Of what was not waited for to the end the likelihood has the probability to last
/// longer. Source: Lawless, "Statistical Models and Methods for Lifetime Data", chapters 3 to 5.
extension LatencyLaw {
  /// nil where the data have no most likely law of the family: they do not vary, or the search does not end.
  package static func fit(_ family: Family, _ sample: LatencySample) -> LatencyLaw? {
    guard sample.varies, sample.ended > Double(family.parameterNames.count) else { return nil }
    let law: LatencyLaw? =
      switch family {
      case .exponential: LatencyLaw(.exponential, [sample.exposure / sample.ended])
      case .lognormal: lognormal(sample)
      case .gamma: gamma(sample)
      case .weibull: weibull(sample)
      case .pareto: pareto(sample)
      case .mixture: LognormalMixture.fit(sample)
      }
    guard let law, law.parameters.allSatisfy(\.isFinite) else { return nil }
    return law
  }

  private static func lognormal(_ sample: LatencySample) -> LatencyLaw? {
    let start = LatencyLaw(.lognormal, [sample.logMean, (sample.logSquares / sample.ended).squareRoot()])
    if sample.censored.isEmpty { return start }
    let censored = sample.censored.map { (time: log($0.time), count: $0.count) }
    let (n, mean, squares) = (sample.ended, sample.logMean, sample.logSquares)
    let found = Simplex.minimum(
      of: { point in
        let (mu, sigma) = (point[0], exp(point[1]))
        var minus = n * point[1] + (squares + n * (mean - mu) * (mean - mu)) / (2 * sigma * sigma)
        for (time, count) in censored { minus -= count * logNormalSurvival((time - mu) / sigma) }
        return minus
      }, from: [start.parameters[0], log(start.parameters[1])], steps: [0.2, 0.2])
    return found.map { LatencyLaw(.lognormal, [$0[0], exp($0[1])]) }
  }

  /// ln Q(z), beyond where Q is 0 to the machine by its asymptotic series.
  static func logNormalSurvival(_ z: Double) -> Double {
    z < 30 ? log(gsl_cdf_ugaussian_Q(z)) : -z * z / 2 - log(z) - 0.918_938_533_204_672_7
  }

  /// ln k − ψ(k) = ln x̄ − mean of ln x.
  private static func gamma(_ sample: LatencySample) -> LatencyLaw? {
    let mean = sample.sum / sample.ended
    let gap = log(mean) - sample.logMean
    guard gap > 1e-12,
      let logShape = GSLRoot.find({ log(exp($0)) - gsl_sf_psi(exp($0)) - gap }, from: -7, to: 25)
    else { return nil }
    let shape = exp(logShape)
    if sample.censored.isEmpty { return LatencyLaw(.gamma, [shape, mean / shape]) }
    let (n, logSum, censored) = (sample.ended, sample.logSum, sample.censored)
    let found = Simplex.minimum(
      of: { point in
        let (shape, scale) = (exp(point[0]), mean * exp(point[1] - point[0]))
        var minus = n * (gsl_sf_lngamma(shape) + shape * log(scale)) - (shape - 1) * logSum + n * mean / scale
        for part in censored { minus -= part.count * log(max(1e-300, gsl_cdf_gamma_Q(part.time, shape, scale))) }
        return minus
      }, from: [logShape, 0], steps: [0.2, 0.2])
    return found.map { LatencyLaw(.gamma, [exp($0[0]), mean * exp($0[1] - $0[0])]) }
  }

  /// Σxᵏ ln x/Σxᵏ − 1/k = mean of ln x: sums over all, the mean over those that ended.
  private static func weibull(_ sample: LatencySample) -> LatencyLaw? {
    // In units of the greatest, whose powers stay within range.
    let greatest = max(sample.times.last ?? 1, sample.censored.last?.time ?? 0)
    let unit = log(greatest)
    let logs = sample.logs.map { $0 - unit }
    let censored = sample.censored.map { (log: log($0.time) - unit, count: $0.count) }
    let mean = sample.logMean - unit
    func sums(_ shape: Double) -> (powers: Double, weighted: Double) {
      var (powers, weighted) = (0.0, 0.0)
      for value in logs {
        let power = exp(shape * value)
        powers += power
        weighted += power * value
      }
      for (value, count) in censored {
        let power = count * exp(shape * value)
        powers += power
        weighted += power * value
      }
      return (powers, weighted)
    }
    func balance(_ logShape: Double) -> Double {
      let (powers, weighted) = sums(exp(logShape))
      return weighted / powers - exp(-logShape) - mean
    }
    // The logarithm of a Weibull variable has the standard deviation π/(k√6).
    let guess = log(1.282_549_830_161_864 / (sample.logSquares / sample.ended).squareRoot())
    let root =
      GSLRoot.find(balance, from: guess - 0.7, to: guess + 0.7) ?? GSLRoot.find(balance, from: -6, to: max(9, guess))
    guard let root else { return nil }
    let shape = exp(root)
    return LatencyLaw(.weibull, [shape, greatest * pow(sums(shape).powers / sample.ended, 1 / shape)])
  }

  private static func pareto(_ sample: LatencySample) -> LatencyLaw? {
    guard let least = sample.times.first else { return nil }
    let lasted = sample.censored.reduce(sample.logSum - sample.ended * log(least)) {
      $0 + $1.count * max(0, log($1.time / least))
    }
    return lasted > 0 ? LatencyLaw(.pareto, [least, sample.ended / lasted]) : nil
  }

  // MARK: Likelihood

  package func logLikelihood(_ sample: LatencySample) -> Double {
    let sample = shift > 0 ? sample.shifted(by: shift) : sample
    var sum = logDensities(sample)
    let plain = LatencyLaw(family, parameters)
    for part in sample.censored { sum += part.count * log(max(1e-300, plain.survival(part.time))) }
    return sum
  }

  private func logDensities(_ sample: LatencySample) -> Double {
    let (p, n) = (parameters, sample.ended)
    switch family {
    case .exponential: return -n * log(p[0]) - sample.sum / p[0]
    case .lognormal:
      let (mu, sigma) = (p[0], p[1])
      let squares = sample.logSquares + n * (sample.logMean - mu) * (sample.logMean - mu)
      return -sample.logSum - n * (log(sigma) + 0.918_938_533_204_672_7) - squares / (2 * sigma * sigma)
    case .gamma:
      return (p[0] - 1) * sample.logSum - sample.sum / p[1] - n * (gsl_sf_lngamma(p[0]) + p[0] * log(p[1]))
    case .weibull:
      let powers = sample.logs.reduce(0) { $0 + exp(p[0] * ($1 - log(p[1]))) }
      return n * (log(p[0]) - p[0] * log(p[1])) + (p[0] - 1) * sample.logSum - powers
    case .pareto:
      guard let least = sample.times.first, least >= p[0] else { return -.infinity }
      return n * (log(p[1]) + p[1] * log(p[0])) - (p[1] + 1) * sample.logSum
    case .mixture: return LognormalMixture(self).logDensities(sample)
    }
  }

  /// Bayes' criterion; of censored data with the number of those that ended (Volinsky, Raftery, Biometrics 56 (2000)).
  package static func bic(_ logLikelihood: Double, parameters: Int, _ sample: LatencySample) -> Double {
    Double(parameters) * log(sample.ended) - 2 * logLikelihood
  }

  /// Akaike's criterion with the correction for small samples (Hurvich, Tsai, Biometrika 76 (1989)).
  package static func aicc(_ logLikelihood: Double, parameters: Int, _ sample: LatencySample) -> Double {
    let (k, n) = (Double(parameters), sample.ended)
    guard n > k + 1 else { return .infinity }
    return 2 * k - 2 * logLikelihood + 2 * k * (k + 1) / (n - k - 1)
  }
}

extension LatencySample {
  /// All the time that was waited.
  fileprivate var exposure: Double { censored.reduce(sum) { $0 + $1.count * $1.time } }
}

// MARK: Shift

extension LatencyLaw {
  /// Where a family has no shift: the likelihood grows without bound as the shift comes up to the least value.
  package enum ShiftProblem: Error {
    case unbounded
    case none
  }

  /// The most likely law of times that all have the same part in them, by the profile of the likelihood. Source:
  /// Cheng, Amin, JRSS B 45 (1983), on where it is unbounded.
  package static func fitShifted(_ family: Family, _ sample: LatencySample) throws(ShiftProblem) -> LatencyLaw {
    guard let least = sample.times.first, sample.varies, ![.pareto, .mixture].contains(family) else { throw .none }
    func law(_ share: Double) -> (law: LatencyLaw, likelihood: Double)? {
      let shift = least * share
      guard let plain = fit(family, sample.shifted(by: shift)) else { return nil }
      let law = LatencyLaw(family, plain.parameters, shift: shift)
      return (law, law.logLikelihood(sample))
    }
    // Finer towards the least value, and no nearer than where it says more of one value than of all.
    let shares = (0...60).map { 1 - pow(10, -3 * Double($0) / 60) }
    let tried = shares.compactMap(law)
    guard let best = tried.max(by: { $0.likelihood < $1.likelihood }) else { throw .none }
    let shape = best.law.parameters[0]
    if [.weibull, .gamma].contains(family), shape < 1 { throw .unbounded }
    if family != .exponential, best.law.shift == tried.last?.law.shift { throw .unbounded }
    return best.law
  }
}
