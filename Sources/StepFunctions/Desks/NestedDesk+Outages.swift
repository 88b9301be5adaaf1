import Engine
import JSON
import JSONPath
import Prelude

/// Nested starts during an outage of the action.
extension NestedDesk {
  /// True: the call has met an outage, and the Task has failed.
  @inline(never)
  mutating func meetsOutage(_ id: StrandID, _ action: APIAction, _ core: inout AccountCore) -> Bool {
    let (key, attempt) = (core.strand(id).pointee.key, Int(core.strand(id).pointee.attempts))
    guard let error = core.outage(of: action, key, attempt: attempt) else { return false }
    if core.strand(id).pointee.refusals > 0 { core.interpreter.countThrottles(id) }
    do {
      let parameters = core.interpreter.records.observes(id) ? try core.interpreter.payload(id) : .null
      _ = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
    } catch {
      core.parametersFailed(id, error)
      return true
    }
    core.interpreter.records.isRefused(id)
    core.fail(id, Failure(error, Refusal.outageCause))
    return true
  }
}
