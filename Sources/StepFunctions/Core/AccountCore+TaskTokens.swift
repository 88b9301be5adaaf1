import Engine
import JSON
import JSONPath
import Prelude

/// What SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat say of the Task that waits for its token.
enum TokenAnswer {
  /// JSON text; a workflow may also hand over a value, which Step Functions turns into text.
  case success(output: JSON?)
  case failure(error: String?, cause: String?)
  case heartbeat
}

extension AccountCore {
  /// One of the three actions, after its token of the bucket: called from outside, or by a Task.
  mutating func answerToken(_ token: String?, _ answer: TokenAnswer) throws(Refusal) {
    guard let token, let holder = interpreter.records.holder(ofToken: token) else {
      throw Refusal(name: "InvalidToken", message: "Invalid Token: 'Invalid token'")
    }
    guard holder.isCurrent else {
      throw Refusal(name: "TaskTimedOut", message: "Task Timed Out: 'Provided task does not exist anymore'")
    }
    switch answer {
    case .success(let output): succeed(holder.strand, try Self.output(output))
    case .failure(let error, let cause):
      fail(holder.strand, Failure(error: error, cause: cause.map(Cause.text) ?? .none))
    case .heartbeat: interpreter.records.heartbeats(holder.strand, at: now)
    }
  }

  private static func output(_ value: JSON?) throws(Refusal) -> JSON {
    guard let text = value?.string else { return value ?? .null }
    do {
      return try JSON.parse(text)
    } catch {
      throw Refusal(name: "InvalidOutput", message: "Invalid Output: '\(error.message)'")
    }
  }
}
