import Engine
import Prelude

/// What the account lets the interpreter's observer see.
extension AccountCore {
  public mutating func see(_ entry: Agenda.Entry) {
    switch entry.kind {
    case .enter, .retry, .granted, .reply, .timeout, .heartbeat, .wake, .join, .mapRunStart, .mapRunBegin, .mapRunEnd,
      .integrationRetry:
      if let strand = strand(of: entry) { interpreter.records.see(.due("\(entry.kind)"), of: strand) }
    case .begin, .end, .stop, .expire:
      if let execution = execution(of: entry) { interpreter.records.see(.due("\(entry.kind)"), in: execution) }
    // Of calls, jobs and Map Runs: what they lead to is seen.
    case .throttled, .dispatch, .slotFree, .serviceDone, .tokenAnswer, .job, .caller, .arrival: break
    }
  }

  mutating func see(_ effect: Effect) {
    let asked = Probe.Observation.effect(effect.kind, after: Span(nanoseconds: effect.nanoseconds))
    switch effect.kind {
    case .transition, .call, .retry, .wait, .fill, .join, .startMapRun, .endMapRun:
      if let strand = strand(of: effect) { interpreter.records.see(asked, of: strand) }
    case .end, .stop, .overflow:
      if let execution = execution(of: effect) { interpreter.records.see(asked, in: execution) }
    case .finished:
      interpreter.records.see(asked, in: ExecutionID(slot: effect.slot))
      interpreter.records.seeEnd(of: ExecutionID(slot: effect.slot))
    case .fillMapRun, .mapRunEnded: break
    }
  }
}
