public import JSON
public import Prelude

/// What the account does to strands and executions: nobody outside the engine writes their records. A verb asserts the
/// phase in which it finds its strand.
extension Records {
  // MARK: Tokens and services

  /// The strand has its place in the line for a StateTransition token, and enters its state when it is its turn.
  public mutating func waitsToEnter(_ id: StrandID, _ waiting: Span, at now: Instant) {
    let strand = strands[id]
    assert(strand.pointee.phase != .gone && !strand.pointee.isLinked)
    strand.pointee.mark(.overhead, at: now)
    strand.pointee.split(waiting, to: .transitionWait, from: now)
    strand.pointee.phase = .entering
  }

  /// A retry waits for its StateTransition token: one of a nested start takes that from the time of the start.
  public mutating func waitsToRetry(_ id: StrandID, _ waiting: Span, at now: Instant) {
    let strand = strands[id]
    assert(strand.pointee.phase == .throttled || strand.pointee.phase == .backingOff)
    strand.pointee.mark(strand.pointee.reason, at: now)
    guard waiting > .zero else { return }
    strand.pointee.split(waiting, to: .transitionWait, from: now)
    if strand.pointee.phase == .throttled { strand.pointee.needExtra().transitionWait &+= waiting.nanoseconds }
  }

  /// The Task waits until somebody takes its call, or its worker's answer.
  public mutating func queues(_ id: StrandID, at now: Instant) {
    assert(strands[id].pointee.phase == .inTask)
    strands[id].pointee.mark(.serviceQueue, at: now)
    if isObserved { see(.spends, of: id) }
  }

  /// The Task's call has come to its turn.
  public mutating func isServed(_ id: StrandID, at now: Instant) {
    assert(strands[id].pointee.phase == .inTask)
    strands[id].pointee.mark(.service, at: now)
    if isObserved { see(.spends, of: id) }
  }

  /// The Task's call is over, and waits for somebody to answer its token.
  public mutating func awaitsToken(_ id: StrandID, at now: Instant) {
    assert(strands[id].pointee.phase == .inTask)
    strands[id].pointee.mark(.callback, at: now)
    if isObserved { see(.spends, of: id) }
  }

  /// Who answers the Task's attempt, where only its parameters say so.
  public mutating func isAnswered(_ id: StrandID, byService service: Int32) {
    strands[id].pointee.needExtra().service = service
  }

  /// What the Task's attempt will be answered, decided as its call began.
  public mutating func decides(_ answer: consuming Result<JSON, Failure>, for id: StrandID) {
    strands[id].pointee.needExtra().decision = answer
  }

  /// The answer that was decided, if it is a failure.
  public mutating func decidedFailure(_ id: StrandID) -> Failure? {
    if case .failure(let failure) = strands[id].pointee.extra?.decision { failure } else { nil }
  }

  /// The result that was decided, which leaves the record.
  public mutating func takeDecidedResult(_ id: StrandID) -> JSON? {
    guard let extra = strands[id].pointee.extra, case .success(let result) = extra.decision else { return nil }
    extra.decision = nil
    return result
  }

  /// Counts something for the strand's execution, from 1, as long as that lives; `place` tells it from other things
  /// that are counted.
  public mutating func count(_ id: StrandID, in place: Int) -> Int {
    let extra = executions[strands[id].pointee.execution].pointee.needExtra()
    while extra.counts.count <= place { extra.counts.append(0) }
    extra.counts[place] += 1
    return extra.counts[place]
  }

  /// SendTaskHeartbeat: the next one is awaited as long again.
  public mutating func heartbeats(_ id: StrandID, at now: Instant) {
    guard let extra = strands[id].pointee.extra else { return }
    extra.heartbeatDeadline = now + extra.heartbeatSpan
  }

  // MARK: Answers

  /// The answer is known, and comes when its time does. `hasToken`: nothing that it costs its sender is left to pay.
  public mutating func holds(_ answer: consuming Result<JSON, Failure>, for id: StrandID, hasToken: Bool = false) {
    assert(strands[id].pointee.phase == .inTask)
    keep(answer, for: id, hasToken: hasToken)
  }

  /// The answer to the Task's token that is held and has not been sent.
  package func tokenAnswer(heldFor id: StrandID) -> Result<JSON, Failure>? {
    if strands[id].pointee.answer.isNone || !state(id).pointee.isCallback { return nil }
    let held = answers[strands[id].pointee.answer]
    return held.pointee.hasToken ? nil : held.pointee.answer
  }

  /// The time of an answer that was held has come: it is taken, or else pays first. Nil where none is held.
  public mutating func takeAnswer(
    _ id: StrandID, waiting wait: (Result<JSON, Failure>) -> Span
  ) -> (answer: Result<JSON, Failure>, wait: Span)? {
    if strands[id].pointee.answer.isNone { return nil }
    let held = answers[strands[id].pointee.answer]
    if state(id).pointee.isCallback, !held.pointee.hasToken {
      held.pointee.hasToken = true
      let wait = wait(held.pointee.answer)
      if wait != .zero { return (held.pointee.answer, wait) }
    }
    // Moved: a copy would be destroyed at once.
    var answer = Result<JSON, Failure>.success(.null)
    swap(&answer, &held.pointee.answer)
    dropAnswer(id)
    return (answer, .zero)
  }

  // MARK: Children

  /// Where the execution is counted.
  public mutating func isOf(level: UInt32, _ id: ExecutionID) { executions[id].pointee.level = level }

  /// The Task waits for the execution that it, or somebody before it, has started.
  public mutating func waits(_ id: StrandID, for child: ExecutionID) {
    let strand = strands[id]
    let execution = executions[child]
    assert(strand.pointee.phase == .inTask)
    strand.pointee.child = child
    if !isObserved, !keepsFailurePoints, state(id).pointee.forgetsInput { strand.pointee.input = .null }
    let generation = strand.pointee.generation
    if execution.pointee.parent == id, execution.pointee.parentGeneration == generation { return }
    execution.pointee.needExtra().waiters.append((id, generation))
  }

  /// The child for which the Task waits has ended; `isCaller`: the Task's own call started it. False: the Task no
  /// longer waits for it.
  public mutating func hears(
    _ id: StrandID, generation: UInt32, of child: ExecutionID, isCaller: Bool, at now: Instant
  ) -> Bool {
    let execution = executions[child]
    let strand = strands[id]
    guard strand.pointee.generation == generation, strand.pointee.child == child, strand.pointee.phase == .inTask
    else { return false }
    strand.pointee.unlink()
    guard isCaller, execution.pointee.status == .succeeded else {
      strand.pointee.mark(.overhead, at: now)
      return true
    }
    // The child's split, which begins with the Task's first call, takes the place of the wait for it.
    let wait = strand.pointee.extra?.transitionWait ?? 0
    let waited = execution.pointee.startedAt - execution.pointee.firstCallAt
    strand.pointee.parts[.throttleBackoff] &-= waited.nanoseconds &- wait
    strand.pointee.parts[.transitionWait] &-= wait
    strand.pointee.parts += strands[execution.pointee.root].pointee.parts
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    return true
  }

  /// The notice of the child's end is on its way.
  public mutating func isNotified(_ id: StrandID, _ answer: consuming Result<JSON, Failure>) {
    holds(answer, for: id)
    strands[id].pointee.phase = .notified
  }

  /// The alias by which it was started.
  public mutating func isNamed(_ id: ExecutionID, alias: String) {
    executions[id].pointee.needExtra().aliasARN = alias
  }
}
