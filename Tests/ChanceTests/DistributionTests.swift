import Prelude
import Testing

@testable import Chance

@Suite struct DistributionTests {
  /// A law, and one that differs from it by a tenth in one parameter.
  struct Row: Sendable, CustomTestStringConvertible {
    let law: Distribution
    let other: Distribution
    var testDescription: String { law.description }
  }

  static func rows() throws -> [Row] {
    [
      Row(law: try .uniform(from: 0.5, to: 2), other: try .uniform(from: 0.5, to: 2.2)),
      Row(law: try .exponential(mean: 3), other: try .exponential(mean: 3.3)),
      Row(law: try .lognormal(mean: 0.2, sigma: 0.5), other: try .lognormal(mean: 0.22, sigma: 0.5)),
      Row(law: try .lognormal(p50: 0.12, p99: 0.9), other: try .lognormal(p50: 0.132, p99: 0.9)),
      Row(law: try .gamma(mean: 2, shape: 4), other: try .gamma(mean: 2.2, shape: 4)),
      Row(law: try .gamma(mean: 2, shape: 0.4), other: try .gamma(mean: 2.2, shape: 0.4)),
      Row(law: try .weibull(scale: 1, shape: 1.5), other: try .weibull(scale: 1.1, shape: 1.5)),
      Row(law: try .weibull(scale: 1, shape: 0.7), other: try .weibull(scale: 1, shape: 0.77)),
      Row(law: try .pareto(scale: 1, shape: 2.5), other: try .pareto(scale: 1, shape: 2.75)),
      Row(law: try mixture(9, 1), other: try mixture(9, 1.4)),
    ]
  }

  /// The third is a mixture itself.
  static func mixture(_ a: Double, _ b: Double) throws -> Distribution {
    let inner = try Distribution.mixture([(1, .uniform(from: 5, to: 6)), (2, .gamma(mean: 9, shape: 3))])
    return try .mixture([(a, .exponential(mean: 0.5)), (0, .pareto(scale: 1, shape: 0.5)), (b, inner)])
  }

  static func draws(_ law: Distribution, count: Int, seed: UInt64 = 42) -> [Double] {
    var stream = StreamKey(seed: seed, replication: 0, purpose: .serviceTime).stream(entity: 0)
    return (0..<count).map { _ in law.sample(&stream).seconds }
  }

  @Test func samplersFollowTheirDistributionFunctions() throws {
    for row in try Self.rows() {
      let draws = Self.draws(row.law, count: 20_000)
      #expect(kolmogorovSmirnov(draws, cdf: row.law.cdf) < 1.95, "\(row.law)")
      #expect(kolmogorovSmirnov(draws, cdf: row.other.cdf) > 1.95, "\(row.law) must not pass for \(row.other)")
    }
  }

  @Test func samplesHaveTheMean() throws {
    for row in try Self.rows() {
      let draws = Self.draws(row.law, count: 20_000, seed: 7)
      #expect(abs(mean(draws) - row.law.mean) < 4 * standardError(draws), "\(row.law)")
    }
  }

  @Test func lognormalTakesTheArithmeticMeanOrTwoPercentiles() throws {
    let byMean = try Distribution.lognormal(mean: 2, sigma: 1)
    #expect(abs(byMean.cdf(2 * 0.606_530_659_712_633_4) - 0.5) < 1e-12, "the median is mean × e^(−σ²/2)")
    let byPercentiles = try Distribution.lognormal(p50: 0.12, p99: 0.9)
    #expect(abs(byPercentiles.cdf(0.12) - 0.5) < 1e-12)
    #expect(abs(byPercentiles.cdf(0.9) - 0.99) < 1e-12)
  }

  @Test func meansAreTheClosedForms() throws {
    #expect(try Distribution.uniform(from: 1, to: 4).mean == 2.5)
    #expect(abs(try Distribution.weibull(scale: 3, shape: 0.5).mean - 6) < 1e-12)
    #expect(try Distribution.pareto(scale: 2, shape: 3).mean == 3)
    #expect(try Distribution.pareto(scale: 2, shape: 1).mean == .infinity)
    #expect(try Distribution.empirical([3, 1, 2, 2]).mean == 2)
    #expect(try Distribution.constant(.seconds(3)).mean == 3)
    #expect(try Distribution.mixture([(3, .exponential(mean: 2)), (1, .uniform(from: 4, to: 8))]).mean == 3)
  }

  @Test func oneStreamGivesOneSequence() throws {
    for row in try Self.rows() {
      #expect(Self.draws(row.law, count: 100) == Self.draws(row.law, count: 100))
      #expect(Self.draws(row.law, count: 100) != Self.draws(row.law, count: 100, seed: 43))
    }
  }

