import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// RedriveExecution: an execution that has ended without success goes on where it failed.
///
/// What is not recorded, and assumed: a state that runs again has no second `Entered` event, an iteration that goes on
/// no second `MapIterationStarted`; what comes first in each path of control follows `ExecutionRedriven`.
extension Interpreter {
  /// The execution runs again, under the same name and with the same history; answers its record.
  public mutating func redrive(_ ended: Redrivable, at now: Instant) -> ExecutionID {
    let slot = records.revive(ended, at: now)
    // Its caller has not lost it.
    if ended.depth == 0, ended.extra.endRow >= 0 { errors[ended.extra.endRow].endedOutside -= 1 }
    history.redriven(slot, at: now, in: &records)
    resume(executions[slot].pointee.root, from: ended.point, at: now)
    return slot
  }

  /// The strand goes on from a point. Retriers begin to count anew, timeouts too.
  mutating func resume(_ slot: StrandID, from point: FailurePoint, at now: Instant) {
    let strand = strands[slot]
    let execution = executions[strand.pointee.execution]
    let redrives = execution.pointee.extra?.redrives ?? 0
    // Another try draws anew.
    strand.pointee.key = Self.mix(point.key, Self.redriveSalt &+ UInt64(redrives))
    strand.pointee.state = point.state
    strand.pointee.input = point.input
    strand.pointee.enteredEvent = point.enteredEvent
    strand.pointee.enteredAt = point.enteredAt
    strand.pointee.lastEvent = execution.pointee.events
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    if !point.visits.isEmpty { strand.pointee.needExtra().visits = point.visits }
    if !point.variables.isEmpty { strand.pointee.needExtra().variables = point.variables }
    if point.isEntering || point.isOver {
      proceed(slot, to: point.isOver ? -1 : point.state, at: now)
    } else if let fork = point.fork {
      records.resume(slot, fork, at: now)
    } else if let mapRun = point.mapRun {
      records.resume(slot, mapRun)
    } else {
      strand.pointee.phase = .backingOff
      records.ask(.retry, of: slot)
    }
  }

  private static let redriveSalt: UInt64 = 0x5265_6472_6976_65

}
