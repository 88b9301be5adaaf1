public import JSON
public import JSONPath
public import Prelude
import StatesLanguage

/// Tasks: an attempt is called by the account, which answers; errors meet Retry, then Catch.
extension Interpreter {
  @inline(__always)
  mutating func runTask(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    firstCall(slot, at: now)
    strands[slot].pointee.phase = .inTask
    records.ask(.call, of: slot)
  }

  /// From here on a nested start is waited for: a throttled call does not move this, another error does.
  @inline(__always)
  private mutating func firstCall(_ slot: StrandID, at now: Instant) {
    strands[slot].pointee.firstCallAt = now
    strands[slot].pointee.refusals = 0
    strands[slot].pointee.extra?.transitionWait = 0
  }

  /// Hot: as below, where the Task has no timeouts and nobody observes; false: it is more than that.
  public mutating func attemptStartsPlainly(_ slot: StrandID, at now: Instant) -> Bool {
    let state = self.state(slot)
    if state.pointee.hasTimeouts || records.observes(slot) { return false }
    strands[slot].pointee.phase = .inTask
    strands[slot].pointee.mark(.service, at: now)
    history.countScheduled(slot, state, in: &records)
    return true
  }

  /// The attempt is scheduled and starts: its events, and the spans of its timeouts (`longest` where it has none).
  public mutating func attemptStarts(
    _ slot: StrandID, parameters: @autoclosure () -> JSON, at now: Instant
  ) throws(QueryFailure) -> (timeout: Span, heartbeat: Span) {
    if attemptStartsPlainly(slot, at: now) { return (.longest, .longest) }
    let state = self.state(slot)
    guard case .task(let task) = state.pointee.source.action else { preconditionFailure("not a Task") }
    if evaluator.test != nil {
      evaluator.note(.afterParameters, parameters(), slot, in: &records)
      evaluator.note(.afterArguments, parameters(), slot, in: &records)
    }
    let timeout = try evaluator.seconds(task.timeout, slot, state, field: "TimeoutSecondsPath", in: &records)
    let heartbeat = try evaluator.seconds(task.heartbeat, slot, state, field: "HeartbeatSecondsPath", in: &records)
    let strand = strands[slot]
    strand.pointee.phase = .inTask
    strand.pointee.mark(.service, at: now)
    history.scheduled(
      slot, state, task, parameters: parameters(), role: records.observes(slot) ? role(slot, state, task) : nil,
      timeout: task.timeout == nil ? nil : timeout,
      heartbeat: task.heartbeat == nil ? nil : heartbeat, at: now, in: &records)
    if task.heartbeat != nil {
      let extra = strand.pointee.needExtra()
      extra.heartbeatSpan = heartbeat
      extra.heartbeatDeadline = now + heartbeat
    }
    return (task.timeout == nil ? .longest : timeout, task.heartbeat == nil ? .longest : heartbeat)
  }

  /// Of the task's credentials, for its history.
  private mutating func role(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ task: Task) -> JSON? {
    guard let credentials = task.credentials, let input = try? evaluator.effectiveInput(slot, state, in: &records)
    else { return nil }
    return (try? evaluator.evaluate(credentials, slot, input: input, in: &records))?["RoleArn"]
  }

  /// What the Task's work is given.
  public mutating func payload(_ slot: StrandID) throws(QueryFailure) -> JSON {
    try evaluator.payload(slot, in: &records)
  }

  /// The input of the child that a Task starts, and the bytes of all its parameters; nil: more of them than the input
  /// has to be made.
  public mutating func startInput(_ slot: StrandID) throws(QueryFailure) -> (input: JSON, bytes: Int)? {
    try evaluator.startInput(slot, in: &records)
  }

  /// The bytes of that input, and of all the Task's parameters, where they are known without making them.
  public mutating func startSize(_ slot: StrandID) -> (input: Int, all: Int)? {
    evaluator.startSize(slot, in: &records)
  }

