import JSON
import Prelude
import StatesLanguage

/// The histories of executions: always counted against AWS's limit, put into words only where an observer is told.
/// Shapes and `previousEventId`: histories recorded on AWS.
///
/// Hot: nothing here changes, but what is `mutating` reads the limit where it lies, and only when it comes to that.
struct History {
  /// The most events that a history may have.
  let limit: Int32

  // MARK: Counting

  /// Counts an event of the strand and makes it the strand's last; false: the history is full, nothing is written.
  @inline(__always)
  mutating func count(_ slot: StrandID, in records: inout Records) -> Bool {
    let strand = records.strands[slot]
    let execution = records.executions[strand.pointee.execution]
    if execution.pointee.isOverfull { return false }
    let events = execution.pointee.events &+ 1
    if events >= limit, overflows(strand.pointee.execution, in: &records) { return false }
    execution.pointee.events = events
    strand.pointee.lastEvent = events
    return true
  }

  @inline(__always)
  mutating func countEvent(_ slot: ExecutionID, in records: inout Records) -> Bool {
    let execution = records.executions[slot]
    if execution.pointee.isOverfull { return false }
    let events = execution.pointee.events &+ 1
    if events >= limit, overflows(slot, in: &records) { return false }
    execution.pointee.events = events
    return true
  }

  /// The last event that fits is kept for the end of the execution. Express workflows know no limit (AWS quotas), and
  /// where it is lifted the count may go beyond 31 bits.
  @inline(never)
  private mutating func overflows(_ slot: ExecutionID, in records: inout Records) -> Bool {
    let execution = records.executions[slot]
    if limit == .max || records.program.machines[Int(execution.pointee.machine)].isExpress { return false }
    execution.pointee.isOverfull = true
    records.ask(.overflow, ofExecution: slot)
    return true
  }

  /// Writes an event of the strand; `isLeaf`: what follows on the strand does not point to it.
  @inline(__always)
  mutating func tell(
    _ slot: StrandID, _ type: @autoclosure () -> String, isLeaf: Bool = false, at now: Instant,
    in records: inout Records,
    details: () -> (key: String, value: JSON)?
  ) {
    let previous = records.strands[slot].pointee.lastEvent
    guard count(slot, in: &records) else { return }
    if records.observes(slot) {
      write(
        records.strands[slot].pointee.execution, type(), of: slot, previous: previous, at: now, details(), in: &records)
    }
    if isLeaf { records.strands[slot].pointee.lastEvent = previous }
  }

  private mutating func write(
    _ slot: ExecutionID, _ type: String, of strand: StrandID? = nil, previous: Int32, at now: Instant,
    _ details: (key: String, value: JSON)?, in records: inout Records
  ) {
    let event = HistoryEvent(
      id: Int(records.executions[slot].pointee.events), previousEventID: Int(previous), timestamp: now, type: type,
      detailsKey: details?.key, details: details?.value ?? .null)
    records.see(.event(event), in: slot, of: strand)
  }

  static var whole: JSON { ["truncated": false] }

  static func text(_ value: JSON) -> JSON { .string(value.text) }

  // MARK: Throttled calls

  /// Are the events of throttled calls counted when their Task has its answer? They are three each, and with no limit
  /// to check, the execution's record need not be touched before.
  @inline(__always)
  private mutating func countsThrottlesLate(_ slot: ExecutionID, _ records: inout Records) -> Bool {
    limit == .max && !records.observes(slot)
  }

  /// Counts the three events of a refused call in its execution's history; false where they would fill it.
  mutating func countThrottle(execution slot: ExecutionID, in records: inout Records) -> Bool {
    if countsThrottlesLate(slot, &records) { return true }
    let execution = records.executions[slot]
    guard execution.pointee.events &+ 3 < limit else { return false }
    execution.pointee.events &+= 3
    return true
  }

  /// The Task's call has another answer than a throttle: what was left uncounted is counted.
  mutating func countThrottles(_ slot: StrandID, in records: inout Records) {
    let strand = records.strands[slot]
    guard countsThrottlesLate(strand.pointee.execution, &records),
      records.state(slot).pointee.throttleRule.maxAttempts > 0
    else { return }
    let events = 3 &* Int32(truncatingIfNeeded: strand.pointee.refusals)
    records.executions[strand.pointee.execution].pointee.events &+= events
  }

  // MARK: Executions

  @inline(__always)
  mutating func started(_ slot: ExecutionID, at now: Instant, in records: inout Records) {
    guard countEvent(slot, in: &records), records.observes(slot) else { return }
    let machine = records.program.machines + Int(records.executions[slot].pointee.machine)
    let input = records.executions[slot].pointee.input
    write(
      slot, "ExecutionStarted", previous: 0, at: now,
      (
        "executionStartedEventDetails",
        [
          "input": Self.text(input), "inputDetails": Self.whole,
          "roleArn": .string(machine.pointee.roleARN),
        ]
      ), in: &records)
  }

  mutating func succeeded(_ slot: ExecutionID, at now: Instant, in records: inout Records) {
    records.executions[slot].pointee.events &+= 1
    guard records.observes(slot) else { return }
    let root = records.strands[records.executions[slot].pointee.root]
    write(
      slot, "ExecutionSucceeded", previous: root.pointee.lastEvent, at: now,
      (
        "executionSucceededEventDetails",
        ["output": Self.text(root.pointee.input), "outputDetails": Self.whole]
      ), in: &records)
  }

  mutating func redriven(_ slot: ExecutionID, at now: Instant, in records: inout Records) {
    let previous = records.executions[slot].pointee.events
    guard countEvent(slot, in: &records), records.observes(slot) else { return }
    let details: JSON = ["redriveCount": .integer(records.executions[slot].pointee.extra?.redrives ?? 0)]
    write(
      slot, "ExecutionRedriven", previous: previous, at: now, ("executionRedrivenEventDetails", details), in: &records)
  }

  mutating func failed(
    _ slot: ExecutionID, _ failure: Failure, previous: Int32, at now: Instant, in records: inout Records
  ) {
    ends(slot, "ExecutionFailed", "executionFailedEventDetails", failure, previous: previous, at: now, in: &records)
  }

  mutating func aborted(_ slot: ExecutionID, error: String?, cause: String?, at now: Instant, in records: inout Records)
  {
    let failure = Failure(error: error, cause: cause.map(Cause.text) ?? .none)
    ends(slot, "ExecutionAborted", "executionAbortedEventDetails", failure, previous: 0, at: now, in: &records)
  }

  mutating func timedOut(_ slot: ExecutionID, at now: Instant, in records: inout Records) {
    ends(slot, "ExecutionTimedOut", "executionTimedOutEventDetails", .timeout, previous: 0, at: now, in: &records)
  }

  private mutating func ends(
    _ slot: ExecutionID, _ type: String, _ key: String, _ failure: Failure, previous: Int32, at now: Instant,
    in records: inout Records
  ) {
    records.executions[slot].pointee.events &+= 1
    guard records.observes(slot) else { return }
    write(slot, type, previous: previous, at: now, (key, Self.errorDetails(failure)), in: &records)
  }

  static func errorDetails(_ failure: Failure, _ base: JSONObject = [:]) -> JSON {
    var details = base
    if let error = failure.error { details["error"] = .string(error) }
    if let cause = failure.cause.text { details["cause"] = .string(cause) }
    return .object(details)
  }
}
