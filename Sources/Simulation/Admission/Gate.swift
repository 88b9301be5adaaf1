import Engine
import Prelude
import StepFunctions

/// The admission of one stream while a run lasts: who waits in its line, and who may go.
struct Gate {
  typealias Caller = LoadGenerator.Caller
  /// Of a Lambda function that takes messages.
  struct Invocation {
    var messages: [Handle<Caller>]
    /// Of them, those that have no outcome yet.
    var open: Int
    var deadline: Instant
    /// One call would have come after the deadline: the function runs into it.
    var isTimedOut = false
  }

  let model: Admission
  private var line = WaitingLine<Handle<Caller>>()
  private var bucket: TokenBucket?
  var breaker: CircuitBreaker?
  private var fleet: PollerFleet?
  var invocations: [Int: Invocation] = [:]
  private var invoked = 0
  /// Executions that hold the semaphore, or invocations that run.
  private(set) var inProgress = 0
  /// Messages that cannot be received for now.
  var hidden = 0
  /// The line is being worked off, further up the stack.
  var isServing = false
  /// When its next entry of the timeline is due.
  var wakesAt = Instant.never
  var counts = AdmissionRecording()

  init(_ model: Admission) {
    self.model = model
    switch model.kind {
    case .paced(let capacity, let refill, _): bucket = TokenBucket(capacity: capacity, rate: refill)
    case .semaphore: break
    case .breaker(let model): breaker = CircuitBreaker(model)
    case .eventSource(let source): fleet = PollerFleet(source)
    }
  }

  /// Callers in line, and messages that will be.
  var queued: Int { line.count + hidden }

  var isBreaker: Bool { if case .breaker = model.kind { true } else { false } }

  var isSemaphore: Bool { if case .semaphore = model.kind { true } else { false } }

  var source: EventSource? { if case .eventSource(let source) = model.kind { source } else { nil } }

  /// Whether a caller's later calls come here as its first did.
  var takesRetries: Bool {
    switch model.kind {
    case .paced(_, _, let paysForRetries): paysForRetries
    case .breaker: true
    case .semaphore, .eventSource: false
    }
  }

  mutating func append(_ caller: Handle<Caller>) { line.append(caller) }

  /// Whoever could go has gone.
  mutating func isServed() {
    isServing = false
    counts.longest = max(counts.longest, queued)
  }

  /// Whether somebody who comes now has to wait, and there is no room for that.
  mutating func isFull(at now: Instant) -> Bool {
    guard let length = model.length, queued >= length else { return false }
    return !line.isEmpty || !isOpen(at: now)
  }

  private mutating func isOpen(at now: Instant) -> Bool {
    switch model.kind {
    case .paced: bucket?.hasToken(at: now) ?? true
    case .semaphore(let limit): inProgress < limit
    case .breaker: breaker?.lets(at: now) ?? true
    case .eventSource: inProgress < fleet?.capacity(at: now) ?? 0
    }
  }

  /// Whoever may go now: it has what it takes.
  mutating func next(at now: Instant) -> Handle<Caller>? {
    guard !line.isEmpty, isOpen(at: now) else { return nil }
    switch model.kind {
    case .paced: _ = bucket?.take(at: now)
    case .semaphore: inProgress += 1
    case .breaker, .eventSource: break
    }
    return line.popFirst()
  }

  mutating func frees() { inProgress -= 1 }

  /// When the next in line may go, as far as time decides that; never where it does not.
  mutating func nextAt(_ now: Instant) -> Instant {
    guard !line.isEmpty else { return .never }
    switch model.kind {
    case .paced: return bucket?.nextToken(at: now) ?? .never
    case .semaphore: return .never
    case .breaker: return breaker?.opensAgainAt ?? .never
    case .eventSource: return fleet?.growsAt(now) ?? .never
    }
  }

  // MARK: Messages

  /// The number of an invocation that begins with those in front.
  mutating func invokes(_ source: EventSource, at now: Instant) -> Int? {
    guard !line.isEmpty else {
      if inProgress == 0 { fleet?.isIdle() }
      return nil
    }
    guard isOpen(at: now) else {
      fleet?.messagesWait(at: now)
      return nil
    }
    var messages: [Handle<Caller>] = []
    while messages.count < source.batch, let message = line.popFirst() { messages.append(message) }
    inProgress += 1
    // As an entry of the timeline has room for, from 1.
    invoked = invoked % 100_000_000 + 1
    invocations[invoked] = Invocation(messages: messages, open: messages.count, deadline: .never)
    counts.invocations += 1
    return invoked
  }
}
