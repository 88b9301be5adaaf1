import Chance
import Engine
import JSON
import JSONPath
import Prelude

/// Services whose expressions say what a call is answered, or that have outages. All is decided as the call begins, and
/// the answer waits until the call is over: `$now` and the counts are the same whatever else happens meanwhile.
extension ServiceDesk {
  /// A call begins: all is decided, and how long it takes. A call without a latency that can be worked out is over at
  /// once, and has failed; one without another part of its answer takes its time, and fails then.
  @inline(never)
  mutating func decide(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Span {
    let state = services + Int(service)
    state.pointee.calls &+= 1
    let key = core.strand(id).pointee.key
    let fate = fate(key, service, &core)
    let scope = state.pointee.hasExpressions ? self.scope(id, service, &core) : CallScope()
    var span = Span.zero
    do throws(Failure) {
      span = slowed(
        try state.pointee.model.latencyExpression?.latency(scope) ?? lawfulLatency(key, service, &core), fate.slowdown)
      core.interpreter.records.decides(fate.failure.map { .failure($0) } ?? answer(service, scope), for: id)
    } catch {
      core.interpreter.records.decides(.failure(error), for: id)
    }
    state.pointee.busy &+= span.nanoseconds
    return span
  }

  /// An error that comes of a chance is drawn when the call is over, and a result that is no expression is made then.
  private mutating func answer(_ service: Int32, _ scope: CallScope) -> Result<JSON, Failure> {
    let model = services + Int(service)
    do throws(Failure) {
      if let failure = try model.pointee.model.errorExpression?.failure(scope) { return .failure(failure) }
      return .success(try model.pointee.model.resultExpression?.result(scope) ?? .null)
    } catch {
      return .failure(error)
    }
  }

  private mutating func scope(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> CallScope {
    let state = services + Int(service)
    let expressions = state.pointee.model.expressions
    func reads(_ variable: CallExpression.Variable) -> Bool { expressions.contains { $0.reads(variable) } }
    var scope = CallScope()
    if reads(.request) { scope.request = try? core.interpreter.payload(id) }
    scope.attempt = Int(core.strand(id).pointee.attempts) + 1
    scope.call = state.pointee.calls
    if reads(.execution) { scope.execution = core.interpreter.records.count(id, in: state.pointee.callCounter) }
    scope.seconds = (core.now - .zero).seconds
    scope.millis = (Account.epoch &+ core.now.nanoseconds) / 1_000_000
    scope.seed = core.streams.expression.stream(entity: core.strand(id).pointee.key).position
    return scope
  }
}
