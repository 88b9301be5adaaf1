import Chance
import Engine
import Prelude
import StatesLanguage

/// The way of a call that has a record: over the network, through the rate, into a slot, and back. It goes on whatever
/// becomes of its Task, which may have timed out, and so it knows the key that its draws are made by.
extension ServiceDesk {
  /// What a call draws apart from its service time.
  private enum Draw {
    static let networkOut: UInt64 = 2
    static let networkBack: UInt64 = 3
  }

  mutating func sets(out id: StrandID, _ service: Int32, _ core: inout AccountCore) {
    let call = newCall(id, service, &core)
    guard let network = services[Int(service)].model.loaded?.network else { return arrives(call, &core) }
    travels(call, .outbound, network, Draw.networkOut, &core)
  }

  private mutating func travels(
    _ call: ServiceCallID, _ step: ServiceCall.Step, _ network: Distribution, _ draw: UInt64, _ core: inout AccountCore
  ) {
    calls[call].pointee.step = step
    var stream = core.streams.serviceTime.stream(entity: Interpreter.mix(calls[call].pointee.key, draw))
    core.timeline.push(.serviceDone, call, at: core.now + network.sample(&stream))
  }

  /// The strand whose Task waits for the call, if it still does.
  mutating func holder(_ call: ServiceCallID, _ core: inout AccountCore) -> StrandID? {
    let (strand, generation) = (calls[call].pointee.strand, calls[call].pointee.generation)
    return !strand.isNone && core.strand(strand).pointee.generation == generation ? strand : nil
  }

  /// A call in line counts as long as its Task waits for it, and after that where abandoned calls run.
  mutating func isWanted(_ call: ServiceCallID, _ core: inout AccountCore) -> Bool {
    services[Int(calls[call].pointee.service)].model.abandoned == .run || holder(call, &core) != nil
  }

  // MARK: At the service

  private mutating func arrives(_ call: ServiceCallID, _ core: inout AccountCore) {
    let service = calls[call].pointee.service
    let gate = gate(of: call)
    guard gates.indices.contains(gate) else { return enters(call, &core) }
    if gates[gate].line.isEmpty, gates[gate].bucket.take(at: core.now) { return enters(call, &core) }
    guard gates[gate].queues else {
      services[Int(service)].refused &+= 1
      return turnsAway(call, .refusedByRate, &core)
    }
    if let id = holder(call, &core) { core.interpreter.records.queues(id, at: core.now) }
    if gates[gate].line.isEmpty { waitForToken(gate, service, &core) }
    gates[gate].line.append(call)
  }

  /// The bucket that the call takes a token from; -1 where there is none.
  private func gate(of call: ServiceCallID) -> Int {
    let service = calls[call].pointee.service
    return switch services[Int(service)].model.rate {
    case .unlimited: -1
    case .limited: services[Int(service)].gate
    case .integration: Int(calls[call].pointee.quota)
    }
  }

  private mutating func waitForToken(_ gate: Int, _ service: Int32, _ core: inout AccountCore) {
    let timer = calls.acquire()
    calls[timer].pointee = ServiceCall(service: service, step: .awaitsToken)
    core.timeline.push(.serviceDone, timer, at: gates[gate].bucket.nextToken(at: core.now))
  }

  /// A token is there for the first in line.
  private mutating func serveLine(_ service: Int32, _ core: inout AccountCore) {
    let gate = services[Int(service)].gate
    while let first = gates[gate].line.first {
      guard isWanted(first, &core) else {
        _ = gates[gate].line.popFirst()
        calls.release(first)
        continue
      }
      guard gates[gate].bucket.take(at: core.now) else { return waitForToken(gate, service, &core) }
      _ = gates[gate].line.popFirst()
      if let id = holder(first, &core) { core.interpreter.records.isServed(id, at: core.now) }
      enters(first, &core)
    }
  }

