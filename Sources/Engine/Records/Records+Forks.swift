import Prelude

/// Maps and Parallels: the chain of their live branches, and what hangs together by it.
extension Records {
  /// The record of the branch that starts now, the last of the fork's live ones.
  @inline(__always)
  mutating func acquireBranch(
    _ item: UInt32, of parent: StrandID, _ place: ForkID, at now: Instant
  ) -> StrandID {
    let fork = forks[place]
    let slot = strands.acquire()
    let outer = strands[parent]
    let strand = strands[slot]
    strand.pointee.execution = outer.pointee.execution
    strand.pointee.parent = parent
    strand.pointee.item = item
    strand.pointee.parts = outer.pointee.parts
    strand.pointee.parts[.mapSlot] &+= (now - fork.pointee.startedAt).nanoseconds
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    strand.pointee.lastEvent = fork.pointee.previousEvent
    strand.pointee.phase = .entering
    strand.pointee.previousSibling = fork.pointee.last
    if !fork.pointee.last.isNone {
      strands[fork.pointee.last].pointee.nextSibling = slot
    } else {
      fork.pointee.first = slot
    }
    fork.pointee.last = slot
    return slot
  }

  mutating func unlink(_ slot: StrandID, from fork: UnsafeMutablePointer<Fork>) {
    let previous = strands[slot].pointee.previousSibling
    let next = strands[slot].pointee.nextSibling
    if previous.isNone { fork.pointee.first = next } else { strands[previous].pointee.nextSibling = next }
    if next.isNone { fork.pointee.last = previous } else { strands[next].pointee.previousSibling = previous }
  }

  /// The branch that released its parent is the critical one: its split of the time becomes the parent's.
  mutating func handOver(from slot: StrandID, to parent: StrandID, at now: Instant) {
    let strand = strands[slot]
    strand.pointee.mark(.overhead, at: now)
    strands[parent].pointee.parts = strand.pointee.parts
    strands[parent].pointee.markedAt = now
    strands[parent].pointee.reason = .overhead
  }

  /// Does a Task in backoff lie in a Map that has failed and takes no more calls?
  @inlinable @inline(__always)
  public mutating func isLost(_ slot: StrandID) -> Bool {
    failingForks == 0 ? false : hasFailingAncestor(slot)
  }

  @usableFromInline mutating func hasFailingAncestor(_ slot: StrandID) -> Bool {
    var parent = strands[slot].pointee.parent
    while !parent.isNone {
      if strands[parent].pointee.phase == .joining { return true }
      parent = strands[parent].pointee.parent
    }
    return false
  }

  mutating func freeFork(_ place: ForkID) {
    if forks[place].pointee.isFailing { failingForks -= 1 }
    forks[place].pointee.clear()
    forks.release(place)
  }
}
