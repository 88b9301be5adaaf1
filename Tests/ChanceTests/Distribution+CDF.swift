@preconcurrency import CGSL
import Prelude

@testable import Chance

/// GSL's distribution functions, which know nothing of how the draws are made.
extension Distribution {
  /// The probability that a draw, before rounding to nanoseconds, is at most `seconds`.
  func cdf(_ seconds: Double) -> Double {
    guard !seconds.isNaN, seconds >= 0 else { return 0 }
    return switch law {
    case .constant(let span): seconds >= span.seconds ? 1 : 0
    case .uniform(let from, let to): gsl_cdf_flat_P(seconds, from, to)
    case .exponential(let mean): gsl_cdf_exponential_P(seconds, mean)
    case .lognormal(let zeta, let sigma): seconds > 0 ? gsl_cdf_lognormal_P(seconds, zeta, sigma) : 0
    case .gamma(let shape, let scale): gsl_cdf_gamma_P(seconds, shape, scale)
    case .weibull(let scale, let shape): gsl_cdf_weibull_P(seconds, scale, shape)
    case .pareto(let scale, let shape): gsl_cdf_pareto_P(seconds, shape, scale)
    case nil:
      switch form {
      case .none: .nan
      case .values(let values): Double(Self.countAtMost(seconds, in: values)) / Double(values.count)
      case .mixture(let components): Self.cdf(seconds, of: components)
      }
    }
  }

  private static func cdf(_ seconds: Double, of components: [(upTo: Double, law: Distribution)]) -> Double {
    var (sum, before) = (0.0, 0.0)
    for component in components {
      sum += (component.upTo - before) * component.law.cdf(seconds)
      before = component.upTo
    }
    return sum
  }

  private static func countAtMost(_ value: Double, in sorted: [Double]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
