// Chance: named streams of random numbers and the distributions that draw from them. Every draw is a function of
// (seed, replication, purpose, entity, counter), so that two runs which differ in one policy share all other draws
// (common random numbers), whatever the order in which they ask for them.

/// One entity's random numbers for one purpose: a position on a Weyl sequence, mixed when drawn.
///
/// Source: SplitMix64 (Steele, Lea, Flood 2014) with the finaliser Mix13 (Stafford 2011), used as a counter-based
/// generator (Salmon et al. 2011): the n-th number is `mix(origin + (n + 1) × golden)`.
public struct RandomStream: Hashable, Sendable {
  @inlinable static var golden: UInt64 { 0x9E37_79B9_7F4A_7C15 }

  /// How far the stream has come: one that begins here goes on in its place.
  public var position: UInt64

  @inlinable public init(position: UInt64) { self.position = position }

  @inlinable static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// The upper 53 bits as a fraction in [0, 1).
  @inlinable static func unit(_ bits: UInt64) -> Double { Double(bits &>> 11) * 0x1p-53 }

  @inlinable public mutating func next() -> UInt64 {
    position &+= RandomStream.golden
    return RandomStream.mix(position)
  }

  /// In [0, 1), with 53 random bits.
  @inlinable public mutating func uniform() -> Double { RandomStream.unit(next()) }
}
