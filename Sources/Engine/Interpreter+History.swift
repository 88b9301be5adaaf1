public import JSON
public import Prelude
import StatesLanguage

/// The history of an execution: always counted against AWS's limit, built only where somebody asked for it.
/// Shapes and `previousEventId`: histories recorded on AWS.
extension Interpreter {
  // MARK: Counting

  /// Counts an event of the strand and makes it the strand's last; false: the history is full, nothing is written.
  @inline(__always)
  private mutating func count(_ slot: StrandID) -> Bool {
    let strand = strands[slot]
    guard countEvent(strand.pointee.execution) else { return false }
    strand.pointee.lastEvent = executions[strand.pointee.execution].pointee.events
    return true
  }

  @inline(__always)
  private mutating func countEvent(_ slot: ExecutionID) -> Bool {
    let execution = executions[slot]
    if execution.pointee.isOverfull { return false }
    let events = execution.pointee.events &+ 1
    if events >= limits.historyEvents, overflows(slot) { return false }
    execution.pointee.events = events
    return true
  }

  /// The last event that fits is kept for the end of the execution. Express workflows know no limit (AWS quotas), and
  /// where it is lifted the count may go beyond 31 bits.
  @inline(never)
  private mutating func overflows(_ slot: ExecutionID) -> Bool {
    let execution = executions[slot]
    if limits.historyEvents == .max || program.machines[Int(execution.pointee.machine)].isExpress { return false }
    execution.pointee.isOverfull = true
    ask(.overflow, ofExecution: slot)
    return true
  }

  /// Writes an event of the strand; `isLeaf`: what follows on the strand does not point to it.
  @inline(__always)
  private mutating func record(
    _ slot: StrandID, _ type: @autoclosure () -> String, isLeaf: Bool = false, at now: Instant,
    details: () -> (key: String, value: JSON)?
  ) {
    let previous = strands[slot].pointee.lastEvent
    guard count(slot) else { return }
    if keepsHistory { write(strands[slot].pointee.execution, type(), of: slot, previous: previous, at: now, details()) }
    if isLeaf { strands[slot].pointee.lastEvent = previous }
  }

  private mutating func write(
    _ slot: ExecutionID, _ type: String, of strand: StrandID? = nil, previous: Int32, at now: Instant,
    _ details: (key: String, value: JSON)?
  ) {
    let event = HistoryEvent(
      id: Int(executions[slot].pointee.events), previousEventID: Int(previous), timestamp: now, type: type,
      detailsKey: details?.key, details: details?.value ?? .null)
    executions[slot].pointee.extra?.history.append(event)
    if let strand { see(.event(event), of: strand) } else { see(.event(event), in: slot) }
  }

  private static var whole: JSON { ["truncated": false] }

  private static func text(_ value: JSON) -> JSON { .string(value.text) }

  // MARK: Executions

  mutating func recordStarted(_ slot: ExecutionID, at now: Instant) {
    guard countEvent(slot), keepsHistory else { return }
    let machine = program.machines + Int(executions[slot].pointee.machine)
    let input = executions[slot].pointee.input
    write(
      slot, "ExecutionStarted", previous: 0, at: now,
      (
        "executionStartedEventDetails",
        [
          "input": Self.text(input), "inputDetails": Self.whole,
          "roleArn": .string(machine.pointee.roleARN),
        ]
      ))
  }

  mutating func recordSucceeded(_ slot: ExecutionID, at now: Instant) {
    executions[slot].pointee.events &+= 1
    guard keepsHistory else { return }
    let root = strands[executions[slot].pointee.root]
    write(
      slot, "ExecutionSucceeded", previous: root.pointee.lastEvent, at: now,
      (
        "executionSucceededEventDetails",
        ["output": Self.text(root.pointee.input), "outputDetails": Self.whole]
      ))
  }

