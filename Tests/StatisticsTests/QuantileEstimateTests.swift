import TestSupport
import Testing

@testable import Statistics

@Suite struct QuantileEstimateTests {
  private static func clusters(_ seed: UInt64, _ count: Int, size: Int, modulus: Int) -> [Sample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in SampleTests.sample((0..<size).map { _ in Int64(random.below(modulus)) }) }
  }

  /// The definition, value by value.
  @Test func intervalsAreWhatTheDefinitionSays() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let clusters = Self.clusters(seed, 2 + Int(seed) % 9, size: 300, modulus: 1 << 40)
      let values = clusters.flatMap { $0.values }.sorted()
      for p in [0.1, 0.5, 0.9, 0.95, 0.99] {
        let estimate = QuantileEstimate(ClusteredSample(clusters), p: p)
        let value = try #require(estimate.value)
        let shares = clusters.map { cluster in Double(cluster.values.count { $0 <= value }) / 300 }
        let share = Estimate(replications: shares)
        let (error, half) = (try #require(share.standardError), try #require(share.halfWidth))
        let reach = SkewedReach(shares, t: error > 0 ? half / error : 0)
        expect(estimate.effectiveCount, near: min(Double(values.count), p * (1 - p) / error / error))
        let interval = try #require(estimate.interval)
        let (low, high) = (p - reach.below * error, p + reach.above * error)
        let rank = { (q: Double) in Double(values[Int((q * Double(values.count)).rounded(.up)) - 1]) }
        #expect(interval.lower == (low > 0 ? rank(low) : -.infinity))
        #expect(interval.upper == (high < 1 ? rank(high) : .infinity))
      }
    }
  }

  /// Counted at once, one after the other, or in sorted clusters; with many executions of one value, too.
  @Test(arguments: [3, 1 << 40]) func countingAtOnceChangesNothing(_ modulus: Int) {
    for seed in 1...5 as ClosedRange<UInt64> {
      // More than one piece of those that are counted together.
      let sample = ClusteredSample(Self.clusters(seed, 4, size: 5_000, modulus: modulus))
      let ps = [0.01, 0.5, 0.9, 0.99, 0.999]
      let counted = sample.counted(at: ps)
      for p in ps {
        let alone = QuantileEstimate(sample, p: p)
        for other in [QuantileEstimate(counted, p: p), QuantileEstimate(sample.sorted(), p: p)] {
          #expect(other.value == alone.value && other.interval == alone.interval)
          #expect(other.effectiveCount == alone.effectiveCount)
        }
      }
    }
  }

  @Test func poolingIsMerging() {
    let clusters = Self.clusters(8, 3, size: 400, modulus: 1_000)
    var merged = Sample()
    for cluster in clusters { merged.merge(cluster) }
    let pooled = Sample(pooling: clusters)
    #expect(pooled.hasValues(of: merged) && pooled.count == 1_200 && pooled.mean == merged.mean)
    #expect(!pooled.hasValues(of: clusters[0]))
  }

  /// r(±2) for G₁ = 1 of 16 clusters, and beyond: a = 1/24.
  @Test func skewedClustersReachFurtherOnOneSide() {
    let right = SkewedReach([9] + Array(repeating: 0, count: 15), t: 2)
    expect(right.below, near: 2.542_200_107)
    #expect(right.above == 2)
    let left = SkewedReach([-9] + Array(repeating: 0, count: 15), t: 2)
    #expect(left.below == 2 && left.above == right.below)
    let symmetric = SkewedReach([-1, 0, 1], t: 2)
    #expect(symmetric.below == 2 && symmetric.above == 2)
    let alike = SkewedReach([3, 3, 3], t: 2)
    #expect(alike.below == 2 && alike.above == 2)
  }

  @Test func endsBeyondTheSampleAreOpen() throws {
    let clusters = [[1, 2, 3], [1, 2, 30], [2, 50, 60]].map { SampleTests.sample($0) }
    let interval = try #require(QuantileEstimate(ClusteredSample(clusters), p: 0.9).interval)
    #expect(interval.upper == .infinity && interval.lower.isFinite && interval.halfWidth == .infinity)
  }

  @Test func supportIsByWhatExecutionsAreWorth() {
    // 4,000 executions that are as many as their four clusters.
    let alike = (0..<4).map { cluster in SampleTests.sample((0..<1_000).map { _ in Int64(cluster) }) }
    let dependent = QuantileEstimate(ClusteredSample(alike), p: 0.5)
    #expect(!dependent.isSupported && (dependent.effectiveCount ?? 99) < 4)
    let independent = QuantileEstimate(ClusteredSample(Self.clusters(5, 4, size: 1_000, modulus: 1 << 30)), p: 0.5)
    #expect(independent.isSupported)
    // One cluster is counted one by one, and has no interval.
    let single = QuantileEstimate(ClusteredSample([alike[0]]), p: 0.99)
    #expect(single.isSupported && single.interval == nil && single.effectiveCount == nil)
    #expect(QuantileEstimate(ClusteredSample([]), p: 0.5).value == nil)
  }

  @Test func oneValueThatAllHaveIsCertain() {
    let clusters = (0..<5).map { _ in SampleTests.sample(Array(repeating: 7, count: 100)) }
    let estimate = QuantileEstimate(ClusteredSample(clusters), p: 0.95)
    #expect(estimate.interval == Interval(lower: 7, upper: 7) && estimate.effectiveCount == 500)
  }

  /// Ties: 0 in 88 to 92 % of a cluster, else 3. The 89 % quantile may be 0, and may be 3.
  @Test func aValueOfManyIsNoCertainty() throws {
    let shares = [880, 890, 900, 910, 920].map { zeros in
      SampleTests.sample((0..<1_000).map { $0 < zeros ? 0 : 3 })
    }
    let interval = try #require(QuantileEstimate(ClusteredSample(shares), p: 0.895).interval)
    #expect(interval.lower == 0)
    let upper = try #require(QuantileEstimate(ClusteredSample(shares), p: 0.902).interval)
    #expect(upper == Interval(lower: 0, upper: 3))
  }

  @Test func countsAreThoseOfTheValues() {
    for sorted in [false, true] {
      var sample = SampleTests.sample(SampleTests.scrambled(500, modulus: 60))
      if sorted { sample.sort() }
      for value in -1...61 as ClosedRange<Int64> {
        #expect(sample.count(upTo: value) == sample.values.count { $0 <= value })
      }
      var condensed = sample
      condensed.condense()
      for value in -1...61 as ClosedRange<Int64> { #expect(condensed.count(upTo: value) == sample.count(upTo: value)) }
    }
    #expect(Sample().count(upTo: 5) == 0)
  }
}

