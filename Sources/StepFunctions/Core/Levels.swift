/// What is counted of a level: a machine at a nesting depth, 0 for the executions that outside callers start.
public struct LevelCounts: Sendable {
  /// Calls for the start of its executions.
  public internal(set) var calls = CallCounts()
  /// States that its executions asked to enter: StateTransition tokens of a Standard machine; of an Express one none
  /// is counted, but for a ledger.
  public internal(set) var entries = 0
  /// Retries that its executions came to, another StateTransition token each.
  public internal(set) var retries = 0

  mutating func add(_ other: Self) {
    calls = calls + other.calls
    entries &+= other.entries
    retries &+= other.retries
  }
}

/// The counts of each level, by index: a depth's machines stand together. Where a ledger is kept, each root has levels
/// of its own, which lie behind these and are summed up when somebody asks.
///
/// Hot: an index is worked out once, with an execution or with a call that waits, and counting is an addition to
/// memory.
public struct Levels: ~Copyable {
  /// Deeper levels count with the last: no shipped workflow goes beyond three, and one that starts itself would need
  /// as many as it has time for.
  static let depthLimit = 16

  private let machineCount: Int
  private let depths: Int
  private(set) var counts: UnsafeMutablePointer<LevelCounts>
  private var capacity: Int
  public let keepsLedger: Bool
  public internal(set) var ledger = Ledger()
  /// The last one is for calls of which nobody can tell the machine.
  var count: Int { depths * machineCount + 1 }

  init(machineCount: Int, keepsLedger: Bool = false) {
    self.machineCount = machineCount
    self.keepsLedger = keepsLedger
    // Records hold an index in 16 bits.
    depths = max(1, min(Self.depthLimit, Int(UInt16.max) / max(1, machineCount)))
    capacity = depths * machineCount + 1
    counts = .allocate(capacity: capacity)
    counts.initialize(repeating: LevelCounts(), count: capacity)
  }

  deinit { counts.deallocate() }

  mutating func restart() {
    counts.update(repeating: LevelCounts(), count: capacity)
    ledger = Ledger()
  }

  /// `machine` -1: unknown.
  @inline(__always)
  mutating func index(machine: Int32, depth: Int) -> UInt32 {
    let index = machine < 0 ? depths &* machineCount : min(depth, depths &- 1) &* machineCount &+ Int(machine)
    return UInt32(truncatingIfNeeded: min(index, Int(UInt16.max)))
  }

  /// What was counted so far of a machine at a depth; the last depth has what is deeper. Of a ledger: when it was last
  /// summed up.
  public func counts(machine: Int, depth: Int) -> LevelCounts { counts[depth * machineCount + machine] }

  public var depthCount: Int { depths }

  /// Of calls of which nobody can tell the machine.
  public var unknown: LevelCounts { counts[count - 1] }

  // MARK: The ledger

  /// Of the executions that an outside caller asks for.
  mutating func index(ofRoot key: UInt64, machine: Int32) -> UInt32 {
    hasRoom(for: ledger.place(ofRoot: key, machine: machine))
  }

  /// Of the executions that those of another level ask for.
  mutating func index(below level: UInt32, machine: Int32) -> UInt32 {
    hasRoom(for: ledger.place(below: Int(level) - count, machine: machine))
  }

  private mutating func hasRoom(for place: Int) -> UInt32 {
    let index = count + place
    if index >= capacity {
      let wider = UnsafeMutablePointer<LevelCounts>.allocate(capacity: 2 * capacity)
      wider.update(from: counts, count: capacity)
      (wider + capacity).initialize(repeating: LevelCounts(), count: capacity)
      counts.deallocate()
      (counts, capacity) = (wider, 2 * capacity)
    }
    return UInt32(index)
  }

  mutating func countServiceCall(_ level: UInt32) { ledger.places[Int(level) - count].serviceCalls += 1 }

  /// What was counted of a place of the ledger.
  public func counts(ofPlace place: Int) -> LevelCounts { counts[count + place] }

  /// The place of the ledger that an execution is counted at.
  public func place(ofLevel level: UInt32) -> Int { Int(level) - count }

  public mutating func opens(_ root: LedgerRoot) { ledger.open(root) }

  public mutating func ends(root key: UInt64, _ outcome: LedgerRoot.Outcome) { ledger.end(key, outcome) }

  /// Has the levels of all roots together hold what the ledger does.
  public mutating func sumUp() {
    guard keepsLedger else { return }
    counts.update(repeating: LevelCounts(), count: count)
    for (index, place) in ledger.places.enumerated() {
      let level = self.index(machine: place.machine, depth: Int(place.depth))
      counts[Int(level)].add(counts[count + index])
    }
  }
}
