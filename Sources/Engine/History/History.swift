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
  private mutating func count(_ slot: StrandID, in records: inout Records) -> Bool {
    let strand = records.strands[slot]
    guard countEvent(strand.pointee.execution, in: &records) else { return false }
    strand.pointee.lastEvent = records.executions[strand.pointee.execution].pointee.events
    return true
  }

  @inline(__always)
  private mutating func countEvent(_ slot: ExecutionID, in records: inout Records) -> Bool {
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
  private mutating func tell(
    _ slot: StrandID, _ type: @autoclosure () -> String, isLeaf: Bool = false, at now: Instant,
    in records: inout Records,
    details: () -> (key: String, value: JSON)?
  ) {
    let previous = records.strands[slot].pointee.lastEvent
    guard count(slot, in: &records) else { return }
    if records.isObserved {
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
    if let strand { records.see(.event(event), of: strand) } else { records.see(.event(event), in: slot) }
  }

  private static var whole: JSON { ["truncated": false] }

  private static func text(_ value: JSON) -> JSON { .string(value.text) }

  // MARK: Throttled calls

  /// Are the events of throttled calls counted when their Task has its answer? They are three each, and with no limit
  /// to check, the execution's record need not be touched before.
  @inline(__always)
  private mutating func countsThrottlesLate(_ records: inout Records) -> Bool { limit == .max && !records.isObserved }

  /// Counts the three events of a refused call in its execution's history; false where they would fill it.
  mutating func countThrottle(execution slot: ExecutionID, in records: inout Records) -> Bool {
    if countsThrottlesLate(&records) { return true }
    let execution = records.executions[slot]
    guard execution.pointee.events &+ 3 < limit else { return false }
    execution.pointee.events &+= 3
    return true
  }

  /// The Task's call has another answer than a throttle: what was left uncounted is counted.
  mutating func countThrottles(_ slot: StrandID, in records: inout Records) {
    let strand = records.strands[slot]
    guard countsThrottlesLate(&records), records.state(slot).pointee.throttleRule.maxAttempts > 0 else { return }
    let events = 3 &* Int32(truncatingIfNeeded: strand.pointee.refusals)
    records.executions[strand.pointee.execution].pointee.events &+= events
  }

  // MARK: Executions

  @inline(__always)
  mutating func started(_ slot: ExecutionID, at now: Instant, in records: inout Records) {
    guard countEvent(slot, in: &records), records.isObserved else { return }
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
    guard records.isObserved else { return }
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
    guard countEvent(slot, in: &records), records.isObserved else { return }
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
    guard records.isObserved else { return }
    write(slot, type, previous: previous, at: now, (key, Self.errorDetails(failure)), in: &records)
  }

  private static func errorDetails(_ failure: Failure, _ base: JSONObject = [:]) -> JSON {
    var details = base
    if let error = failure.error { details["error"] = .string(error) }
    if let cause = failure.cause.text { details["cause"] = .string(cause) }
    return .object(details)
  }

  // MARK: States

  /// `PassState`, to which events add what happened.
  private static func typeName(_ action: Action) -> String { action.type.rawValue + "State" }

  @inline(__always)
  mutating func entered(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    if records.isObserved { writeEntered(slot, state, at: now, in: &records) } else { _ = count(slot, in: &records) }
    records.strands[slot].pointee.enteredEvent = records.strands[slot].pointee.lastEvent
  }

  private mutating func writeEntered(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    let strand = records.strands[slot]
    let input = strand.pointee.input
    strand.pointee.needExtra().eventBeforeEntry = strand.pointee.lastEvent
    tell(slot, "\(Self.typeName(state.pointee.source.action))Entered", at: now, in: &records) {
      (
        "stateEnteredEventDetails",
        ["name": .string(state.pointee.source.name), "input": Self.text(input), "inputDetails": Self.whole]
      )
    }
  }

  @inline(__always)
  mutating func exited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, assigning variables: JSONObject? = nil,
    at now: Instant, in records: inout Records
  ) {
    if records.isObserved {
      writeExited(slot, state, variables ?? [:], at: now, in: &records)
    } else {
      _ = count(slot, in: &records)
    }
  }

  private mutating func writeExited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ variables: JSONObject, at now: Instant,
    in records: inout Records
  ) {
    let output = records.strands[slot].pointee.input
    tell(slot, "\(Self.typeName(state.pointee.source.action))Exited", at: now, in: &records) {
      var details: JSONObject = [
        "name": .string(state.pointee.source.name), "output": Self.text(output), "outputDetails": Self.whole,
      ]
      if !variables.isEmpty {
        let texts = variables.map { (key: $0.key, value: Self.text($0.value)) }
        details["assignedVariables"] = .object(JSONObject(uniqueMembers: texts))
        details["assignedVariablesDetails"] = Self.whole
      }
      return ("stateExitedEventDetails", .object(details))
    }
  }

  /// What fails before the state has done anything points to the event before its entry, as recorded on AWS, but for
  /// Wait.
  mutating func evaluationFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ failure: Failure, at location: String?,
    at now: Instant, in records: inout Records
  ) {
    let strand = records.strands[slot]
    let entered = strand.pointee.enteredEvent
    if strand.pointee.lastEvent == entered, entered > 0, state.pointee.kind != .wait,
      let before = strand.pointee.extra?.eventBeforeEntry
    {
      strand.pointee.lastEvent = before
    }
    tell(slot, "EvaluationFailed", at: now, in: &records) {
      var details: JSONObject = ["state": .string(state.pointee.source.name)]
      if let location { details["location"] = .string(location) }
      return ("evaluationFailedEventDetails", Self.errorDetails(failure, details))
    }
  }

  // MARK: Tasks

  private static func prefix(_ task: Task) -> String {
    switch task.resource.kind {
    case .lambdaFunction: "LambdaFunction"
    case .activity: "Activity"
    case .integration: "Task"
    }
  }

  private static func resourceDetails(_ task: Task) -> JSONObject {
    guard task.resource.kind == .integration else { return [:] }
    return [
      "resourceType": .string(task.resource.service),
      "resource": .string(task.resource.action + task.resource.pattern.rawValue),
    ]
  }

  private func region(_ state: UnsafeMutablePointer<CompiledState>, _ records: inout Records) -> String {
    records.program.machines[Int(state.pointee.machine)].place.region
  }

  /// Scheduled and Started; an activity starts later.
  @inline(__always)
  mutating func countScheduled(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, in records: inout Records
  ) {
    let strand = records.strands[slot]
    let execution = records.executions[strand.pointee.execution]
    let events = execution.pointee.events &+ 2
    if state.pointee.isActivity || execution.pointee.isOverfull || events >= limit {
      return countScheduledSlowly(slot, state, in: &records)
    }
    execution.pointee.events = events
    strand.pointee.lastEvent = events
  }

  /// The first of the two may be the one that fills the history.
  private mutating func countScheduledSlowly(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, in records: inout Records
  ) {
    if count(slot, in: &records), !state.pointee.isActivity { _ = count(slot, in: &records) }
  }

  mutating func activityStarted(_ slot: StrandID, worker: String?, at now: Instant, in records: inout Records) {
    tell(slot, "ActivityStarted", at: now, in: &records) {
      ("activityStartedEventDetails", worker.map { ["workerName": .string($0)] } ?? [:])
    }
  }

  @inline(__always)
  mutating func countTaskSucceeded(_ slot: StrandID, in records: inout Records) { _ = count(slot, in: &records) }

  mutating func scheduled(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ task: Task, parameters: @autoclosure () -> JSON,
    role: JSON?,
    timeout: Span?, heartbeat: Span?, at now: Instant, in records: inout Records
  ) {
    guard records.isObserved else { return countScheduled(slot, state, in: &records) }
    let prefix = Self.prefix(task)
    var scheduled = Self.resourceDetails(task)
    let text = Self.text(parameters())
    if task.resource.kind == .integration {
      scheduled["region"] = .string(region(state, &records))
      scheduled["parameters"] = text
    } else {
      scheduled["resource"] = .string(task.resource.arn)
      scheduled["input"] = text
      scheduled["inputDetails"] = Self.whole
    }
    if let timeout { scheduled["timeoutInSeconds"] = .integer(Int(timeout.seconds)) }
    if let heartbeat { scheduled["heartbeatInSeconds"] = .integer(Int(heartbeat.seconds)) }
    if let role { scheduled["taskCredentials"] = ["roleArn": role] }
    let key = prefix.prefix(1).lowercased() + prefix.dropFirst() + "ScheduledEventDetails"
    tell(slot, "\(prefix)Scheduled", at: now, in: &records) { (key, .object(scheduled)) }
    if state.pointee.isActivity { return }
    tell(slot, "\(prefix)Started", at: now, in: &records) {
      task.resource.kind == .integration
        ? ("taskStartedEventDetails", .object(Self.resourceDetails(task))) : nil
    }
  }

  @inline(__always)
  mutating func submitted(_ slot: StrandID, output: @autoclosure () -> JSON, at now: Instant, in records: inout Records)
  {
    guard records.isObserved else {
      _ = count(slot, in: &records)
      return
    }
    guard case .task(let task) = records.state(slot).pointee.source.action else { return }
    let text = Self.text(output())
    tell(slot, "TaskSubmitted", at: now, in: &records) {
      var details = Self.resourceDetails(task)
      details["output"] = text
      details["outputDetails"] = Self.whole
      return ("taskSubmittedEventDetails", .object(details))
    }
  }

  @inline(__always)
  mutating func taskSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, output: JSON, at now: Instant,
    in records: inout Records
  ) {
    guard records.isObserved else { return countTaskSucceeded(slot, in: &records) }
    writeTaskSucceeded(slot, state, output: output, at: now, in: &records)
  }

  private mutating func writeTaskSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, output: JSON, at now: Instant,
    in records: inout Records
  ) {
    tell(slot, "\(Self.prefix(of: state))Succeeded", at: now, in: &records) {
      guard case .task(let task) = state.pointee.source.action else { return nil }
      var details = Self.resourceDetails(task)
      details["output"] = Self.text(output)
      details["outputDetails"] = Self.whole
      return (Self.detailsKey(Self.prefix(task), "Succeeded"), .object(details))
    }
  }

  mutating func taskFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ failure: Failure, at now: Instant,
    in records: inout Records
  ) {
    let suffix = failure.isTimeout ? "TimedOut" : "Failed"
    tell(slot, "\(Self.prefix(of: state))\(suffix)", at: now, in: &records) {
      guard case .task(let task) = state.pointee.source.action else { return nil }
      return (Self.detailsKey(Self.prefix(task), suffix), Self.errorDetails(failure, Self.resourceDetails(task)))
    }
  }

  private static func prefix(of state: UnsafeMutablePointer<CompiledState>) -> String {
    if case .task(let task) = state.pointee.source.action { prefix(task) } else { "Task" }
  }

  private static func detailsKey(_ prefix: String, _ suffix: String) -> String {
    prefix.prefix(1).lowercased() + prefix.dropFirst() + suffix + "EventDetails"
  }

  // MARK: Map and Parallel

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

  private static func isMap(_ state: UnsafeMutablePointer<CompiledState>) -> Bool {
    state.pointee.kind == .map
  }

  @inline(__always)
  mutating func countIterationStarted(_ slot: StrandID, in records: inout Records) { _ = count(slot, in: &records) }

  /// Nothing of the Map's own strand points to them.
  @inline(__always)
  mutating func countIterationsStarted(_ slot: StrandID, _ count: UInt32, in records: inout Records) {
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
    if records.isObserved {
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
