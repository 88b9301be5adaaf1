import Prelude

/// The randomness that States.UUID and States.MathRandom draw from. A SplitMix64 sequence; one seed, one sequence.
public struct Entropy: Sendable, Hashable {
  @usableFromInline var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The same seed at another place, as a field of a state: what is drawn there has nothing to do with what is drawn
  /// here, and a draw more or less at one place moves none of the other.
  @inlinable package func at(place: UInt64) -> Entropy { Entropy(seed: state ^ place) }

  mutating func next() -> UInt64 {
    state &+= Mix64.golden
    return Mix64.mix(state)
  }

  /// In [0, 1), 53 bits.
  public mutating func uniform() -> Double { Mix64.unit(next()) }

  /// A UUID of version 4.
  public mutating func uuid() -> String { uuid(after: "") }

  /// The same with a text before it, made at once.
  public mutating func uuid(after prefix: String) -> String {
    let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let length = prefix.utf8.count
    return String(unsafeUninitializedCapacity: length + Self.uuidLength) { bytes in
      var place = bytes.update(fromContentsOf: prefix.utf8)
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          bytes[place] = UInt8(ascii: "-")
          place += 1
        }
        let word = digit < 16 ? high : low
        let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15)) & 15)
        bytes[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
        place += 1
      }
      return place
    }
  }

  /// Bytes of a UUID's text.
  public static var uuidLength: Int { 36 }
}
