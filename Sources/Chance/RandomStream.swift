// Chance: named streams of random numbers and the distributions that draw from them. Every draw is a function of
// (seed, replication, purpose, entity, counter), so that two runs which differ in one policy share all other draws
// (common random numbers), whatever the order in which they ask for them.

@preconcurrency import CGSL
public import Prelude

/// One entity's random numbers for one purpose: a position on a Weyl sequence, mixed when drawn.
///
/// Source: SplitMix64, used as a counter-based generator (Salmon et al. 2011): the n-th number is
/// `mix(origin + (n + 1) × golden)`.
public struct RandomStream: Hashable, Sendable {
  /// How far the stream has come: one that begins here goes on in its place.
  public var position: UInt64

  @inlinable public init(position: UInt64) { self.position = position }

  @inlinable mutating func next() -> UInt64 {
    position &+= Mix64.golden
    return Mix64.mix(position)
  }

  /// In [0, 1), with 53 random bits.
  @inlinable public mutating func uniform() -> Double { Mix64.unit(next()) }

  /// With a mean of 1: what lies between the arrivals of a Poisson process of unit rate.
  public mutating func unitExponential() -> Double { GSLGenerator.draw(from: &self) { gsl_ran_exponential($0, 1) } }
}
