import CPrefetch
public import Engine
public import Prelude

/// What is due when: a monotone radix queue, total order (time, serial), first in first out at one instant.
///
/// Hot. Simulation time never goes back, so an entry lies in the bucket of the highest digit (of 6 bits) in which its
/// time differs from `last`, a time not after the soonest. The soonest bucket, when its turn comes, is spread over the
/// levels below, or sorted at once where it is small: with a quarter of a million timers pending an entry moves twice.
/// Order at one instant needs no serial number: buckets keep the order of entry, and what is pushed for the instant
/// that is now has a queue of its own. Records are prefetched when their entries come into sight: under overload the
/// cache miss on the record costs as much as the queue. Measured (callgrind, a push and a pop under overload): 370
/// instructions where only buckets of one chunk were sorted, 190 as it is.
public struct Agenda: ~Copyable {
  /// What an entry is for. At most 32.
  public enum Kind: UInt8 {
    // Of strands.
    case enter, retry, granted, reply, timeout, heartbeat, wake, join, mapRunStart, mapRunBegin, mapRunEnd
    case integrationRetry
    // Of throttled calls.
    case throttled
    // Of executions.
    case begin, end, stop, expire
    // Of Map Runs: a child may start, a slot is free.
    case dispatch, slotFree
    // Of a service's calls and its answers to tokens, of an activity's jobs, and of the load.
    case serviceDone, tokenAnswer, job, caller, arrival
  }

  public struct Entry {
    @usableFromInline let key: UInt64
    public let slot: UInt32
    @usableFromInline let tag: UInt32

    @inlinable init(key: UInt64, slot: UInt32, tag: UInt32) {
      self.key = key
      self.slot = slot
      self.tag = tag
    }

    @inlinable public var time: Instant { Instant(nanoseconds: Int64(key)) }
    /// The raw values are the cases' ordinals, and only `push` makes entries.
    @inlinable @inline(__always)
    public var kind: Kind { unsafeBitCast(UInt8(truncatingIfNeeded: tag &>> 27), to: Kind.self) }
    /// 27 bits; an entry of an older generation than its record's is stale.
    @inlinable public var generation: UInt32 { tag & Interpreter.generationMask }
  }

  /// Entries of one bucket lie in a list of 512-byte chunks, so that memory stays close to what is held.
  struct Chunk {
    static var room: Int { 31 }
    var count: Int32
    var next: UInt32
  }
  struct Bucket {
    var head: UInt32 = .max
    var tail: UInt32 = .max
    var count: Int = 0
  }

  private static var digitBits: Int { 6 }
  private static var levels: Int { 11 }
  private static var width: Int { 64 }
  private static var chunkBytes: Int { 512 }
  private static var slabBits: UInt32 { 8 }
  /// A bucket of no more entries is sorted and not spread.
  private static var smallBucket: Int { 128 }
  /// With no more entries all that they are about is in the cache anyway: so many strands are 800 KB, and a core's own
  /// cache is 1 or 2 MB.
  private static var fewEntries: Int { 4_096 }
  /// The most sorted entries that a push may have to move; what is later goes back to the buckets.
  private static var longestShift: Int { 256 }

  private var slabs: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var slabCapacity = 64
  private var slabCount = 0
  /// The first of the chunks that hold nothing; each names the next.
  private var freeChunk = UInt32.max
  private let buckets: UnsafeMutablePointer<Bucket>
  /// Which buckets of a level hold entries, and which levels do.
  private let used: UnsafeMutablePointer<UInt64>
  private var usedLevels: UInt32 = 0
  /// Where a small bucket is put together before it is sorted, and how many of its entries have each digit.
  private let scratch: UnsafeMutablePointer<Entry>
  private let places: UnsafeMutablePointer<Int>
  /// The soonest entries, sorted.
  @usableFromInline var due = EntryQueue()
  /// What was pushed for the instant that is now: after all that was due then already.
  @usableFromInline var instant = EntryQueue()
  /// The time of the last entry taken.
  @usableFromInline var clock: UInt64 = 0
  /// Every entry in a bucket lies after `bound`; `due` and `instant` hold all up to it.
  private var bound: UInt64 = 0
  private var last: UInt64 = 0
  @usableFromInline var count = 0
  private let calls: SlabTable<ThrottledCall>?
  private let prefetcher: Prefetcher?
  /// What the entries that have come into sight last are about, where its record names others.
  private let strands: UnsafeMutablePointer<StrandID>
  private var strandCount = 0
  private let executions: UnsafeMutablePointer<ExecutionID>
  private var executionCount = 0

