/// Entries in the order in which they leave.
@usableFromInline struct EntryQueue: ~Copyable {
  @usableFromInline var entries: UnsafeMutablePointer<Agenda.Entry>
  private var capacity = 1_024
  @usableFromInline var head = 0
  @usableFromInline var tail = 0

  init() { entries = .allocate(capacity: capacity) }

  @inlinable deinit { entries.deallocate() }

  @inlinable var isEmpty: Bool { head == tail }
  var count: Int { tail &- head }
  @inlinable var first: Agenda.Entry { entries[head] }
  subscript(index: Int) -> Agenda.Entry { entries[head &+ index] }

  @inlinable @inline(__always)
  mutating func removeFirst() {
    head &+= 1
    if head == tail {
      head = 0
      tail = 0
    }
  }

  mutating func removeLast(_ count: Int) { tail &-= count }

  mutating func removeAll() { (head, tail) = (0, 0) }

  mutating func append(_ entry: Agenda.Entry) {
    room(for: 1).pointee = entry
    tail &+= 1
  }

  /// Where the next `count` entries go; `appended` makes them part of the queue.
  mutating func room(for count: Int) -> UnsafeMutablePointer<Agenda.Entry> {
    if tail &+ count > capacity { makeRoom(for: count) }
    return entries + tail
  }

  mutating func appended(_ count: Int) { tail &+= count }

  private mutating func makeRoom(for count: Int) {
    let held = self.count
    if held + count > capacity / 2 {
      let wider = UnsafeMutablePointer<Agenda.Entry>.allocate(capacity: 2 * (capacity + count))
      wider.update(from: entries + head, count: held)
      entries.deallocate()
      entries = wider
      capacity = 2 * (capacity + count)
    } else {
      entries.update(from: entries + head, count: held)
    }
    head = 0
    tail = held
  }

  /// Of a sorted queue: its entries at or before `key`.
  func countNotLater(than key: UInt64) -> Int {
    var low = head
    var high = tail
    while low < high {
      let middle = (low &+ high) / 2
      if entries[middle].key <= key { low = middle &+ 1 } else { high = middle }
    }
    return low &- head
  }

  /// Into a sorted queue, behind all that are not later.
  mutating func insert(_ entry: Agenda.Entry) {
    _ = room(for: 1)
    let place = head &+ countNotLater(than: entry.key)
    (entries + place + 1).update(from: entries + place, count: tail &- place)
    entries[place] = entry
    tail &+= 1
  }
}
