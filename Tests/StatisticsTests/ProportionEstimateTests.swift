import TestSupport
import Testing

@testable import Statistics

@Suite struct ProportionEstimateTests {
  /// Computed with SciPy 1.17 from the formulas.
  @Test func aKnownInterval() throws {
    let estimate = ProportionEstimate(hits: [3, 5, 8, 1], counts: [100, 120, 90, 110])
    expect(estimate.share, near: 0.040_476_190_476)
    expect(estimate.standardError, near: 0.015_557_549_746_7)
    let interval = try #require(estimate.interval())
    expect(interval.lower, near: 0.006_711_114_960_2)
    expect(interval.upper, near: 0.124_506_926_060_2)
    let bounds = try #require(estimate.oneSidedBounds())
    expect(bounds.lower, near: 0.011_715_747_117_3)
    expect(bounds.upper, near: 0.098_758_519_750_8)
    #expect(!estimate.assumesIndependence)
  }

  @Test(arguments: [
    (0.975, 1.0, 400.0, 0.009_179_804_583_665), (0.025, 400, 1, 0.990_820_195_416),
    (0.025, 3.5, 1000.25, 8.433_137_660e-4),
    (0.95, 0.01, 50, 6.792_147_159_7e-5), (0.025, 90_000, 10_000.5, 0.898_128_530_13),
    (0.025, 0.5, 0.5, 1.541_333_133_4e-3),
  ]) func quantilesOfTheBetaDistribution(p: Double, a: Double, b: Double, published: Double) {
    expect(GSLFunctions.betaQuantile(p, a, b), near: published)
  }

  /// None of N: at most about 3/N, if they are independent.
  @Test func noneAndAllAreExactIfIndependent() throws {
    let none = ProportionEstimate(hits: [0, 0], counts: [500, 500])
    #expect(none.assumesIndependence)
    let bounds = try #require(none.oneSidedBounds())
    #expect(bounds.lower == 0)
    expect(bounds.upper, near: 1 - 0.05.power(1.0 / 1_000))
    let all = try #require(ProportionEstimate(hits: [7], counts: [7]).interval())
    #expect(all.upper == 1)
    expect(all.lower, near: 0.025.power(1.0 / 7))
  }

  @Test func oneClusterHasNoInterval() {
    #expect(ProportionEstimate(hits: [3], counts: [10]).interval() == nil)
    #expect(ProportionEstimate(hits: [], counts: []).interval() == nil)
    #expect(ProportionEstimate(hits: [], counts: []).share.isNaN)
  }

  /// The estimate lies in its interval, in [0, 1], and wider confidence gives a wider interval.
  @Test func intervalsAreOrdered() throws {
    var random = SplitMix64(seed: 9)
    for _ in 0..<2_000 {
      let counts = (0..<(2 + random.below(30))).map { _ in 1 + random.below(2_000) }
      let estimate = ProportionEstimate(hits: counts.map { random.below($0 + 1) }, counts: counts)
      let narrow = try #require(estimate.interval(confidence: 0.9))
      let wide = try #require(estimate.interval(confidence: 0.99))
      #expect(0 <= wide.lower && wide.lower <= narrow.lower && narrow.lower <= estimate.share)
      #expect(estimate.share <= narrow.upper && narrow.upper <= wide.upper && wide.upper <= 1)
    }
  }
}

extension Double {
  /// Without Foundation: by halving the exponent's bits.
  fileprivate func power(_ exponent: Double) -> Double {
    var (result, root, rest) = (1.0, self, exponent)
    for _ in 0..<52 {
      (root, rest) = (root.squareRoot(), rest * 2)
      if rest >= 1 { (result, rest) = (result * root, rest - 1) }
    }
    return result
  }
}