  mutating func recordRedriven(_ slot: ExecutionID, count redrives: Int, at now: Instant) {
    let previous = executions[slot].pointee.events
    guard countEvent(slot), keepsHistory else { return }
    let details: JSON = ["redriveCount": .integer(redrives)]
    write(slot, "ExecutionRedriven", previous: previous, at: now, ("executionRedrivenEventDetails", details))
  }

  mutating func recordFailed(_ slot: ExecutionID, _ failure: Failure, previous: Int32, at now: Instant) {
    recordEnd(slot, "ExecutionFailed", "executionFailedEventDetails", failure, previous: previous, at: now)
  }

  mutating func recordAborted(_ slot: ExecutionID, error: String?, cause: String?, at now: Instant) {
    let failure = Failure(error: error, cause: cause.map(Cause.text) ?? .none)
    recordEnd(slot, "ExecutionAborted", "executionAbortedEventDetails", failure, previous: 0, at: now)
  }

  mutating func recordTimedOut(_ slot: ExecutionID, at now: Instant) {
    recordEnd(slot, "ExecutionTimedOut", "executionTimedOutEventDetails", .timeout, previous: 0, at: now)
  }

  private mutating func recordEnd(
    _ slot: ExecutionID, _ type: String, _ key: String, _ failure: Failure, previous: Int32, at now: Instant
  ) {
    executions[slot].pointee.events &+= 1
    guard keepsHistory else { return }
    write(slot, type, previous: previous, at: now, (key, Self.errorDetails(failure)))
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
  mutating func recordEntered(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if keepsHistory { writeEntered(slot, state, at: now) } else { _ = count(slot) }
    strands[slot].pointee.enteredEvent = strands[slot].pointee.lastEvent
  }

  private mutating func writeEntered(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) {
    let input = strands[slot].pointee.input
    record(slot, "\(Self.typeName(state.pointee.source.action))Entered", at: now) {
      (
        "stateEnteredEventDetails",
        ["name": .string(state.pointee.source.name), "input": Self.text(input), "inputDetails": Self.whole]
      )
    }
  }

  @inline(__always)
  mutating func recordExited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, assigning variables: JSONObject? = nil,
    at now: Instant
  ) {
    if keepsHistory { writeExited(slot, state, variables ?? [:], at: now) } else { _ = count(slot) }
  }

