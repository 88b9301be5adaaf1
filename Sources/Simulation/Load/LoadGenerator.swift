import Chance
import Engine
import JSON
import Prelude
import StepFunctions

/// The outside callers: when they come, and what they do when they are refused.
struct LoadGenerator: ~Copyable {
  /// A call that has not been admitted yet.
  struct Caller: SlabRecord {
    var stream: UInt32 = 0
    var refusals: UInt32 = 0
    /// Of its stream, which may have more than 32 bits count.
    var arrival = 0
    /// Set free once it is settled.
    var isSettled = false
    var isCounted = true
    var intendedStart = Instant.zero
  }
  /// A stream of the plan, and how far it has come.
  private struct Stream {
    let load: LoadStream
    /// Of its name.
    let key: UInt64
    var random: RandomStream
    var arrived = 0
    var sdk: SDKRetry?
    /// Between arrivals of a Poisson process; of a ramp, of the one at its highest rate. Nil where none ever comes.
    let gap: Distribution?
    /// No timed arrival comes at or after.
    let end: Instant
  }

  private var streams: [Stream] = []
  private var callers = Slab<Caller>()
  private var jitter: StreamKey
  /// When callers count.
  private var countedFrom = Instant.zero
  private var countedEnd = Instant.never
  /// By machine, callers that have come and count, and those of them that have had their last answer.
  private(set) var arrived: [Int] = []
  private(set) var settled: [Int] = []
  /// Of the callers that count, those that wait for their last answer.
  private(set) var countedOpen = 0
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

  init(_ plan: Plan) {
    jitter = StreamKey(seed: plan.seed, replication: 0, purpose: .callerJitter)
    expected = plan.load.reduce(0) { $0 + $1.arrivals.expectedCount }
  }

  /// Another replication, in the memory that there is: made anew for each, the callers' slab would leave a hole of its
  /// size between the recordings that are kept.
  mutating func restart(_ plan: Plan, replication: Int) {
    let arrivals = StreamKey(seed: plan.seed, replication: replication, purpose: .arrivals)
    jitter = StreamKey(seed: plan.seed, replication: replication, purpose: .callerJitter)
    let names = LoadStream.names(of: plan.load, machines: plan.account.machines.map(\.name))
    streams = zip(plan.load, names).map { load, name in
      let key = Mix64.hash(name)
      let sdk: SDKRetry? =
        switch load.retry {
        case .none, .policy: nil
        case .standard: SDKRetry(mode: .standard)
        case .adaptive: SDKRetry(mode: .adaptive)
        }
      let gap = load.arrivals.highestRate.flatMap { try? Distribution.exponential(mean: 1 / $0) }
      return Stream(
        load: load, key: key, random: arrivals.stream(entity: key), sdk: sdk, gap: gap,
        end: plan.arrivalsEnd(of: load))
    }
    countedFrom = .zero + plan.warmup
    countedEnd = plan.countedEnd
    countedOpen = 0
    callers.removeAll()
    arrived = [Int](repeating: 0, count: plan.account.machines.count)
    settled = arrived
    lastGivenUp = .zero
    rejections = []
  }

  /// Puts the first arrival of each stream on the timeline, before anything else.
  mutating func schedule(into timeline: inout Timeline) {
    for index in streams.indices {
      if let first = nextArrival(index, after: .zero) {
        timeline.push(.arrival, slot: UInt32(index), at: first)
      }
    }
  }

  // MARK: Arrivals

  /// The next arrival of a timed stream. It is scheduled when the one before fires, before that one calls.
  private mutating func nextArrival(_ index: Int, after now: Instant) -> Instant? {
    let arrived = streams[index].arrived
    switch streams[index].load.arrivals {
    case .burst(let count, let at): return arrived == 0 && count > 0 ? at : nil
    case .constant(let rate, _):
      guard rate.count > 0 else { return nil }
      let product = UInt64(arrived).multipliedFullWidth(by: UInt64(rate.period.nanoseconds))
      guard product.high < UInt64(rate.count) else { return nil }
      let quotient = UInt64(rate.count).dividingFullWidth(product).quotient
      return quotient < UInt64(streams[index].end.nanoseconds) ? Instant(nanoseconds: Int64(quotient)) : nil
    case .poisson: return nextCandidate(index, after: now)
    case .ramp(let from, let to, let duration):
      let highest = max(from, to)
      var candidate = nextCandidate(index, after: now)
      // Thinning: a candidate of the highest rate stays with the probability of the rate at its time.
      while let at = candidate {
        let rate = from + (to - from) * (at - .zero).seconds / duration.seconds
        if streams[index].random.uniform() * highest < rate { return at }
        candidate = nextCandidate(index, after: at)
      }
      return nil
    case .trace(let arrivals): return arrived < arrivals.count ? arrivals[arrived].at : nil
    }
  }

  private mutating func nextCandidate(_ index: Int, after now: Instant) -> Instant? {
    guard let gap = streams[index].gap else { return nil }
    let next = now + gap.sample(&streams[index].random)
    return next < streams[index].end ? next : nil
  }

  /// One arrival, or all of a burst, or all rows of a trace at one instant.
  mutating func arrive(_ stream: UInt32, _ account: inout Account) {
    let index = Int(stream)
    if case .burst(let count, _) = streams[index].load.arrivals {
      for _ in 0..<count {
        streams[index].arrived += 1
        call(newCaller(stream, at: account.now), &account)
      }
      return
    }
    var next: Instant?
    repeat {
      streams[index].arrived += 1
      let caller = newCaller(stream, at: account.now)
      next = nextArrival(index, after: account.now)
      if let next, next > account.now { account.core.timeline.push(.arrival, slot: stream, at: next) }
      call(caller, &account)
    } while next == account.now
  }