  private mutating func enters(_ call: ServiceCallID, _ core: inout AccountCore) {
    let service = Int(calls[call].pointee.service)
    if services[service].model.function != nil { return invoke(call, &core) }
    switch services[service].model.concurrency {
    case .unlimited: occupy(call, &core)
    case .refuse(let limit, _):
      if services[service].inUse < limit { return occupy(call, &core) }
      services[service].refused &+= 1
      turnsAway(call, .refusedByLimit, &core)
    case .queue(let limit):
      if services[service].inUse < limit { return occupy(call, &core) }
      if let id = holder(call, &core) { core.interpreter.records.queues(id, at: core.now) }
      services[service].queue.append(call)
    }
  }

  /// `delay`: before it begins to work.
  mutating func occupy(_ call: ServiceCallID, after delay: Span = .zero, _ core: inout AccountCore) {
    let service = calls[call].pointee.service
    calls[call].pointee.step = .atWork
    services[Int(service)].inUse += 1
    let span =
      if let id = holder(call, &core) {
        latency(id, service, after: delay, &core)
      } else {
        abandonedLatency(call, &core)
      }
    core.timeline.push(.serviceDone, call, at: core.now + delay + span)
  }

  /// Nobody waits for the call, and nothing of its answer is worked out.
  private mutating func abandonedLatency(_ call: ServiceCallID, _ core: inout AccountCore) -> Span {
    let (service, key) = (calls[call].pointee.service, calls[call].pointee.key)
    let span = slowed(lawfulLatency(key, service, &core), fate(key, service, &core).slowdown)
    services[Int(service)].calls &+= 1
    services[Int(service)].busy &+= span.nanoseconds
    if let level = levelsOfCalls[call.slot] { core.levels.countServiceCall(level) }
    return span
  }

  // MARK: And back

  /// Whatever is due of a call that is not at work.
  mutating func goesOn(_ call: ServiceCallID, _ core: inout AccountCore) {
    switch calls[call].pointee.step {
    case .outbound: arrives(call, &core)
    case .awaitsToken:
      let service = calls[call].pointee.service
      calls.release(call)
      serveLine(service, &core)
    case .atWork, .inbound:
      let id = holder(call, &core)
      calls.release(call)
      if let id { reply(id, &core) }
    case .refusedByRate, .refusedByLimit: isRefused(call, &core)
    }
  }

  /// Has the answer still a way to go?
  mutating func returns(_ call: ServiceCallID, _ core: inout AccountCore) -> Bool {
    guard let network = services[Int(calls[call].pointee.service)].model.loaded?.network else { return false }
    travels(call, .inbound, network, Draw.networkBack, &core)
    return true
  }

  mutating func turnsAway(_ call: ServiceCallID, _ step: ServiceCall.Step, _ core: inout AccountCore) {
    calls[call].pointee.step = step
    guard let network = services[Int(calls[call].pointee.service)].model.loaded?.network else {
      return isRefused(call, &core)
    }
    travels(call, step, network, Draw.networkBack, &core)
  }

  private mutating func isRefused(_ call: ServiceCallID, _ core: inout AccountCore) {
    let (id, step) = (holder(call, &core), calls[call].pointee.step)
    let model = services + Int(calls[call].pointee.service)
    calls.release(call)
    guard let id else { return }
    core.interpreter.records.isRefused(id)
    if step == .refusedByLimit, let function = model.pointee.model.function {
      return core.fail(id, Failure(function.error, "Rate Exceeded."))
    }
    if step == .refusedByLimit, case .refuse(_, let error) = model.pointee.model.concurrency {
      return core.fail(id, Failure(error, "Rate Exceeded."))
    }
    var name: String?
    if case .limited(let limit) = model.pointee.model.rate, case .refuse(let error) = limit.excess { name = error }
    if name == nil, case .task(let task) = core.state(id).pointee.source.action { name = task.resource.throttleError }
    core.fail(id, Failure(name ?? "ThrottlingException", "Rate exceeded"))
  }
}
