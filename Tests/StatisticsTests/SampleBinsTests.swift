import Testing

@testable import Statistics

@Suite struct SampleBinsTests {
  private func sample(_ values: [Int64]) -> Sample { values.reduce(into: Sample()) { $0.add($1) } }

  @Test func singleValuesHaveTheirOwn() throws {
    let values: [Int64] = [0, 7, 7, 1_000, 123_456_789_012, .max]
    let bins = try #require(SampleBins(sample(values)))
    #expect(
      bins.bins.map(\.count) == [1, 2, 1, 1, 1] && bins.bins.map(\.upper) == [0, 7, 1_000, 123_456_789_012, .max])
  }

  @Test(arguments: [(8, 256, 257), (8, 255, 255), (11, 2_048, 2_049), (11, 2_047, 2_047), (8, 1_000_000, 1_003_519)])
  func binsAgreeInTheirLeadingBits(bits: Int, value: Int64, upper: Int64) {
    let folded = SampleBins(sample([value]), bits: bits)
    #expect(folded?.bins == [SampleBins.Bin(upper: upper, count: 1)])
  }

  /// What a look at every value counts, of a sample in which bins are empty, single and long.
  @Test(arguments: [nil, 2, 8, 11])
  func countsAreThoseOfEachValue(bits: Int?) throws {
    let values = (0..<5_000).map { Int64($0 * $0 % 701) << Int64($0 % 5 * 9) }
    var wanted: [Int64: Int] = [:]
    for value in values {
      let dropped = bits.map { max(0, Int64.bitWidth - value.leadingZeroBitCount - $0) } ?? 0
      wanted[value | ((1 << Int64(dropped)) - 1), default: 0] += 1
    }
    let found = try #require(SampleBins(sample(values), bits: bits)).bins
    #expect(found == wanted.sorted { $0.key < $1.key }.map { SampleBins.Bin(upper: $0.key, count: $0.value) })
    #expect(SampleBins(sample(values), bits: bits, most: found.count) != nil)
    #expect(SampleBins(sample(values), bits: bits, most: found.count - 1) == nil)
  }

  @Test func aCondensedSampleHasNoMoreBinsThanAskedFor() throws {
    var condensed = sample([5, 9_000_000, 9_000_001])
    condensed.condense()
    let found = try #require(SampleBins(condensed, bits: 8)).bins
    #expect(found.map(\.count) == [1, 2])
    #expect(SampleBins(condensed, bits: 8, most: 1) == nil)
  }
}
