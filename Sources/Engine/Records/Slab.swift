import Glibc

/// What lies in a slab: `init()` gives a record that nobody uses.
public protocol SlabRecord: SendableMetatype { init() }

/// Records that never move, addressed by handles of dense 32-bit slots and reused last in, first out.
///
/// Hot: every event of a run reads one or two records, each several times. They lie one after the other in address
/// space that is reserved for all that there could ever be: growth copies nothing, a record is found by one
/// multiplication, and memory is taken only for those that were in use. A freed record stays initialised, because its
/// generation must outlive its use.
public struct Slab<Record: SlabRecord>: ~Copyable {
  /// Made accessible so many at a time: a multiple of every page size.
  private static var step: UInt32 { 1 << 14 }
  /// Those of strands, the largest, are 51 GB.
  private static var most: UInt32 { 1 << 28 }
  private static var stride: Int { MemoryLayout<Record>.stride }

  @usableFromInline let records: UnsafeMutablePointer<Record>
  /// How many there is room for.
  private let room: UInt32
  /// The slots that are free, the one released last on top. Not an array, which asks whether it is shared each time.
  @usableFromInline var free: UnsafeMutablePointer<Handle<Record>>
  @usableFromInline var freeCount = 0
  @usableFromInline var freeCapacity = 64
  /// Slots used since the last `removeAll`; all lie below this.
  public private(set) var count: UInt32 = 0
  /// Records ever made: those below this are initialised.
  private var made: UInt32 = 0

  public init() {
    // Without access, address space counts as memory nowhere. Where there is a limit on it, less has to do.
    var room = Self.most
    var space = Self.reserve(room)
    while space == nil, room > Self.step {
      room /= 2
      space = Self.reserve(room)
    }
    guard let space else { preconditionFailure("no address space for records") }
    records = space.bindMemory(to: Record.self, capacity: Int(room))
    self.room = room
    free = .allocate(capacity: freeCapacity)
  }

  private static func reserve(_ room: UInt32) -> UnsafeMutableRawPointer? {
    let space = mmap(nil, Int(room) * stride, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    return space == MAP_FAILED ? nil : space
  }

  deinit {
    // What was released refers to nothing: where all was, no record need be touched once more.
    if freeCount < Int(count) { records.deinitialize(count: Int(made)) }
    munmap(records, Int(room) * Self.stride)
    free.deallocate()
  }

  @inlinable @inline(__always)
  public subscript(handle: Handle<Record>) -> UnsafeMutablePointer<Record> { records + Int(handle.slot) }

  /// A slot whose record is fresh or as `release` left it.
  @inlinable @inline(__always)
  public mutating func acquire() -> Handle<Record> {
    if freeCount == 0 { return grow() }
    freeCount &-= 1
    return free[freeCount]
  }

  /// The caller has cleared what the record refers to.
  @inlinable @inline(__always)
  public mutating func release(_ handle: Handle<Record>) {
    if freeCount == freeCapacity { growFree() }
    free[freeCount] = handle
    freeCount &+= 1
  }

  /// Of all records since the last `removeAll`, free ones too.
  public var handles: LazyMapSequence<Range<UInt32>, Handle<Record>> { (0..<count).lazy.map { Handle(slot: $0) } }

  var freeHandles: UnsafeBufferPointer<Handle<Record>> { UnsafeBufferPointer(start: free, count: freeCount) }

  /// Makes all records fresh. They stay, for the next that are acquired: a worker that made its slabs anew for each
  /// replication would leave holes between the recordings that it keeps, 200 KB in each.
  public mutating func removeAll() {
    for handle in handles { self[handle].pointee = Record() }
    count = 0
    freeCount = 0
  }

  @usableFromInline mutating func growFree() {
    let wider = UnsafeMutablePointer<Handle<Record>>.allocate(capacity: 2 * freeCapacity)
    wider.update(from: free, count: freeCount)
    free.deallocate()
    free = wider
    freeCapacity *= 2
  }

  @usableFromInline mutating func grow() -> Handle<Record> {
    let handle = Handle<Record>(slot: count)
    if count == made { make(handle) }
    count += 1
    return handle
  }

  /// One at a time, as memory is taken.
  private mutating func make(_ handle: Handle<Record>) {
    precondition(handle.slot < room, "more records at once than there is address space for")
    if handle.slot % Self.step == 0 {
      let length = Int(min(Self.step, room - handle.slot)) * Self.stride
      guard mprotect(self[handle], length, PROT_READ | PROT_WRITE) == 0 else {
        preconditionFailure("no memory for more records")
      }
      // Where there are many, in large pages, which spare page faults. The kernel may refuse.
      if handle.slot > 0 { madvise(self[handle], length, MADV_HUGEPAGE) }
    }
    self[handle].initialize(to: Record())
    made += 1
  }
}

/// Where the records of a slab lie: for whoever reads them, or fetches one before its turn.
public struct SlabTable<Record: SlabRecord> {
  @usableFromInline let records: UnsafeMutablePointer<Record>

  @inlinable @inline(__always)
  public init(_ slab: borrowing Slab<Record>) { records = slab.records }

  @inlinable @inline(__always)
  public subscript(handle: Handle<Record>) -> UnsafeMutablePointer<Record> { records + Int(handle.slot) }

  @inlinable @inline(__always)
  public subscript(slot: UInt32) -> UnsafeRawPointer { UnsafeRawPointer(records + Int(slot)) }
}
