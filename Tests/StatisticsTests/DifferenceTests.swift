import TestSupport
import Testing

@testable import Statistics

@Suite struct DifferenceTests {
  private static let base = RatioEstimator(values: [1, 2, 2.5, 3, 9])
  private static let candidate = RatioEstimator(values: [2, 4, 4.5, 6, 30])

  /// As `scipy.stats.ttest_rel` and `pearsonr`.
  @Test func aKnownPairedDifference() throws {
    let difference = Difference(base: Self.base, candidate: Self.candidate, paired: true)
    expect(difference.value, near: 5.8)
    expect(difference.relative, near: 5.8 / 3.5)
    expect(difference.pValue, near: 0.202_889_696_12)
    expect(difference.correlation, near: 0.993_317_364_09)
    expect(difference.standardError, near: 5.8 / 1.521_058_054_97)
    let values = [1.0, 2, 2, 3, 21]
    let error = try #require(Estimate(replications: values).standardError)
    expect(difference.standardError, near: error)
    let sides = [Self.base, Self.candidate].compactMap(\.standardError)
    expect(difference.varianceReduction, near: (sides[0] * sides[0] + sides[1] * sides[1]) / (error * error))
  }

  /// As `scipy.stats.ttest_ind(equal_var=False)`.
  @Test func aKnownUnpairedDifference() throws {
    let difference = Difference(base: Self.base, candidate: Self.candidate, paired: false)
    expect(difference.degreesOfFreedom, near: 4.585_284_922_119)
    expect(difference.pValue, near: 0.336_253_466_547)
    let interval = try #require(difference.interval())
    expect(interval.lower, near: -8.474_734_145_8)
    expect(interval.upper, near: 20.074_734_145_8)
    #expect(difference.correlation == nil && difference.varianceReduction == nil && !difference.isPaired)
  }

  @Test func sidesOfDifferentSizeAreNotPaired() {
    let shorter = RatioEstimator(values: [1, 2, 3])
    #expect(!Difference(base: shorter, candidate: Self.candidate, paired: true).isPaired)
    let none = Difference(base: RatioEstimator(values: [1]), candidate: RatioEstimator(values: [2]), paired: true)
    #expect(none.interval() == nil && none.pValue == nil)
  }

  @Test func theSameIsNoDifference() {
    let same = Difference(base: Self.base, candidate: Self.base, paired: true)
    #expect(same.value == 0 && same.standardError == 0 && same.pValue == 1)
    #expect(same.interval() == Interval(lower: 0, upper: 0))
    let shifted = RatioEstimator(values: [2, 3, 3.5, 4, 10])
    let constant = Difference(base: Self.base, candidate: shifted, paired: true)
    #expect(constant.pValue == 0 && constant.varianceReduction == .infinity)
  }

  /// The jackknife against quantiles of samples that are built without each cluster.
  @Test func leavingOutIsWhatItSays() throws {
    var random = SplitMix64(seed: 21)
    for round in 0..<30 {
      let modulus = round % 2 == 0 ? 40 : 1 << 40
      let clusters = (0..<(2 + random.below(8))).map { _ in
        SampleTests.sample((0..<random.below(200)).map { _ in Int64(random.below(modulus)) })
      }
      let sample = ClusteredSample(clusters).sorted()
      for p in [0.01, 0.5, 0.95, 0.99] {
        for index in clusters.indices where clusters.contains(where: { !$0.isEmpty }) {
          let others = clusters.indices.filter { $0 != index }.flatMap { clusters[$0].values }
          guard !others.isEmpty else { continue }
          #expect(sample.quantile(p, without: index) == SampleTests.sample(others).quantile(p))
        }
      }
    }
  }

  @Test func aKnownJackknife() {
    // Without each: 2, 2, 1 of [3], [2], [1] at p = .5 of two values.
    let sample = ClusteredSample([[1], [2], [3]].map { SampleTests.sample($0) }).sorted()
    let side = sample.jackknife(0.5)
    #expect(side.value == 2)
    let mean = 5.0 / 3
    let variance = 2.0 / 3 * (2 * (2 - mean) * (2 - mean) + (1 - mean) * (1 - mean))
    expect(side.standardError, near: variance.squareRoot())
  }

  @Test func quantilesOfTheSameSideAreEqual() {
    let clusters = (0..<5).map { seed in SampleTests.sample(SampleTests.scrambled(100 + seed, modulus: 900)) }
    let same = ClusteredSample(clusters)
    let difference = Difference(base: same, candidate: same, p: 0.95, paired: true)
    #expect(difference.value == 0 && difference.standardError == 0 && difference.pValue == 1)
  }
}

@Suite struct ComparisonTests {
  @Test(arguments: [
    (1.1, 3.0, Change.regressed), (0.9, 3, .inconclusive), (-0.9, 0.9, .withinNoise), (-3, -1.1, .improved),
    (-3, -0.9, .inconclusive), (-3, 3, .inconclusive), (0, 0, .withinNoise), (-1, 1, .withinNoise),
    (0.1, 0.9, .withinNoise),
  ]) func bothKeysAreNeeded(lower: Double, upper: Double, change: Change) {
    #expect(Change(Interval(lower: lower, upper: upper), threshold: 1) == change)
    let mirrored = Interval(lower: -upper, upper: -lower)
    #expect(Change(mirrored, threshold: 1, higherIsWorse: false) == change)
    #expect(Change(nil, threshold: 1) == .inconclusive)
  }

  /// Holm's own way of counting: as R's p.adjust(c(.01, .04, .03, .005), "holm").
  @Test func severalComparisonsShareALevel() {
    let adjusted = MultipleTesting.holm([0.01, 0.04, 0.03, 0.005])
    for (value, published) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { expect(value, near: published) }
    #expect(MultipleTesting.holm([]).isEmpty && MultipleTesting.holm([0.9, 0.8]) == [1, 1])
    expect(MultipleTesting.confidence(of: 10), near: 0.995)
    #expect(MultipleTesting.confidence(of: 0) == 0.95)
  }

  /// As `scipy.stats.ks_2samp`.
  @Test func distancesOfShapes() {
    let (one, other) = (SampleTests.sample([1, 2, 3, 4, 5]), SampleTests.sample([2, 3, 3, 9]))
    expect(KolmogorovSmirnov.distance(one, other), near: 0.25)
    expect(KolmogorovSmirnov.distance(other, one), near: 0.25)
    #expect(KolmogorovSmirnov.distance(one, one) == 0)
    #expect(KolmogorovSmirnov.distance(one, SampleTests.sample([6, 7])) == 1)
    #expect(KolmogorovSmirnov.distance(one, Sample()).isNaN)
    var condensed = one
    condensed.condense()
    #expect(KolmogorovSmirnov.distance(one, condensed) == 0)
  }
}
