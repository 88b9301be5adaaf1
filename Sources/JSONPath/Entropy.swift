import Prelude

/// The randomness that States.UUID and States.MathRandom draw from. A SplitMix64 sequence; one seed, one sequence.
public struct Entropy: Sendable, Hashable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= Mix64.golden
    return Mix64.mix(state)
  }

  /// In [0, 1), 53 bits.
  public mutating func uniform() -> Double { Mix64.unit(next()) }

  /// A UUID of version 4.
  public mutating func uuid() -> String {
    let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for place in 0..<32 {
      if place == 8 || place == 12 || place == 16 || place == 20 { text.append(UInt8(ascii: "-")) }
      let word = place < 16 ? high : low
      text.append(digits[Int(word >> UInt64(60 - 4 * (place & 15)) & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
