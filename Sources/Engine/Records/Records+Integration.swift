public import Prelude

/// Calls that an integration tries again by itself: the Task's attempt goes on, and its history shows nothing of it.
extension Records {
  /// Throttled calls of the Task's present attempt that its integration has tried again.
  public mutating func integrationTries(_ id: StrandID) -> Int {
    let strand = strands[id]
    guard let tries = strand.pointee.extra?.integrationTries, tries.generation == strand.pointee.generation else {
      return 0
    }
    return Int(tries.count)
  }

  /// The call of the attempt was throttled, and its integration waits before it calls again.
  public mutating func waitsInIntegration(_ id: StrandID, at now: Instant) {
    let strand = strands[id]
    assert(strand.pointee.phase == .inTask)
    let tries = UInt32(clamping: integrationTries(id) + 1)
    strand.pointee.needExtra().integrationTries = (tries, strand.pointee.generation)
    strand.pointee.mark(.throttleBackoff, at: now)
  }
}
