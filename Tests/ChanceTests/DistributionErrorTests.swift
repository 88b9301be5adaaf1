import Chance
import Prelude
import Testing

@Suite struct DistributionErrorTests {
  static let notPositive: [Double] = [0, -1, .nan, .infinity, -.infinity]
  static let negative: [Double] = [-1, .nan, .infinity, -.infinity]

  static func parameter(_ make: () throws -> Distribution) -> String {
    do {
      return "none: \(try make())"
    } catch let error as DistributionError {
      return error.message.isEmpty ? "no message" : error.parameter
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: notPositive) func whatMustBePositive(value: Double) {
    #expect(Self.parameter { try .exponential(mean: value) } == "mean")
    #expect(Self.parameter { try .lognormal(mean: value, sigma: 1) } == "mean")
    #expect(Self.parameter { try .lognormal(p50: value, p99: 1) } == "p50")
    #expect(Self.parameter { try .lognormal(p50: 1, p99: value) } == "p99")
    #expect(Self.parameter { try .gamma(mean: value, shape: 1) } == "mean")
    #expect(Self.parameter { try .gamma(mean: 1, shape: value) } == "shape")
    #expect(Self.parameter { try .weibull(scale: value, shape: 1) } == "scale")
    #expect(Self.parameter { try .weibull(scale: 1, shape: value) } == "shape")
    #expect(Self.parameter { try .pareto(scale: value, shape: 1) } == "scale")
    #expect(Self.parameter { try .pareto(scale: 1, shape: value) } == "shape")
  }

  @Test(arguments: negative) func whatMustNotBeNegative(value: Double) {
    #expect(Self.parameter { try .uniform(from: value, to: 1) } == "from")
    #expect(Self.parameter { try .uniform(from: 0, to: value) } == "to")
    #expect(Self.parameter { try .lognormal(mean: 1, sigma: value) } == "sigma")
    #expect(Self.parameter { try .empirical([1, value]) } == "values")
  }

  @Test func whatMustBeInOrderOrInProportion() {
    #expect(Self.parameter { try .uniform(from: 2, to: 1) } == "to")
    #expect(Self.parameter { try .lognormal(p50: 2, p99: 1) } == "p99")
    #expect(Self.parameter { try .lognormal(mean: 1, sigma: 1e200) } == "sigma")
    #expect(Self.parameter { try .gamma(mean: 1e-300, shape: 1e300) } == "shape")
    #expect(Self.parameter { try .gamma(mean: 1e300, shape: 1e-300) } == "shape")
    #expect(Self.parameter { try .empirical([]) } == "values")
    #expect(Self.parameter { try .constant(Span(nanoseconds: -1)) } == "constant")
  }
}
