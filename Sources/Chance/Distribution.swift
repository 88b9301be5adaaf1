@preconcurrency import CGSL
import Glibc
public import Prelude

/// A distribution of lengths of time. Samples are never negative, rounded once to nanoseconds, and saturate.
public struct Distribution: Sendable, CustomStringConvertible {
  /// A law by formula. It refers to no memory, so that whoever draws often keeps it for itself: to draw from a
  /// distribution in a record of theirs would count references.
  ///
  /// Parameters are in seconds and already checked: GSL checks none with its error handler off.
  public enum Law: Sendable {
    case constant(Span)
    case uniform(from: Double, to: Double)
    case exponential(mean: Double)
    /// `zeta` and `sigma`: mean and standard deviation of the logarithm.
    case lognormal(zeta: Double, sigma: Double)
    case gamma(shape: Double, scale: Double)
    case weibull(scale: Double, shape: Double)
    case pareto(scale: Double, shape: Double)
  }

  /// What has no formula, and refers to memory.
  enum Form: Sendable {
    case none
    /// Of an empirical law, in ascending order.
    case values([Double])
    /// Each with the sum of the shares up to it.
    case mixture([(upTo: Double, law: Distribution)])
  }

  /// Nil: `form` is all that there is.
  public let law: Law?
  let form: Form
  /// In seconds; infinite for a Pareto law of shape 1 or less.
  public let mean: Double
  public let description: String

  init(law: Law, mean: Double, description: String) {
    (self.law, form) = (law, .none)
    self.mean = mean
    self.description = description
  }

  init(form: Form, mean: Double, description: String) {
    (law, self.form) = (nil, form)
    self.mean = mean
    self.description = description
  }

  public static let zero = Distribution(law: .constant(.zero), mean: 0, description: "0 s")

  public var isZero: Bool { constantSpan == .zero }

  /// What every draw gives; `nil` unless constant.
  @inlinable public var constantSpan: Span? {
    if case .constant(let span)? = law { span } else { nil }
  }

  /// Whether two runs that differ in its parameters stay in step: the one draws a longer time where the other does. By
  /// inversion they do, and so does a lognormal, which scales one normal number; GSL draws gamma by rejection.
  /// A mixture's component has a number of its own, which the component's own draw comes after.
  public var isSynchronised: Bool {
    if case .mixture(let components) = form { return components.allSatisfy(\.law.isSynchronised) }
    return if case .gamma? = law { false } else { true }
  }

  public func sample(_ stream: inout RandomStream) -> Span {
    if let law { return law.sample(&stream) }
    // In whole nanoseconds, as the component itself would give it.
    if case .mixture(let components) = form { return Self.chosen(components, &stream).sample(&stream) }
    return Span(seconds: number(&stream))
  }

  /// For laws of plain numbers, whose parameters stand in place of seconds: what is drawn, not rounded.
  public func number(_ stream: inout RandomStream) -> Double {
    if let law { return law.number(&stream) }
    switch form {
    case .none: return 0
    case .values(let values): return values[Int(stream.uniform() * Double(values.count))]
    case .mixture(let components): return Self.chosen(components, &stream).number(&stream)
    }
  }

  private static func chosen(
    _ components: [(upTo: Double, law: Distribution)], _ stream: inout RandomStream
  ) -> Distribution {
    let uniform = stream.uniform()
    return components.first { uniform < $0.upTo }?.law ?? components[components.count - 1].law
  }

  /// The description without the unit of time.
  public var numberText: String {
    let text = description.replacing(" s,", with: ",").replacing(" s)", with: ")")
    return text.hasSuffix(" s") ? String(text.dropLast(2)) : text
  }
}

extension Distribution.Law {
  public func sample(_ stream: inout RandomStream) -> Span {
    if case .constant(let span) = self { span } else { Span(seconds: number(&stream)) }
  }

  func number(_ stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let span):
      span.seconds
    case .uniform(let from, let to):
      from + (to - from) * stream.uniform()
    case .exponential(let mean):
      GSLGenerator.draw(from: &stream) { gsl_ran_exponential($0, mean) }
    case .lognormal(let zeta, let sigma):
      exp(zeta + GSLGenerator.draw(from: &stream) { gsl_ran_gaussian_ziggurat($0, sigma) })
    case .gamma(let shape, let scale):
      GSLGenerator.draw(from: &stream) { gsl_ran_gamma($0, shape, scale) }
    case .weibull(let scale, let shape):
      GSLGenerator.draw(from: &stream) { gsl_ran_weibull($0, scale, shape) }
    case .pareto(let scale, let shape):
      GSLGenerator.draw(from: &stream) { gsl_ran_pareto($0, shape, scale) }
    }
  }
}
