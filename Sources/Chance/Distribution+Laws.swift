@preconcurrency import CGSL
import Glibc
public import Prelude

extension Distribution {
  public static func constant(_ span: Span) throws(DistributionError) -> Distribution {
    guard span >= .zero else {
      throw DistributionError(parameter: "constant", message: "a length of time cannot be negative")
    }
    return Distribution(law: .constant(span), mean: span.seconds, description: "\(span.seconds) s")
  }

  public static func uniform(from: Double, to: Double) throws(DistributionError) -> Distribution {
    try check(from, "from", positive: false)
    try check(to, "to", positive: false)
    guard from <= to else {
      throw DistributionError(parameter: "to", message: "\(to) is less than from, \(from)")
    }
    if from == to { return try constant(Span(seconds: from)) }
    return Distribution(
      law: .uniform(from: from, to: to), mean: from + (to - from) / 2,
      description: "uniform(from \(from) s, to \(to) s)")
  }

  public static func exponential(mean: Double) throws(DistributionError) -> Distribution {
    try check(mean, "mean")
    return Distribution(
      law: .exponential(mean: mean), mean: mean, description: "exponential(mean \(mean) s)")
  }

  /// `mean`: the arithmetic mean of the times. `sigma`: the standard deviation of their natural logarithm.
  public static func lognormal(mean: Double, sigma: Double) throws(DistributionError) -> Distribution {
    try check(mean, "mean")
    try check(sigma, "sigma", positive: false)
    if sigma == 0 { return try constant(Span(seconds: mean)) }
    let zeta = log(mean) - sigma * sigma / 2
    guard zeta.isFinite else {
      throw DistributionError(parameter: "sigma", message: "\(sigma) is too large")
    }
    return Distribution(
      law: .lognormal(zeta: zeta, sigma: sigma), mean: mean,
      description: "lognormal(mean \(mean) s, sigma \(sigma))")
  }

  public static func lognormal(p50: Double, p99: Double) throws(DistributionError) -> Distribution {
    try check(p50, "p50")
    try check(p99, "p99")
    guard p50 <= p99 else {
      throw DistributionError(parameter: "p99", message: "\(p99) is less than p50, \(p50)")
    }
    if p50 == p99 { return try constant(Span(seconds: p50)) }
    let zeta = log(p50)
    let sigma = (log(p99) - zeta) / gsl_cdf_ugaussian_Pinv(0.99)
    return Distribution(
      law: .lognormal(zeta: zeta, sigma: sigma), mean: exp(zeta + sigma * sigma / 2),
      description: "lognormal(p50 \(p50) s, p99 \(p99) s)")
  }

  public static func gamma(mean: Double, shape: Double) throws(DistributionError) -> Distribution {
    try check(mean, "mean")
    try check(shape, "shape", positive: true)
    let scale = mean / shape
    guard scale.isFinite, scale > 0 else {
      throw DistributionError(parameter: "shape", message: "\(shape) is out of proportion to the mean, \(mean)")
    }
    return Distribution(
      law: .gamma(shape: shape, scale: scale), mean: mean, description: "gamma(mean \(mean) s, shape \(shape))")
  }

  public static func weibull(scale: Double, shape: Double) throws(DistributionError) -> Distribution {
    try check(scale, "scale")
    try check(shape, "shape")
    return Distribution(
      law: .weibull(scale: scale, shape: shape), mean: scale * tgamma(1 + 1 / shape),
      description: "weibull(scale \(scale) s, shape \(shape))")
  }

  /// `scale`: the least value. `shape`: the exponent of the tail.
  public static func pareto(scale: Double, shape: Double) throws(DistributionError) -> Distribution {
    try check(scale, "scale")
    try check(shape, "shape")
    return Distribution(
      law: .pareto(scale: scale, shape: shape), mean: shape > 1 ? scale * (shape / (shape - 1)) : .infinity,
      description: "pareto(scale \(scale) s, shape \(shape))")
  }

  /// Draws each of `values` with equal probability: the inverse of their empirical distribution function.
  public static func empirical(_ values: [Double]) throws(DistributionError) -> Distribution {
    guard !values.isEmpty else {
      throw DistributionError(parameter: "values", message: "there are none")
    }
    for value in values { try check(value, "values", positive: false) }
    let sorted = values.sorted()
    if sorted.first == sorted.last { return try constant(Span(seconds: sorted[0])) }
    let count = Double(sorted.count)
    return Distribution(
      form: .values(sorted), mean: sorted.reduce(0) { $0 + $1 / count },
      description: "empirical(\(sorted.count) values)")
  }

  /// Draws which component it is, then from that: a share of calls that takes another time than the rest.
  public static func mixture(
    _ components: [(weight: Double, law: Distribution)]
  ) throws(DistributionError) -> Distribution {
    for component in components { try check(component.weight, "weight", positive: false) }
    let total = components.reduce(0) { $0 + $1.weight }
    guard total > 0, total.isFinite else {
      throw DistributionError(parameter: "mixture", message: "no weight is greater than 0")
    }
    // One that is never drawn has no part, and may have an infinite mean.
    let drawn = components.filter { $0.weight > 0 }
    if components.count == 1 { return drawn[0].law }
    var sum = 0.0
    let form = drawn.map { component in
      sum += component.weight
      return (upTo: sum / total, law: component.law)
    }
    let words = drawn.map { "\($0.weight / total) of \($0.law.description)" }
    return Distribution(
      form: .mixture(form), mean: drawn.reduce(0) { $0 + $1.weight / total * $1.law.mean },
      description: "mixture(\(words.joined(separator: ", ")))")
  }

  private static func check(
    _ value: Double, _ parameter: String, positive: Bool = true
  ) throws(DistributionError) {
    _ = GSLGenerator.ready
    guard value.isFinite else {
      throw DistributionError(parameter: parameter, message: "\(value) is not a finite number")
    }
    guard value > 0 || (!positive && value == 0) else {
      let rule = positive ? "must be greater than 0" : "must not be negative"
      throw DistributionError(parameter: parameter, message: "\(value) \(rule)")
    }
  }
}
