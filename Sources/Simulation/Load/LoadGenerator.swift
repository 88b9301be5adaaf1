import Chance
import Engine
import JSON
import JSONata
import Prelude
import StepFunctions

/// The outside callers: when they come, and what they do when they are refused.
struct LoadGenerator: ~Copyable {
  /// A call that has not been admitted yet; of a closed loop, a user.
  struct Caller: SlabRecord {
    enum Phase: UInt8 {
      /// `running`: the execution's end is awaited. `redriving`: it has failed, and will be redriven.
      case calling, running, redriving, thinking, gone
      /// Before its call, in its stream's admission: in line; a message that is being received, or cannot be.
      case inLine, received, hidden

      var isWaiting: Bool { self == .calling || self == .inLine || self == .received || self == .hidden }
    }
    var stream: UInt32 = 0
    var refusals: UInt32 = 0
    /// Of its stream, which may have more than 32 bits count; or the user's number.
    var arrival = 0
    var isCounted = true
    var phase = Phase.calling
    var redrives: UInt16 = 0
    /// Of those that came with one arrival; or the user's turn.
    var member: UInt32 = 0
    var intendedStart = Instant.zero
    /// Since when it is in line, and nanoseconds that it has been there before.
    var queuedSince = Instant.zero
    var queued: Int64 = 0
    /// Of an event source: the invocation that has the message, how often it was received, and the throttled calls of
    /// invocations before.
    var invocation = 0
    var receives = 0
    var earlierRefusals: UInt32 = 0
    /// It holds its stream's semaphore.
    var holds = false
  }
  /// A stream of the plan, and how far it has come.
  struct Stream {
    let load: LoadStream
    /// Of its name.
    let key: UInt64
    var clock: ArrivalClock
    var sdk: SDKRetry?
    var gate: Gate?
    /// No timed arrival comes at or after.
    let end: Instant
  }

  var streams: [Stream] = []
  var callers = Slab<Caller>()
  var draws: Draws
  /// When callers count.
  private var countedFrom = Instant.zero
  private var countedEnd = Instant.never
  /// By machine, callers that have come and count, and those of them that have had their last answer.
  private(set) var arrived: [Int] = []
  private(set) var settled: [Int] = []
  /// Of the callers that count, those that wait for their last answer.
  private(set) var countedOpen = 0
  /// All that do.
  private(set) var open = 0
  private(set) var lastGivenUp = Instant.zero
  /// Callers that gave up, by machine and what they were told last; few.
  private(set) var rejections: [Rejection] = []
  struct Rejection {
    var machine: Int
    var error: String
    var cause: String
    var count: Int
  }
  /// Arrivals of all streams, where they can be told beforehand.
  let expected: Double

  struct Draws {
    var jitter: StreamKey
    var input: StreamKey
    var batch: StreamKey
    var think: StreamKey
    var admission: StreamKey

    init(seed: UInt64, replication: Int) {
      func key(_ purpose: StreamKey.Purpose) -> StreamKey {
        StreamKey(seed: seed, replication: replication, purpose: purpose)
      }
      (jitter, input, batch, think) = (key(.callerJitter), key(.input), key(.batch), key(.think))
      admission = key(.admission)
    }
  }

  init(_ plan: Plan) {
    draws = Draws(seed: plan.seed, replication: 0)
    expected = plan.load.reduce(0) { $0 + $1.expectedCount }
  }

  /// Another replication, in the memory that there is: made anew for each, the callers' slab would leave a hole of its
  /// size between the recordings that are kept.
  mutating func restart(_ plan: Plan, replication: Int) {
    let arrivals = StreamKey(seed: plan.seed, replication: replication, purpose: .arrivals)
    draws = Draws(seed: plan.seed, replication: replication)
    let names = LoadStream.names(of: plan.load, machines: plan.account.machines.map(\.name))
    streams = zip(plan.load, names).map { load, name in
      let key = Mix64.hash(name)
      let sdk: SDKRetry? =
        switch load.retry {
        case .none, .policy: nil
        case .standard: SDKRetry(mode: .standard)
        case .adaptive: SDKRetry(mode: .adaptive)
        }
      let end = plan.arrivalsEnd(of: load)
      let clock = ArrivalClock(load, end: end, random: arrivals.stream(entity: key))
      return Stream(
        load: load, key: key, clock: clock, sdk: sdk, gate: load.admission.map { Gate($0) }, end: end)
    }
    countedFrom = .zero + plan.warmup
    countedEnd = plan.countedEnd
    (countedOpen, open) = (0, 0)
    callers.removeAll()
    arrived = [Int](repeating: 0, count: plan.account.machines.count)
    settled = arrived
    lastGivenUp = .zero
    rejections = []
  }

