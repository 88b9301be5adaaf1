/// Java's generator, from which `$random` with a seed draws on AWS.
///
/// Source: the specification of `java.util.Random`, a linear congruential generator of 48 bits (Knuth, TAOCP 2, 3.2.1).
struct JavaRandom {
  private static let multiplier: UInt64 = 0x5_DEEC_E66D
  private static let mask: UInt64 = 1 << 48 - 1
  private var state: UInt64

  init(seed: Int) { state = (UInt64(bitPattern: Int64(seed)) ^ Self.multiplier) & Self.mask }

  private mutating func next(bits: UInt64) -> UInt64 {
    state = (state &* Self.multiplier &+ 0xB) & Self.mask
    return state >> (48 - bits)
  }

  /// In [0, 1), 53 bits.
  mutating func nextDouble() -> Double {
    let high = next(bits: 26) << 27
    return Double(high + next(bits: 27)) * 0x1p-53
  }
}
