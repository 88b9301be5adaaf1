public import Engine
import Prelude

/// RedriveExecution. Source: AWS developer guide, "Restarting state machine executions with redrive".
extension Account {
  /// A call of RedriveExecution, and all that happens at once. The record of the execution is another one than before.
  public mutating func redriveExecution(_ ended: Redrivable) -> Admission {
    let admission = admitRedrive(ended)
    drain()
    return admission
  }

  mutating func admitRedrive(_ ended: Redrivable) -> Admission {
    guard buckets[.redriveExecution].take(at: now) else { return .throttled }
    if let reason = ended.refusal(at: now, historyEvents: interpreter.limits.historyEvents) {
      return .refused(Refusal(name: "ExecutionNotRedrivable", message: reason))
    }
    if let limit = model.quotas.openExecutions, standardOpen >= limit {
      return .refused(Self.tooManyOpen(limit))
    }
    return .admitted(goOn(ended))
  }

  /// The execution runs again, with all of its time before it.
  mutating func goOn(_ ended: Redrivable) -> ExecutionID {
    let slot = interpreter.redrive(ended, at: now)
    tally.started += 1
    standardOpen += 1
    if interpreter.records.open > tally.peakOpen { tally.peakOpen = interpreter.records.open }
    if let name = ended.name { names.add(name, machine: nameOwner(ended.machineIndex), execution: slot) }
    if let limit = interpreter.records.program.machines[Int(ended.machineIndex)].timeout {
      scheduleExecution(.expire, slot, after: limit)
    }
    return slot
  }
}
