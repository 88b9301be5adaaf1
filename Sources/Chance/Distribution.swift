@preconcurrency import CGSL
import Glibc
public import Prelude

/// A distribution of lengths of time. Samples are never negative, rounded once to nanoseconds, and saturate.
public struct Distribution: Sendable, CustomStringConvertible {
  /// Parameters are in seconds and already checked: GSL checks none with its error handler off.
  @usableFromInline enum Law: Sendable {
    case constant(Span)
    case uniform(from: Double, to: Double)
    case exponential(mean: Double)
    /// `zeta` and `sigma`: mean and standard deviation of the logarithm.
    case lognormal(zeta: Double, sigma: Double)
    case gamma(shape: Double, scale: Double)
    case weibull(scale: Double, shape: Double)
    case pareto(scale: Double, shape: Double)
    case empirical(sorted: [Double])
  }

  @usableFromInline let law: Law
  /// In seconds; infinite for a Pareto law of shape 1 or less.
  public let mean: Double
  public let description: String

  init(law: Law, mean: Double, description: String) {
    self.law = law
    self.mean = mean
    self.description = description
  }

  public static let zero = Distribution(law: .constant(.zero), mean: 0, description: "0 s")

  public var isZero: Bool { constantSpan == .zero }

  /// What every draw gives; `nil` unless constant.
  @inlinable public var constantSpan: Span? {
    if case .constant(let span) = law { span } else { nil }
  }

  public func sample(_ stream: inout RandomStream) -> Span {
    switch law {
    case .constant(let span):
      span
    case .uniform(let from, let to):
      Span(seconds: from + (to - from) * stream.uniform())
    case .exponential(let mean):
      Span(seconds: GSLGenerator.draw(from: &stream) { gsl_ran_exponential($0, mean) })
    case .lognormal(let zeta, let sigma):
      Span(seconds: exp(zeta + GSLGenerator.draw(from: &stream) { gsl_ran_gaussian_ziggurat($0, sigma) }))
    case .gamma(let shape, let scale):
      Span(seconds: GSLGenerator.draw(from: &stream) { gsl_ran_gamma($0, shape, scale) })
    case .weibull(let scale, let shape):
      Span(seconds: GSLGenerator.draw(from: &stream) { gsl_ran_weibull($0, scale, shape) })
    case .pareto(let scale, let shape):
      Span(seconds: GSLGenerator.draw(from: &stream) { gsl_ran_pareto($0, shape, scale) })
    case .empirical(let sorted):
      Span(seconds: sorted[Int(stream.uniform() * Double(sorted.count))])
    }
  }

  /// The probability that a draw, before rounding to nanoseconds, is at most `seconds`.
  public func cdf(_ seconds: Double) -> Double {
    guard !seconds.isNaN, seconds >= 0 else { return 0 }
    return switch law {
    case .constant(let span): seconds >= span.seconds ? 1 : 0
    case .uniform(let from, let to): gsl_cdf_flat_P(seconds, from, to)
    case .exponential(let mean): gsl_cdf_exponential_P(seconds, mean)
    case .lognormal(let zeta, let sigma): seconds > 0 ? gsl_cdf_lognormal_P(seconds, zeta, sigma) : 0
    case .gamma(let shape, let scale): gsl_cdf_gamma_P(seconds, shape, scale)
    case .weibull(let scale, let shape): gsl_cdf_weibull_P(seconds, scale, shape)
    case .pareto(let scale, let shape): gsl_cdf_pareto_P(seconds, shape, scale)
    case .empirical(let sorted): Double(Distribution.countAtMost(seconds, in: sorted)) / Double(sorted.count)
    }
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
