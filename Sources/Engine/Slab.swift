/// Records that never move, addressed by dense 32-bit slots and reused last in, first out.
///
/// Hot: every event of a run reads one or two records. They lie in chunks, so that growth copies nothing and memory
/// stays close to the records in use. A freed record stays initialised, because its generation must outlive its use.
package struct Slab<Record>: ~Copyable {
  @usableFromInline static var chunkBits: UInt32 { 10 }
  @usableFromInline static var chunkSize: Int { 1 << 10 }

  @usableFromInline var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Record>>
  @usableFromInline var chunkCapacity: Int
  @usableFromInline var free: ContiguousArray<UInt32> = []
  @usableFromInline let blank: Record
  /// Slots ever used; all lie below this.
  package private(set) var count: UInt32 = 0

  package static var none: UInt32 { .max }

  package init(blank: Record) {
    self.blank = blank
    chunkCapacity = 64
    chunks = .allocate(capacity: chunkCapacity)
  }

  deinit {
    for chunk in 0..<(Int(count) + Self.chunkSize - 1) / Self.chunkSize {
      chunks[chunk].deinitialize(count: Self.chunkSize)
      chunks[chunk].deallocate()
    }
    chunks.deallocate()
  }

  @inlinable package subscript(slot: UInt32) -> UnsafeMutablePointer<Record> {
    chunks[Int(slot >> Self.chunkBits)] + Int(slot) & (Self.chunkSize - 1)
  }

  /// A slot whose record is blank or as `release` left it.
  @inlinable package mutating func acquire() -> UInt32 { free.popLast() ?? grow() }

  /// The caller has cleared what the record refers to.
  @inlinable package mutating func release(_ slot: UInt32) { free.append(slot) }

  @usableFromInline mutating func grow() -> UInt32 {
    precondition(count < .max - 1, "more than four billion records")
    let slot = count
    if Int(slot) & (Self.chunkSize - 1) == 0 { addChunk() }
    count += 1
    return slot
  }

  private mutating func addChunk() {
    let index = Int(count >> Self.chunkBits)
    if index == chunkCapacity {
      let wider = UnsafeMutablePointer<UnsafeMutablePointer<Record>>.allocate(capacity: 2 * chunkCapacity)
      wider.moveInitialize(from: chunks, count: chunkCapacity)
      chunks.deallocate()
      chunks = wider
      chunkCapacity *= 2
    }
    let chunk = UnsafeMutablePointer<Record>.allocate(capacity: Self.chunkSize)
    chunk.initialize(repeating: blank, count: Self.chunkSize)
    (chunks + index).initialize(to: chunk)
  }
}
