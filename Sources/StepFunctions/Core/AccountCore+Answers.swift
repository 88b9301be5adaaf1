import Engine
import JSON
import JSONPath
import Prelude

/// How a Task's attempt goes on: its timeouts, and its answer, whoever gives it.
extension AccountCore {
  mutating func succeed(_ id: StrandID, _ result: JSON) { interpreter.taskSucceeded(id, result: result, at: now) }

  mutating func fail(_ id: StrandID, _ failure: Failure) {
    countError(id)
    interpreter.taskFailed(id, failure, at: now)
  }

  mutating func answer(_ id: StrandID, _ result: Result<JSON, Failure>) {
    switch result {
    case .success(let value): succeed(id, value)
    case .failure(let failure): fail(id, failure)
    }
  }

  mutating func countError(_ id: StrandID) {
    if execution(strand(id).pointee.execution).pointee.isCounted { site(id).pointee.errors &+= 1 }
  }

  /// The Task's parameters could not be made, or are not sent.
  mutating func parametersFailed(_ id: StrandID, _ failure: QueryFailure) {
    interpreter.records.isRefused(id)
    interpreter.parametersFailed(id, failure, at: now)
  }

  /// The answer comes after `nanoseconds`.
  mutating func hold(_ answer: consuming Result<JSON, Failure>, _ id: StrandID, after span: Span) {
    interpreter.records.holds(answer, for: id)
    schedule(.reply, id, after: span.nanoseconds)
  }

  /// The time of an answer has come: true where one was kept for it, which is given, or else waits for its token.
  @inline(__always)
  mutating func givesHeldAnswer(_ id: StrandID) -> Bool {
    if hasOtherOutages, let action = interpreter.records.tokenAnswer(heldFor: id).map(Self.sends) {
      let away = outageWait(action, interpreter.strands[id].pointee.key)
      if away != .zero {
        schedule(.reply, id, after: away.nanoseconds)
        return true
      }
    }
    let held = interpreter.records.takeAnswer(id) { answer in
      let action = Self.sends(answer)
      tally.paced[action] &+= 1
      return buckets[action].reserve(at: timeline.now)
    }
    guard let held else { return false }
    if held.wait == .zero {
      answer(id, held.answer)
    } else {
      schedule(.reply, id, after: held.wait.nanoseconds)
    }
    return true
  }

  /// What gives an answer to a task token.
  private static func sends(_ answer: Result<JSON, Failure>) -> APIAction {
    if case .failure = answer { .sendTaskFailure } else { .sendTaskSuccess }
  }

  // MARK: Timeouts

  @inline(__always)
  mutating func scheduleTimeouts(_ id: StrandID, timeout: Span, heartbeat: Span) {
    if timeout != .longest { schedule(.timeout, id, after: timeout.nanoseconds) }
    if heartbeat != .longest { schedule(.heartbeat, id, after: heartbeat.nanoseconds) }
  }

  mutating func timeOutTask(_ id: StrandID, isHeartbeat: Bool = false) {
    var failure = Failure.timeout
    failure.isHeartbeat = isHeartbeat
    let child = strand(id).pointee.child
    if !child.isNone { interpreter.records.stop(child: child) }
    fail(id, failure)
  }

  mutating func checkHeartbeat(_ id: StrandID) {
    guard let extra = strand(id).pointee.extra else { return }
    if extra.heartbeatDeadline <= now { return timeOutTask(id, isHeartbeat: true) }
    schedule(.heartbeat, id, after: (extra.heartbeatDeadline - now).nanoseconds)
  }
}
