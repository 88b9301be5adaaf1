import Chance
import Engine
import Prelude
import Statistics
import StepFunctions

/// Streams whose callers pass something before they call.
extension LoadGenerator {
  /// Somebody wants an execution.
  mutating func comes(_ id: Handle<Caller>, _ account: inout Account) {
    if account.core.levels.keepsLedger { opensLedger(id, &account) }
    let index = Int(callers[id].pointee.stream)
    guard streams[index].gate != nil else { return call(id, &account) }
    streams[index].gate?.counts.came += 1
    queues(id, index, isFirst: true, &account)
  }

  /// A backoff is over.
  mutating func callsAgain(_ id: Handle<Caller>, _ account: inout Account) {
    let index = Int(callers[id].pointee.stream)
    guard streams[index].gate?.takesRetries == true else { return call(id, &account) }
    queues(id, index, isFirst: false, &account)
  }

  private mutating func queues(_ id: Handle<Caller>, _ index: Int, isFirst: Bool, _ account: inout Account) {
    let isBreaker = streams[index].gate?.isBreaker == true
    if isFirst || isBreaker, streams[index].gate?.isFull(at: account.now) == true {
      return turnsAway(id, index, isOpen: isBreaker, &account)
    }
    callers[id].pointee.phase = .inLine
    callers[id].pointee.queuedSince = account.now
    streams[index].gate?.append(id)
    serve(index, &account)
  }

  private mutating func turnsAway(_ id: Handle<Caller>, _ index: Int, isOpen: Bool, _ account: inout Account) {
    callers[id].pointee.phase = .calling
    streams[index].gate?.counts.turnedAway += 1
    if callers[id].pointee.refusals > 0 { streams[index].gate?.counts.passed -= 1 }
    let refusal =
      isOpen
      ? Refusal(name: "Headroom.CircuitOpen", message: "The circuit breaker before the calls is open")
      : Refusal(name: "Headroom.LineFull", message: "The line before the calls has no room")
    giveUp(id, refusal, &account)
  }

  /// Lets go who may. What that leads to may set others free, who are let go here and not in the middle of it.
  mutating func serve(_ index: Int, _ account: inout Account) {
    guard streams[index].gate?.isServing == false else { return }
    streams[index].gate?.isServing = true
    if let source = streams[index].gate?.source {
      while let invocation = streams[index].gate?.invokes(source, at: account.now) {
        begins(invocation, index, source, &account)
      }
    } else {
      while let id = streams[index].gate?.next(at: account.now) { passes(id, index, &account) }
    }
    streams[index].gate?.isServed()
    wakesLater(index, &account)
  }

  private mutating func wakesLater(_ index: Int, _ account: inout Account) {
    guard let due = streams[index].gate?.nextAt(account.now), due != .never,
      due != streams[index].gate?.wakesAt
    else { return }
    streams[index].gate?.wakesAt = due
    account.core.timeline.push(.arrival, slot: UInt32(streams.count + index), at: due)
  }

  /// An entry of an admission's: the next in line may be let go, or, with a number, an invocation goes on.
  mutating func isAtGate(_ index: Int, _ number: Int, _ account: inout Account) {
    guard number > 0 else { return serve(index, &account) }
    if streams[index].gate?.invocations[number]?.open == 0 {
      frees(number, index, &account)
    } else {
      callAll(of: number, index, &account)
    }
  }

  private mutating func passes(_ id: Handle<Caller>, _ index: Int, _ account: inout Account) {
    let waited = (account.now - callers[id].pointee.queuedSince).nanoseconds
    callers[id].pointee.queued += waited
    callers[id].pointee.phase = .calling
    if streams[index].gate?.isSemaphore == true { callers[id].pointee.holds = true }
    if callers[id].pointee.refusals == 0 { notePassed(id, index) }
    call(id, &account)
  }

  private mutating func notePassed(_ id: Handle<Caller>, _ index: Int) {
    let caller = callers[id].pointee
    streams[index].gate?.counts.passed += 1
    streams[index].gate?.counts.waited &+= caller.queued
    if caller.isCounted { streams[index].gate?.counts.waits.add(caller.queued) }
  }

  /// The caller's execution has ended, or it will have none.
  mutating func releases(_ id: Handle<Caller>) {
    callers[id].pointee.holds = false
    streams[Int(callers[id].pointee.stream)].gate?.frees()
  }

  /// A call has its answer.
  mutating func sees(_ isRefused: Bool, of id: Handle<Caller>, _ account: inout Account) {
    let index = Int(callers[id].pointee.stream)
    streams[index].gate?.breaker?.saw(refused: isRefused, at: account.now)
    if !isRefused, callers[id].pointee.invocation > 0 {
      notePassed(id, index)
      isSettled(id, index, at: account.now, &account)
    }
  }

  // MARK: Messages

  private mutating func begins(_ invocation: Int, _ index: Int, _ source: EventSource, _ account: inout Account) {
    guard let messages = streams[index].gate?.invocations[invocation]?.messages, let first = messages.first else {
      return
    }
    for message in messages {
      callers[message].pointee.phase = .received
      callers[message].pointee.invocation = invocation
      callers[message].pointee.receives += 1
    }
    // Keyed by what the invocation begins with, so that other figures of the source change no other draw.
    let entity = Interpreter.mix(key(callers[first].pointee), UInt64(callers[first].pointee.receives))
    var random = draws.admission.stream(entity: entity)
    let receipt = source.receive.sample(&random)
    let work = source.latency.sample(&random)
    let begin = account.now + receipt
    streams[index].gate?.invocations[invocation]?.deadline = begin + source.timeout
    wakes(invocation, index, at: begin + min(work, source.timeout), &account)
  }

