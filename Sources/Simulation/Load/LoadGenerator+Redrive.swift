import Engine
import Prelude
import StepFunctions

/// Outside callers that redrive what has failed.
extension LoadGenerator {
  /// The execution that the caller awaited has ended.
  mutating func hasEnded(_ id: Handle<Caller>, _ account: inout Account) {
    guard account.isPostponed(caller: id.slot) else { return isDone(id, &account) }
    callers[id].pointee.phase = .redriving
    redrivesLater(id, &account)
  }

  private mutating func redrivesLater(_ id: Handle<Caller>, _ account: inout Account) {
    guard let policy = streams[Int(callers[id].pointee.stream)].load.redrive else { return }
    account.core.timeline.push(.caller, slot: id.slot, at: account.now + policy.after)
  }

  /// The time of a redrive has come. A throttled call comes again, and so does one that met an outage or the limit of
  /// open executions.
  mutating func redrive(_ id: Handle<Caller>, _ account: inout Account) {
    let redrives = Int(callers[id].pointee.redrives) + 1
    let most = streams[Int(callers[id].pointee.stream)].load.redrive?.times ?? 0
    switch account.redrive(caller: id.slot, again: redrives < most) {
    case .answered:
      callers[id].pointee.redrives = UInt16(clamping: redrives)
      callers[id].pointee.phase = .running
    case .throttled: redrivesLater(id, &account)
    case .refused(let refusal):
      if refusal.isTransient || refusal.name == "ExecutionLimitExceeded" { return redrivesLater(id, &account) }
      account.leavesPostponed(caller: id.slot)
      isDone(id, &account)
    }
  }
}