  /// `prefetching`: whose records the entries point to.
  public init(prefetching interpreter: borrowing Interpreter) {
    self.init(Prefetcher(interpreter), interpreter.throttledCalls)
  }

  public init() { self.init(nil, nil) }

  private init(_ prefetcher: Prefetcher?, _ calls: SlabTable<ThrottledCall>?) {
    self.prefetcher = prefetcher
    self.calls = calls
    slabs = .allocate(capacity: slabCapacity)
    buckets = .allocate(capacity: Self.levels * Self.width)
    buckets.initialize(repeating: Bucket(), count: Self.levels * Self.width)
    used = .allocate(capacity: Self.levels)
    used.initialize(repeating: 0, count: Self.levels)
    scratch = .allocate(capacity: Self.smallBucket)
    strands = .allocate(capacity: Self.smallBucket)
    executions = .allocate(capacity: Self.smallBucket)
    places = .allocate(capacity: Self.width)
  }

  deinit {
    for slab in 0..<slabCount { slabs[slab].deallocate() }
    slabs.deallocate()
    buckets.deallocate()
    used.deallocate()
    scratch.deallocate()
    strands.deallocate()
    executions.deallocate()
    places.deallocate()
  }

  public var isEmpty: Bool { count == 0 }

  /// As after `init`, with the memory that it has.
  public mutating func restart() {
    buckets.update(repeating: Bucket(), count: Self.levels * Self.width)
    used.update(repeating: 0, count: Self.levels)
    usedLevels = 0
    freeChunk = .max
    for index in (0..<UInt32(slabCount) << Self.slabBits).reversed() { free(index) }
    due.removeAll()
    instant.removeAll()
    (clock, bound, last, count) = (0, 0, 0, 0)
  }

  /// `time` must not lie before the last entry taken.
  @inline(__always)
  public mutating func push(_ kind: Kind, slot: UInt32, generation: UInt32 = 0, at time: Instant) {
    count &+= 1
    let entry = Entry(
      key: UInt64(bitPattern: time.nanoseconds), slot: slot,
      tag: UInt32(kind.rawValue) << 27 | generation & Interpreter.generationMask
    )
    assert(entry.key >= clock, "time goes forward")
    if entry.key > bound { return place(entry) }
    if entry.key == clock { return instant.append(entry) }
    insertDue(entry)
  }

  /// The soonest entry, if it is due by `horizon`. Mostly it is the first of `due`.
  @inlinable @inline(__always)
  public mutating func pop(by horizon: Instant) -> Entry? {
    if due.isEmpty || !instant.isEmpty { return popFromAnywhere(by: horizon) }
    let entry = due.first
    if entry.key > UInt64(bitPattern: horizon.nanoseconds) { return popFromAnywhere(by: horizon) }
    clock = entry.key
    due.removeFirst()
    count &-= 1
    return entry
  }

  @usableFromInline
  mutating func popFromAnywhere(by horizon: Instant) -> Entry? {
    let limit = UInt64(bitPattern: horizon.nanoseconds)
    while due.isEmpty {
      if !instant.isEmpty { return takeInstant(by: limit) }
      guard count > 0, refill(by: limit) else { return nil }
    }
    let entry = due.first
    if entry.key != clock {
      if !instant.isEmpty { return takeInstant(by: limit) }
      guard entry.key <= limit else { return nil }
      clock = entry.key
    }
    due.removeFirst()
    count &-= 1
    return entry
  }

  /// Whose record an entry names.
  private enum Target {
    case strand, call, execution, other

    @inline(__always)
    init(_ kind: Kind) {
      if kind.rawValue < Kind.throttled.rawValue {
        self = .strand
      } else if kind == .throttled {
        self = .call
      } else {
        self = kind.rawValue <= Kind.expire.rawValue ? .execution : .other
      }
    }
  }

