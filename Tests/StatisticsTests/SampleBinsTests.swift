import Testing

@testable import Statistics

@Suite struct SampleBinsTests {
  private func sample(_ values: [Int64]) -> Sample { values.reduce(into: Sample()) { $0.add($1) } }

  @Test func singleValuesComeBackAsTheyWere() throws {
    let values: [Int64] = [0, 7, 7, 1_000, 123_456_789_012, .max]
    let bins = SampleBins(sample(values))
    #expect(
      bins.bins.map(\.count) == [1, 2, 1, 1, 1] && bins.bins.map(\.upper) == [0, 7, 1_000, 123_456_789_012, .max])
    for phase in [0, 0.4, 0.99] {
      let again = bins.sample(phase: phase)
      #expect(again.count == 6 && again.quantiles([0, 0.5, 1]) == [0, 7, .max])
    }
  }

  @Test(arguments: [(8, 256, 257), (8, 255, 255), (11, 2_048, 2_049), (11, 2_047, 2_047), (8, 1_000_000, 1_003_519)])
  func binsAgreeInTheirLeadingBits(bits: Int, value: Int64, upper: Int64) {
    let folded = SampleBins(sample([value])).folded(bits: bits)
    #expect(folded.bins == [SampleBins.Bin(upper: upper, count: 1)])
    let back = folded.sample(phase: 0.5)
    #expect(Double(abs(back.quantile(0.5)! - value)) <= Double(value) * SampleBins.relativeWidth(bits: bits))
  }

  /// Each cluster has one value in each bin: by their phases, together they fill it.
  @Test func quantilesOfManyClustersAreFinerThanTheBins() throws {
    let all = (0..<200).map { cluster in sample((0..<50).map { 1_000_000 + Int64($0 * 20_000 + cluster * 100) }) }
    let exact = try #require(ClusteredSample(all).pooled.quantile(0.5))
    let clusters = all.enumerated().map { index, sample in
      SampleBins(sample).folded(bits: 8)
        .sample(phase: (Double(index + 1) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1))
    }
    let found = try #require(ClusteredSample(clusters).pooled.quantile(0.5))
    #expect(abs(Double(found - exact)) < 0.001 * Double(exact), "a bin is 0.8 % wide")
    #expect(clusters.map(\.count) == all.map(\.count))
  }
}
