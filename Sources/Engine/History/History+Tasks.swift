import JSON
import Prelude
import StatesLanguage

/// A Task's attempts.
extension History {
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
    guard records.observes(slot) else { return countScheduled(slot, state, in: &records) }
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
    guard records.observes(slot) else {
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
    guard records.observes(slot) else { return countTaskSucceeded(slot, in: &records) }
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
}
