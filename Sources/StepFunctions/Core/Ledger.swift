/// An outside caller's wish for an execution, and what it came to: whom a ledger counts for.
public struct LedgerRoot: Sendable {
  public enum Outcome: Sendable { case open, succeeded, failed, rejected }
  public let key: UInt64
  let machine: Int32
  /// Of the load: its stream, the arrival or user there, and who of those that came with it.
  public var stream = -1
  public var arrival = 0
  public var member = 0
  public var isCounted = true
  public internal(set) var outcome = Outcome.open

  public init(key: UInt64, machine: Int32) {
    self.key = key
    self.machine = machine
  }
}

/// A root's executions of a machine at a depth. What is counted of them lies elsewhere, by the same index.
public struct LedgerPlace: Sendable {
  public let root: UInt32
  public let machine: Int32
  public let depth: UInt32
  public internal(set) var serviceCalls = 0
  /// The places that its executions' Tasks start executions at: a list, and its own next in such a one.
  fileprivate var firstBelow: Int32 = -1
  fileprivate var next: Int32 = -1
}

/// Each root's levels: a tree of what it brings forth. It costs time and memory, and is kept where somebody asks.
public struct Ledger: Sendable {
  public private(set) var roots: [LedgerRoot] = []
  public internal(set) var places: [LedgerPlace] = []
  private var rootsByKey: [UInt64: Int] = [:]
  /// By root: the list of its places at depth 0.
  private var first: [Int32] = []

  init() {}

  mutating func open(_ root: LedgerRoot) { _ = index(of: root) }

  mutating func end(_ key: UInt64, _ outcome: LedgerRoot.Outcome) {
    if let root = rootsByKey[key] { roots[root].outcome = outcome }
  }

  private mutating func index(of root: LedgerRoot) -> Int {
    if let known = rootsByKey[root.key] { return known }
    rootsByKey[root.key] = roots.count
    roots.append(root)
    first.append(-1)
    return roots.count - 1
  }

  mutating func place(ofRoot key: UInt64, machine: Int32) -> Int {
    let root = index(of: LedgerRoot(key: key, machine: machine))
    if let known = find(machine, from: first[root]) { return known }
    var fresh = LedgerPlace(root: UInt32(root), machine: machine, depth: 0)
    fresh.next = first[root]
    first[root] = Int32(places.count)
    places.append(fresh)
    return places.count - 1
  }

  mutating func place(below parent: Int, machine: Int32) -> Int {
    if let known = find(machine, from: places[parent].firstBelow) { return known }
    var fresh = LedgerPlace(root: places[parent].root, machine: machine, depth: places[parent].depth + 1)
    fresh.next = places[parent].firstBelow
    places[parent].firstBelow = Int32(places.count)
    places.append(fresh)
    return places.count - 1
  }

  private func find(_ machine: Int32, from first: Int32) -> Int? {
    var place = first
    while place >= 0, places[Int(place)].machine != machine { place = places[Int(place)].next }
    return place < 0 ? nil : Int(place)
  }
}
