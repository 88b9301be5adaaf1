import TestSupport
import Testing

@testable import Statistics

@Suite struct RatioEstimatorTests {
  /// Computed with NumPy from the formulas.
  @Test func aKnownRatio() {
    let ratio = RatioEstimator(sums: [3, 5, 8, 1], counts: [2, 3, 2, 1])
    expect(ratio.ratio, near: 2.125)
    expect(ratio.standardError, near: 0.625_520_616_5)
    #expect(ratio.degreesOfFreedom == 3)
    let estimate = Estimate(ratio)
    expect(estimate.mean, near: 2.125)
    expect(estimate.halfWidth, near: 0.625_520_616_5 * 3.182_446_305_3)
  }

  /// With equal counts it is the mean of the clusters' values, and its t interval.
  @Test func equalCountsAreTheMeanOfMeans() {
    var random = SplitMix64(seed: 3)
    for clusters in 2..<40 {
      let values = (0..<clusters).map { _ in Double(random.below(1_000)) }
      let ratio = Estimate(
        RatioEstimator(sums: values.map { 7 * $0 }, counts: Array(repeating: 7, count: clusters)))
      let mean = Estimate(replications: values)
      expect(ratio.mean, near: mean.mean, within: 1e-12)
      expect(ratio.halfWidth, near: mean.halfWidth ?? .nan, within: 1e-9)
    }
  }

  @Test(
    arguments: [
      ([], [], nil), ([3], [1], nil), ([3, 0], [1, 0], nil), ([3, 6, 9], [1, 2, 3], 0),
      ([0.3, 0.6, 0.9], [1, 2, 3], 0),
      ([0, 0, 0], [1, 2, 3], 0), ([0, 0], [0, 0], nil),
    ] as [([Double], [Double], Double?)])
  func clustersThatSayNothing(sums: [Double], counts: [Double], error: Double?) {
    #expect(RatioEstimator(sums: sums, counts: counts).standardError == error)
  }

  @Test func aClusterThatCountsNothingChangesNothing() {
    let with = RatioEstimator(sums: [3, 0, 5, 8, 1], counts: [2, 0, 3, 2, 1])
    let without = RatioEstimator(sums: [3, 5, 8, 1], counts: [2, 3, 2, 1])
    #expect(with.ratio == without.ratio && with.standardError == without.standardError)
    #expect(with.deviations.count == 5 && with.deviations[1] == 0)
  }

  @Test func oneSidedBoundsAreNarrower() throws {
    let estimate = Estimate(replications: [1, 2, 3, 4, 5])
    let (one, two) = (try #require(estimate.oneSidedBounds()), try #require(estimate.interval(confidence: 0.9)))
    #expect(one == two)
    expect(one.upper, near: 3 + 2.131_846_786_3 * 0.5.squareRoot())
  }
}
