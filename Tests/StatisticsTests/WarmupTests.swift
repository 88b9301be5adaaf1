import TestSupport
import Testing

@testable import Statistics

/// v ← .9v + (u − ½) from 10, u of Park and Miller's generator with multiplier 16807 and seed 1.
private let autoregression: [Double] = {
  var (seed, value) = (1, 10.0)
  return (0..<1_000).map { _ in
    seed = seed * 16_807 % 2_147_483_647
    value = 0.9 * value + (Double(seed) / 2_147_483_647 - 0.5)
    return value
  }
}()

@Suite struct MSERTests {
  @Test func aDecayHasNoEnd() {
    var value = 100.0
    let decay = (0..<200).map { _ in
      defer { value *= 0.9 }
      return value
    }
    let warmup = MSER(decay)
    #expect(warmup.deleted == 95 && warmup.isTooShort)
  }

  @Test func anAutoregressionFromAfar() {
    let warmup = MSER(autoregression)
    #expect(warmup.deleted == 15 && !warmup.isTooShort)
    expect(warmup.mean, near: 0.060_562_669, within: 1e-7)
    expect(warmup.meanAfter, near: -0.004_538_959, within: 1e-6)
  }

  /// Against the definition, in O(n²).
  @Test func suffixSumsAreTheDefinition() {
    var random = SplitMix64(seed: 17)
    for _ in 0..<1_000 {
      let series = (0..<(5 + random.below(300))).map { 1e6 / Double(1 + $0) + Double(random.below(1_000)) }
      let groups = (0..<(series.count / 5)).map { series[(5 * $0)..<(5 * $0 + 5)].reduce(0, +) / 5 }
      let values = (0..<max(1, (groups.count + 1) / 2)).map { truncation in
        let rest = groups[truncation...]
        let mean = rest.reduce(0, +) / Double(rest.count)
        return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count * rest.count)
      }
      let best = values.firstIndex { $0 <= (values.min() ?? 0) * (1 + 1e-9) }
      #expect(MSER(series).deleted == best.map { 5 * $0 })
    }
  }

  @Test(
    arguments: [
      ([], 0, true), ([1, 2, 3, 4], 0, true), (Array(repeating: 7, count: 100), 0, false),
      ([9, 9, 9, 9, 9] + Array(repeating: 7, count: 95), 5, false),
    ] as [([Double], Int, Bool)]) func plainSeries(series: [Double], deleted: Int, tooShort: Bool)
  {
    let warmup = MSER(series)
    #expect(warmup.deleted == deleted && warmup.isTooShort == tooShort)
  }

  @Test func theMovingAverageShrinksAtItsEnds() {
    let series = (0..<40).map { Double($0 * $0 % 7) }
    let smoothed = WelchPlot.smoothed(series)
    #expect(smoothed.count == series.count)
    for index in series.indices {
      let window = series[max(0, index - 5)...min(39, index + 5)]
      expect(smoothed[index], near: window.reduce(0, +) / Double(window.count), within: 1e-12)
    }
    #expect(WelchPlot.smoothed([]).isEmpty && WelchPlot.smoothed([3]) == [3])
    #expect(WelchPlot.window(1_000) == 20)
  }
}

@Suite struct BatchMeansTests {
  @Test func aKnownRun() throws {
    let after = Array(autoregression.dropFirst(MSER(autoregression).deleted))
    let batches = try #require(BatchMeans(after, batches: 20))
    #expect(batches.batchSize == 49 && batches.means.count == 20)
    expect(batches.estimate.mean, near: -0.010_333_080_3)
    expect(batches.estimate.halfWidth, near: 0.161_830_363)
    expect(batches.vonNeumannRatio, near: 1.903_201_640)
    #expect(!batches.areDependent)
    #expect(BatchMeans.independent(after) != nil)
  }

  @Test func aTrendIsDependent() {
    let trend = (0..<300).map { Double($0) }
    #expect(BatchMeans(trend, batches: 30)?.areDependent == true)
    #expect(BatchMeans.independent(trend) == nil)
    let ones = [Double](repeating: 5, count: trend.count)
    #expect(BatchMeans.independent(sums: trend.map { 5 * $0 }, counts: ones) == nil)
    #expect(BatchMeans(trend, batches: 2) == nil && BatchMeans([1, 2], batches: 3) == nil)
  }

  /// Of independent values about 5 % are taken for dependent.
  @Test func theTestErrsAsOftenAsItSays() {
    var random = SplitMix64(seed: 4)
    let rejected = (0..<4_000).count { _ in
      BatchMeans((0..<30).map { _ in Double(random.below(1 << 20)) }, batches: 30)?.areDependent == true
    }
    #expect((140...260).contains(rejected))
  }
}

@Suite struct SteadyStateTests {
  @Test(arguments: [
    (SteadyState.Resource.service(slots: 1, rate: 1), 0.8, 89.721_36), (.service(slots: 1, rate: 1), 0.95, 1_559.743_6),
    (.service(slots: 1, rate: 1), 0.99, 39_799.749),
    (.bucket(capacity: 1_300, refill: 300, tokensPerArrival: 111), 2.3, 57.448_0),
    (.bucket(capacity: 1_300, refill: 300, tokensPerArrival: 111), 2.565, 355.599),
  ]) func relaxationTimes(resource: SteadyState.Resource, rate: Double, seconds: Double) {
    expect(resource.relaxationTime(arrivalRate: rate), near: seconds, within: 1e-4)
  }

  @Test(arguments: [
    (SteadyState.Resource.service(slots: 4, rate: 1), 4.0), (.service(slots: 1, rate: 2), 2.2),
    (.bucket(capacity: 10, refill: 300, tokensPerArrival: 100), 3),
  ]) func demandBeyondSupplyNeverRelaxes(resource: SteadyState.Resource, rate: Double) {
    #expect(resource.relaxationTime(arrivalRate: rate) == nil && resource.utilisation(arrivalRate: rate) >= 1)
  }

  @Test func driftIsTheBacklogPerArrival() {
    #expect(SteadyState.drift(from: 10, to: 90, seconds: 800, arrivalRate: 2) == 0.05)
    #expect(SteadyState.isGrowing([0.04, 0.05, 0.06, 0.05]))
    #expect(!SteadyState.isGrowing([0.004, 0.005, 0.0045, 0.0055]))
    #expect(!SteadyState.isGrowing([-0.05, 0.06, 0.03, -0.02]))
    #expect(!SteadyState.isGrowing([0.9]) && !SteadyState.isGrowing([]))
  }

  @Test(arguments: [(180.0, 900.0, true), (179, 900, false), (180, 899, false)])
  func aRunNeedsTwelveRelaxationTimes(warmup: Double, counted: Double, isLongEnough: Bool) {
    #expect(SteadyState.isLongEnough(warmup: warmup, counted: counted, relaxationTime: 90) == isLongEnough)
  }
}