  private mutating func takeInstant(by limit: UInt64) -> Entry? {
    guard clock <= limit else { return nil }
    let entry = instant.first
    instant.removeFirst()
    count &-= 1
    return entry
  }

  // MARK: Buckets

  @inline(__always)
  private func chunk(_ index: UInt32) -> UnsafeMutablePointer<Chunk> {
    (slabs[Int(index &>> Self.slabBits)] + Int(index & ((1 &<< Self.slabBits) &- 1)) &* Self.chunkBytes)
      .assumingMemoryBound(to: Chunk.self)
  }

  @inline(__always)
  private func entries(_ chunk: UnsafeMutablePointer<Chunk>) -> UnsafeMutablePointer<Entry> {
    (UnsafeMutableRawPointer(chunk) + 16).assumingMemoryBound(to: Entry.self)
  }

  /// Of an entry after `bound`.
  @inline(__always)
  private mutating func place(_ entry: Entry) {
    // The highest bit in which the two differ, divided by `digitBits`: 43/256 is exact for all 64 of them.
    let top = UInt32(truncatingIfNeeded: 63 &- (entry.key ^ last).leadingZeroBitCount)
    let level = Int(truncatingIfNeeded: (top &* 43) &>> 8)
    let digit = Int((entry.key &>> UInt64(level &* Self.digitBits)) & 63)
    let bucket = buckets + (level &<< Self.digitBits &+ digit)
    if bucket.pointee.count == 0 {
      used[level] |= 1 &<< UInt64(digit)
      usedLevels |= 1 &<< UInt32(truncatingIfNeeded: level)
      let fresh = newChunk()
      bucket.pointee.head = fresh
      bucket.pointee.tail = fresh
    }
    bucket.pointee.count &+= 1
    var tail = chunk(bucket.pointee.tail)
    if tail.pointee.count == Chunk.room {
      let fresh = newChunk()
      tail.pointee.next = fresh
      bucket.pointee.tail = fresh
      tail = chunk(fresh)
    }
    entries(tail)[Int(tail.pointee.count)] = entry
    tail.pointee.count &+= 1
  }

  @inline(__always)
  private mutating func newChunk() -> UInt32 {
    if freeChunk == .max { addSlab() }
    let index = freeChunk
    let chunk = chunk(index)
    freeChunk = chunk.pointee.next
    chunk.pointee = Chunk(count: 0, next: .max)
    return index
  }