@Suite struct BinomialRanksTests {
  /// Computed with SciPy 1.17.
  @Test(arguments: [
    (20, 0.5, 6, 15, 0.958_610_535), (100, 0.5, 40, 61, 0.964_799_700), (1_000, 0.95, 936, 964, 0.958_095_268),
    (1_000, 0.99, 983, 997, 0.976_094_763),
  ]) func knownRanks(count: Int, p: Double, lower: Int, upper: Int, coverage: Double) {
    let ranks = BinomialRanks(count: count, p: p)
    #expect(ranks?.lower == lower && ranks?.upper == upper)
    expect(ranks?.coverage, near: coverage)
  }

  @Test func smallSamplesHaveOpenEnds() {
    #expect(BinomialRanks(count: 3, p: 0.5)?.lower == nil)
    #expect(BinomialRanks(count: 100, p: 0.99)?.upper == nil)
    #expect(BinomialRanks(count: 0, p: 0.5) == nil && BinomialRanks(count: 5, p: 1) == nil)
    #expect(BinomialRanks.upperBound(count: 58, p: 0.95) == nil)
    #expect(BinomialRanks.upperBound(count: 59, p: 0.95) == 59)
  }

  /// Executions that are one to a cluster are independent: their interval is by rank.
  @Test func oneExecutionAClusterIsCountedByRank() {
    let clusters = (1...100).map { SampleTests.sample([Int64($0)]) }
    let median = QuantileEstimate(ClusteredSample(clusters), p: 0.5)
    #expect(median.interval == Interval(lower: 40, upper: 61) && median.effectiveCount == 100)
    let p99 = QuantileEstimate(ClusteredSample(clusters + [Sample()]), p: 0.99)
    #expect(p99.interval?.upper == .infinity && !p99.isSupported)
  }

  /// Never less than it says, and no rank could be left out on either side.
  @Test func intervalsAreTheNarrowest() throws {
    for count in 1...120 {
      for p in [0.1, 0.5, 0.9, 0.95] {
        let ranks = try #require(BinomialRanks(count: count, p: p))
        #expect(ranks.coverage >= 0.95 - 1e-12)
        let below = { (k: Int) in GSLFunctions.binomial(upTo: k, p, count) }
        if let lower = ranks.lower { #expect(below(lower - 1) <= 0.025 && below(lower) > 0.025) }
        if let upper = ranks.upper { #expect(below(upper - 1) >= 0.975 && below(upper - 2) < 0.975) }
      }
    }
  }
}
