import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// A service and how busy it is. Read in place: a copy of its model would cost more than a call.
struct ServiceState {
  let model: ServiceModel
  let isUnlimited: Bool
  let hasErrors: Bool
  /// No less than its one result has, with what the API says around it; nil: it has several.
  let constantBytes: Int?
  var inUse = 0
  /// Answers given, for a scripted list.
  var answers = 0
  /// Calls that wait, and an activity's jobs that wait for a worker.
  var queue = WaitingLine<ServiceCallID>()
  var jobs = WaitingLine<JobID>()

  init(_ model: ServiceModel) {
    self.model = model
    isUnlimited = if case .unlimited = model.concurrency { true } else { false }
    hasErrors = !model.errors.isEmpty
    constantBytes = if case .constant(let value) = model.result { value.byteCount + Account.responseBytes } else { nil }
  }
}

/// A call that takes up one of a service's limited slots, whatever becomes of the Task that made it.
typealias ServiceCallID = Handle<ServiceCall>

struct ServiceCall: SlabRecord {
  var service: Int32 = -1
  var strand = StrandID.none
  var generation: UInt32 = 0
}

/// Services: latency, errors, limited concurrency, results, callbacks.
extension Account {
  mutating func callService(_ slot: StrandID) {
    let site = site(slot).pointee
    var service = site.target
    do throws(QueryFailure) {
      var parameters = JSON.null
      if service < 0 || site.isDynamic || interpreter.records.isObserved {
        parameters = try interpreter.payload(slot)
        if site.isChecked, case .task(let task) = interpreter.state(slot).pointee.source.action {
          try RequestCheck.check(parameters, for: task.resource)
        }
      }
      let (timeout, heartbeat) = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
      if service < 0 {
        service = self.service(named: parameters, slot)
        interpreter.records.isAnswered(slot, byService: service)
      }
      guard service >= 0 else {
        countError(slot)
        return interpreter.taskFailed(
          slot, Failure("Headroom.NoSuchService", "No service of the scenario answers this call."), at: now)
      }
      scheduleTimeouts(slot, timeout: timeout, heartbeat: heartbeat)
      begin(slot, service)
    } catch {
      interpreter.parametersFailed(slot, error, at: now)
    }
  }

  private mutating func service(named parameters: JSON, _ slot: StrandID) -> Int32 {
    guard case .task(let task) = interpreter.state(slot).pointee.source.action,
      let name = parameters["FunctionName"]?.string,
      let index = directory.serviceIndex(for: task.resource, functionName: name)
    else { return -1 }
    return Int32(index)
  }

  private mutating func begin(_ slot: StrandID, _ service: Int32) {
    if services[Int(service)].isUnlimited {
      return schedule(.reply, slot, after: latency(slot, service).nanoseconds)
    }
    switch services[Int(service)].model.concurrency {
    case .unlimited: break
    case .refuse(let limit, let error):
      guard services[Int(service)].inUse < limit else {
        countError(slot)
        return interpreter.taskFailed(slot, Failure(error, "Rate Exceeded."), at: now)
      }
      occupy(slot, service, newCall(slot, service))
    case .queue(let limit):
      let call = newCall(slot, service)
      if services[Int(service)].inUse < limit { return occupy(slot, service, call) }
      interpreter.records.queues(slot, at: now)
      services[Int(service)].queue.append(call)
    }
  }

  private mutating func newCall(_ slot: StrandID, _ service: Int32) -> ServiceCallID {
    let call = calls.acquire()
    calls[call].pointee = ServiceCall(
      service: service, strand: slot, generation: interpreter.strands[slot].pointee.generation)
    return call
  }

  private mutating func occupy(
    _ slot: StrandID, _ service: Int32, _ call: ServiceCallID
  ) {
    services[Int(service)].inUse += 1
    let due = now + latency(slot, service)
    timeline.push(.serviceDone, call, at: due)
  }

  @inline(__always)
  mutating func latency(_ slot: StrandID, _ service: Int32) -> Span {
    let law = services + Int(service)
    if let span = law.pointee.model.latency.constantSpan { return span }
    var stream = streams.serviceTime.stream(entity: interpreter.records.attemptKey(slot))
    return law.pointee.model.latency.sample(&stream)
  }

