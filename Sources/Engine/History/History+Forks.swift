import JSON
import Prelude
import StatesLanguage

/// Maps, Parallels and Map Runs: their own events, their iterations, and what is cut with them.
extension History {
  mutating func forkStarted(_ slot: StrandID, isMap: Bool, count: Int, at now: Instant, in records: inout Records) {
    tell(slot, isMap ? "MapStateStarted" : "ParallelStateStarted", at: now, in: &records) {
      isMap ? ("mapStateStartedEventDetails", ["length": .integer(count)]) : nil
    }
  }

  /// A leaf: what follows points to the last event inside, or where there is none to the start (recorded on AWS).
  mutating func forkSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    tell(slot, Self.isMap(state) ? "MapStateSucceeded" : "ParallelStateSucceeded", isLeaf: true, at: now, in: &records)
    { nil }
  }

  mutating func mapRunStarted(_ slot: StrandID, arn: String, at now: Instant, in records: inout Records) {
    tell(slot, "MapRunStarted", at: now, in: &records) { ("mapRunStartedEventDetails", ["mapRunArn": .string(arn)]) }
  }

  mutating func mapRunRedriven(
    _ slot: StrandID, arn: String, count redrives: Int, at now: Instant, in records: inout Records
  ) {
    tell(slot, "MapRunRedriven", at: now, in: &records) {
      ("mapRunRedrivenEventDetails", ["mapRunArn": .string(arn), "redriveCount": .integer(redrives)])
    }
  }

  mutating func mapRunEnded(_ slot: StrandID, _ failure: Failure?, at now: Instant, in records: inout Records) {
    tell(slot, failure == nil ? "MapRunSucceeded" : "MapRunFailed", at: now, in: &records) {
      failure.map { ("mapRunFailedEventDetails", Self.errorDetails($0)) }
    }
  }

  mutating func forkFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    tell(slot, Self.isMap(state) ? "MapStateFailed" : "ParallelStateFailed", at: now, in: &records) { nil }
  }

  static func isMap(_ state: UnsafeMutablePointer<CompiledState>) -> Bool {
    state.pointee.kind == .map
  }

  @inline(__always)
  mutating func countIterationStarted(_ slot: StrandID, in records: inout Records) { _ = count(slot, in: &records) }

  /// Nothing of the Map's own strand points to them.
  @inline(__always)
  mutating func countIterationsStarted(_ slot: StrandID, _ count: UInt32, in records: inout Records) {
    let execution = records.executions[records.strands[slot].pointee.execution]
    let (events, isBeyond) = execution.pointee.events.addingReportingOverflow(Int32(truncatingIfNeeded: count))
    if !isBeyond, count < Int32.max, events < limit, !execution.pointee.isOverfull {
      execution.pointee.events = events
      return
    }
    for _ in 0..<count where !countEvent(records.strands[slot].pointee.execution, in: &records) { return }
  }

  mutating func iterationStarted(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ item: UInt32, isLeaf: Bool, at now: Instant,
    in records: inout Records
  ) {
    iteration(slot, state, item, "Started", isLeaf: isLeaf, at: now, in: &records)
  }

  @inline(__always)
  mutating func iterationSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    if records.observes(slot) {
      iteration(slot, state, records.strands[slot].pointee.item, "Succeeded", isLeaf: false, at: now, in: &records)
    } else {
      _ = count(slot, in: &records)
    }
  }

  /// Written on the Map's or Parallel's own strand when it is over. A Task that failed is still open, and closed too
  /// (recorded on AWS); of other states that fail, the event that says so is the last.
  mutating func branchFailed(
    _ slot: StrandID, _ item: UInt32, isOfTask: Bool, at now: Instant, in records: inout Records
  ) {
    let state = records.state(slot)
    if Self.isMap(state) { iteration(slot, state, item, "Failed", isLeaf: true, at: now, in: &records) }
    if isOfTask { tell(slot, "TaskStateAborted", isLeaf: true, at: now, in: &records) { nil } }
  }

  /// An iteration that has started, and would have entered its first state next.
  mutating func iterationAborted(_ slot: StrandID, _ item: UInt32, at now: Instant, in records: inout Records) {
    iteration(slot, records.state(slot), item, "Aborted", isLeaf: true, at: now, in: &records)
  }

  private mutating func iteration(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ item: UInt32, _ suffix: String, isLeaf: Bool,
    at now: Instant, in records: inout Records
  ) {
    tell(slot, "MapIteration\(suffix)", isLeaf: isLeaf, at: now, in: &records) {
      (
        "mapIteration\(suffix)EventDetails",
        ["name": .string(state.pointee.source.name), "index": .integer(Int(item))]
      )
    }
  }

  /// A branch is cut: the iteration is aborted, then the state that it is in; both follow the event of the branch that
  /// failed (recorded on AWS).
  mutating func cut(_ slot: StrandID, after event: Int32, at now: Instant, in records: inout Records) {
    let strand = records.strands[slot]
    strand.pointee.lastEvent = event
    let parent = strand.pointee.parent
    if !parent.isNone, Self.isMap(records.state(parent)) {
      iteration(slot, records.state(parent), strand.pointee.item, "Aborted", isLeaf: true, at: now, in: &records)
    }
    guard strand.pointee.enteredEvent != 0, strand.pointee.phase != .entering else { return }
    let action = records.state(slot).pointee.source.action
    tell(slot, "\(Self.typeName(action))Aborted", isLeaf: true, at: now, in: &records) { nil }
  }
}
