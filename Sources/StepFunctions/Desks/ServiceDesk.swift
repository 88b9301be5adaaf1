import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// A call that takes up one of a service's limited slots, whatever becomes of the Task that made it.
typealias ServiceCallID = Handle<ServiceCall>

/// How busy a service is, and was.
public struct ServiceCounts: Sendable {
  /// Calls that have begun, and the nanoseconds that they take in all.
  public internal(set) var calls = 0
  public internal(set) var busy: Int64 = 0
  /// Calls that take up a slot now, and those that wait for one, whose Task may have given up; where slots are limited.
  public internal(set) var inProgress = 0
  public internal(set) var queued = 0

  public init() {}
}

struct ServiceCall: SlabRecord {
  var service: Int32 = -1
  var strand = StrandID.none
  var generation: UInt32 = 0
}

/// Services: latency, errors, limited concurrency, results, callbacks.
struct ServiceDesk: ~Copyable {
  /// A service and how busy it is. Read in place: a copy of its model would cost more than a call.
  private struct State {
    let model: ServiceModel
    let isUnlimited: Bool
    /// Nil: the model's latency has no formula.
    let law: Distribution.Law?
    let hasErrors: Bool
    /// No less than its one result has, with what the API says around it; nil: it has several.
    let constantBytes: Int?
    /// Its one result as lambda:invoke gives it.
    let lambdaAnswer: JSON
    var inUse = 0
    var calls = 0
    var busy: Int64 = 0
    /// Answers given, for a scripted list.
    var answers = 0
    var queue = WaitingLine<ServiceCallID>()

    init(_ model: ServiceModel) {
      self.model = model
      isUnlimited = if case .unlimited = model.concurrency { true } else { false }
      law = model.latency.law
      hasErrors = !model.errors.isEmpty
      let constant = if case .constant(let value) = model.result { Optional(value) } else { JSON?.none }
      constantBytes = constant.map { $0.byteCount + Envelope.largest }
      lambdaAnswer = Envelope.lambda(constant ?? .null)
    }
  }

  private let services: UnsafeMutablePointer<State>
  private let count: Int
  private var calls = Slab<ServiceCall>()

  init(_ models: [ServiceModel]) {
    count = models.count
    services = .allocate(capacity: max(1, count))
    for (index, model) in models.enumerated() { (services + index).initialize(to: State(model)) }
  }

  deinit {
    services.deinitialize(count: count)
    services.deallocate()
  }

  mutating func restart() {
    for index in 0..<count { services[index] = State(services[index].model) }
    calls.removeAll()
  }

  func counts(_ service: Int) -> ServiceCounts {
    var counts = ServiceCounts()
    (counts.calls, counts.busy) = (services[service].calls, services[service].busy)
    (counts.inProgress, counts.queued) = (services[service].inUse, services[service].queue.count)
    return counts
  }

  // MARK: Calls

  mutating func call(_ id: StrandID, _ core: inout AccountCore) {
    let site = core.site(id)
    let isRead = site.pointee.target < 0 || site.pointee.isChecked || core.interpreter.records.observes(id)
    if isRead || site.pointee.mayFail {
      return callWithParameters(id, &core)
    }
    if core.interpreter.attemptStartsPlainly(id, at: core.now) { return begin(id, site.pointee.target, &core) }
    do throws(QueryFailure) {
      let (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: .null, at: core.now)
      core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
      begin(id, site.pointee.target, &core)
    } catch {
      core.parametersFailed(id, error)
    }
  }