  private mutating func addSlab() {
    if slabCount == slabCapacity {
      let wider = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: 2 * slabCapacity)
      wider.update(from: slabs, count: slabCount)
      slabs.deallocate()
      slabs = wider
      slabCapacity *= 2
    }
    slabs[slabCount] = .allocate(byteCount: Self.chunkBytes << Int(Self.slabBits), alignment: 64)
    let base = UInt32(slabCount) << Self.slabBits
    slabCount += 1
    for index in (base..<base + (1 << Self.slabBits)).reversed() { free(index) }
  }

  @inline(__always)
  private mutating func free(_ index: UInt32) {
    chunk(index).pointee = Chunk(count: 0, next: freeChunk)
    freeChunk = index
  }

  /// Takes the soonest bucket apart, unless it begins beyond `horizon`.
  private mutating func refill(by horizon: UInt64) -> Bool {
    let level = usedLevels.trailingZeroBitCount
    let digit = used[level].trailingZeroBitCount
    let shift = UInt64(level &* Self.digitBits)
    let above = ~UInt64(0) << (shift &+ UInt64(Self.digitBits))
    let begin = (last & above) | UInt64(digit) &<< shift
    if begin > horizon { return false }
    let bucket = buckets[level &<< Self.digitBits &+ digit]
    buckets[level &<< Self.digitBits &+ digit].count = 0
    used[level] &= ~(1 &<< UInt64(digit))
    if used[level] == 0 { usedLevels &= ~(1 &<< UInt32(level)) }
    last = begin
    if bucket.count <= Self.smallBucket {
      // Taken whole: `due` then covers all times that could lie in the bucket.
      bound = begin | ((1 &<< shift) &- 1)
      sort(bucket, level)
    } else {
      bound = begin
      spread(bucket)
    }
    return true
  }

  private mutating func spread(_ bucket: Bucket) {
    var index = bucket.head
    while index != .max {
      let chunk = chunk(index)
      let entries = entries(chunk)
      for i in 0..<Int(chunk.pointee.count) {
        if entries[i].key > bound { place(entries[i]) } else { due.append(entries[i]) }
      }
      let next = chunk.pointee.next
      free(index)
      index = next
    }
  }

  // MARK: What is due

  /// By one pass over the next digit, which leaves little to do, and an insertion sort; both keep the order of equals.
  private mutating func sort(_ bucket: Bucket, _ level: Int) {
    let sorted = due.room(for: bucket.count)
    let isPlain = level == 0 || bucket.count <= 12
    gather(bucket, into: isPlain ? sorted : scratch)
    if !isPlain {
      let shift = UInt64((level &- 1) &* Self.digitBits)
      places.update(repeating: 0, count: Self.width)
      for i in 0..<bucket.count { places[Int(scratch[i].key &>> shift & 63)] &+= 1 }
      var place = 0
      for digit in 0..<Self.width {
        let count = places[digit]
        places[digit] = place
        place &+= count
      }
      for i in 0..<bucket.count {
        let digit = Int(scratch[i].key &>> shift & 63)
        sorted[places[digit]] = scratch[i]
        places[digit] &+= 1
      }
    }
    if level > 0 { insertionSort(sorted, bucket.count) }
    due.appended(bucket.count)
    if strandCount &+ executionCount > 0 { fetchAround() }
  }

  private mutating func fetchAround() {
    prefetcher?.fetchAround(UnsafeBufferPointer(start: executions, count: executionCount))
    prefetcher?.fetchAround(UnsafeMutableBufferPointer(start: strands, count: strandCount))
    (strandCount, executionCount) = (0, 0)
  }

  @inline(__always)
  private func insertionSort(_ entries: UnsafeMutablePointer<Entry>, _ count: Int) {
    for i in 1..<count {
      let entry = entries[i]
      var place = i
      while place > 0, entries[place &- 1].key > entry.key {
        entries[place] = entries[place &- 1]
        place &-= 1
      }
      entries[place] = entry
    }
  }

  /// Hot: not the only way into `due`, but what comes by another has been touched a moment ago.
  private mutating func gather(_ bucket: Bucket, into target: UnsafeMutablePointer<Entry>) {
    var index = bucket.head
    var place = target
    while index != .max {
      let chunk = chunk(index)
      let count = Int(chunk.pointee.count)
      place.update(from: entries(chunk), count: count)
      if isCrowded, let calls { for i in 0..<count { prefetch(place[i], calls) } }
      place += count
      let next = chunk.pointee.next
      free(index)
      index = next
    }
    if strandCount &+ executionCount > 0 { fetch() }
  }

  private var isCrowded: Bool { count > Self.fewEntries }

  @inline(__always)
  private mutating func prefetch(_ entry: Entry, _ calls: SlabTable<ThrottledCall>) {
    switch Target(entry.kind) {
    case .call: prefetch_line(calls[entry.slot])
    case .strand:
      strands[strandCount] = StrandID(slot: entry.slot)
      strandCount &+= 1
    case .execution:
      executions[executionCount] = ExecutionID(slot: entry.slot)
      executionCount &+= 1
    case .other: break
    }
  }

  private func fetch() {
    prefetcher?.fetch(UnsafeBufferPointer(start: executions, count: executionCount))
    prefetcher?.fetch(UnsafeBufferPointer(start: strands, count: strandCount))
  }

  /// Behind all that are not later.
  private mutating func insertDue(_ entry: Entry) {
    if due.count > Self.longestShift { spill() }
    if entry.key > bound { return place(entry) }
    due.insert(entry)
  }

  /// Puts the later half of what is due back into the buckets, unless it is all due at one instant.
  private mutating func spill() {
    // No entry may lie in a bucket before `last`, which a look ahead may have moved beyond the clock.
    let key = max(due[due.count / 2].key, last)
    let kept = due.countNotLater(than: key)
    guard kept < due.count else { return }
    bound = key
    for index in kept..<due.count { place(due[index]) }
    due.removeLast(due.count - kept)
  }
}