  /// Puts the first arrival of each stream on the timeline, before anything else.
  mutating func schedule(into timeline: inout Timeline) {
    for index in streams.indices {
      if case .users(let count, _, _) = streams[index].load.arrivals {
        for user in 0..<count { comes(user, UInt32(index), into: &timeline) }
      } else if let first = streams[index].clock.next() {
        timeline.push(.arrival, slot: UInt32(index), at: first)
      }
    }
  }

  // MARK: Arrivals

  /// One arrival, or all of a burst, or all rows of a trace at one instant. The next one is scheduled before this one
  /// calls.
  mutating func arrive(_ stream: UInt32, _ number: UInt32, _ account: inout Account) {
    let index = Int(stream)
    if index >= streams.count { return isAtGate(index - streams.count, Int(number), &account) }
    if case .burst(let count, _) = streams[index].load.arrivals {
      for arrival in 0..<count { callAll(of: arrival, stream, &account) }
      return
    }
    var next: Instant?
    repeat {
      let arrival = streams[index].clock.count
      next = streams[index].clock.next()
      if let next, next > account.now { account.core.timeline.push(.arrival, slot: stream, at: next) }
      callAll(of: arrival, stream, &account)
    } while next == account.now
  }

  /// The batch of one arrival.
  private mutating func callAll(of arrival: Int, _ stream: UInt32, _ account: inout Account) {
    for member in 0..<batchSize(of: arrival, Int(stream)) {
      comes(newCaller(stream, arrival, UInt32(member), at: account.now), &account)
    }
  }

  private func batchSize(of arrival: Int, _ index: Int) -> Int {
    if case .constant(let size) = streams[index].load.batch { return size }
    var random = draws.batch.stream(entity: Interpreter.mix(streams[index].key, UInt64(arrival)))
    return streams[index].load.batch.sample(&random)
  }

  private mutating func newCaller(
    _ stream: UInt32, _ arrival: Int, _ member: UInt32, at now: Instant
  ) -> Handle<Caller> {
    let id = callers.acquire()
    callers[id].pointee = Caller(stream: stream, arrival: arrival, member: member)
    wants(id, at: now)
    return id
  }

  /// Somebody wants an execution from now on.
  private mutating func wants(_ id: Handle<Caller>, at now: Instant) {
    let isCounted = now >= countedFrom && now < countedEnd
    callers[id].pointee.intendedStart = now
    open += 1
    callers[id].pointee.isCounted = isCounted
    if isCounted {
      arrived[streams[Int(callers[id].pointee.stream)].load.machine] += 1
      countedOpen += 1
    }
  }

  /// Each caller that has not had its last answer, and the machine that it wants.
  func forEachWaiting(_ body: (Int, Caller) -> Void) {
    for id in callers.handles where callers[id].pointee.phase.isWaiting {
      body(streams[Int(callers[id].pointee.stream)].load.machine, callers[id].pointee)
    }
  }

  // MARK: Users

  /// Users come thinking.
  private mutating func comes(_ user: Int, _ stream: UInt32, into timeline: inout Timeline) {
    let id = callers.acquire()
    callers[id].pointee = Caller(stream: stream, arrival: user, phase: .thinking)
    thinks(id, from: streams[Int(stream)].load.start, into: &timeline)
  }

  private mutating func thinks(_ id: Handle<Caller>, from now: Instant, into timeline: inout Timeline) {
    let caller = callers[id].pointee
    guard case .users(_, let think, _) = streams[Int(caller.stream)].load.arrivals else { return }
    var random = draws.think.stream(entity: key(caller))
    callers[id].pointee.phase = .thinking
    timeline.push(.caller, slot: id.slot, at: now + max(Self.leastThought, think.sample(&random)))
  }

