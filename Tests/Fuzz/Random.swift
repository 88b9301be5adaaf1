import Prelude
import TestSupport

/// What one iteration draws.
struct Random: RandomNumberGenerator {
  private var sequence: SplitMix64

  /// Each iteration has a generator of its own, so that it can be repeated without those before it.
  init(seed: UInt64, iteration: UInt64) {
    var start = SplitMix64(seed: seed &* Mix64.golden &+ iteration &* 0xD134_2543_DE82_EF95)
    sequence = SplitMix64(seed: start.next() ^ iteration)
  }

  mutating func next() -> UInt64 { sequence.next() }

  /// From 0 up to `bound`, without it.
  mutating func below(_ bound: Int) -> Int { sequence.below(bound) }

  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }

  mutating func oneIn(_ bound: Int) -> Bool { below(bound) == 0 }
}