  private mutating func writeExited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ variables: JSONObject, at now: Instant
  ) {
    let output = strands[slot].pointee.input
    record(slot, "\(Self.typeName(state.pointee.source.action))Exited", at: now) {
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
  mutating func recordEvaluationFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ failure: Failure, at location: String?,
    at now: Instant
  ) {
    let strand = strands[slot]
    let entered = strand.pointee.enteredEvent
    if strand.pointee.lastEvent == entered, entered > 0, state.pointee.kind != .wait,
      let history = executions[strand.pointee.execution].pointee.extra?.history, Int(entered) <= history.count
    {
      strand.pointee.lastEvent = Int32(history[Int(entered) - 1].previousEventID)
    }
    record(slot, "EvaluationFailed", at: now) {
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

  private func region(_ state: UnsafeMutablePointer<CompiledState>) -> String {
    program.machines[Int(state.pointee.machine)].place.region
  }

  /// Scheduled and Started; an activity starts later.
  @inline(__always)
  mutating func countScheduled(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>) {
    if count(slot), !state.pointee.isActivity { _ = count(slot) }
  }

  mutating func recordActivityStarted(_ slot: StrandID, worker: String?, at now: Instant) {
    record(slot, "ActivityStarted", at: now) {
      ("activityStartedEventDetails", worker.map { ["workerName": .string($0)] } ?? [:])
    }
  }

  @inline(__always)
  mutating func countTaskSucceeded(_ slot: StrandID) { _ = count(slot) }

  mutating func recordScheduled(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ task: Task, parameters: @autoclosure () -> JSON,
    timeout: Span?, heartbeat: Span?, at now: Instant
  ) {
    guard keepsHistory else { return countScheduled(slot, state) }
    let prefix = Self.prefix(task)
    var scheduled = Self.resourceDetails(task)
    let text = Self.text(parameters())
    if task.resource.kind == .integration {
      scheduled["region"] = .string(region(state))
      scheduled["parameters"] = text
    } else {
      scheduled["resource"] = .string(task.resource.arn)
      scheduled["input"] = text
      scheduled["inputDetails"] = Self.whole
    }
    if let timeout { scheduled["timeoutInSeconds"] = .integer(Int(timeout.seconds)) }
    if let heartbeat { scheduled["heartbeatInSeconds"] = .integer(Int(heartbeat.seconds)) }
    if let role = role(slot, state, task) { scheduled["taskCredentials"] = ["roleArn": role] }
    let key = prefix.prefix(1).lowercased() + prefix.dropFirst() + "ScheduledEventDetails"
    record(slot, "\(prefix)Scheduled", at: now) { (key, .object(scheduled)) }
    if state.pointee.isActivity { return }
    record(slot, "\(prefix)Started", at: now) {
      task.resource.kind == .integration
        ? ("taskStartedEventDetails", .object(Self.resourceDetails(task))) : nil
    }
  }

  private mutating func role(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ task: Task) -> JSON? {
    guard let credentials = task.credentials, let input = try? effectiveInput(slot, state) else { return nil }
    return (try? evaluate(credentials, slot, input: input))?["RoleArn"]
  }

  public mutating func recordSubmitted(_ slot: StrandID, output: @autoclosure () -> JSON, at now: Instant) {
    guard keepsHistory else {
      _ = count(slot)
      return
    }
    guard case .task(let task) = state(slot).pointee.source.action else { return }
    let text = Self.text(output())
    record(slot, "TaskSubmitted", at: now) {
      var details = Self.resourceDetails(task)
      details["output"] = text
      details["outputDetails"] = Self.whole
      return ("taskSubmittedEventDetails", .object(details))
    }
  }

  mutating func recordTaskSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, output: JSON, at now: Instant
  ) {
    record(slot, "\(Self.prefix(of: state))Succeeded", at: now) {
      guard case .task(let task) = state.pointee.source.action else { return nil }
      var details = Self.resourceDetails(task)
      details["output"] = Self.text(output)
      details["outputDetails"] = Self.whole
      return (Self.detailsKey(Self.prefix(task), "Succeeded"), .object(details))
    }
  }

  mutating func recordTaskFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ failure: Failure, at now: Instant
  ) {
    let suffix = failure.isTimeout ? "TimedOut" : "Failed"
    record(slot, "\(Self.prefix(of: state))\(suffix)", at: now) {
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

  mutating func recordForkStarted(_ slot: StrandID, isMap: Bool, count: Int, at now: Instant) {
    record(slot, isMap ? "MapStateStarted" : "ParallelStateStarted", at: now) {
      isMap ? ("mapStateStartedEventDetails", ["length": .integer(count)]) : nil
    }
  }

  /// A leaf: what follows points to the last event inside, or where there is none to the start (recorded on AWS).
  mutating func recordForkSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) {
    record(slot, Self.isMap(state) ? "MapStateSucceeded" : "ParallelStateSucceeded", isLeaf: true, at: now) { nil }
  }

  mutating func recordMapRunStarted(_ slot: StrandID, arn: String, at now: Instant) {
    record(slot, "MapRunStarted", at: now) { ("mapRunStartedEventDetails", ["mapRunArn": .string(arn)]) }
  }

  mutating func recordMapRunRedriven(_ slot: StrandID, arn: String, count redrives: Int, at now: Instant) {
    record(slot, "MapRunRedriven", at: now) {
      ("mapRunRedrivenEventDetails", ["mapRunArn": .string(arn), "redriveCount": .integer(redrives)])
    }
  }

  mutating func recordMapRunEnded(_ slot: StrandID, _ failure: Failure?, at now: Instant) {
    record(slot, failure == nil ? "MapRunSucceeded" : "MapRunFailed", at: now) {
      failure.map { ("mapRunFailedEventDetails", Self.errorDetails($0)) }
    }
  }

  mutating func recordForkFailed(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    record(slot, Self.isMap(state) ? "MapStateFailed" : "ParallelStateFailed", at: now) { nil }
  }

  private static func isMap(_ state: UnsafeMutablePointer<CompiledState>) -> Bool {
    state.pointee.kind == .map
  }

  @inline(__always)
  mutating func countIterationStarted(_ slot: StrandID) { _ = count(slot) }

  /// Nothing of the Map's own strand points to them.
  @inline(__always)
  mutating func countIterationsStarted(_ slot: StrandID, _ count: UInt32) {
    for _ in 0..<count where !countEvent(strands[slot].pointee.execution) { return }
  }

  mutating func recordIterationStarted(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ item: UInt32, isLeaf: Bool, at now: Instant
  ) {
    recordIteration(slot, state, item, "Started", isLeaf: isLeaf, at: now)
  }

  mutating func recordIterationSucceeded(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) {
    recordIteration(slot, state, strands[slot].pointee.item, "Succeeded", isLeaf: false, at: now)
  }

  /// Written on the Map's or Parallel's own strand when it is over. A Task that failed is still open, and closed too
  /// (recorded on AWS); of other states that fail, the event that says so is the last.
  mutating func recordBranchFailed(_ slot: StrandID, _ item: UInt32, isOfTask: Bool, at now: Instant) {
    let state = self.state(slot)
    if Self.isMap(state) { recordIteration(slot, state, item, "Failed", isLeaf: true, at: now) }
    if isOfTask { record(slot, "TaskStateAborted", isLeaf: true, at: now) { nil } }
  }

  /// An iteration that has started, and would have entered its first state next.
  mutating func recordIterationAborted(_ slot: StrandID, _ item: UInt32, at now: Instant) {
    recordIteration(slot, state(slot), item, "Aborted", isLeaf: true, at: now)
  }

  private mutating func recordIteration(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ item: UInt32, _ suffix: String, isLeaf: Bool,
    at now: Instant
  ) {
    record(slot, "MapIteration\(suffix)", isLeaf: isLeaf, at: now) {
      (
        "mapIteration\(suffix)EventDetails",
        ["name": .string(state.pointee.source.name), "index": .integer(Int(item))]
      )
    }
  }

  /// A branch is cut: the iteration is aborted, then the state that it is in; both follow the event of the branch that
  /// failed (recorded on AWS).
  mutating func recordCut(_ slot: StrandID, after event: Int32, at now: Instant) {
    let strand = strands[slot]
    strand.pointee.lastEvent = event
    let parent = strand.pointee.parent
    if !parent.isNone, Self.isMap(state(parent)) {
      recordIteration(slot, state(parent), strand.pointee.item, "Aborted", isLeaf: true, at: now)
    }
    guard strand.pointee.enteredEvent != 0, strand.pointee.phase != .entering else { return }
    let action = state(slot).pointee.source.action
    record(slot, "\(Self.typeName(action))Aborted", isLeaf: true, at: now) { nil }
  }
}

extension HistoryEvent {
  /// The event as GetExecutionHistory gives it; the time in seconds since 1970.
  public func json(epoch: Int64) -> JSON {
    let (sum, overflow) = epoch.addingReportingOverflow(timestamp.nanoseconds)
    var object: JSONObject = [
      "timestamp": .double(Double((overflow ? .max : sum) / 1_000_000) / 1_000),
      "type": .string(type),
      "id": .integer(id),
      "previousEventId": .integer(previousEventID),
    ]
    if let detailsKey { object[detailsKey] = details }
    return .object(object)
  }
}