  /// Somebody reads them, or they may fail.
  private mutating func callWithParameters(_ id: StrandID, _ core: inout AccountCore) {
    let site = core.site(id)
    var service = site.pointee.target
    do throws(QueryFailure) {
      let parameters = try core.interpreter.payload(id)
      if site.pointee.isChecked, case .task(let task) = core.state(id).pointee.source.action {
        try RequestCheck.check(parameters, for: task.resource)
      }
      let (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
      if service < 0 {
        service = self.service(named: parameters, id, &core)
        core.interpreter.records.isAnswered(id, byService: service)
      }
      guard service >= 0 else {
        return core.fail(id, Failure("Headroom.NoSuchService", "No service of the scenario answers this call."))
      }
      core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
      begin(id, service, &core)
    } catch {
      core.parametersFailed(id, error)
    }
  }

  private mutating func service(named parameters: JSON, _ id: StrandID, _ core: inout AccountCore) -> Int32 {
    guard case .task(let task) = core.state(id).pointee.source.action,
      let name = parameters["FunctionName"]?.string,
      let index = core.directory.serviceIndex(for: task.resource, functionName: name)
    else { return -1 }
    return Int32(index)
  }

  private mutating func begin(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) {
    if services[Int(service)].isUnlimited {
      return core.schedule(.reply, id, after: latency(id, service, &core).nanoseconds)
    }
    switch services[Int(service)].model.concurrency {
    case .unlimited: break
    case .refuse(let limit, let error):
      guard services[Int(service)].inUse < limit else {
        core.interpreter.records.isRefused(id)
        return core.fail(id, Failure(error, "Rate Exceeded."))
      }
      occupy(id, newCall(id, service, &core), &core)
    case .queue(let limit):
      let call = newCall(id, service, &core)
      if services[Int(service)].inUse < limit { return occupy(id, call, &core) }
      core.interpreter.records.queues(id, at: core.now)
      services[Int(service)].queue.append(call)
    }
  }

  private mutating func newCall(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> ServiceCallID {
    let call = calls.acquire()
    calls[call].pointee = ServiceCall(
      service: service, strand: id, generation: core.strand(id).pointee.generation)
    return call
  }

  private mutating func occupy(_ id: StrandID, _ call: ServiceCallID, _ core: inout AccountCore) {
    let service = calls[call].pointee.service
    services[Int(service)].inUse += 1
    let due = core.now + latency(id, service, &core)
    core.timeline.push(.serviceDone, call, at: due)
  }

  @inline(__always)
  mutating func latency(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Span {
    let state = services + Int(service)
    let span: Span
    if case .constant(let constant)? = state.pointee.law {
      span = constant
    } else {
      var stream = core.streams.serviceTime.stream(entity: core.strand(id).pointee.key)
      if let law = state.pointee.law {
        span = law.sample(&stream)
      } else {
        span = state.pointee.model.latency.sample(&stream)
      }
    }
    state.pointee.calls &+= 1
    state.pointee.busy &+= span.nanoseconds
    return span
  }

  /// A limited service has finished a call: the next one in its queue begins, and the Task has its answer.
  mutating func done(_ call: ServiceCallID, _ core: inout AccountCore) {
    let done = calls[call].pointee
    calls.release(call)
    let service = Int(done.service)
    services[service].inUse -= 1
    while let next = services[service].queue.popFirst() {
      let waiting = calls[next].pointee
      if core.strand(waiting.strand).pointee.generation == waiting.generation {
        core.interpreter.records.isServed(waiting.strand, at: core.now)
        occupy(waiting.strand, next, &core)
        break
      }
      calls.release(next)
    }
    guard core.strand(done.strand).pointee.generation == done.generation else { return }
    reply(done.strand, &core)
  }

  // MARK: Answers

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
    var stream = core.streams.callback.stream(entity: core.strand(id).pointee.key)
    let answer: Result<JSON, Failure> =
      callback.error.map { .failure(Failure(error: $0, cause: .none)) } ?? .success(result)
    core.hold(answer, id, after: callback.after.sample(&stream))
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

  private mutating func drawn(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Failure? {
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
    let isWrapped = core.site(id).pointee.isLambdaInvoke && !isCallback
    let value: JSON
    switch service.pointee.model.result {
    case .constant(let constant): return isWrapped ? service.pointee.lambdaAnswer : constant
    case .list(let values):
      value = values.isEmpty ? .null : values[min(service.pointee.answers, values.count - 1)]
      service.pointee.answers += 1
    case .echo:
      let payload = (try? core.interpreter.payload(id)) ?? .null
      if core.site(id).pointee.isLambdaInvoke, case .object(let members) = payload {
        value = members["Payload"] ?? [:]
      } else {
        value = payload
      }
    }
    return isWrapped ? Envelope.lambda(value) : value
  }
}
