import Prelude

/// Names whose executions have ended within 90 days: 13 to 15 bytes each.
///
/// A name is 72 bits of its digest, 8 of which choose its part. That a name is refused for another's sake has a
/// probability of n²/2^73 for n names kept: 10^-8 for 10 million, 0.006 for those of 90 days at 1,000 a second.
struct ClosedNames {
  /// By the lowest byte of the digest. Each grows by itself, so that what is copied at once is little.
  private var parts: ContiguousArray<Part> = []

  /// Of the tables.
  var bytes: Int { parts.reduce(0) { $0 + $1.bytes } }

  func holds(_ digest: NameDigest, at now: Instant) -> Bool {
    guard !parts.isEmpty, let end = parts[Int(digest.low & 0xFF)].end(of: digest.high) else { return false }
    return !Part.isOver(end, at: now)
  }

  mutating func add(_ digest: NameDigest, endedAt now: Instant) {
    if parts.isEmpty { parts = ContiguousArray(repeating: Part(), count: 256) }
    parts[Int(digest.low & 0xFF)].add(digest.high, endedAt: now)
  }
}

/// A table with linear probing that is filled to nine tenths. A full one is made anew from the names that are still
/// kept, with a quarter of them free: under constant load its size stays.
private struct Part {
  /// 0 where there is none.
  private var names: ContiguousArray<UInt64> = []
  /// Beside its name, the end of the execution in units of 2^31 ns, rounded up: all of virtual time fits, and a name
  /// stays taken 2.1 s longer at most.
  private var ends: ContiguousArray<UInt32> = []
  private var count = 0

  private static let unitBits: Int64 = 31
  private static let retention: UInt64 = 90 * 86_400 * 1_000_000_000

  static func isOver(_ end: UInt32, at now: Instant) -> Bool {
    UInt64(clamping: now.nanoseconds) >= UInt64(end) << UInt64(unitBits) + retention
  }

  var bytes: Int { names.capacity * MemoryLayout<UInt64>.stride + ends.capacity * MemoryLayout<UInt32>.stride }

  func end(of digest: UInt64) -> UInt32? {
    guard !names.isEmpty else { return nil }
    let place = place(of: Self.name(digest))
    return names[place] == 0 ? nil : ends[place]
  }

  mutating func add(_ digest: UInt64, endedAt now: Instant) {
    let name = Self.name(digest)
    let end = UInt32(clamping: now.nanoseconds >> Self.unitBits + 1)
    if 10 * (count + 1) > 9 * names.count, self.end(of: digest) == nil { rebuild(at: now) }
    put(name, end)
  }

  private static func name(_ digest: UInt64) -> UInt64 { max(digest, 1) }

  /// Where the name is, or else where it would be put. Some place is always free.
  private func place(of name: UInt64) -> Int {
    var place = Int(name.multipliedFullWidth(by: UInt64(names.count)).high)
    while names[place] != 0, names[place] != name {
      place += 1
      if place == names.count { place = 0 }
    }
    return place
  }

  private mutating func put(_ name: UInt64, _ end: UInt32) {
    let place = place(of: name)
    if names[place] == 0 { count += 1 }
    names[place] = name
    ends[place] = end
  }

  /// Without the names that are free again, and with room for more.
  private mutating func rebuild(at now: Instant) {
    var fresh = Part()
    let kept = names.indices.reduce(0) { $0 + (names[$1] != 0 && !Self.isOver(ends[$1], at: now) ? 1 : 0) }
    let capacity = (kept + 1) * 5 / 4 + 2
    fresh.names = ContiguousArray(repeating: 0, count: capacity)
    fresh.ends = ContiguousArray(repeating: 0, count: capacity)
    for place in names.indices where names[place] != 0 && !Self.isOver(ends[place], at: now) {
      fresh.put(names[place], ends[place])
    }
    self = fresh
  }
}
