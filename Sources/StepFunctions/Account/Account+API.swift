public import Engine
import JSON

/// The API, for whoever calls from outside: a door for each action, which takes a request, gives an answer or a
/// refusal, and does all that happens at once. It is the caller's business what time it is: doors are for between two
/// entries of the timeline, or for an entry of the load's own.
extension Account {
  /// Answers the execution that runs; the one that runs already, where the same name and input started it.
  public mutating func startExecution(_ request: StartExecutionRequest) -> APIResponse<RunningExecution> {
    let response = admission.start(request, isSynchronous: false, &core)
    if let caller = request.redriver, case .answered(let id) = response { follow(id, for: caller, redrives: true) }
    return opened(response)
  }

  /// Puts an entry of the load's, for this caller, on the timeline when the execution ends; at once where it has.
  public mutating func tells(caller: UInt32, whenEnds execution: RunningExecution) {
    if core.execution(execution.id).pointee.generation == execution.generation {
      core.awaitingCallers[execution.id.slot] = caller
    } else {
      core.timeline.push(.caller, slot: caller, at: now)
    }
  }

  /// Of an Express execution. Its outcome is told when it ends, as every execution's.
  public mutating func startSyncExecution(_ request: StartExecutionRequest) -> APIResponse<RunningExecution> {
    opened(admission.start(request, isSynchronous: true, &core))
  }

  /// The record of the execution is another one than before.
  public mutating func redriveExecution(_ ended: Redrivable) -> APIResponse<RunningExecution> {
    opened(admission.redrive(ended, &core))
  }

  mutating func opened(_ response: APIResponse<ExecutionID>) -> APIResponse<RunningExecution> {
    switch response {
    case .answered(let id):
      // It may be over when all is done that happens at once.
      let execution = RunningExecution(id, &core)
      drain()
      return .answered(execution)
    case .throttled: return .throttled
    case .refused(let refusal): return .refused(refusal)
    }
  }

  public mutating func stopExecution(_ request: StopExecutionRequest) -> APIResponse<Void> {
    respond(.stopExecution) { account throws(Refusal) in try account.lifecycle.stop(request, &account.core) }
  }

  // MARK: Tasks

  /// Nil where no task waits for a worker.
  public mutating func getActivityTask(_ request: GetActivityTaskRequest) -> APIResponse<ActivityTask?> {
    respond(.getActivityTask) { account throws(Refusal) in
      try account.activities.task(for: request, &account.core)
    }
  }

  public mutating func sendTaskSuccess(_ request: SendTaskSuccessRequest) -> APIResponse<Void> {
    respond(.sendTaskSuccess) { account throws(Refusal) in
      try account.core.answerToken(request.taskToken, .success(output: .string(request.output)))
    }
  }

  public mutating func sendTaskFailure(_ request: SendTaskFailureRequest) -> APIResponse<Void> {
    respond(.sendTaskFailure) { account throws(Refusal) in
      try account.core.answerToken(request.taskToken, .failure(error: request.error, cause: request.cause))
    }
  }

  public mutating func sendTaskHeartbeat(_ request: SendTaskHeartbeatRequest) -> APIResponse<Void> {
    respond(.sendTaskHeartbeat) { account throws(Refusal) in
      try account.core.answerToken(request.taskToken, .heartbeat)
    }
  }

  /// The bucket comes first, then what the desk says, then all that follows from it.
  private mutating func respond<Output>(
    _ action: APIAction, _ work: (inout Account) throws(Refusal) -> Output
  ) -> APIResponse<Output> {
    if core.hasOtherOutages, let error = core.otherOutage(of: action, 0, at: now) { return .refused(.outage(error)) }
    guard core.buckets[action].take(at: now) else { return .throttled }
    do throws(Refusal) {
      let output = try work(&self)
      drain()
      return .answered(output)
    } catch {
      return .refused(error)
    }
  }
}

extension AccountCore {
  /// The execution has ended.
  mutating func tellCaller(of execution: ExecutionID) {
    guard let caller = awaitingCallers.removeValue(forKey: execution.slot) else { return }
    timeline.push(.caller, slot: caller, at: timeline.now)
  }
}
