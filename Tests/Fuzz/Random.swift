/// The SplitMix64 sequence: one seed, one sequence. Source: Steele, Lea, Flood, OOPSLA 2014.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  /// Each iteration has a generator of its own, so that it can be repeated without those before it.
  init(seed: UInt64, iteration: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ iteration &* 0xD134_2543_DE82_EF95
    state = next() ^ iteration
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// From 0 up to `bound`, without it.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }

  mutating func oneIn(_ bound: Int) -> Bool { below(bound) == 0 }
}
