import Engine
public import JSON
import JSONPath
import Prelude
public import StatesLanguage

/// A Task's attempt, for whoever answers in place of the world.
public struct TaskCall: Sendable {
  public var machine: Int
  public var state: String
  public var resource: Resource
  public var parameters: JSON
  /// Failed attempts of this visit before.
  public var attempt: Int
  /// Attempts of any Task before.
  public var ordinal: Int
}

public indirect enum TaskReply: Sendable {
  case success(JSON)
  case failure(error: String?, cause: String?)
  /// The Task's timeout, or its heartbeat's, strikes.
  case timedOut
  case never
  /// A `.sync` or `.waitForTaskToken` call returned this, before the Task had its outcome.
  case submitted(JSON, then: TaskReply)
  /// A worker of this name took the activity's task; without this, a worker that gives none does.
  case started(worker: String?, then: TaskReply)
}

/// What stands in place of the world around an account in which one execution is run and watched. A class, because an
/// account without one asks for it at every call.
final class LocalWorld {
  /// Answers Tasks in place of services and nested machines, at once; nil: they do.
  private let answer: (TaskCall) -> TaskReply?
  /// How many Tasks it has answered.
  private var scheduled = 0
  /// The execution whose end is kept, and what came of it.
  private var watched = ExecutionID.none
  private(set) var outcome: LocalExecution.Outcome?
  /// What is left of it where it ended without success, and such is kept.
  private(set) var redrivable: Redrivable?

  init(answer: @escaping (TaskCall) -> TaskReply?) { self.answer = answer }

  func watch(_ execution: ExecutionID) { (watched, outcome, redrivable) = (execution, nil, nil) }

  func finished(_ id: ExecutionID, _ redrivable: Redrivable?, _ core: inout AccountCore) {
    guard id == watched else { return }
    outcome = LocalExecution.Outcome(of: id, in: &core)
    self.redrivable = redrivable
  }

  /// Lets the script answer an attempt; false where it leaves that to the account.
  func answers(_ id: StrandID, _ core: inout AccountCore) -> Bool {
    let state = core.state(id)
    guard case .task(let task) = state.pointee.source.action else { return false }
    do {
      let parameters = try core.interpreter.payload(id)
      try RequestCheck.check(parameters, for: task.resource)
      let call = TaskCall(
        machine: Int(state.pointee.machine), state: state.pointee.source.name, resource: task.resource,
        parameters: parameters, attempt: Int(core.strand(id).pointee.attempts), ordinal: scheduled)
      guard var reply = answer(call) else { return false }
      scheduled += 1
      let (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
      var worker: String?
      if case .started(let name, let then) = reply { (worker, reply) = (name, then) }
      if task.resource.kind == .activity { _ = core.interpreter.activityStarts(id, worker: worker, at: core.now) }
      if case .submitted(let output, let then) = reply {
        core.interpreter.recordSubmitted(id, output: output, at: core.now)
        reply = then
      }
      follow(reply, id, timeout: timeout, heartbeat: heartbeat, &core)
    } catch {
      core.parametersFailed(id, error)
    }
    return true
  }

  private func follow(
    _ reply: TaskReply, _ id: StrandID, timeout: Span, heartbeat: Span, _ core: inout AccountCore
  ) {
    switch reply {
    case .success(let output): answerNext(id, .success(output), &core)
    case .failure(let error, let cause):
      answerNext(id, .failure(Failure(error: error, cause: cause.map(Cause.text) ?? .none)), &core)
    case .timedOut where timeout == .longest && heartbeat == .longest: answerNext(id, .failure(.timeout), &core)
    case .timedOut, .never, .submitted, .started:
      core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
    }
  }

  /// At this instant, but after what other branches do of themselves: nobody is answered before all have called.
  private func answerNext(_ id: StrandID, _ answer: Result<JSON, Failure>, _ core: inout AccountCore) {
    core.interpreter.records.holds(answer, for: id, hasToken: true)
    core.schedule(.reply, id, after: 0)
  }
}
