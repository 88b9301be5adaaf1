/// What is counted of a level: a machine at a nesting depth, 0 for the executions that outside callers start.
public struct LevelCounts: Sendable {
  /// Calls for the start of its executions.
  public internal(set) var calls = CallCounts()
  /// States that its executions asked to enter: StateTransition tokens of a Standard machine; of an Express one none
  /// is counted.
  public internal(set) var entries = 0
  /// Retries that its executions came to, another StateTransition token each.
  public internal(set) var retries = 0
}

/// The counts of each level, by index: a depth's machines stand together.
///
/// Hot: an index is worked out once, with an execution or with a call that waits, and counting is an addition to
/// memory.
public struct Levels: ~Copyable {
  /// Deeper levels count with the last: no shipped workflow goes beyond three, and one that starts itself would need
  /// as many as it has time for.
  static let depthLimit = 16

  private let machineCount: Int
  private let depths: Int
  let counts: UnsafeMutablePointer<LevelCounts>
  /// The last one is for calls of which nobody can tell the machine.
  var count: Int { depths * machineCount + 1 }

  init(machineCount: Int) {
    self.machineCount = machineCount
    // Records hold an index in 16 bits.
    depths = max(1, min(Self.depthLimit, Int(UInt16.max) / max(1, machineCount)))
    counts = .allocate(capacity: depths * machineCount + 1)
    counts.initialize(repeating: LevelCounts(), count: depths * machineCount + 1)
  }

  deinit { counts.deallocate() }

  mutating func restart() { counts.update(repeating: LevelCounts(), count: count) }

  /// `machine` -1: unknown.
  @inline(__always)
  mutating func index(machine: Int32, depth: Int) -> UInt16 {
    let index = machine < 0 ? depths &* machineCount : min(depth, depths &- 1) &* machineCount &+ Int(machine)
    return UInt16(truncatingIfNeeded: min(index, Int(UInt16.max)))
  }

  /// What was counted so far of a machine at a depth; the last depth has what is deeper.
  public func counts(machine: Int, depth: Int) -> LevelCounts { counts[depth * machineCount + machine] }

  public var depthCount: Int { depths }

  /// Of calls of which nobody can tell the machine.
  public var unknown: LevelCounts { counts[count - 1] }
}
