import Testing

@testable import Statistics

@Suite struct CondensedSampleTests {
  static let large = Sample.exactLimit + 5_000

  @Test func beyondTheLimitQuantilesAreWithinAThousandth() throws {
    let values = SampleTests.scrambled(Self.large, modulus: 1 << 31).map { $0 * $0 >> 10 }
    let sample = SampleTests.sample(values)
    #expect(!sample.isExact && sample.count == Self.large)
    let sorted = values.sorted()
    #expect(sample.min == sorted.first && sample.max == sorted.last)
    #expect(sample.sum == Double(values.reduce(Int128(0)) { $0 + Int128($1) }))
    let ps = [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999]
    let found = try #require(sample.quantiles(ps))
    for (p, value) in zip(ps, found) {
      let exact = sorted[Int((p * Double(Self.large)).rounded(.up)) - 1]
      #expect(value >= exact && Double(value - exact) <= 0.001 * Double(exact), "p \(p): \(value) for \(exact)")
    }
    #expect(sample.quantiles([1, 0, 0.5]) == [sorted[Self.large - 1], sorted[0], found[3]])
  }

  @Test func theLimitItselfIsExactAndMergingCrossesIt() {
    var sample = SampleTests.sample(repeatElement(7, count: Sample.exactLimit))
    #expect(sample.isExact)
    let whole = sample
    sample.add(9)
    #expect(!sample.isExact && sample.max == 9 && whole.isExact && whole.max == 7)
    var merged = whole
    merged.merge(SampleTests.sample([9]))
    var reversed = SampleTests.sample([9])
    reversed.merge(whole)
    reversed.merge(sample)
    #expect(!merged.isExact && merged.quantiles([0, 0.5, 1]) == [7, 7, 9])
    #expect(reversed.count == 2 * Sample.exactLimit + 2 && reversed.quantiles([0, 0.5, 1]) == [7, 7, 9])
  }

  /// A million values of 292 years add up to far more than 64 bits hold.
  @Test func hugeAndNegativeValuesDoNotTrap() {
    var sample = SampleTests.sample(repeatElement(.max, count: Sample.exactLimit))
    for value in [-5, 0, 1, .max] as [Int64] { sample.add(value) }
    #expect(sample.quantiles([0, 0.5, 1]) == [-5, .max, .max])
    #expect(sample.count == Sample.exactLimit + 4)
  }
}
