import Testing

@testable import Chance
@testable import Statistics

@Suite struct RadixSortTests {
  @Test(arguments: [0, 1, 255, 257, 5_000], [0, 3, 20, 40, 63])
  func sortsAsTheStandardLibraryDoes(_ count: Int, _ bits: Int) {
    var stream = StreamKey(seed: 7, replication: 0, purpose: .entropy).stream(entity: UInt64(bits))
    let values = (0..<count).map { _ in Int64(truncatingIfNeeded: stream.next() >> UInt64(63 - bits)) }
    #expect(RadixSort.sorted(values) == values.sorted())
    let signed = values.map { $0 &- values.reduce(0, max) / 2 }
    #expect(RadixSort.sorted(signed) == signed.sorted())
    var own = signed
    RadixSort.sort(&own)
    #expect(own == signed.sorted())
  }
}