  private mutating func wakes(_ invocation: Int, _ index: Int, at due: Instant, _ account: inout Account) {
    account.core.timeline.push(
      .arrival, slot: UInt32(streams.count + index), generation: UInt32(invocation), at: due)
  }

  /// The function makes its calls; one that has no time left makes none.
  private mutating func callAll(of invocation: Int, _ index: Int, _ account: inout Account) {
    guard let one = streams[index].gate?.invocations[invocation] else { return }
    for id in one.messages {
      let waited = (account.now - callers[id].pointee.queuedSince).nanoseconds
      callers[id].pointee.queued += waited
      callers[id].pointee.phase = .calling
      callers[id].pointee.earlierRefusals = callers[id].pointee.refusals
      if account.now >= one.deadline {
        streams[index].gate?.invocations[invocation]?.isTimedOut = true
        giveUp(id, nil, &account)
      } else {
        call(id, &account)
      }
    }
  }

  /// Whether the caller will still be there for its next call: a function runs into its timeout.
  mutating func isInTime(_ id: Handle<Caller>, _ due: Instant) -> Bool {
    let (index, invocation) = (Int(callers[id].pointee.stream), callers[id].pointee.invocation)
    guard invocation > 0, let deadline = streams[index].gate?.invocations[invocation]?.deadline else { return true }
    if due >= deadline { streams[index].gate?.invocations[invocation]?.isTimedOut = true }
    return due < deadline
  }

  /// The message was not taken care of: it can be received once more after its time, or it is given up.
  mutating func comesBack(_ id: Handle<Caller>, _ account: inout Account) -> Bool {
    let index = Int(callers[id].pointee.stream)
    guard let source = streams[index].gate?.source,
      let deadline = streams[index].gate?.invocations[callers[id].pointee.invocation]?.deadline
    else { return false }
    isSettled(id, index, at: account.now, &account)
    if let most = source.maxReceives, callers[id].pointee.receives >= most {
      streams[index].gate?.counts.deadLetters += 1
      streams[index].gate?.counts.turnedAway += 1
      giveUp(
        id, Refusal(name: "Headroom.DeadLetter", message: "The message was received \(most) times"), &account)
      return true
    }
    streams[index].gate?.counts.redeliveries += 1
    streams[index].gate?.hidden += 1
    callers[id].pointee.phase = .hidden
    callers[id].pointee.queuedSince = account.now
    let received = Instant(nanoseconds: deadline.nanoseconds - source.timeout.nanoseconds)
    account.core.timeline.push(.caller, slot: id.slot, at: max(account.now, received + source.visibility))
    return true
  }

  /// The message can be received once more.
  mutating func isVisible(_ id: Handle<Caller>, _ account: inout Account) {
    let index = Int(callers[id].pointee.stream)
    streams[index].gate?.hidden -= 1
    callers[id].pointee.phase = .inLine
    streams[index].gate?.append(id)
    serve(index, &account)
  }

  /// The invocation is over with its last message, or at its deadline where a call would have come too late.
  private mutating func isSettled(_ id: Handle<Caller>, _ index: Int, at now: Instant, _ account: inout Account) {
    let invocation = callers[id].pointee.invocation
    callers[id].pointee.invocation = 0
    streams[index].gate?.invocations[invocation]?.open -= 1
    guard let one = streams[index].gate?.invocations[invocation], one.open == 0 else { return }
    wakes(invocation, index, at: one.isTimedOut ? max(now, one.deadline) : now, &account)
  }

  private mutating func frees(_ invocation: Int, _ index: Int, _ account: inout Account) {
    streams[index].gate?.invocations[invocation] = nil
    streams[index].gate?.frees()
    serve(index, &account)
  }

  // MARK: What is recorded

  /// Of the stream's admission, so far.
  func admission(_ index: Int) -> (recording: AdmissionRecording, queued: Int, inProgress: Int)? {
    guard let gate = streams[index].gate else { return nil }
    var recording = gate.counts
    recording.openings = gate.breaker?.openings ?? 0
    return (recording, gate.queued, gate.inProgress)
  }

  /// Callers of each stream's admission that it still has, at the end.
  func waitingAtGates() -> [Int: Int] {
    var waiting: [Int: Int] = [:]
    for id in callers.handles {
      let caller = callers[id].pointee
      let isThere: Bool =
        switch caller.phase {
        // A retry in line has been let through before.
        case .inLine: caller.refusals == 0 || caller.receives > 0
        case .received, .hidden: true
        case .calling: caller.invocation > 0
        case .running, .redriving, .thinking, .gone: false
        }
      if isThere, streams[Int(caller.stream)].gate != nil { waiting[Int(caller.stream), default: 0] += 1 }
    }
    return waiting
  }
}

extension APIResponse {
  var isRefused: Bool { if case .answered = self { false } else { true } }
}
