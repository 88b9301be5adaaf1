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
  /// Calls that were turned away.
  public internal(set) var refused = 0
  /// Calls that take up a slot now, and those that wait for one, whose Task may have given up; where slots are limited.
  public internal(set) var inProgress = 0
  public internal(set) var queued = 0
  /// Of a function: calls that no environment was warm for.
  public internal(set) var coldStarts = 0
  /// Of a function: of `refused`.
  public internal(set) var refusals = FunctionRefusals()

  public init() {}
}

struct ServiceCall: SlabRecord {
  /// What is next of it.
  enum Step: UInt8 {
    /// It arrives at the service; its work is over; its answer arrives.
    case outbound, atWork, inbound
    /// It is told that it is refused.
    case refusedByRate, refusedByLimit
    /// No call: the service's rate has a token for the first in line.
    case awaitsToken
  }
  var service: Int32 = -1
  var strand = StrandID.none
  var generation: UInt32 = 0
  var step = Step.atWork
  /// The integration's quota that it takes a token of; -1 where there is none.
  var quota: Int8 = -1
  /// Of its draws.
  var key: UInt64 = 0
}

/// Calls of services: who answers them, how long they take. `ServiceDesk+Way` has those that are not at work at once,
/// `ServiceDesk+Answers` what they answer, `ServiceDesk+Decisions` what is worked out as they begin,
/// `ServiceDesk+Functions` what Lambda adds, and `TokenCall` answers to tokens that services are sent.
struct ServiceDesk: ~Copyable {
  /// Where a ledger is kept: who made the call that lies in this slot, though its Task be gone.
  var levelsOfCalls: [UInt32: UInt32] = [:]
  let services: UnsafeMutablePointer<ServiceState>
  private let count: Int
  var calls = Slab<ServiceCall>()
  var gates: [ServiceGate]
  var functions: FunctionFleet
  var shared = SharedState()
  var tokenCalls = Slab<TokenCall>()
  /// What a mock file answers calls that go their way here, by strand.
  private var mocked: [UInt32: (generation: UInt32, reply: TaskReply)] = [:]

  init(_ account: AccountModel) {
    functions = FunctionFleet(account.services, account.quotas.functions)
    count = account.services.count
    services = .allocate(capacity: max(1, count))
    gates = ServiceGate.all(account.services)
    var (counters, gate) = (0, IntegrationQuota.allCases.count)
    let quotas = account.integrationQuotas
    for (index, model) in account.services.enumerated() {
      (services + index).initialize(
        to: ServiceState(
          model, gate: gate, hasQuota: !quotas[index].isEmpty, isMocked: account.mocks != nil, counters: &counters))
      if case .limited = model.rate { gate += 1 }
    }
  }

  deinit {
    services.deinitialize(count: count)
    services.deallocate()
  }

  mutating func restart() {
    for index in 0..<count { services[index].restart() }
    calls.removeAll()
    levelsOfCalls = [:]
    functions.restart()
    shared = SharedState()
    tokenCalls.removeAll()
    mocked = [:]
    gates = ServiceGate.all((0..<count).map { services[$0].model })
  }

  func counts(_ service: Int) -> ServiceCounts {
    var counts = ServiceCounts()
    (counts.calls, counts.busy) = (services[service].calls, services[service].busy)
    counts.refused = services[service].refused
    (counts.inProgress, counts.queued) = (services[service].inUse, services[service].queue.count)
    (counts.coldStarts, counts.refusals) = (services[service].coldStarts, services[service].refusals)
    if case .limited = services[service].model.rate { counts.queued += gates[services[service].gate].line.count }
    return counts
  }

  // MARK: Mocks

  /// The call takes its time here as any other, and then is answered so.
  mutating func mock(_ id: StrandID, _ reply: TaskReply, _ core: inout AccountCore) {
    mocked[id.slot] = (core.strand(id).pointee.generation, reply)
  }

  /// Hot: most runs have none.
  var hasMocks: Bool { !mocked.isEmpty }

  func mockedReply(_ id: StrandID, _ core: inout AccountCore) -> TaskReply? {
    guard let found = mocked[id.slot], found.generation == core.strand(id).pointee.generation else { return nil }
    return found.reply
  }

  mutating func forgetMock(_ id: StrandID) { mocked[id.slot] = nil }

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
    if services[Int(service)].isDirect {
      return core.schedule(.reply, id, after: latency(id, service, &core).nanoseconds)
    }
    sets(out: id, service, &core)
  }

  mutating func newCall(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> ServiceCallID {
    let call = calls.acquire()
    let strand = core.strand(id)
    calls[call].pointee = ServiceCall(
      service: service, strand: id, generation: strand.pointee.generation, quota: core.site(id).pointee.quota,
      key: strand.pointee.key)
    if core.levels.keepsLedger {
      levelsOfCalls[call.slot] = core.execution(strand.pointee.execution).pointee.level
    }
    return call
  }

  /// A call begins: how long it takes.
  @inline(__always)
  mutating func latency(
    _ id: StrandID, _ service: Int32, after delay: Span = .zero, _ core: inout AccountCore
  ) -> Span {
    let state = services + Int(service)
    if state.pointee.isDecided { return decide(id, service, after: delay, &core) }
    let span: Span
    if case .constant(let constant)? = state.pointee.law {
      span = constant
    } else {
      // In place: a copy of the law would cost more than the draw.
      var stream = core.streams.serviceTime.stream(entity: core.strand(id).pointee.key)
      if let law = state.pointee.law {
        span = law.sample(&stream)
      } else {
        span = withoutFormula(service, &stream)
      }
    }
    state.pointee.calls &+= 1
    if core.levels.keepsLedger { core.countServiceCall(core.strand(id).pointee.execution) }
    state.pointee.busy &+= span.nanoseconds
    return span
  }

  @inline(never)
  private func withoutFormula(_ service: Int32, _ stream: inout RandomStream) -> Span {
    let state = services + Int(service)
    guard let loaded = state.pointee.model.loaded else { return state.pointee.model.latency.sample(&stream) }
    let (more, overflow) = loaded.perCall.nanoseconds.multipliedReportingOverflow(by: Int64(state.pointee.inUse))
    return loaded.base.sample(&stream) + (overflow ? .longest : Span(nanoseconds: more))
  }

  mutating func lawfulLatency(_ key: UInt64, _ service: Int32, _ core: inout AccountCore) -> Span {
    var stream = core.streams.serviceTime.stream(entity: key)
    return services[Int(service)].law?.sample(&stream) ?? withoutFormula(service, &stream)
  }

  /// A service has finished a call: the next one in its queue begins, and the Task has its answer.
  mutating func done(_ call: ServiceCallID, _ core: inout AccountCore) {
    guard calls[call].pointee.step == .atWork else { return goesOn(call, &core) }
    let service = Int(calls[call].pointee.service)
    services[service].inUse -= 1
    if services[service].model.function != nil { functions.release(Int32(service), at: core.now) }
    while let next = services[service].queue.popFirst() {
      if isWanted(next, &core) {
        if let id = holder(next, &core) { core.interpreter.records.isServed(id, at: core.now) }
        occupy(next, &core)
        break
      }
      calls.release(next)
    }
    if !returns(call, &core) { goesOn(call, &core) }
  }
}
