import Chance
import Engine
import JSON
import JSONPath
import Prelude

/// Services whose expressions say what a call is answered, or that have outages. All is decided as the call begins, and
/// the answer waits until the call is over: `$now` and the counts are the same whatever else happens meanwhile.
extension ServiceDesk {
  /// A call begins: all is decided, and how long it takes. A call without a latency that can be worked out is over at
  /// once, and has failed; one without another part of its answer takes its time, and fails then. `delay`: how long the
  /// call takes before.
  @inline(never)
  mutating func decide(
    _ id: StrandID, _ service: Int32, after delay: Span = .zero, _ core: inout AccountCore
  ) -> Span {
    let state = services + Int(service)
    state.pointee.calls &+= 1
    if core.levels.keepsLedger { core.countServiceCall(core.strand(id).pointee.execution) }
    let key = core.strand(id).pointee.key
    let fate = fate(key, service, &core)
    var scope = state.pointee.hasScope ? self.scope(id, service, &core) : CallScope()
    var span = Span.zero
    do throws(Failure) {
      span = slowed(
        try state.pointee.model.latencyExpression?.latency(scope) ?? lawfulLatency(key, service, &core), fate.slowdown)
      if let failure = fate.failure { throw failure }
      if mockedReply(id, &core) == nil {
        let result = try answer(id, service, &scope, &core)
        try promise(id, service, result, scope, over: core.now + delay + span, &core)
        core.interpreter.records.decides(.success(result), for: id)
      }
    } catch {
      forgetMock(id)
      core.interpreter.records.decides(.failure(error), for: id)
    }
    state.pointee.busy &+= span.nanoseconds
    return span
  }

  /// An error that comes of a chance is drawn when the call is over, and a result that is no expression is made then,
  /// unless what the call does depends on them: state between calls, and tokens, are left alone by calls that fail.
  private mutating func answer(
    _ id: StrandID, _ service: Int32, _ scope: inout CallScope, _ core: inout AccountCore
  ) throws(Failure) -> JSON {
    let model = services + Int(service)
    if let failure = try model.pointee.model.errorExpression?.failure(scope) { throw failure }
    if model.pointee.model.shared != nil || model.pointee.model.tokenAnswer != nil,
      let failure = chance(id, service, &core)
    {
      throw failure
    }
    if let use = model.pointee.model.shared { try shared.use(use, &scope) }
    if let result = try model.pointee.model.resultExpression?.result(scope) { return result }
    return model.pointee.hasDecidedResult ? value(id, service, &core) : .null
  }

  private mutating func scope(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> CallScope {
    let state = services + Int(service)
    let expressions = state.pointee.model.expressions
    func reads(_ variable: CallExpression.Variable) -> Bool { expressions.contains { $0.reads(variable) } }
    var scope = CallScope()
    if reads(.request) || state.pointee.model.tokenAnswer != nil { scope.request = try? core.interpreter.payload(id) }
    scope.attempt = Int(core.strand(id).pointee.attempts) + 1
    scope.call = state.pointee.calls
    if reads(.execution) { scope.execution = core.interpreter.records.count(id, in: state.pointee.callCounter) }
    scope.seconds = (core.now - .zero).seconds
    scope.millis = (Account.epoch &+ core.now.nanoseconds) / 1_000_000
    scope.seed = core.streams.expression.stream(entity: core.strand(id).pointee.key).position
    return scope
  }
}