  /// So that time moves on whatever the law and the executions say.
  private static let leastThought = Span.milliseconds(1)

  /// The user has thought, or leaves, because the stream is over.
  private mutating func begins(_ id: Handle<Caller>, _ account: inout Account) {
    guard account.now < streams[Int(callers[id].pointee.stream)].end else { return leave(id) }
    callers[id].pointee.phase = .calling
    callers[id].pointee.refusals = 0
    (callers[id].pointee.queued, callers[id].pointee.receives) = (0, 0)
    callers[id].pointee.earlierRefusals = 0
    wants(id, at: account.now)
    comes(id, &account)
  }

  /// The user has an execution that is over, or will get none.
  private mutating func nextTurn(_ id: Handle<Caller>, _ account: inout Account) {
    callers[id].pointee.member &+= 1
    thinks(id, from: account.now, into: &account.core.timeline)
  }

  // MARK: Calls

  /// What the caller has waited for is here: the end of its backoff, of its execution, of its thoughts.
  mutating func isDue(_ id: Handle<Caller>, _ account: inout Account) {
    switch callers[id].pointee.phase {
    case .calling:
      account.core.tally.waiting -= 1
      callsAgain(id, &account)
    case .running: hasEnded(id, &account)
    case .redriving: redrive(id, &account)
    case .thinking: begins(id, &account)
    case .hidden: isVisible(id, &account)
    case .gone, .inLine, .received: break
    }
  }

  mutating func call(_ id: Handle<Caller>, _ account: inout Account) {
    let caller = callers[id].pointee
    let index = Int(caller.stream)
    let pause = streams[index].sdk?.sendDelay(at: account.now) ?? .zero
    if pause > .zero { return wait(id, pause, &account) }
    let load = streams[index].load
    var start = Interpreter.Start(
      machine: Int32(load.machine), key: key(caller), firstCallAt: caller.intendedStart)
    start.isCounted = caller.isCounted
    start.queueWait = caller.queued
    let made: JSON
    do throws(JSONataError) {
      made = try input(of: caller)
    } catch {
      let refusal = Refusal(name: "Headroom.InputExpression", message: "\(error.code): \(error.message)")
      return giveUp(id, refusal, &account)
    }
    var request = StartExecutionRequest(start, input: made, refusals: caller.refusals)
    if load.redrive != nil { request.redriver = id.slot }
    let response = load.isSync ? account.startSyncExecution(request) : account.startExecution(request)
    if load.admission != nil { sees(response.isRefused, of: id, &account) }
    switch response {
    case .answered(let execution):
      streams[index].sdk?.succeeded(at: account.now, failures: Int(caller.refusals - caller.earlierRefusals))
      settle(id)
      if load.redrive != nil {
        callers[id].pointee.phase = .running
        callers[id].pointee.redrives = 0
      } else if callers[id].pointee.holds || load.arrivals.areUsers {
        callers[id].pointee.phase = .running
        account.tells(caller: id.slot, whenEnds: execution)
      } else {
        leave(id)
      }
    case .throttled: refused(id, nil, &account)
    case .refused(let refusal):
      if refusal.isTransient { return refused(id, refusal, &account) }
      streams[index].sdk?.refused(at: account.now)
      // The policy of a caller is asked what it does about the open-execution limit; other refusals are for good.
      if refusal.name == "ExecutionLimitExceeded", case .policy = load.retry {
        refused(id, refusal, &account)
      } else {
        giveUp(id, refusal, &account)
      }
    }
  }

  /// Who will have been called for is told before the first call.
  func opensLedger(_ id: Handle<Caller>, _ account: inout Account) {
    let caller = callers[id].pointee
    let load = streams[Int(caller.stream)].load
    var root = LedgerRoot(key: key(caller), machine: Int32(load.machine))
    (root.stream, root.arrival, root.member) = (Int(caller.stream), caller.arrival, Int(caller.member))
    root.isCounted = caller.isCounted
    account.core.levels.opens(root)
  }