  @Test func aFormulaDrawsWhatItsDistributionDraws() throws {
    for row in try Self.rows() {
      guard let law = row.law.law else { continue }
      var stream = StreamKey(seed: 42, replication: 0, purpose: .serviceTime).stream(entity: 0)
      #expect((0..<100).map { _ in law.sample(&stream).seconds } == Self.draws(row.law, count: 100), "\(row.law)")
    }
    let empirical = try Distribution.empirical([1, 2])
    #expect(empirical.law.map { "\($0)" } == nil)
  }

  @Test func theEmpiricalLawDrawsItsValuesAlone() throws {
    let law = try Distribution.empirical([0.3, 0.1, 0.2, 0.2])
    let draws = Self.draws(law, count: 4_000)
    #expect(Set(draws) == [0.1, 0.2, 0.3])
    let middle = Double(draws.count { $0 == 0.2 })
    #expect(abs(middle - 2_000) < 4 * 1_000.0.squareRoot())
    #expect([0.05, 0.1, 0.2, 0.25, 0.3, 9].map(law.cdf) == [0, 0.25, 0.75, 0.75, 1, 1])
  }

  /// Whatever the weights are, the component's own draw is the second number.
  @Test func aMixtureDrawsItsComponentFirst() throws {
    let exponential = try Distribution.exponential(mean: 1)
    func draw(_ law: Distribution, after drawn: UInt64, _ entity: UInt64) -> Span {
      var stream = StreamKey(seed: 3, replication: 0, purpose: .serviceTime).stream(entity: entity, drawn: drawn)
      return law.sample(&stream)
    }
    for entity in 0..<200 as Range<UInt64> {
      let own = draw(exponential, after: 1, entity)
      for weight in [0, 0.1, 1, 50] {
        let mixed = draw(try .mixture([(weight, exponential), (1, .constant(.seconds(60)))]), after: 0, entity)
        #expect(mixed == own || mixed == .seconds(60))
      }
    }
    #expect(try Distribution.mixture([(3, exponential)]).law != nil, "one alone is that law")
    #expect(DistributionErrorTests.parameter { try .mixture([(0, exponential)]) } == "mixture")
  }

  @Test func lawsWithoutSpreadAreConstant() throws {
    let constants: [(Distribution, Span)] = [
      (try .constant(.milliseconds(200)), .milliseconds(200)), (try .uniform(from: 2, to: 2), .seconds(2)),
      (try .lognormal(mean: 2, sigma: 0), .seconds(2)), (try .lognormal(p50: 2, p99: 2), .seconds(2)),
      (try .empirical([2, 2]), .seconds(2)), (.zero, .zero),
    ]
    for (law, span) in constants {
      #expect(law.constantSpan == span)
      #expect(law.isZero == (span == .zero))
      var stream = StreamKey(seed: 1, replication: 0, purpose: .overhead).stream(entity: 0)
      let untouched = stream
      #expect(law.sample(&stream) == span)
      #expect(stream == untouched)
      #expect([span.seconds - 0.001, span.seconds].map(law.cdf) == [0, 1])
    }
    #expect(try Distribution.exponential(mean: 1).constantSpan == nil)
    #expect(try !Distribution.exponential(mean: 1).isZero)
  }

  @Test func extremeLawsSaturate() throws {
    let laws: [Distribution] = [
      try .pareto(scale: 1, shape: 1e-300), try .pareto(scale: 1e300, shape: 1), try .weibull(scale: 1, shape: 1e-9),
      try .gamma(mean: 1, shape: 1e-9), try .gamma(mean: 1e300, shape: 1e6), try .exponential(mean: 1e308),
      try .lognormal(mean: 1, sigma: 1e100), try .lognormal(p50: 1e-300, p99: 1e300),
      try .uniform(from: 0, to: .greatestFiniteMagnitude), try .gamma(mean: .leastNonzeroMagnitude, shape: 0.5),
    ]
    for law in laws {
      var stream = StreamKey(seed: 5, replication: 0, purpose: .serviceTime).stream(entity: 1)
      for _ in 0..<1_000 { #expect(law.sample(&stream) >= .zero, "\(law)") }
      #expect(!law.mean.isNaN, "\(law)")
    }
    var stream = StreamKey(seed: 5, replication: 0, purpose: .serviceTime).stream(entity: 1)
    #expect(try Distribution.pareto(scale: 1e300, shape: 1).sample(&stream) == .longest)
  }
}
