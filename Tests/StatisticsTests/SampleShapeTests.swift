import Statistics
import Testing

@Suite struct SampleShapeTests {
  @Test func binsCoverTheSampleAndGrowByOneFactor() {
    let sample = SampleTests.sample((1...1_024).map(Int64.init))
    let bins = sample.histogram(bins: 10)
    #expect(bins.map(\.count) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 513])
    #expect(bins.first?.lower == 1 && bins.last?.upper == 1_024)
    for (bin, next) in zip(bins, bins.dropFirst()) { #expect(bin.upper == next.lower) }
    #expect(bins.allSatisfy { abs($0.upper / $0.lower - 2) < 1e-12 })
  }

  @Test(
    arguments: [
      ([5], 4, [1]), ([5, 5, 5], 4, [3]), ([0, 0, 1], 4, [3]), ([-3, 0, 1, 100], 2, [3, 1]), ([1, 10], 1, [2]),
      ([1, 10], 0, []), ([1, 1, 100], 2, [2, 1]), ([.min, .max], 2, [1, 1]),
    ] as [([Int64], Int, [Int])]) func degenerateHistograms(values: [Int64], bins: Int, counts: [Int])
  {
    #expect(SampleTests.sample(values).histogram(bins: bins).map(\.count) == counts)
  }

  @Test func theDistributionFunctionEndsAtTheMaximum() {
    let sample = SampleTests.sample([4, 1, 3, 2])
    #expect(sample.ecdf(points: 100).map(\.value) == [1, 2, 3, 4])
    #expect(sample.ecdf(points: 2).map(\.value) == [2, 4])
    #expect(sample.ecdf(points: 2).map(\.fraction) == [0.5, 1])
    #expect(sample.ecdf(points: 0).isEmpty)
  }
}