  private func input(of caller: Caller) throws(JSONataError) -> JSON {
    let load = streams[Int(caller.stream)].load
    if case .timetable(let table) = load.arrivals, let own = table.row(caller.arrival).input { return own }
    switch load.input {
    case .constant(let value): return value
    case .template(let template):
      let draws = InputDraws(
        draws.input, key: key(caller), index: caller.arrival, member: Int(caller.member), at: caller.intendedStart)
      return try template.value(draws)
    }
  }

  /// Identifies an outside caller's execution whatever else happens in the run.
  func key(_ caller: Caller) -> UInt64 {
    let key = Interpreter.mix(streams[Int(caller.stream)].key, UInt64(caller.arrival))
    return caller.member == 0 ? key : Interpreter.mix(key, UInt64(caller.member))
  }

  /// `refusal`: nil where the bucket refuses, as nearly always.
  private mutating func refused(_ id: Handle<Caller>, _ refusal: Refusal?, _ account: inout Account) {
    let caller = callers[id].pointee
    let index = Int(caller.stream)
    let uniform = draws.jitter.uniform(entity: key(caller), counter: UInt64(caller.refusals))
    let retry = Int(caller.refusals - caller.earlierRefusals)
    let delay: Span? =
      switch streams[index].load.retry {
      case .none: nil
      case .standard, .adaptive: streams[index].sdk?.delay(afterFailure: retry, at: account.now, uniform: uniform)
      case .policy(let policy): retry < policy.maxAttempts ? policy.delay(retry: retry, uniform: uniform) : nil
      }
    guard let delay, isInTime(id, account.now + delay) else { return giveUp(id, refusal, &account) }
    // Beyond what the counter holds a caller goes on as before.
    if caller.refusals < .max { callers[id].pointee.refusals += 1 }
    wait(id, delay, &account)
  }

  private mutating func wait(
    _ id: Handle<Caller>, _ delay: Span, _ account: inout Account
  ) {
    account.core.tally.callerWaits()
    account.core.timeline.push(.caller, slot: id.slot, at: account.now + delay)
  }

  mutating func giveUp(_ id: Handle<Caller>, _ refusal: Refusal?, _ account: inout Account) {
    if callers[id].pointee.invocation > 0, comesBack(id, &account) { return }
    // What AWS tells a caller that it throttles. Source: AWS API reference, "Common Errors".
    let error = refusal?.name ?? "ThrottlingException"
    lastGivenUp = account.now
    let caller = callers[id].pointee
    let machine = streams[Int(caller.stream)].load.machine
    account.core.tally.givesUp(
      Int32(machine), depth: 0, firstCallAt: caller.intendedStart, isCounted: caller.isCounted, at: account.now)
    if account.core.levels.keepsLedger { account.core.levels.ends(root: key(caller), .rejected) }
    if caller.isCounted { notes(refusal, error, machine) }
    settle(id)
    isDone(id, &account)
  }

  /// The caller has its execution's outcome, or gets none.
  mutating func isDone(_ id: Handle<Caller>, _ account: inout Account) {
    let index = Int(callers[id].pointee.stream)
    if callers[id].pointee.holds { releases(id) }
    if streams[index].load.arrivals.areUsers {
      nextTurn(id, &account)
    } else {
      leave(id)
    }
    serve(index, &account)
  }

  private mutating func notes(_ refusal: Refusal?, _ error: String, _ machine: Int) {
    if let known = rejections.firstIndex(where: { $0.machine == machine && $0.error == error }) {
      rejections[known].count += 1
    } else {
      let cause = refusal?.message ?? "Rate exceeded"
      rejections.append(Rejection(machine: machine, error: error, cause: cause, count: 1))
    }
  }

  private mutating func settle(_ id: Handle<Caller>) {
    open -= 1
    if callers[id].pointee.isCounted {
      settled[streams[Int(callers[id].pointee.stream)].load.machine] += 1
      countedOpen -= 1
    }
  }

  /// The record of who has left stays where it is until it is another one's.
  private mutating func leave(_ id: Handle<Caller>) {
    callers[id].pointee.phase = .gone
    callers.release(id)
  }
}
