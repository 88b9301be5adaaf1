import TestSupport
import Testing

@testable import Statistics

@Suite struct SampleTests {
  static func sample(_ values: some Sequence<Int64>) -> Sample {
    var sample = Sample()
    for value in values { sample.add(value) }
    return sample
  }

  static func scrambled(_ count: Int, modulus: Int) -> [Int64] {
    var random = SplitMix64(seed: 1)
    return (0..<count).map { _ in Int64(random.below(modulus)) }
  }

  @Test func anEmptySampleHasNothing() {
    let sample = Sample()
    #expect(sample.count == 0 && sample.isEmpty && sample.isExact)
    #expect(sample.min == nil && sample.max == nil && sample.quantile(0.5) == nil)
    #expect(sample.sum == 0 && sample.mean.isNaN)
  }

  /// Nearest rank: the least value that at least the fraction p of all values do not exceed.
  @Test(arguments: [1, 2, 3, 7, 10, 99, 100, 101, 1_000]) func quantilesAreNearestRanks(count: Int) throws {
    let values = Self.scrambled(count, modulus: 50)
    let sample = Self.sample(values)
    for hundredths in 0...100 {
      let least = values.sorted().first { candidate in
        values.count { $0 <= candidate } * 100 >= hundredths * count
      }
      #expect(sample.quantile(Double(hundredths) / 100) == least, "p\(hundredths) of \(count)")
    }
  }

  @Test func quantilesOfAKnownSample() {
    var sample = Self.sample([15, 20, 35, 40, 50])
    #expect(sample.quantiles([0.05, 0.3, 0.4, 0.5, 1]) == [15, 20, 20, 35, 50])
    #expect(sample.quantiles([-1, 2, .nan]) == [15, 50, 15])
    sample.sort()
    sample.add(1)
    #expect(sample.quantile(0) == 1)
    #expect(sample.quantile(1) == 50)
  }

  @Test func sumsDoNotOverflow() {
    let sample = Self.sample([.max, .max, .max, .min])
    #expect(sample.mean == 0x1p63 / 2)
    #expect(sample.min == .min && sample.max == .max)
  }

  /// Also where the values become too many to keep.
  @Test(arguments: [0, 1, 5, (1 << 20) - 2, 1 << 20]) func addingSoOftenIsAddingOneByOne(times: Int) {
    var (atOnce, oneByOne) = (Self.sample([3, 1]), Self.sample([3, 1]))
    atOnce.add(2, times: times)
    for _ in 0..<times { oneByOne.add(2) }
    #expect(atOnce.count == oneByOne.count && atOnce.sum == oneByOne.sum && atOnce.isExact == oneByOne.isExact)
    #expect(atOnce.min == oneByOne.min && atOnce.max == oneByOne.max)
    #expect(atOnce.quantiles([0, 0.3, 0.5, 0.9, 1]) == oneByOne.quantiles([0, 0.3, 0.5, 0.9, 1]))
  }

  @Test func mergingIsAddingInAnyOrder() {
    let (a, b) = (Self.scrambled(1_000, modulus: 777), Self.scrambled(501, modulus: 99))
    var ab = Self.sample(a)
    ab.merge(Self.sample(b))
    var ba = Self.sample(b)
    ba.sort()
    ba.merge(Self.sample(a))
    ba.merge(Sample())
    let whole = Self.sample(a + b)
    for merged in [ab, ba] {
      #expect(merged.count == 1_501 && merged.sum == whole.sum && merged.isExact)
      let fractions = (0...97).map { Double($0) / 97 }
      #expect(merged.quantiles(fractions) == whole.quantiles(fractions))
    }
    var sorted = Self.sample([1, 2])
    sorted.sort()
    var empty = Sample()
    empty.merge(sorted)
    empty.merge(Self.sample([0]))
    #expect(empty.quantile(0) == 0)
  }

  @Test(arguments: [
    (0.5, 19, false), (0.5, 20, true), (0.9, 99, false), (0.9, 100, true), (0.95, 199, false), (0.95, 200, true),
    (0.99, 999, false), (0.99, 1_000, true), (0.999, 9_999, false), (0.999, 10_000, true), (0.1, 99, false),
    (0.1, 100, true), (0, 1_000_000, false), (1, 1_000_000, false), (.nan, 1_000_000, false), (0.5, 0, false),
  ]) func aPercentileNeedsTenValuesBeyondIt(p: Double, count: Int, supported: Bool) {
    #expect(Sample.supports(p: p, count: count) == supported)
  }
}

/// Sharing memory changes no value.
@Suite struct SampleSharingTests {
  private static let some: [[Int64]] = [[], [1], [1, 2], [3, 1, 2], [1, 1, 1]]

  @Test(arguments: some, some)
  func aSampleStaysAsItWas(_ values: [Int64], _ others: [Int64]) {
    var sample = Sample()
    for value in values { sample.add(value) }
    var other = Sample()
    for value in others { other.add(value) }
    var shared = sample
    shared.share(other)
    #expect("\(shared)" == "\(sample)")
    shared.add(9)
    #expect(shared.count == values.count + 1 && shared.max == 9)
    #expect(other.count == others.count && other.quantile(1) == others.max())
  }

  @Test func aSampleMergedIntoAnEmptyOneStaysByItself() {
    let first = SampleTests.sample([3, 1])
    var merged = Sample()
    merged.merge(first)
    #expect(merged.quantiles([0, 1]) == [1, 3])
    merged.add(5)
    merged.merge(first)
    #expect(merged.count == 5 && merged.quantiles([1]) == [5])
    #expect(first.count == 2 && first.quantiles([1]) == [3])
  }
}
