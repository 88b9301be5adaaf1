import Glibc

/// What lies in a slab: `init()` gives a record that nobody uses.
public protocol SlabRecord: SendableMetatype { init() }

/// Records that never move, addressed by handles of dense 32-bit slots and reused last in, first out.
///
/// Hot: every event of a run reads one or two records. They lie in chunks, so that growth copies nothing and memory
/// stays close to the records in use. A freed record stays initialised, because its generation must outlive its use.
/// The table of chunks has room for all that there could ever be: it is address space, of which pages appear when
/// touched.
public struct Slab<Record: SlabRecord>: ~Copyable {
  @usableFromInline static var chunkBits: UInt32 { 10 }
  @usableFromInline static var chunkSize: Int { 1 << 10 }
  private static var cacheLine: Int { 64 }
  private static var tableBytes: Int { MemoryLayout<UnsafeMutablePointer<Record>>.stride << (32 - Int(chunkBits)) }

  @usableFromInline let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Record>>
  /// The slots that are free, the one released last on top. Not an array, which asks whether it is shared each time.
  @usableFromInline var free: UnsafeMutablePointer<Handle<Record>>
  @usableFromInline var freeCount = 0
  @usableFromInline var freeCapacity = 64
  /// Slots used since the last `removeAll`; all lie below this.
  public private(set) var count: UInt32 = 0
  /// Chunks ever made.
  private var chunkCount = 0

  public init() {
    // Not of the allocator, whose checks under the address sanitizer touch it all.
    let table = mmap(
      nil, Self.tableBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let table, table != MAP_FAILED else { preconditionFailure("no address space for a table of records") }
    chunks = table.bindMemory(to: UnsafeMutablePointer<Record>.self, capacity: 1 << (32 - Int(Self.chunkBits)))
    free = .allocate(capacity: freeCapacity)
  }

  deinit {
    for chunk in 0..<chunkCount {
      chunks[chunk].deinitialize(count: Self.chunkSize)
      chunks[chunk].deallocate()
    }
    munmap(chunks, Self.tableBytes)
    free.deallocate()
  }

  @inlinable @inline(__always)
  public subscript(handle: Handle<Record>) -> UnsafeMutablePointer<Record> {
    chunks[Int(handle.slot &>> Self.chunkBits)] + Int(handle.slot) & (Self.chunkSize - 1)
  }

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

  /// Makes all records fresh. The chunks stay, for the next that are acquired: a worker that made its slabs anew for
  /// each replication would leave holes between the recordings that it keeps, 200 KB in each.
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
    precondition(count < .max - 1, "more than four billion records")
    let slot = count
    if Int(slot >> Self.chunkBits) == chunkCount {
      let chunk = UnsafeMutableRawPointer.allocate(
        byteCount: MemoryLayout<Record>.stride * Self.chunkSize, alignment: Self.cacheLine
      ).bindMemory(to: Record.self, capacity: Self.chunkSize)
      chunk.initialize(repeating: Record(), count: Self.chunkSize)
      (chunks + chunkCount).initialize(to: chunk)
      chunkCount += 1
    }
    count += 1
    return Handle(slot: slot)
  }
}

/// Where the records of a slab lie: for whoever reads them, or fetches one before its turn.
public struct SlabTable<Record: SlabRecord> {
  @usableFromInline let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Record>>

  @inlinable @inline(__always)
  public init(_ slab: borrowing Slab<Record>) { chunks = slab.chunks }

  @inlinable @inline(__always)
  public subscript(handle: Handle<Record>) -> UnsafeMutablePointer<Record> {
    chunks[Int(handle.slot &>> Slab<Record>.chunkBits)] + Int(handle.slot) & (Slab<Record>.chunkSize - 1)
  }

  @inlinable @inline(__always)
  public subscript(slot: UInt32) -> UnsafeRawPointer {
    UnsafeRawPointer(chunks[Int(slot &>> Slab<Record>.chunkBits)] + Int(slot) & (Slab<Record>.chunkSize - 1))
  }
}
