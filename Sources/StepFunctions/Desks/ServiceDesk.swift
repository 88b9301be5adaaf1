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

/// Calls of services: limited concurrency, how long they take. `ServiceDesk+Answers` has what they answer, and
/// `ServiceDesk+Decisions` what is worked out as they begin.
struct ServiceDesk: ~Copyable {
  let services: UnsafeMutablePointer<ServiceState>
  private let count: Int
  private var calls = Slab<ServiceCall>()

  init(_ models: [ServiceModel]) {
    count = models.count
    services = .allocate(capacity: max(1, count))
    var counters = 0
    for (index, model) in models.enumerated() {
      (services + index).initialize(to: ServiceState(model, counters: &counters))
    }
  }

  deinit {
    services.deinitialize(count: count)
    services.deallocate()
  }

  mutating func restart() {
    for index in 0..<count { services[index].restart() }
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
      let index = core.directory.services.index(for: task.resource, functionName: name)
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

  /// A call begins: how long it takes.
  @inline(__always)
  mutating func latency(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Span {
    let state = services + Int(service)
    if state.pointee.isDecided { return decide(id, service, &core) }
    let span: Span
    if case .constant(let constant)? = state.pointee.law {
      span = constant
    } else {
      // In place: a copy of the law would cost more than the draw.
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
}
