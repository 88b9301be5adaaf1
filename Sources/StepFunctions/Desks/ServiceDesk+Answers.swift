import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// What services answer: errors, results, callbacks.
extension ServiceDesk {
  /// A Task's answer has arrived: one that was kept for its instant, or its service's.
  mutating func reply(_ id: StrandID, _ core: inout AccountCore) {
    if core.strand(id).pointee.holdsAnswer, core.givesHeldAnswer(id) { return }
    let state = core.state(id)
    let service = serviceOf(id, &core)
    // Hot: nearly every answer is a success that nobody reads.
    if !services[Int(service)].hasErrors, !state.pointee.isJob, !state.pointee.isCallback,
      let bytes = services[Int(service)].constantBytes, !core.interpreter.wantsResult(id, upTo: bytes)
    {
      return core.succeed(id, .null)
    }
    if state.pointee.isCallback, let reply = mockedReply(id, &core) {
      return answerToken(id, reply, service, &core)
    }
    let failure = drawnError(id, service, &core)
    if state.pointee.isJob, failure.map({ !isRefusal($0, id, &core) }) ?? true {
      core.interpreter.recordSubmitted(id, output: [:], at: core.now)
    }
    if let failure { return core.fail(id, failure) }
    let result = self.result(id, service, &core)
    guard state.pointee.isCallback else { return core.succeed(id, result) }
    core.interpreter.recordSubmitted(id, output: result, at: core.now)
    core.interpreter.records.awaitsToken(id, at: core.now)
    guard let callback = services[Int(service)].model.callback else { return }
    let answer: Result<JSON, Failure> =
      callback.error.map { .failure(Failure(error: $0, cause: .none)) } ?? .success(result)
    holdCallback(answer, id, after: callback, &core)
  }

  private mutating func holdCallback(
    _ answer: Result<JSON, Failure>, _ id: StrandID, after callback: ServiceModel.Callback, _ core: inout AccountCore
  ) {
    var stream = core.streams.callback.stream(entity: core.strand(id).pointee.key)
    core.hold(answer, id, after: callback.after.sample(&stream))
  }

  /// A mock file says what the token is answered, when the service's `callback` has its time; that of a service which
  /// has none comes at once.
  private mutating func answerToken(
    _ id: StrandID, _ reply: TaskReply, _ service: Int32, _ core: inout AccountCore
  ) {
    forgetMock(id)
    guard let answer = reply.answer else { return }
    if case .failure(let failure) = answer, isRefusal(failure, id, &core) { return core.fail(id, failure) }
    core.interpreter.recordSubmitted(id, output: [:], at: core.now)
    core.interpreter.records.awaitsToken(id, at: core.now)
    if let callback = services[Int(service)].model.callback {
      return holdCallback(answer, id, after: callback, &core)
    }
    core.hold(answer, id, after: .zero)
  }

  /// A call that is refused was not submitted (likely; recorded on AWS for calls without a job).
  private mutating func isRefusal(_ failure: Failure, _ id: StrandID, _ core: inout AccountCore) -> Bool {
    guard case .task(let task) = core.state(id).pointee.source.action else { return false }
    return task.resource.isRefusal(failure.error)
  }

  @inline(__always)
  private mutating func serviceOf(_ id: StrandID, _ core: inout AccountCore) -> Int32 {
    let target = core.site(id).pointee.target
    return target >= 0 ? target : core.strand(id).pointee.extra?.service ?? target
  }

  @inline(__always)
  mutating func drawnError(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Failure? {
    services[Int(service)].hasErrors ? drawn(id, service, &core) : nil
  }

  @inline(never)
  private mutating func drawn(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Failure? {
    if let reply = mockedReply(id, &core) {
      guard case .failure(let failure)? = reply.answer else { return nil }
      forgetMock(id)
      return failure
    }
    if services[Int(service)].isDecided, let failure = core.interpreter.records.decidedFailure(id) { return failure }
    return chance(id, service, &core)
  }

  /// The same for a call whenever it is asked for.
  mutating func chance(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Failure? {
    var uniform = core.streams.serviceError.uniform(entity: core.strand(id).pointee.key, counter: 0)
    for error in services[Int(service)].model.errors {
      if uniform < error.probability {
        return Failure(error: error.name, cause: error.cause.map(Cause.text) ?? .none)
      }
      uniform -= error.probability
    }
    return nil
  }

  /// What the call returns; null where nobody asks for it. A callback's is handed on.
  mutating func result(_ id: StrandID, _ index: Int32, _ core: inout AccountCore) -> JSON {
    let service = services + Int(index)
    let isCallback = core.state(id).pointee.isCallback
    if let bytes = service.pointee.constantBytes, !isCallback, !core.interpreter.wantsResult(id, upTo: bytes) {
      return .null
    }
    if hasMocks, let value = takeMockedResult(id, &core) { return value }
    let isWrapped = core.site(id).pointee.isLambdaInvoke && !isCallback
    let hasBody = core.site(id).pointee.hasBody
    if case .constant = service.pointee.model.result, isWrapped || hasBody {
      return isWrapped ? service.pointee.lambdaAnswer : service.pointee.httpAnswer
    }
    let value =
      service.pointee.hasDecidedResult
      ? core.interpreter.records.takeDecidedResult(id) ?? .null : value(id, index, &core)
    if hasBody { return Envelope.http(value) }
    return isWrapped ? Envelope.lambda(value) : value
  }

  @inline(never)
  private mutating func takeMockedResult(_ id: StrandID, _ core: inout AccountCore) -> JSON? {
    guard case .success(let value)? = mockedReply(id, &core)?.answer else { return nil }
    forgetMock(id)
    return value
  }

  /// What the service itself returns, without what an API says around it; no expression's value.
  mutating func value(_ id: StrandID, _ index: Int32, _ core: inout AccountCore) -> JSON {
    let service = services + Int(index)
    switch service.pointee.model.result {
    case .constant(let constant): return constant
    case .list(let values, let counting):
      let count =
        switch counting {
        case .service: service.pointee.countAnswer()
        case .execution: core.interpreter.records.count(id, in: service.pointee.answerCounter)
        }
      return values.isEmpty ? .null : values[min(count, values.count) - 1]
    case .expression: return .null
    case .echo:
      let payload = (try? core.interpreter.payload(id)) ?? .null
      if core.site(id).pointee.isLambdaInvoke, case .object(let members) = payload {
        return members["Payload"] ?? [:]
      }
      return payload
    }
  }
}
