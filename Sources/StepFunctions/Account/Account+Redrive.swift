import Engine
import Prelude

/// The end of an execution that its caller means to redrive: counted only if nothing comes of that.
struct PostponedEnd {
  var finished: Tally.Finished
  var redrivable: Redrivable
}

/// Redrives by outside callers. An execution that will be redriven has not come to its outcome: it is neither open nor
/// counted as finished, and stays what its caller wants.
extension Account {
  /// Whether the caller's execution has ended without success, and waits for its redrive.
  public func isPostponed(caller: UInt32) -> Bool { core.postponed[caller] != nil }

  /// RedriveExecution of it. `again`: if it fails once more it will be redriven, too.
  public mutating func redrive(caller: UInt32, again: Bool) -> APIResponse<RunningExecution> {
    guard let end = core.postponed[caller] else {
      preconditionFailure("nothing waits for this caller's redrive")
    }
    let response = admission.redrive(end.redrivable, isPostponed: true, &core)
    if case .answered(let id) = response {
      core.postponed[caller] = nil
      core.tally.redrives += 1
      core.tally.paced[.redriveExecution] += 1
      core.tally.redriveGaps += (now - end.finished.endedAt).nanoseconds
      if end.finished.isCounted {
        core.tally.takenBack[Int(end.finished.machine), default: [:]][end.finished.status, default: 0] += 1
      }
      follow(id, for: caller, redrives: again)
    }
    return opened(response)
  }

  /// Its caller gives up: the end that it had stands.
  public mutating func leavesPostponed(caller: UInt32) {
    if core.postponed[caller]?.finished.isCounted ?? false { core.tally.countedOpen -= 1 }
  }

  /// The run is over: what waits for a redrive has ended as it had.
  public mutating func settlePostponed() {
    for (_, end) in core.postponed.sorted(by: { $0.key < $1.key }) { core.tally.finished.append(end.finished) }
    core.postponed = [:]
  }

  mutating func follow(_ id: ExecutionID, for caller: UInt32, redrives: Bool) {
    core.awaitingCallers[id.slot] = caller
    if redrives { core.redriven.insert(id.slot) }
  }

  /// An execution has ended while somebody follows ends. True: its caller will redrive it, and it is not counted.
  mutating func isTakenBack(_ id: ExecutionID) -> Bool {
    if reads.isUsed { reads.ends(id, &core) }
    guard core.redriven.remove(id.slot) != nil, let caller = core.awaitingCallers[id.slot],
      let redrivable = core.interpreter.records.redrivable(id, at: now)
    else {
      let execution = core.execution(id)
      if execution.pointee.depth == 0, execution.pointee.status == .succeeded,
        execution.pointee.extra?.redrives ?? 0 > 0
      {
        core.tally.redriveSuccesses += 1
      }
      return false
    }
    core.postponed[caller] = PostponedEnd(finished: lifecycle.postpone(id, &core), redrivable: redrivable)
    return true
  }
}