  /// A `.sync` or `.waitForTaskToken` call has returned, before the Task has its outcome.
  public mutating func recordSubmitted(_ slot: StrandID, output: @autoclosure () -> JSON, at now: Instant) {
    history.submitted(slot, output: output(), at: now, in: &records)
  }

  /// Counts the events of a refused call; false where they would fill the history.
  public mutating func countThrottle(execution slot: ExecutionID) -> Bool {
    history.countThrottle(execution: slot, in: &records)
  }

  /// The Task's call has another answer than a throttle: what was left uncounted is counted.
  public mutating func countThrottles(_ slot: StrandID) { history.countThrottles(slot, in: &records) }

  /// A worker has taken the activity's task. From here on its heartbeats are awaited: answers within what time, or
  /// `longest`. Source: AWS developer guide, "Task workflow state" (HeartbeatSeconds counts from GetActivityTask).
  public mutating func activityStarts(_ slot: StrandID, worker: String?, at now: Instant) -> Span {
    strands[slot].pointee.mark(.service, at: now)
    history.activityStarted(slot, worker: worker, at: now, in: &records)
    guard case .task(let task) = state(slot).pointee.source.action, task.heartbeat != nil,
      let extra = strands[slot].pointee.extra
    else { return .longest }
    extra.heartbeatDeadline = now + extra.heartbeatSpan
    return extra.heartbeatSpan
  }

  @inline(__always)
  private mutating func visitEnds(_ slot: StrandID) {
    let strand = strands[slot]
    guard executions[strand.pointee.execution].pointee.isCounted else { return }
    if strand.pointee.attempts == 0 {
      plainVisits[Int(strand.pointee.state)] &+= 1
    } else {
      retriedVisitEnds(slot)
    }
  }

  @inline(never)
  private mutating func retriedVisitEnds(_ slot: StrandID) {
    let strand = strands[slot]
    retriedVisits.append(Visit(state: strand.pointee.state, attempts: strand.pointee.attempts + 1))
  }

  /// Whether the result of the strand's Task has to be made: somebody reads it, or it may be too large, having up to
  /// so many bytes.
  @inlinable @inline(__always)
  public mutating func wantsResult(_ slot: StrandID, upTo bytes: Int) -> Bool {
    records.observes(slot) || !state(slot).pointee.ignoresResult || bytes > limits.payloadBytes
  }

  /// What the strand's Task reads of a child's description of up to so many bytes, where it is sure to be given it;
  /// nil: all.
  @inlinable @inline(__always)
  public mutating func readsExcerpt(_ slot: StrandID, of bytes: Int) -> ChildExcerpt? {
    records.isObserved || bytes > limits.payloadBytes ? nil : state(slot).pointee.childExcerpt
  }

