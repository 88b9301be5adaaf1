import Chance
import Testing

@testable import Statistics

@Suite struct SampleCountsTests {
  /// One look at values in any order finds what a sorted sample knows, ties and limits in any order included.
  @Test(arguments: [0, 1, 7, 5_000])
  func anUnsortedSampleIsCountedAtOnce(count: Int) {
    var stream = RandomStream(position: UInt64(count))
    var sample = Sample()
    for _ in 0..<count { sample.add(Int64(stream.uniform() * 100)) }
    var sorted = sample
    sorted.sort()
    let limits: [Int64] = [50, 90, 0, 99, 50, 3, -1, 100, .max, .min]
    let (found, known) = (sample.counts(at: limits), sorted.counts(at: limits))
    #expect(found.map(\.below) == known.map(\.below))
    #expect(found.map(\.upTo) == known.map(\.upTo))
    #expect(found.last?.upTo == 0)
  }
}
