import Engine
import JSON
import JSONPath
import Prelude

/// Nested starts during an outage of the action.
extension NestedDesk {
  /// True: the call has met an outage. The Task has failed, or its integration tries again.
  @inline(never)
  mutating func meetsOutage(_ id: StrandID, _ action: APIAction, _ core: inout AccountCore) -> Bool {
    let (key, tries) = (core.strand(id).pointee.key, core.interpreter.records.integrationTries(id))
    let attempt = Int(core.strand(id).pointee.attempts) << 8 | tries
    guard let error = core.outage(of: action, key, attempt: attempt) else { return false }
    do {
      // The integration takes it for a throttle: nothing has happened.
      if try triesAgain(id, &core) { return true }
      if core.strand(id).pointee.refusals > 0 { core.interpreter.countThrottles(id) }
      let parameters = core.interpreter.records.observes(id) ? try core.interpreter.payload(id) : .null
      _ = try attemptStarts(id, parameters: parameters, &core)
    } catch {
      core.parametersFailed(id, error)
      return true
    }
    core.interpreter.records.isRefused(id)
    core.fail(id, Failure(error, Refusal.outageCause))
    return true
  }
}
