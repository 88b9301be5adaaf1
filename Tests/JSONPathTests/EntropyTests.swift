import Testing

@testable import JSONPath

@Suite struct EntropyTests {
  /// The published sequence of SplitMix64 with the seed 1234567.
  @Test func followsTheAlgorithm() {
    var entropy = Entropy(seed: 1_234_567)
    #expect([entropy.next(), entropy.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
  }

  @Test func makesUUIDsOfVersionFour() {
    var entropy = Entropy(seed: 1)
    for _ in 0..<100 {
      let digits = Array(entropy.uuid().utf8)
      #expect(digits.count == 36)
      #expect(digits.indices.filter { digits[$0] == UInt8(ascii: "-") } == [8, 13, 18, 23])
      #expect(digits[14] == UInt8(ascii: "4"))
      #expect("89ab".utf8.contains(digits[19]))
    }
  }

  @Test func drawsUniformly() {
    var entropy = Entropy(seed: 3)
    let draws = (0..<10_000).map { _ in entropy.uniform() }
    #expect(draws.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs(draws.reduce(0, +) / 10_000 - 0.5) < 0.02)
  }
}
