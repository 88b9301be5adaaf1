public import Prelude

/// Names the streams of one purpose in one replication: one stream per entity (an execution, a call, a service).
public struct StreamKey: Hashable, Sendable {
  public enum Purpose: UInt64, CaseIterable, Sendable {
    case arrivals
    case retryJitter
    case callerJitter
    case serviceTime
    case serviceError
    case callback
    case overhead
    case entropy
    case routing
    case input
    case batch
    case think
    case expression
    case outage
    case coldStart
    case tokenAnswer
    case admission
    case bootstrap
    case design
    case search
  }

  @usableFromInline let key: UInt64

  public init(seed: UInt64, replication: Int, purpose: Purpose) {
    var key = Mix64.mix(seed &+ Mix64.golden)
    key = Mix64.mix(key &+ UInt64(truncatingIfNeeded: replication) &* 0xD134_2543_DE82_EF95)
    self.key = Mix64.mix((key ^ 0xA076_1D64_78BD_642F) &+ purpose.rawValue &* 0xF135_7AEA_2E62_A9C5)
  }

  @inlinable func origin(entity: UInt64) -> UInt64 { Mix64.mix(key &+ entity &* 0xD134_2543_DE82_EF95) }

  /// The number that `stream(entity:)` gives after `counter` others.
  @inlinable func bits(entity: UInt64, counter: UInt64) -> UInt64 {
    Mix64.mix(origin(entity: entity) &+ (counter &+ 1) &* Mix64.golden)
  }

  /// In [0, 1), with 53 random bits.
  @inlinable public func uniform(entity: UInt64, counter: UInt64) -> Double {
    Mix64.unit(bits(entity: entity, counter: counter))
  }

  /// The stream whose n-th number, n from 0, is that of `bits(entity:counter:)` with the counter `drawn` + n.
  @inlinable public func stream(entity: UInt64, drawn: UInt64 = 0) -> RandomStream {
    RandomStream(position: origin(entity: entity) &+ drawn &* Mix64.golden)
  }
}
