/// Names a record of a slab. Those of different records do not mix; `none` names nobody.
@frozen public struct Handle<Record: SlabRecord>: Hashable, Sendable {
  /// What an agenda entry or an effect carries.
  public let slot: UInt32

  @inlinable @inline(__always) public init(slot: UInt32) { self.slot = slot }

  @inlinable public static var none: Self { Self(slot: .max) }
  @inlinable @inline(__always) public var isNone: Bool { slot == .max }
}

public typealias StrandID = Handle<Strand>
public typealias ExecutionID = Handle<Execution>
public typealias MapRunID = Handle<MapRun>
public typealias CallID = Handle<ThrottledCall>
typealias ForkID = Handle<Fork>
