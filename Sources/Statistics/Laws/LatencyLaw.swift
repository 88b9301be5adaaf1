@preconcurrency import CGSL
import Glibc

/// A law of lengths of time that can be fitted to data, in seconds.
package struct LatencyLaw: Hashable, Sendable {
  package enum Family: String, CaseIterable, Sendable {
    case exponential, lognormal, gamma, weibull, pareto
    /// Of two lognormal laws: calls that hit a cache and calls that do not.
    case mixture

    package var parameterNames: [String] {
      switch self {
      case .exponential: ["mean"]
      case .lognormal: ["mu", "sigma"]
      case .gamma, .weibull: ["shape", "scale"]
      case .pareto: ["scale", "shape"]
      case .mixture: ["weight", "mu1", "sigma1", "mu2", "sigma2"]
      }
    }
  }

  package let family: Family
  /// As `Family.parameterNames`; `mu` and `sigma` are of the natural logarithm, `weight` is that of the first part.
  package let parameters: [Double]
  /// What is added to every time.
  package let shift: Double

  package init(_ family: Family, _ parameters: [Double], shift: Double = 0) {
    precondition(parameters.count == family.parameterNames.count, "a value for each parameter")
    self.family = family
    self.parameters = parameters
    self.shift = shift
  }

  package var parameterCount: Int { parameters.count + (shift > 0 ? 1 : 0) }

  // MARK: Distribution

  /// P(X ≤ t).
  func cumulative(_ time: Double) -> Double { cumulatives([time])[0] }

  /// The same for each: the parameters are looked up once.
  func cumulatives(_ times: [Double]) -> [Double] { mapped(times, \.cumulative) }

  /// P(X > t).
  func survival(_ time: Double) -> Double { mapped([time], \.survival)[0] }

  private func mapped(_ times: [Double], _ function: KeyPath<Functions, (Double) -> Double>) -> [Double] {
    let function = functions[keyPath: function]
    return times.map { function($0 - shift) }
  }

  private struct Functions {
    let cumulative: (Double) -> Double
    let survival: (Double) -> Double
  }

  private var functions: Functions {
    _ = GSLFunctions.ready
    let p = parameters
    func positive(_ below: Double, _ function: @escaping (Double) -> Double) -> (Double) -> Double {
      { $0 > 0 ? function($0) : below }
    }
    switch family {
    case .exponential:
      return Functions(
        cumulative: positive(0) { -expm1(-$0 / p[0]) }, survival: positive(1) { exp(-$0 / p[0]) })
    case .lognormal:
      let (mu, sigma) = (p[0], p[1])
      return Functions(
        cumulative: positive(0) { gsl_cdf_ugaussian_P((log($0) - mu) / sigma) },
        survival: positive(1) { gsl_cdf_ugaussian_Q((log($0) - mu) / sigma) })
    case .gamma:
      let (shape, scale) = (p[0], p[1])
      return Functions(
        cumulative: positive(0) { gsl_cdf_gamma_P($0, shape, scale) },
        survival: positive(1) { gsl_cdf_gamma_Q($0, shape, scale) })
    case .weibull:
      let (shape, scale) = (p[0], p[1])
      return Functions(
        cumulative: positive(0) { -expm1(-pow($0 / scale, shape)) },
        survival: positive(1) { exp(-pow($0 / scale, shape)) })
    case .pareto:
      let (scale, shape) = (p[0], p[1])
      let survival: (Double) -> Double = { $0 > scale ? pow(scale / $0, shape) : 1 }
      return Functions(cumulative: { 1 - survival($0) }, survival: survival)
    case .mixture:
      let (weight, first, second) = (p[0], (p[1], p[2]), (p[3], p[4]))
      func mixed(_ function: @escaping (Double) -> Double) -> (Double) -> Double {
        {
          let time = log($0)
          return weight * function((time - first.0) / first.1) + (1 - weight) * function((time - second.0) / second.1)
        }
      }
      return Functions(
        cumulative: positive(0, mixed { gsl_cdf_ugaussian_P($0) }),
        survival: positive(1, mixed { gsl_cdf_ugaussian_Q($0) }))
    }
  }

  // MARK: Quantiles

  /// What is exceeded with probability 1 − p, 0 < p < 1; NaN outside.
  package func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return .nan }
    _ = GSLFunctions.ready
    let values = parameters
    let time =
      switch family {
      case .exponential: -values[0] * log1p(-p)
      case .lognormal: exp(values[0] + values[1] * gsl_cdf_ugaussian_Pinv(p))
      case .gamma: inverted(p, from: gsl_cdf_gamma_Pinv(p, values[0], values[1]))
      case .weibull: values[1] * pow(-log1p(-p), 1 / values[0])
      case .pareto: values[0] * pow(1 - p, -1 / values[1])
      case .mixture: inverted(p, from: .nan)
      }
    return time + shift
  }

  /// By bisection in the logarithm, where what the library found is not it.
  private func inverted(_ p: Double, from found: Double) -> Double {
    let cumulative = functions.cumulative
    if found > 0, abs(cumulative(found) - p) <= 1e-9 { return found }
    var (low, high) = (-80.0, 80.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if cumulative(exp(middle)) < p { low = middle } else { high = middle }
    }
    return exp((low + high) / 2)
  }

  /// Infinite for a Pareto law of shape 1 or less.
  var mean: Double {
    let p = parameters
    let mean =
      switch family {
      case .exponential: p[0]
      case .lognormal: exp(p[0] + p[1] * p[1] / 2)
      case .gamma: p[0] * p[1]
      case .weibull: p[1] * tgamma(1 + 1 / p[0])
      case .pareto: p[1] > 1 ? p[0] * p[1] / (p[1] - 1) : .infinity
      case .mixture: p[0] * exp(p[1] + p[2] * p[2] / 2) + (1 - p[0]) * exp(p[3] + p[4] * p[4] / 2)
      }
    return mean + shift
  }
}
