import Testing

@testable import Statistics

@Suite struct SampleBinsTests {
  private func sample(_ values: [Int64]) -> Sample { values.reduce(into: Sample()) { $0.add($1) } }

  @Test func singleValuesHaveTheirOwn() throws {
    let values: [Int64] = [0, 7, 7, 1_000, 123_456_789_012, .max]
    let bins = SampleBins(sample(values))
    #expect(
      bins.bins.map(\.count) == [1, 2, 1, 1, 1] && bins.bins.map(\.upper) == [0, 7, 1_000, 123_456_789_012, .max])
  }

  @Test(arguments: [(8, 256, 257), (8, 255, 255), (11, 2_048, 2_049), (11, 2_047, 2_047), (8, 1_000_000, 1_003_519)])
  func binsAgreeInTheirLeadingBits(bits: Int, value: Int64, upper: Int64) {
    let folded = SampleBins(sample([value])).folded(bits: bits)
    #expect(folded.bins == [SampleBins.Bin(upper: upper, count: 1)])
  }
}
