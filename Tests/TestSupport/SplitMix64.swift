import Prelude

/// The generator of every test that draws: one seed, one sequence, on every machine.
public struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= Mix64.golden
    return Mix64.mix(state)
  }

  /// From 0 up to `bound`, without it.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