  private mutating func newCaller(_ stream: UInt32, at now: Instant) -> Handle<Caller> {
    let caller = Caller(
      stream: stream, refusals: 0, arrival: streams[Int(stream)].arrived - 1,
      isCounted: now >= countedFrom && now < countedEnd, intendedStart: now)
    if caller.isCounted {
      arrived[streams[Int(stream)].load.machine] += 1
      countedOpen += 1
    }
    let id = callers.acquire()
    callers[id].pointee = caller
    return id
  }

  /// Each caller that has not had its last answer, and the machine that it wants.
  func forEachWaiting(_ body: (Int, Caller) -> Void) {
    for id in callers.handles where !callers[id].pointee.isSettled {
      body(streams[Int(callers[id].pointee.stream)].load.machine, callers[id].pointee)
    }
  }

  // MARK: Calls

  /// The caller's backoff is over.
  mutating func retry(_ id: Handle<Caller>, _ account: inout Account) {
    account.core.tally.waiting -= 1
    call(id, &account)
  }

  private mutating func call(_ id: Handle<Caller>, _ account: inout Account) {
    let caller = callers[id].pointee
    let index = Int(caller.stream)
    let pause = streams[index].sdk?.sendDelay(at: account.now) ?? .zero
    if pause > .zero { return wait(id, pause, &account) }
    let load = streams[index].load
    var start = Interpreter.Start(
      machine: Int32(load.machine), key: key(caller), firstCallAt: caller.intendedStart)
    start.isCounted = caller.isCounted
    var request = StartExecutionRequest(start, input: load.input, refusals: caller.refusals)
    if case .trace(let arrivals) = load.arrivals, let own = arrivals[caller.arrival].input { request.input = own }
    let response = load.isSync ? account.startSyncExecution(request) : account.startExecution(request)
    switch response {
    case .answered:
      streams[index].sdk?.succeeded(at: account.now, failures: Int(caller.refusals))
      settle(id)
    case .throttled: refused(id, nil, &account)
    case .refused(let refusal):
      streams[index].sdk?.refused(at: account.now)
      // The policy of a caller is asked what it does about the open-execution limit; other refusals are for good.
      if refusal.name == "ExecutionLimitExceeded", case .policy = load.retry {
        refused(id, refusal, &account)
      } else {
        giveUp(id, refusal, &account)
      }
    }
  }

  /// Identifies an outside caller's execution whatever else happens in the run.
  private func key(_ caller: Caller) -> UInt64 {
    Interpreter.mix(streams[Int(caller.stream)].key, UInt64(caller.arrival))
  }

  /// `refusal`: nil where the bucket refuses, as nearly always.
  private mutating func refused(_ id: Handle<Caller>, _ refusal: Refusal?, _ account: inout Account) {
    let caller = callers[id].pointee
    let index = Int(caller.stream)
    let uniform = jitter.uniform(entity: key(caller), counter: UInt64(caller.refusals))
    let delay: Span? =
      switch streams[index].load.retry {
      case .none: nil
      case .standard, .adaptive:
        streams[index].sdk?.delay(afterFailure: Int(caller.refusals), at: account.now, uniform: uniform)
      case .policy(let policy):
        Int(caller.refusals) < policy.maxAttempts
          ? policy.delay(retry: Int(caller.refusals), uniform: uniform) : nil
      }
    guard let delay else { return giveUp(id, refusal, &account) }
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

  private mutating func giveUp(_ id: Handle<Caller>, _ refusal: Refusal?, _ account: inout Account) {
    // What AWS tells a caller that it throttles. Source: AWS API reference, "Common Errors".
    let error = refusal?.name ?? "ThrottlingException"
    lastGivenUp = account.now
    let caller = callers[id].pointee
    let machine = streams[Int(caller.stream)].load.machine
    account.core.tally.givesUp(
      Int32(machine), depth: 0, firstCallAt: caller.intendedStart, isCounted: caller.isCounted, at: account.now)
    guard caller.isCounted else { return settle(id) }
    if let known = rejections.firstIndex(where: { $0.machine == machine && $0.error == error }) {
      rejections[known].count += 1
    } else {
      let cause = refusal?.message ?? "Rate exceeded"
      rejections.append(Rejection(machine: machine, error: error, cause: cause, count: 1))
    }
    settle(id)
  }

  private mutating func settle(_ id: Handle<Caller>) {
    if callers[id].pointee.isCounted {
      settled[streams[Int(callers[id].pointee.stream)].load.machine] += 1
      countedOpen -= 1
    }
    callers[id].pointee.isSettled = true
    callers.release(id)
  }
}

extension LoadStream.Arrivals {
  /// Of random arrivals that come at all, per second.
  fileprivate var highestRate: Double? {
    switch self {
    case .poisson(let perSecond, _): perSecond > 0 ? perSecond : nil
    case .ramp(let from, let to, _): max(from, to) > 0 ? max(from, to) : nil
    case .burst, .constant, .trace: nil
    }
  }

  /// How many are to come, on average.
  var expectedCount: Double {
    switch self {
    case .burst(let count, _): Double(count)
    case .constant(let rate, let duration): rate.perSecond * duration.seconds
    case .poisson(let perSecond, let duration): perSecond * duration.seconds
    case .ramp(let from, let to, let duration): (from + to) / 2 * duration.seconds
    case .trace(let arrivals): Double(arrivals.count)
    }
  }
}