  /// A limited service has finished a call: the next one in its queue begins, and the Task has its answer.
  mutating func serviceDone(_ slot: ServiceCallID) {
    let done = calls[slot].pointee
    calls.release(slot)
    let service = Int(done.service)
    services[service].inUse -= 1
    while let next = services[service].queue.popFirst() {
      let waiting = calls[next].pointee
      if interpreter.strands[waiting.strand].pointee.generation == waiting.generation {
        interpreter.records.isServed(waiting.strand, at: now)
        occupy(waiting.strand, done.service, next)
        break
      }
      calls.release(next)
    }
    guard interpreter.strands[done.strand].pointee.generation == done.generation else { return }
    reply(done.strand)
  }

  // MARK: Answers

  /// A Task's answer has arrived: one that was kept for its instant, or a service's.
  mutating func reply(_ slot: StrandID) {
    let held = interpreter.records.takeAnswer(slot) { answer in
      let action = if case .failure = answer { APIAction.sendTaskFailure } else { APIAction.sendTaskSuccess }
      return buckets[action].reserve(at: timeline.now)
    }
    if let held {
      if held.wait == .zero { return answer(slot, held.answer) }
      return schedule(.reply, slot, after: held.wait.nanoseconds)
    }
    let service = serviceOf(slot)
    let failure = services[service].hasErrors ? drawnError(slot, services[service].model) : nil
    if interpreter.state(slot).pointee.isJob, failure.map({ !isRefusal($0, slot) }) ?? true {
      interpreter.recordSubmitted(slot, output: [:], at: now)
    }
    if let failure {
      countError(slot)
      return interpreter.taskFailed(slot, failure, at: now)
    }
    let isToken = interpreter.state(slot).pointee.isCallback
    let result = self.result(slot, service)
    guard isToken else { return interpreter.taskSucceeded(slot, result: result, at: now) }
    interpreter.recordSubmitted(slot, output: result, at: now)
    guard let callback = services[service].model.callback else { return }
    var stream = streams.callback.stream(entity: interpreter.records.attemptKey(slot))
    let span = callback.after.sample(&stream)
    interpreter.records.holds(
      callback.error.map { .failure(Failure(error: $0, cause: .none)) } ?? .success(result), for: slot)
    schedule(.reply, slot, after: span.nanoseconds)
  }

  /// A call that is refused was not submitted (likely; recorded on AWS for calls without a job).
  private mutating func isRefusal(_ failure: Failure, _ slot: StrandID) -> Bool {
    guard case .task(let task) = interpreter.state(slot).pointee.source.action else { return false }
    return task.resource.isRefusal(failure.error)
  }

  @inline(__always)
  private mutating func serviceOf(_ slot: StrandID) -> Int {
    let target = site(slot).pointee.target
    return Int(target >= 0 ? target : interpreter.strands[slot].pointee.extra?.service ?? target)
  }

  mutating func drawnError(_ slot: StrandID, _ model: ServiceModel) -> Failure? {
    let strand = interpreter.strands[slot]
    var uniform = streams.serviceError.uniform(entity: strand.pointee.key, counter: UInt64(strand.pointee.attempts))
    for error in model.errors {
      if uniform < error.probability {
        return Failure(error: error.name, cause: error.cause.map(Cause.text) ?? .none)
      }
      uniform -= error.probability
    }
    return nil
  }

  /// What the call returns; null where nobody asks for it. A callback's is handed on.
  mutating func result(_ slot: StrandID, _ service: Int) -> JSON {
    let isCallback = interpreter.state(slot).pointee.isCallback
    if let bytes = services[service].constantBytes, !isCallback, !interpreter.wantsResult(slot, upTo: bytes) {
      return .null
    }
    let value: JSON
    switch services[service].model.result {
    case .constant(let constant): value = constant
    case .list(let values):
      value = values.isEmpty ? .null : values[min(services[service].answers, values.count - 1)]
      services[service].answers += 1
    case .echo:
      let payload = (try? interpreter.payload(slot)) ?? .null
      if site(slot).pointee.isLambdaInvoke, case .object(let members) = payload {
        value = members["Payload"] ?? [:]
      } else {
        value = payload
      }
    }
    guard site(slot).pointee.isLambdaInvoke, !isCallback else { return value }
    return [
      "ExecutedVersion": "$LATEST", "Payload": value, "SdkHttpMetadata": Self.httpMetadata,
      "SdkResponseMetadata": ["RequestId": "RequestId"], "StatusCode": 200,
    ]
  }

  mutating func countError(_ slot: StrandID) {
    site(slot).pointee.errors &+= 1
  }
}