  /// The attempt has its answer; `result` may be null where it is not wanted.
  public mutating func taskSucceeded(_ slot: StrandID, result: JSON, at now: Instant) {
    let state = self.state(slot)
    strands[slot].pointee.mark(.overhead, at: now)
    strands[slot].pointee.unlink()
    if case .null = result {
    } else if let failure = evaluator.tooLarge(result, state) {
      return taskFailed(slot, failure, at: now)
    }
    records.invalidate(slot)
    if state.pointee.handsOnInput, !records.observes(slot) {
      history.countTaskSucceeded(slot, in: &records)
      visitEnds(slot)
      return leaveUntouched(slot, to: state.pointee.next, at: now)
    }
    history.taskSucceeded(slot, state, output: result, at: now, in: &records)
    if records.isObserved { evaluator.note(.result, result, slot, in: &records) }
    do throws(QueryFailure) {
      let output = try evaluator.output(slot, state, result: result, in: &records)
      if !state.pointee.passesWhole, state.pointee.mayGrow, let failure = evaluator.tooLarge(output, state) {
        return handle(slot, failure, at: now)
      }
      let variables = try state.pointee.assigns ? evaluator.assignments(slot, state, result: result, in: &records) : nil
      visitEnds(slot)
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), at: now)
    }
  }

  public mutating func taskFailed(_ slot: StrandID, _ failure: Failure, isThrottle: Bool = false, at now: Instant) {
    let state = self.state(slot)
    var failure = failure
    failure.isOfAttempt = true
    failure.isThrottle = isThrottle
    if !isThrottle { strands[slot].pointee.mark(.overhead, at: now) }
    strands[slot].pointee.unlink()
    records.invalidate(slot)
    history.taskFailed(slot, state, failure, at: now, in: &records)
    handle(slot, failure, isThrottle: isThrottle, at: now)
  }

  /// The Task's parameters could not be made: no attempt took place, no event is written.
  public mutating func parametersFailed(_ slot: StrandID, _ failure: QueryFailure, at now: Instant) {
    let state = self.state(slot)
    records.invalidate(slot)
    handle(slot, located(failure, slot, state, at: now), at: now)
  }

  /// Retry, then Catch, then the end of the strand. `isOfFork`: a branch of the Map or Parallel failed, not its data.
  mutating func handle(
    _ slot: StrandID, _ failure: Failure, isThrottle: Bool = false, isOfFork: Bool = false, at now: Instant
  ) {
    let strand = strands[slot]
    var failure = failure
    if executions[strand.pointee.execution].pointee.isOverfull {
      count(&failure, .fatal, of: slot)
      return
    }
    let state = self.state(slot)
    if records.isObserved, endsInRetry(slot, failure, state, at: now) { return }
    if let index = state.pointee.retriers.firstIndex(where: { $0.matches(failure) }) {
      let retrier = state.pointee.retriers[index]
      let used = records.retriesUsed(slot, index)
      if records.observes(slot) {
        records.see(.decision(failure.words(retrier: index + 1, used: used, of: retrier.maxAttempts)), of: slot)
      }
      if used < retrier.maxAttempts {
        records.setRetriesUsed(slot, index, used + 1)
        if records.keepsFailurePoints { forgetFailure(slot) }
        strand.pointee.attempts &+= 1
        strand.pointee.phase = isThrottle ? .throttled : .backingOff
        if isThrottle {
          strand.pointee.refusals &+= 1
          strand.pointee.reason = .throttleBackoff
        } else {
          strand.pointee.mark(.errorBackoff, at: now)
          count(&failure, .retried, of: slot)
        }
        records.ask(.retry, of: slot, nanoseconds: retrier.delay(used), jitter: retrier.fullJitter)
        return
      }
    }
    strand.pointee.mark(.overhead, at: now)
    let failed = strand.pointee.lastEvent
    if state.pointee.kind == .task {
      visitEnds(slot)
    } else if isOfFork {
      history.forkFailed(slot, state, at: now, in: &records)
    }
    guard
      let catcher = state.pointee.source.catchers.first(where: { failure.isTaken(by: $0) })
    else { return fail(slot, failure, at: now) }
    count(&failure, .caught, of: slot)
    if records.isObserved {
      records.see(.decision(failure.wordsOfCatcher), of: slot)
      records.see(.failure(failure, isCaught: true), of: slot)
    }
    if records.keepsFailurePoints { forgetFailure(slot) }
    do throws(QueryFailure) {
      let error = failure.output
      let raw = strand.pointee.input
      var output: JSON =
        switch catcher.resultPath {
        case .replace: error
        case .discard: raw
        case .at(let path): try path.place(error, in: raw)
        }
      if let template = catcher.output {
        output = try evaluator.evaluate(.jsonata(template), slot, input: raw, error: error, in: &records)
      }
      if let failure = evaluator.tooLarge(output, state) { return fail(slot, failure, at: now) }
      let isJSONata = state.pointee.source.language == .jsonata
      let variables = try evaluator.assignments(
        catcher.assign, slot, input: isJSONata ? raw : error, error: error, in: &records)
      leave(slot, output: output, assigning: variables, to: state.pointee.base + Int32(catcher.next), at: now)
    } catch {
      guard isOfFork, error.isEvaluation else { return fail(slot, located(error, slot, state, at: now), at: now) }
      // An expression of the Catch takes up where the state stood before it failed, and fails it again (measured on AWS
      // by others).
      strand.pointee.lastEvent = failed
      let failure = located(error, slot, state, at: now)
      history.forkFailed(slot, state, at: now, in: &records)
      fail(slot, failure, at: now)
    }
  }

  /// The failure of the Map or Parallel was dealt with: a later one is another.
  private mutating func forgetFailure(_ slot: StrandID) {
    strands[slot].pointee.extra?.failed = nil
  }

  /// The backoff is over, and the retry has its StateTransition token.
  public mutating func retry(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    if strand.pointee.phase == .backingOff {
      strand.pointee.mark(.overhead, at: now)
      // Another try draws anew. A refused or throttled call was none, so it does not move what comes after it.
      if !strand.pointee.wasRefused { strand.pointee.key = Self.mix(strand.pointee.key, 0) }
      strand.pointee.wasRefused = false
      firstCall(slot, at: now)
    }
    let state = self.state(slot)
    guard state.pointee.kind != .task else {
      strand.pointee.phase = .inTask
      return records.ask(.call, of: slot)
    }
    // Of the states without Retry, a redrive alone runs one again.
    run(slot, state, at: now)
  }

  /// The strand ends with a failure that nothing caught.
  mutating func fail(_ slot: StrandID, _ failure: Failure, at now: Instant) {
    if records.isObserved { records.see(.failure(failure, isCaught: false), of: slot) }
    if !strands[slot].pointee.parent.isNone {
      if failure.endsExecution, !records.hasFailingAncestor(slot) { return failExecution(from: slot, failure, at: now) }
      var failure = failure
      count(&failure, .fatal, of: slot)
      return branchFailed(slot, failure, at: now)
    }
    let execution = strands[slot].pointee.execution
    guard executions[execution].pointee.status == .running, !executions[execution].pointee.isOverfull else { return }
    var failure = failure
    countEnd(&failure, of: slot)
    executions[execution].pointee.needExtra().failure = failure
    executions[execution].pointee.needExtra().errorRoot = failure.root
    if records.keepsFailurePoints {
      executions[execution].pointee.needExtra().failurePoint = records.failurePoint(slot, hasFailed: true)
    }
    history.failed(execution, failure, previous: strands[slot].pointee.lastEvent, at: now, in: &records)
    finish(execution, .failed)
  }

  /// A branch ends the execution: of the Maps and Parallels around it nothing more is written (measured on AWS by
  /// others).
  private mutating func failExecution(from slot: StrandID, _ failure: Failure, at now: Instant) {
    let strand = strands[slot]
    let execution = strand.pointee.execution
    guard executions[execution].pointee.status == .running, !executions[execution].pointee.isOverfull else { return }
    let previous = strand.pointee.lastEvent
    let root = executions[execution].pointee.root
    var failure = failure
    countEnd(&failure, of: slot)
    strand.pointee.phase = .inTask
    executions[execution].pointee.needExtra().failure = failure
    executions[execution].pointee.needExtra().errorRoot = failure.root
    if records.keepsFailurePoints {
      executions[execution].pointee.needExtra().failurePoint = records.failurePoint(root)
    }
    records.handOver(from: slot, to: root, at: now)
    let place = strands[root].pointee.fork
    cutBranches(of: place, owner: root, after: nil, at: now)
    records.freeFork(place)
    strands[root].pointee.unlink()
    strands[root].pointee.phase = .inTask
    history.failed(execution, failure, previous: previous, at: now, in: &records)
    finish(execution, .failed)
  }
}
